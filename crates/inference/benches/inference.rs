//! What inference costs: an audit computes tens of thousands of intervals and a hundred thousand draws.
#![allow(missing_docs, clippy::unwrap_used, clippy::type_complexity, reason = "a benchmark")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use evenhand_inference::{
    Bootstrap, Difference, Permutation, Proportion, Ratio, Resampling, Simulation, Studentised, fisher_exact,
    noise_floor,
    value::{Confidence, Measured, Reason, quotient},
    worst_difference, worst_ratio,
};

fn groups(count: u64) -> Vec<Proportion> {
    (0..count)
        .map(|group| Proportion::new(20 + 7 * (group * 37 % 101), 900 + 31 * (group * 53 % 97)).unwrap())
        .collect()
}

fn intervals(criterion: &mut Criterion) {
    let groups = groups(40);
    let pairs: Vec<_> = groups.iter().flat_map(|&one| groups.iter().map(move |&two| (one, two))).collect();
    let mut next = pairs.iter().cycle();
    criterion.bench_function("wilson", |bencher| {
        bencher.iter(|| next.next().unwrap().0.wilson(black_box(Confidence::DEFAULT)));
    });
    let mut next = pairs.iter().cycle();
    criterion.bench_function("miettinen-nurminen difference, both bounds", |bencher| {
        bencher.iter(|| {
            let &(group, reference) = next.next().unwrap();
            Difference { group, reference }.miettinen_nurminen(black_box(Confidence::DEFAULT))
        });
    });
    let mut next = pairs.iter().cycle();
    criterion.bench_function("miettinen-nurminen ratio, both bounds", |bencher| {
        bencher.iter(|| {
            let &(group, reference) = next.next().unwrap();
            Ratio { group, reference }.miettinen_nurminen(black_box(Confidence::DEFAULT))
        });
    });
    let mut next = pairs.iter().cycle();
    criterion.bench_function("score test of four fifths", |bencher| {
        bencher.iter(|| {
            let &(group, reference) = next.next().unwrap();
            Ratio { group, reference }.score_test(black_box(0.8))
        });
    });
    let mut next = pairs.iter().cycle();
    criterion.bench_function("fisher, 2,000 rows", |bencher| {
        bencher.iter(|| {
            let &(group, reference) = next.next().unwrap();
            fisher_exact(&Difference { group, reference })
        });
    });
    let large = Difference {
        group: Proportion::new(250_500, 500_000).unwrap(),
        reference: Proportion::new(250_000, 500_000).unwrap(),
    };
    criterion.bench_function("fisher, 1,000,000 rows", |bencher| bencher.iter(|| fisher_exact(black_box(&large))));
}

fn many_groups(criterion: &mut Criterion) {
    let (few, many) = (groups(12), groups(100));
    criterion.bench_function("noise floor, 12 groups, 2,000 draws", |bencher| {
        bencher.iter(|| noise_floor(black_box(&few), Simulation::default()));
    });
    criterion.bench_function("worst difference, 100 groups", |bencher| {
        bencher.iter(|| worst_difference(black_box(&many), Confidence::DEFAULT));
    });
    criterion.bench_function("worst ratio, 100 groups", |bencher| {
        bencher.iter(|| worst_ratio(black_box(&many), Confidence::DEFAULT));
    });
}

fn resampling(criterion: &mut Criterion) {
    // 20 groups of 6 cells, and 30 statistics: rates, and ratios to the first group.
    let counts: Vec<u64> = (0..120).map(|cell| 3 + 41 * (cell * 29 % 83)).collect();
    let labels: Vec<usize> = (0..120).map(|cell| cell / 6).collect();
    let rate = |cells: &[u64], group: usize| -> Measured {
        let rows: u64 = cells[6 * group..6 * group + 6].iter().sum();
        quotient((cells[6 * group] + cells[6 * group + 1]) as f64, rows as f64, Reason::NoRows)
    };
    let statistics: Vec<Box<dyn Fn(&[u64]) -> Measured>> = (0..30_usize)
        .map(|index| -> Box<dyn Fn(&[u64]) -> Measured> {
            if index < 20 {
                Box::new(move |cells| rate(cells, index))
            } else {
                Box::new(move |cells| quotient(rate(cells, index - 10)?, rate(cells, 0)?, Reason::ZeroOverZero))
            }
        })
        .collect();
    let statistics: Vec<&dyn Fn(&[u64]) -> Measured> = statistics.iter().map(|statistic| &**statistic).collect();
    let simulation = Simulation { draws: 1_000, ..Simulation::default() };
    for (name, resampling) in [
        ("multinomial", Resampling::Multinomial),
        ("stratified", Resampling::Stratified(&labels)),
        ("Poisson", Resampling::Poisson),
    ] {
        let bootstrap = Bootstrap { counts: &counts, resampling, simulation };
        criterion.bench_function(&format!("bootstrap, {name}, 120 cells, 30 statistics, 1,000 draws"), |bencher| {
            bencher.iter(|| bootstrap.distributions(black_box(&statistics)));
        });
    }
    let gap = |cells: &[u64]| -> Measured<Studentised> {
        let (p, q) = (rate(cells, 0)?, rate(cells, 1)?);
        Ok(Studentised { estimate: p - q, standard_error: (p * (1.0 - p) + q * (1.0 - q)).sqrt() })
    };
    let permutation = Permutation { counts: &counts, groups: 20, strata: None, simulation };
    criterion.bench_function("permutation, 20 groups of 6 cells, 1,000 draws", |bencher| {
        bencher.iter(|| permutation.tests(black_box(&[&gap])));
    });
}

criterion_group!(benches, intervals, many_groups, resampling);
criterion_main!(benches);
