//! What many slices cost: one case a run, so that the peak of memory is its own.
//!
//! `cargo bench --features parallel,simd --bench slices -- CASE [ROWS]`, CASE one of `triples`, `seventy`, `forty`, `levels`, `million`.
//! Prints the milliseconds of each stage; the operating system says the peak (`/usr/bin/time -v` on the binary).
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, reason = "a benchmark")]

use std::time::Instant;

use evenhand::inference::{Random, StreamKey};
use evenhand::{Audit, Policy, Predictions, Slices};

/// Attributes by their numbers of levels, and how many of them are crossed.
fn case(name: &str) -> Option<(Vec<u32>, usize)> {
    match name {
        "triples" => Some((vec![6, 3, 12, 5, 8], 3)),
        "seventy" => Some((vec![70, 70], 2)),
        "forty" => Some((vec![10; 40], 2)),
        "levels" => Some((vec![100_000], 1)),
        "million" => Some((vec![1000, 1000], 2)),
        _ => None,
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some((attributes, depth)) = arguments.first().and_then(|name| case(name)) else {
        eprintln!("usage: slices triples|seventy|forty|levels|million [ROWS]");
        return;
    };
    let rows: usize = arguments.get(1).map_or(1_000_000, |rows| rows.parse().unwrap());
    let mut random = Random::new(StreamKey { seed: 1, stream: 0, replicate: 0 });
    let mut column = |levels: u32| -> Vec<u32> {
        (0..rows).map(|_| u32::try_from(random.bits() % u64::from(levels)).unwrap()).collect()
    };
    let decision: Vec<bool> = column(4).into_iter().map(|draw| draw == 0).collect();
    let outcome: Vec<bool> = column(9).into_iter().map(|draw| draw == 0).collect();
    let mut builder = Predictions::builder().decision(decision).outcome(outcome);
    for (number, &levels) in attributes.iter().enumerate() {
        let codes = column(levels);
        builder =
            builder.segment_coded(&format!("a{number:02}"), codes, (0..levels).map(|level| format!("{level:06}")));
    }
    let predictions = builder.build().unwrap();
    let mut slices = Slices::marginals();
    if depth > 1 {
        slices = slices.with_intersections(depth);
    }
    let start = Instant::now();
    let audited = Audit::new().slices(slices).policy(Policy::marketing()).run(&predictions).unwrap();
    let audit = start.elapsed();
    let found = audited.groupings.iter().map(|grouping| grouping.slices.len()).sum::<usize>();
    let findings = audited.findings.len();
    let start = Instant::now();
    let report = audited.report().title("slices").model("none").build();
    let build = start.elapsed();
    #[cfg(feature = "html")]
    render("page", || report.html().unwrap());
    render("Markdown", || report.markdown());
    render("summary", || report.summary_markdown());
    let start = Instant::now();
    let table = report.slice_csv();
    println!(
        "{}: {rows} rows, {found} slices, {findings} findings; audit {:.0} ms, report {:.0} ms, table of {} bytes {:.0} ms",
        arguments[0],
        audit.as_secs_f64() * 1e3,
        build.as_secs_f64() * 1e3,
        table.len(),
        start.elapsed().as_secs_f64() * 1e3,
    );
}

/// The median time of a rendering, the first one apart: it also pays for the memory.
fn render(name: &str, rendering: impl Fn() -> String) {
    let mut bytes = 0;
    let mut times: Vec<f64> = (0..9)
        .map(|_| {
            let start = Instant::now();
            bytes = rendering().len();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    let first = times[0];
    times.sort_by(f64::total_cmp);
    println!("{name} of {bytes} bytes: first {first:.0} ms, median of 9 {:.0} ms", times[4]);
}
