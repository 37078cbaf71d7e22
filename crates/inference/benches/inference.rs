//! What inference costs: an audit computes tens of thousands of intervals and a hundred thousand draws.
#![allow(missing_docs, clippy::unwrap_used, clippy::type_complexity, reason = "a benchmark")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use evenhand_inference::{
    Bootstrap, Cluster, ClusterBootstrap, ClusteredSums, Counts, Design, Difference, Means, Moments, OddsRatio,
    Permutation, Proportion, RateScale, Rates, Ratio, Resampling, Samples, SharedShuffles, Simulation, Standardiser,
    Studentised, VerdictRule, WeightedSums, Zone, barnard_exact, benjamini_hochberg, binomial_exact, boschloo_exact,
    bounds::{Contrast, UncertainMembership},
    conditional_disparity::conditional_demographic_disparity,
    decomposition::{Structure, decompose},
    equality_test, fisher_exact, holm,
    logistic::{LogisticCell, fit_logistic},
    mantel_haenszel::mantel_haenszel,
    mcnemar::DecisionChanges,
    noise_floor,
    segment_noise::Misclassification,
    shrinkage::BetaPrior,
    simpson::detect_reversal,
    standardisation::{GroupedStratum, StandardMix, standardise},
    stratified::Stratum,
    stratified_tests::breslow_day,
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
    let (trials, successes): (Vec<u64>, Vec<u64>) = (0..20).map(|at| (100 + 7 * at, 20 + at)).unzip();
    let slices: Vec<Vec<usize>> = (0..20).map(|at| vec![at]).collect();
    let shared = SharedShuffles { trials: &trials, successes: &successes, slices: &slices, simulation };
    let p_values: Vec<f64> = (1..=20_u32).map(|at| f64::from(at) / 25.0).collect();
    criterion.bench_function("westfall-young, 20 slices, 1,000 shuffles", |bencher| {
        bencher.iter(|| shared.adjust(black_box(&p_values)));
    });
}

/// Customers whose rows come one by one, what missing segments could change, and plans.
fn streams_bounds_and_plans(criterion: &mut Criterion) {
    for replicates in [200, 1_000] {
        let mut bootstrap = ClusterBootstrap::new(replicates, 1);
        let mut customer = 0;
        criterion.bench_function(&format!("bootstrap of customers, {replicates} replicates, a row"), |bencher| {
            bencher.iter(|| {
                customer += 1;
                bootstrap.observe(black_box(customer), customer % 2, 1);
            });
        });
        criterion.bench_function(&format!("bootstrap of customers, {replicates} replicates, an interval"), |bencher| {
            bencher.iter(|| black_box(&bootstrap).sums().wilson(Confidence::DEFAULT));
        });
    }
    let counts = |successes, trials| Counts { successes, trials };
    let member = |known| UncertainMembership { known, unknown: counts(12, 40) }.rate();
    criterion.bench_function("bounds: difference and ratio over unknown segments", |bencher| {
        bencher.iter(|| {
            let contrast = Contrast { group: member(counts(40, 160)), reference: member(black_box(counts(80, 200))) };
            (contrast.difference(), contrast.ratio())
        });
    });
    let rule = VerdictRule::new(RateScale::Ratio, Zone { lower: Some(0.8), upper: Some(1.25) });
    let rates = Rates { group: 0.03, reference: 0.05 };
    criterion.bench_function("planning: power of 500 and 5,000 rows", |bencher| {
        bencher.iter(|| rule.power(black_box(Samples { group: 500, reference: 5_000 }), rates));
    });
    criterion.bench_function("planning: size for a power of 80 %", |bencher| {
        bencher.iter(|| rule.size(black_box(rates), 9.0, 0.8));
    });
}

/// What is not an interval of two rates: closed forms, exact tests, corrections.
fn tests_and_corrections(criterion: &mut Criterion) {
    fn bench<T>(criterion: &mut Criterion, name: &str, mut run: impl FnMut() -> T) {
        criterion.bench_function(name, |bencher| bencher.iter(&mut run));
    }
    let level = Confidence::DEFAULT;
    let (group, reference) = (Proportion::new(40, 160).unwrap(), Proportion::new(80, 200).unwrap());
    let difference = Difference { group, reference };
    bench(criterion, "proportion: jeffreys", || black_box(group).jeffreys(level));
    bench(criterion, "proportion: clopper-pearson", || black_box(group).clopper_pearson(level));
    bench(criterion, "difference: newcombe", || black_box(difference).newcombe(level));
    bench(criterion, "ratio: mover-r", || black_box(Ratio { group, reference }).mover_r(level));
    bench(criterion, "odds ratio: score interval", || black_box(OddsRatio { group, reference }).score_interval(level));
    bench(criterion, "equality: default test", || equality_test(black_box(&difference)));
    bench(criterion, "exact: binomial", || binomial_exact(black_box(&group), 0.3));
    let small = Difference { group: Proportion::new(9, 40).unwrap(), reference: Proportion::new(20, 50).unwrap() };
    bench(criterion, "exact: boschloo, 40 and 50 rows", || boschloo_exact(black_box(&small)));
    bench(criterion, "exact: barnard, 40 and 50 rows", || barnard_exact(black_box(&small)));
    let p_values: Vec<f64> = (0..1_000_u32).map(|i| f64::from(i * 37 % 1_000) / 1_000.0).collect();
    bench(criterion, "multiplicity: holm, 1,000 tests", || holm(black_box(&p_values)));
    bench(criterion, "multiplicity: benjamini-hochberg, 1,000 tests", || benjamini_hochberg(black_box(&p_values)));
    let zone = Zone { lower: Some(0.8), upper: Some(1.25) };
    let ratio = Ratio { group: Proportion::new(390, 1_000).unwrap(), reference: Proportion::new(400, 1_000).unwrap() };
    bench(criterion, "equivalence: ratio", || black_box(ratio).equivalence(zone, level));
    let open = Ratio { group, reference };
    bench(criterion, "power: settling size of a ratio", || black_box(open).settling_size(&zone, level));
    let design = Design { group_trials: 500.0, reference_trials: 5_000.0, ..Design::default() };
    bench(criterion, "power: minimum detectable shortfall", || black_box(design).minimum_detectable_shortfall(0.3));
}

