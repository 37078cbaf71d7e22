//! What inference costs: an audit computes tens of thousands of intervals and a hundred thousand draws.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use evenhand::{
    inference::{Difference, Proportion, Ratio, Simulation, fisher_exact, noise_floor, worst_difference, worst_ratio},
    value::Confidence,
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

criterion_group!(benches, intervals, many_groups);
criterion_main!(benches);
