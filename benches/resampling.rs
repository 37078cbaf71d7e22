//! What it costs to resample everything: 1,000 resamples of every metric and disparity of the catalogue for 20 groups.
//!
//! `cargo bench --bench resampling`; the number is in `docs/PERFORMANCE.md`. Rows play no part: cells are drawn.
#![allow(clippy::needless_for_each, missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use evenhand::cube::{Cells, Confusion};
use evenhand::data::LabelAvailability;
use evenhand::inference::{Bootstrap, Resampling, Simulation};
use evenhand::metric::{CRITERIA, METRICS, Panel};
use evenhand::value::{Confidence, Measured};

const GROUPS: usize = 20;
const CELLS: [Cells; 4] = [Cells::TP, Cells::FP, Cells::FN, Cells::TN];

fn tables(counts: &[u64], into: &mut Vec<Confusion>) {
    into.clear();
    into.extend(counts.chunks_exact(CELLS.len()).map(|counts| {
        CELLS.iter().zip(counts).fold(Confusion::default(), |table, (cell, rows)| table.with(*cell, *rows))
    }));
}

/// The counts of a group in the order of `Cells::SINGLE`, where every row has a label.
fn in_order(cells: &[[u64; 16]]) -> [[u64; 16]; 6] {
    let of = |cell: Cells| CELLS.iter().position(|own| *own == cell).map_or([0; 16], |at| cells[at]);
    Cells::SINGLE.map(of)
}

fn everything(criterion: &mut Criterion) {
    for (name, scale) in [("10⁴ rows", 1), ("10⁶ rows", 100), ("10¹² rows", 100_000_000)] {
        let counts: Vec<u64> = (0..80).map(|cell| scale * (3 + 41 * (cell * 29 % 83) / 10)).collect();
        let labels: Vec<usize> = (0..80).map(|cell| cell / 4).collect();
        let simulation = Simulation { draws: 1_000, ..Simulation::default() };
        for (law, resampling) in
            [("multinomial", Resampling::Multinomial), ("stratified", Resampling::Stratified(&labels))]
        {
            let bootstrap = Bootstrap { counts: &counts, resampling, simulation };
            let panel = Panel::new(METRICS, CRITERIA, LabelAvailability::All);
            let statistics = panel.statistics(GROUPS);
            let evaluate = |counts: &[u64], values: &mut [Measured]| {
                let mut groups = Vec::with_capacity(GROUPS);
                tables(counts, &mut groups);
                panel.evaluate(&groups, values);
            };
            // The same for sixteen replicates at a time.
            let lanes = |cells: &[[u64; 16]], values: &mut [[f64; 16]]| {
                let groups: Vec<[[u64; 16]; 6]> = cells.chunks_exact(CELLS.len()).map(in_order).collect();
                panel.evaluate_lanes(&groups, values);
            };
            let title = format!("{statistics} statistics of 20 groups, 1,000 resamples, {law}, {name}");
            criterion.bench_function(&title, |bencher| {
                bencher.iter(|| {
                    let distributions = bootstrap.distributions_of_lanes::<16>(statistics, &evaluate, &lanes).unwrap();
                    black_box(distributions.iter().filter(|one| one.percentile(Confidence::DEFAULT).is_ok()).count())
                });
            });
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = everything
}
criterion_main!(benches);
