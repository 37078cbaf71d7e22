//! What many slices cost: one case a run, so that the peak of memory is its own.
//!
//! `cargo bench --features html,parallel,simd --bench slices -- CASE [ROWS]`, CASE one of `triples`, `seventy`, `forty`, `levels`, `million`.
//! Prints the time of each stage, what it wrote and, where the operating system says it, the peak of memory so far; for
//! fewer than 10,000 slices also the median of nine renderings.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, reason = "a benchmark")]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::Instant;

use evenhand::inference::{Random, StreamKey};
use evenhand::report::ReportBuilder;
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

/// The most memory that the process has held, in MiB, from Linux.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kibibytes.map_or_else(|| "unknown".to_owned(), |kibibytes| format!("{} MiB", kibibytes / 1024))
}

/// How many bytes went to a file that is gone when it is closed.
struct Written(u64);

impl Written {
    fn by(write: impl FnOnce(&mut BufWriter<File>)) -> Self {
        let mut out = BufWriter::new(tempfile::tempfile().unwrap());
        write(&mut out);
        out.flush().unwrap();
        Self(out.get_ref().metadata().unwrap().len())
    }
}

/// Runs a stage and says what it took.
fn stage<T>(name: &str, work: impl FnOnce() -> T, size: impl FnOnce(&T) -> String) -> T {
    let start = Instant::now();
    let result = work();
    let took = start.elapsed().as_secs_f64() * 1e3;
    println!("{name:<12} {took:>9.0} ms  peak {:>10}  {}", peak(), size(&result));
    result
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
    println!("{}: {rows} rows, held in {}", arguments[0], peak());
    let audit = Audit::new().slices(slices).policy(Policy::marketing());
    let audited = stage(
        "audit",
        || audit.run(&predictions).unwrap(),
        |audited| {
            let slices = audited.groupings.iter().map(|grouping| grouping.slices.len()).sum::<usize>();
            format!("{} groupings, {slices} slices, {} findings", audited.groupings.len(), audited.findings.len())
        },
    );
    drop(predictions);
    let report =
        stage("report", || ReportBuilder::new(audited).title("slices").model("none").build(), |_| String::new());
    let bytes = |text: &String| format!("{} bytes", text.len());
    // As the program writes them: in pieces, to a file that is not held.
    let written = |count: &Written| format!("{} bytes", count.0);
    stage("CSV", || Written::by(|out| report.write_slice_csv(out).unwrap()), written);
    #[cfg(feature = "json")]
    stage("JSON", || Written::by(|out| report.write_json(out).unwrap()), written);
    stage("Markdown", || report.markdown(), bytes);
    #[cfg(feature = "html")]
    stage("HTML", || report.html().unwrap(), bytes);
    stage("brief", || report.brief(), |_| String::new());
    if report.audited.groupings.iter().map(|grouping| grouping.slices.len()).sum::<usize>() < 10_000 {
        #[cfg(feature = "html")]
        render("page", || report.html().unwrap());
        render("Markdown", || report.markdown());
        render("summary", || report.summary_markdown());
    }
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
