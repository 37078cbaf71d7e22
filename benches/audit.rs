//! What an audit costs after the fold: every metric, interval, disparity, verdict and finding of all slices; the
//! report and its renderings. With the feature `html`, pages and JSON too.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use evenhand::inference::{Random, StreamKey};
use evenhand::{Audit, Cube, Policy, Predictions, Slices};

/// Five attributes of 6, 3, 12, 5 and 8 levels: 34 slices alone and 439 in pairs.
fn cube() -> Cube {
    const ROWS: usize = 1_000_000;
    let mut random = Random::new(StreamKey { seed: 1, stream: 0, replicate: 0 });
    let mut column =
        |levels: u64| -> Vec<u8> { (0..ROWS).map(|_| u8::try_from(random.bits() % levels).unwrap()).collect() };
    let columns: Vec<Vec<u8>> = [6, 3, 12, 5, 8].map(&mut column).into();
    let names = ["age_band", "gender", "region", "channel", "income_band"];
    let decision = column(4).into_iter().map(|draw| draw == 0).collect::<Vec<_>>();
    let outcome = column(9).into_iter().map(|draw| draw == 0).collect::<Vec<_>>();
    let mut builder = Predictions::builder().decision(decision).outcome(outcome);
    for (name, codes) in names.into_iter().zip(columns) {
        let levels = u32::from(*codes.iter().max().unwrap()) + 1;
        builder = builder.segment_coded(name, codes, (0..levels).map(|level| format!("{level:02}")));
    }
    Cube::fold(&builder.build().unwrap())
}

fn audit(criterion: &mut Criterion) {
    let cube = cube();
    let audit = Audit::new().slices(Slices::marginals().with_intersections(2)).policy(Policy::marketing());
    criterion.bench_function("after the fold, 473 slices", |bencher| {
        bencher.iter(|| audit.run_cube(black_box(&cube)).unwrap());
    });
}

fn report(criterion: &mut Criterion) {
    let audit = Audit::new().slices(Slices::marginals().with_intersections(2)).policy(Policy::marketing());
    let audited = audit.run_cube(&cube()).unwrap();
    let mut group = criterion.benchmark_group("report, 473 slices");
    group.bench_function("data", |bencher| bencher.iter(|| black_box(&audited).report().build()));
    let report = audited.report().title("Spring offer").model("offer 4.2").build();
    group.bench_function("CSV", |bencher| bencher.iter(|| black_box(&report).slice_csv()));
    group.bench_function("Markdown", |bencher| bencher.iter(|| black_box(&report).markdown()));
    #[cfg(feature = "json")]
    group.bench_function("JSON", |bencher| bencher.iter(|| black_box(&report).to_json().unwrap()));
    #[cfg(feature = "html")]
    group.bench_function("HTML", |bencher| bencher.iter(|| black_box(&report).html().unwrap()));
    group.finish();
}

criterion_group!(benches, audit, report);
criterion_main!(benches);
