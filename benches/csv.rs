//! How fast predictions are read from CSV: six columns, from memory.
#![allow(clippy::expect_used)]

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use evenhand::Audit;
use evenhand::io::{AuditSpecification, PredictionsReader, read_predictions};

const ROWS: u64 = 1_000_000;

/// A campaign of so many rows: outcome, decision, score and three segments.
fn campaign(rows: u64) -> String {
    let bands = ["18-24", "25-34", "35-44", "45-54", "55-64", "65+", ""];
    let regions = ["Northgate", "Harbour", "Millbrook", "Riverside", "Lakeside", "Oldtown", "Hillcrest", "Westfield"];
    let channels = ["email", "app", "web", "store", "phone"];
    let mut text = String::from("age_band,region,channel,score,targeted,bought\n");
    let mut state = 20_240_501_u64;
    for _ in 0..rows {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let draw = |shift: u32, of: usize| usize::try_from(state >> shift).unwrap_or(0) % of;
        let score = draw(33, 100_000);
        writeln!(
            text,
            "{},{},{},0.{score:05},{},{}",
            bands[draw(40, bands.len())],
            regions[draw(44, regions.len())],
            channels[draw(48, channels.len())],
            u8::from(score >= 50_000),
            draw(52, 2),
        )
        .expect("a string takes all");
    }
    text
}

fn csv(criterion: &mut Criterion) {
    let text = campaign(ROWS);
    let mut specification = AuditSpecification::default();
    specification.columns.outcome = Some("bought".to_owned());
    specification.columns.decision = Some("targeted".to_owned());
    specification.columns.score = Some("score".to_owned());
    specification.columns.segments = ["age_band", "region", "channel"].map(str::to_owned).to_vec();

    let mut group = criterion.benchmark_group("csv");
    group.throughput(Throughput::Elements(ROWS)).sample_size(10);
    group.bench_function("6 columns, 1,000,000 rows", |bench| {
        bench.iter(|| read_predictions(black_box(text.as_bytes()), &specification).expect("sound"));
    });
    group.bench_function("to the finished audit, 1,000,000 rows", |bench| {
        bench.iter(|| {
            let mut auditor = Audit::new().auditor();
            PredictionsReader::new(&specification)
                .for_each_batch(black_box(text.as_bytes()), |batch| auditor.observe_batch(&batch))
                .expect("sound");
            auditor.finish().expect("sound")
        });
    });
    group.finish();
}

criterion_group!(benches, csv);
criterion_main!(benches);
