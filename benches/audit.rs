//! What an audit costs after the fold: every metric, interval, disparity, verdict and finding of all slices.
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

criterion_group!(benches, audit);
criterion_main!(benches);