/// Strata, models, and rows that are not alike.
fn adjusted(criterion: &mut Criterion) {
    let strata: Vec<Stratum> = (0..20_u64)
        .map(|at| Stratum {
            group_selected: 10 + at,
            group_rows: 60 + 3 * at,
            reference_selected: 30 + 2 * at,
            reference_rows: 150 + at,
        })
        .collect();
    criterion.bench_function("strata: mantel-haenszel, 20 strata", |bencher| {
        bencher.iter(|| mantel_haenszel(black_box(&strata), Confidence::DEFAULT));
    });
    criterion
        .bench_function("strata: breslow-day, 20 strata", |bencher| bencher.iter(|| breslow_day(black_box(&strata))));
    let cells: Vec<LogisticCell> = strata
        .iter()
        .enumerate()
        .flat_map(|(at, one)| {
            let cell = |group, successes, trials| LogisticCell { group, controls: vec![at], successes, trials };
            [cell(0, one.reference_selected, one.reference_rows), cell(1, one.group_selected, one.group_rows)]
        })
        .collect();
    criterion.bench_function("logistic: 40 cells, 21 parameters", |bencher| {
        bencher.iter(|| fit_logistic(black_box(&cells), Confidence::DEFAULT));
    });
    let segments: Vec<Counts> =
        strata.iter().map(|one| Counts { successes: one.group_selected, trials: one.group_rows }).collect();
    criterion.bench_function("shrinkage: 20 segments by maximum likelihood", |bencher| {
        bencher.iter(|| BetaPrior::maximum_likelihood(black_box(&segments)));
    });
    let weighted = WeightedSums {
        weights: 510.0,
        weighted_successes: 130.0,
        squared_weights: 1_400.0,
        squared_weighted_successes: 350.0,
        rows: 300,
    };
    criterion.bench_function("weighted: rate and interval", |bencher| {
        bencher.iter(|| black_box(weighted).proportion().unwrap().wilson(Confidence::DEFAULT));
    });
    let clustered: ClusteredSums =
        (0..200_u32).map(|at| Cluster { successes: f64::from(at % 3), trials: f64::from(3 + at % 5) }).collect();
    criterion.bench_function("clustered: interval with Student's quantile", |bencher| {
        bencher.iter(|| black_box(clustered).wilson(Confidence::DEFAULT));
    });
    let changes = DecisionChanges { kept_selected: 500, gained: 130, lost: 95, kept_rejected: 1_200 };
    criterion.bench_function("paired: mcnemar", |bencher| bencher.iter(|| black_box(changes).mcnemar()));
}

/// Means of values, what strata explain, recording errors, and two models on the same rows.
fn means_decompositions_and_noise(criterion: &mut Criterion) {
    let moments = |shift: f64| -> Moments { (0..500_u32).map(|at| shift + f64::from(at * 37 % 101)).collect() };
    let means = Means { group: moments(3.0), reference: moments(5.0) };
    criterion.bench_function("means: welch and the standardised difference", |bencher| {
        bencher.iter(|| {
            let means = black_box(means);
            (means.welch(Confidence::DEFAULT), means.standardised_interval(Standardiser::Pooled, Confidence::DEFAULT))
        });
    });
    let strata: Vec<Stratum> = (0..20_u64)
        .map(|at| Stratum {
            group_selected: 10 + at,
            group_rows: 60 + 3 * at,
            reference_selected: 30 + 2 * at,
            reference_rows: 150 + at,
        })
        .collect();
    let grouped: Vec<GroupedStratum> = strata
        .iter()
        .map(|one| GroupedStratum {
            groups: vec![
                Counts { successes: one.group_selected, trials: one.group_rows },
                Counts { successes: one.reference_selected, trials: one.reference_rows },
            ],
        })
        .collect();
    criterion.bench_function("strata: direct standardisation, 20 strata", |bencher| {
        bencher.iter(|| standardise(black_box(&grouped), &StandardMix::Pooled));
    });
    criterion.bench_function("strata: conditional disparity, decomposition and reversal, 20 strata", |bencher| {
        bencher.iter(|| {
            let strata = black_box(&strata);
            (
                conditional_demographic_disparity(strata),
                decompose(strata, Structure::Average),
                detect_reversal(strata, Confidence::DEFAULT),
            )
        });
    });
    let rows = vec![vec![0.8, 0.15, 0.05], vec![0.1, 0.8, 0.1], vec![0.0, 0.2, 0.8]];
    let noise = Misclassification::new(rows).unwrap();
    criterion.bench_function("noise: segments of three kinds", |bencher| {
        bencher.iter(|| noise.correct(black_box(&[850, 510, 240])));
    });
}

criterion_group!(
    benches,
    means_decompositions_and_noise,
    intervals,
    tests_and_corrections,
    many_groups,
    resampling,
    streams_bounds_and_plans,
    adjusted
);
criterion_main!(benches);
