//! Scores: the worked numbers of the methods specification (A5 to A9, table T2), brute force, and properties.
#![allow(clippy::unwrap_used, clippy::unreadable_literal, clippy::float_cmp, reason = "a test")]

use approx::assert_relative_eq;
use evenhand_inference::divergence::EmptyBins;
use evenhand_inference::scores::{
    Payoff, RankingTerm, RocDistance, ScoreTable, calibration_in_the_large, calibration_line, class_balance, corp,
    cumulative_deviation, equal_mass_edges, isotonic, mean_residual_difference, multiaccuracy_error,
    multicalibration_error, power_mean, ranking, ranking_contrast, reliability, roc_points, score_distance,
    score_divergence, subgroup_ranking, sweep,
};
use evenhand_inference::value::{Confidence, Reason, Unavailable};
use evenhand_inference::{Means, Method, Simulation, Standardiser};
use proptest::prelude::*;

const DEFAULT: Confidence = Confidence::DEFAULT;
const BINS: [f64; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];

fn table(rows: &[(f64, u8)]) -> ScoreTable {
    ScoreTable::from_rows(rows.iter().map(|&(score, label)| (score, label == 1))).unwrap()
}

/// Group A of table T2.
fn a() -> ScoreTable {
    table(&[
        (0.95, 1),
        (0.85, 1),
        (0.80, 0),
        (0.70, 1),
        (0.60, 1),
        (0.55, 0),
        (0.40, 0),
        (0.35, 1),
        (0.20, 0),
        (0.10, 0),
    ])
}

/// Group B of table T2.
fn b() -> ScoreTable {
    table(&[
        (0.90, 1),
        (0.75, 0),
        (0.65, 1),
        (0.50, 0),
        (0.45, 1),
        (0.40, 0),
        (0.30, 0),
        (0.25, 1),
        (0.15, 0),
        (0.05, 0),
    ])
}

#[track_caller]
fn near(actual: f64, printed: f64) {
    assert_relative_eq!(actual, printed, epsilon = 6e-7);
}

#[test]
fn balance_and_standardised_difference() {
    near(a().scores_of_positives().mean().unwrap(), 0.69);
    near(b().scores_of_positives().mean().unwrap(), 0.5625);
    near(a().scores_of_negatives().mean().unwrap(), 0.41);
    near(b().scores_of_negatives().mean().unwrap(), 0.358333);
    let means = Means { group: b().scores(), reference: a().scores() };
    near(means.standardised_difference(Standardiser::Pooled).unwrap(), -0.398140);
    near(means.ratio().unwrap(), 0.8);

    let balance = class_balance(&b(), &a(), DEFAULT);
    near(balance.positives.unwrap().difference, -0.1275);
    near(balance.negatives.unwrap().difference, 0.358333 - 0.41);
    // A11: mean residual (label less score) A −.05, B −.04.
    near(a().residuals().mean().unwrap(), -0.05);
    near(b().residuals().mean().unwrap(), -0.04);
    near(mean_residual_difference(&b(), &a(), DEFAULT).unwrap().difference, 0.01);
}

#[test]
fn ranking_within_and_across_groups() {
    let (a, b) = (a(), b());
    let of = |positives, negatives| ranking(positives, negatives, DEFAULT).unwrap();
    near(of(&a, &a).value, 0.8);
    near(of(&b, &b).value, 0.708333);
    let pooled = a.merged(&b);
    near(of(&pooled, &pooled).value, 0.767677);
    near(of(&a, &b).value, 0.833333);
    near(of(&b, &a).value, 0.7);
    near(of(&a, &a).standard_error.unwrap(), 0.154919);
    near(of(&b, &b).standard_error.unwrap(), 0.185717);
    let interval = of(&a, &a).interval.unwrap();
    near(interval.lower, 0.374858);
    near(interval.upper, 0.963877);
    assert_eq!(of(&a, &a).binning_bound, 0.0);

    let term = |weight, positives, negatives| RankingTerm { weight, positives, negatives };
    let gap = ranking_contrast(&[&a, &b], &[term(1.0, 0, 0), term(-1.0, 1, 1)], DEFAULT).unwrap();
    near(gap.estimate.value.unwrap(), 0.0916667);
    near(gap.estimate.standard_error.unwrap(), 0.241849);
    let crossed = ranking_contrast(&[&a, &b], &[term(1.0, 0, 1), term(-1.0, 1, 0)], DEFAULT).unwrap();
    near(crossed.estimate.value.unwrap(), 0.133333);
    assert!(ranking_contrast(&[&a], &[term(1.0, 0, 1)], DEFAULT).is_err());

    // Borkan et al.: subgroup B, background A.
    let found = subgroup_ranking(&b, &a, DEFAULT);
    near(found.subgroup.unwrap().value, 0.708333);
    near(found.bpsn.unwrap().value, 0.833333);
    near(found.bnsp.unwrap().value, 0.7);
    // ((.8⁻⁵ + .5⁻⁵)/2)^(−1/5)
    assert_relative_eq!(
        power_mean(&[0.8, 0.5]).unwrap(),
        f64::midpoint(0.8_f64.powi(-5), 32.0).powf(-0.2),
        epsilon = 1e-14
    );
}

#[test]
fn the_area_between_the_curves() {
    let found = RocDistance::between(&a(), &b(), Simulation { draws: 499, seed: 7, stream: 1 }).unwrap();
    near(found.area, 0.0983333);
    assert!(found.p_value > 0.2 && found.expected > found.area, "{found:?}");
    let same = RocDistance::between(&a(), &a(), Simulation { draws: 99, seed: 7, stream: 1 }).unwrap();
    assert_eq!((same.area, same.p_value), (0.0, 1.0));
}

#[test]
fn distances_of_the_distributions() {
    let found = score_distance(&a(), &b()).unwrap();
    near(found.kolmogorov_smirnov, 0.3);
    near(found.wasserstein, 0.11);
    assert_eq!((found.kolmogorov_smirnov_bound, found.wasserstein_bound), (0.0, 0.0));

    // KL(B‖A): B is the group.
    let simulation = Simulation { draws: 999, seed: 3, stream: 0 };
    let found = score_divergence(&b(), &a(), &BINS, EmptyBins::Keep, simulation, DEFAULT).unwrap();
    near(found.divergences.total_variation, 0.2);
    near(found.divergences.jensen_shannon, 0.0396912);
    near(found.divergences.jensen_shannon / std::f64::consts::LN_2, 0.0572624);
    near(found.divergences.kullback_leibler.unwrap(), 0.150408);
    near(found.divergences.population_stability_index.unwrap(), 0.329584);
    near(found.divergences.hellinger, 0.201059);
    assert_eq!((found.bins, found.divided_rows), (5, 0));
    // Ten rows against ten: as far apart by chance alone.
    assert!(found.total_variation.p_value.unwrap() > 0.8 && found.total_variation.expected.unwrap() > 0.2);
}

#[test]
fn one_threshold_for_everybody() {
    let (a, b) = (a(), b());
    let payoff = Payoff { true_positive: 9.0, false_positive: -1.0, ..Payoff::default() };
    let points = sweep(&[&a, &b], 0, &[0.4, 0.5, 0.6], &payoff, DEFAULT).unwrap();
    for (point, printed) in points.iter().zip([0.857143, 0.666667, 0.6]) {
        near(point.groups[1].impact_ratio.unwrap(), printed);
        near(point.smallest_ratio.unwrap(), printed);
        let interval = point.groups[1].impact_ratio_interval.unwrap();
        assert!(interval.contains(printed) && interval.method == Method::MiettinenNurminen);
    }
    // At .6: A keeps .95 .85 .80 .70 .60 of which 4 have the outcome, B .90 .75 .65 of which 2.
    let [of_a, of_b] = [points[2].groups[0].cut, points[2].groups[1].cut];
    assert_eq!((of_a.precision(), of_b.precision()), (Ok(0.8), Ok(2.0 / 3.0)));
    assert_eq!((of_a.true_positive_rate(), of_b.false_positive_rate()), (Ok(0.8), Ok(1.0 / 6.0)));
    assert_eq!(points[2].payoff, 6.0 * 9.0 - 2.0);
    near(points[2].groups[0].mean_payoff.unwrap(), 3.5);
    assert!(sweep(&[&a], 1, &[0.5], &payoff, DEFAULT).is_err());
    assert_eq!(
        sweep(&[&a, &b], 0, &[2.0], &payoff, DEFAULT).unwrap()[0].smallest_ratio,
        Err(Unavailable::Undefined(Reason::ZeroOverZero))
    );
}

#[test]
fn errors_of_groups_and_of_their_bins() {
    let groups = [&a(), &b()];
    let found = multicalibration_error(&groups, &BINS, 1).unwrap();
    let worst = |group: usize| {
        let of = found.cells.iter().filter(|cell| cell.group == group);
        of.max_by(|one, other| one.weighted_residual.abs().total_cmp(&other.weighted_residual.abs())).unwrap()
    };
    near(worst(0).weighted_residual.abs(), 0.0475);
    assert_eq!(worst(0).bin, Some(2));
    near(worst(1).weighted_residual.abs(), 0.0225);
    assert_eq!(worst(1).bin, Some(1));
    assert_eq!((found.largest_weighted.group, found.largest_weighted.bin, found.left_out), (0, Some(2), 0));
    assert!(found.p_value.unwrap() > 0.2);

    let found = multiaccuracy_error(&groups, 1).unwrap();
    near(found.largest.mean_residual, -0.05);
    near(found.largest_weighted.weighted_residual, -0.025);
    let few = multicalibration_error(&groups, &BINS, 2).unwrap();
    assert_eq!(few.left_out, 2);
    let too_few = multiaccuracy_error(&groups, 11).map(|_| 0.0);
    assert_eq!(too_few, Err(Unavailable::Undefined(Reason::TooFewRows)));

    // Fifty rows at .5, 35 with the outcome: z = 10/√12.5, two-sided p 0.0046777 (SciPy); Šidák for two cells.
    let half = |positives: u32| ScoreTable::from_rows((0..50).map(|row| (0.5, row < positives))).unwrap();
    let found = multiaccuracy_error(&[&half(35), &half(25)], 1).unwrap();
    near(found.largest.z.unwrap(), 2.828427);
    let single = 0.004677734981063127;
    assert_relative_eq!(found.p_value.unwrap(), 1.0 - (1.0 - single) * (1.0 - single), max_relative = 1e-9);
}

#[test]
fn reliability_and_its_errors() {
    let (a, b) = (reliability(&a(), &BINS, DEFAULT).unwrap(), reliability(&b(), &BINS, DEFAULT).unwrap());
    assert_eq!(a.bins.iter().map(|bin| bin.rows).collect::<Vec<_>>(), [1, 2, 2, 2, 3]);
    assert_eq!(b.bins.iter().map(|bin| bin.rows).collect::<Vec<_>>(), [2, 2, 3, 2, 1]);
    near(a.expected_calibration_error, 0.28);
    near(b.expected_calibration_error, 0.15);
    near(a.debiased_squared_error, 0.008417);
    near(b.debiased_squared_error, -0.109125);
    near(a.murphy.brier, 0.185);
    near(a.murphy.reliability, 0.09275);
    near(a.murphy.resolution, 0.133333);
    near(a.murphy.uncertainty, 0.25);
    near(a.murphy.residual, 0.185 - 0.2094167);
}

#[test]
fn calibration_without_bins() {
    let (of_a, of_b) = (corp(&a()).unwrap(), corp(&b()).unwrap());
    near(of_a.miscalibration, 0.051667);
    near(of_a.discrimination, 0.116667);
    near(of_a.uncertainty, 0.25);
    near(of_b.miscalibration, 0.041833);
    near(of_b.discrimination, 0.073333);
    near(of_b.uncertainty, 0.24);

    let (of_a, of_b) = (cumulative_deviation(&a()).unwrap(), cumulative_deviation(&b()).unwrap());
    near(of_a.maximum, 0.07);
    near(of_a.range, 0.105);
    near(of_a.scale, 0.132288);
    near(of_b.maximum, 0.055);
    near(of_b.range, 0.105);
    near(of_b.scale, 0.134722);
}

#[test]
fn the_calibration_line() {
    let pooled = a().merged(&b());
    let line = calibration_line(&pooled, DEFAULT).unwrap();
    near(line.intercept.value.unwrap(), -0.241584);
    near(line.slope.value.unwrap(), 0.865683);
    near(line.intercept.standard_error.unwrap(), 0.517410);
    near(line.slope.standard_error.unwrap(), 0.449583);
    assert_eq!(line.clipped, 0);
    near(calibration_in_the_large(&pooled, DEFAULT).unwrap().value.unwrap(), -0.253475);
}

#[test]
fn edges_have_reasons() {
    let undefined = |reason| Err(Unavailable::Undefined(reason));
    let nobody = table(&[]);
    let positive = table(&[(0.3, 1), (0.4, 1)]);
    let value = |positives, negatives| ranking(positives, negatives, DEFAULT).map(|found| found.value);
    assert_eq!(value(&positive, &positive), undefined(Reason::NoActualNegatives));
    assert_eq!(value(&nobody, &positive), undefined(Reason::NoActualPositives));
    assert_eq!(roc_points(&positive).map(|_| 0.0), undefined(Reason::NoActualNegatives));
    assert_eq!(corp(&nobody).map(|_| 0.0), undefined(Reason::NoRows));
    assert_eq!(isotonic(&nobody).map(|_| 0.0), undefined(Reason::NoRows));
    assert_eq!(score_distance(&nobody, &positive).map(|_| 0.0), undefined(Reason::NoRows));
    assert_eq!(calibration_line(&positive, DEFAULT).map(|_| 0.0), undefined(Reason::NoSolution));
    assert_eq!(equal_mass_edges(&[&nobody], 10).map(|_| 0.0), undefined(Reason::NoRows));
    assert!(ScoreTable::from_rows([(f64::NAN, true)]).is_err());

    // Perfect ranking: a value, and an interval from one side; separated outcomes: no line.
    let perfect = table(&[(0.9, 1), (0.8, 1), (0.2, 0), (0.1, 0)]);
    let found = ranking(&perfect, &perfect, DEFAULT).unwrap();
    assert_eq!((found.value, found.standard_error), (1.0, undefined(Reason::Boundary)));
    // Two pairs that share no row: (α/2)^(1/2).
    let interval = found.interval.unwrap();
    assert_eq!((interval.upper, interval.method), (1.0, Method::DisjointPairs));
    near(interval.lower, 0.158114);
    let tied = table(&[(0.5, 1), (0.5, 0), (0.5, 1), (0.5, 0)]);
    assert_eq!(ranking(&tied, &tied, DEFAULT).unwrap().interval.map(|_| 0.0), undefined(Reason::Boundary));
    assert_eq!(calibration_line(&perfect, DEFAULT).map(|_| 0.0), undefined(Reason::NoSolution));
    let single = table(&[(0.9, 1), (0.8, 0), (0.1, 0)]);
    assert_eq!(ranking(&single, &single, DEFAULT).unwrap().standard_error, undefined(Reason::TooFewUnits));
    let certain = table(&[(1.0, 1), (0.0, 0)]);
    assert_eq!(cumulative_deviation(&certain).unwrap().p_value, undefined(Reason::NoVariation));
}

fn rows() -> impl Strategy<Value = Vec<(u8, bool)>> {
    prop::collection::vec((0_u8..=20, any::<bool>()), 2..40)
}

fn of_rows(rows: &[(u8, bool)]) -> ScoreTable {
    ScoreTable::from_rows(rows.iter().map(|&(score, label)| (f64::from(score) / 20.0, label))).unwrap()
}

/// The placements pair by pair, as the definition says.
fn brute_force(positives: &[f64], negatives: &[f64]) -> (f64, Option<f64>) {
    let kernel = |x: f64, y: f64| {
        if x > y {
            1.0
        } else if x == y {
            0.5
        } else {
            0.0
        }
    };
    let (m, n) = (positives.len() as f64, negatives.len() as f64);
    let of_positives: Vec<f64> =
        positives.iter().map(|&x| negatives.iter().map(|&y| kernel(x, y)).sum::<f64>() / n).collect();
    let of_negatives: Vec<f64> =
        negatives.iter().map(|&y| positives.iter().map(|&x| kernel(x, y)).sum::<f64>() / m).collect();
    let area = of_positives.iter().sum::<f64>() / m;
    let spread = |values: &[f64]| {
        let count = values.len() as f64;
        values.iter().map(|value| (value - area).powi(2)).sum::<f64>() / (count - 1.0) / count
    };
    (area, (m > 1.0 && n > 1.0).then(|| spread(&of_positives) + spread(&of_negatives)))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ranking_is_the_mean_over_pairs(own in rows(), other in rows()) {
        let pick = |rows: &[(u8, bool)], label: bool| -> Vec<f64> {
            rows.iter().filter(|row| row.1 == label).map(|row| f64::from(row.0) / 20.0).collect()
        };
        let (positives, negatives) = (pick(&own, true), pick(&other, false));
        prop_assume!(!positives.is_empty() && !negatives.is_empty());
        let found = ranking(&of_rows(&own), &of_rows(&other), DEFAULT).unwrap();
        let (area, variance) = brute_force(&positives, &negatives);
        prop_assert!((found.value - area).abs() < 1e-12);
        if let (Ok(error), Some(variance)) = (found.standard_error, variance) {
            prop_assert!((error * error - variance).abs() < 1e-12);
        }
    }

    #[test]
    fn parts_add_up_and_order_does_not_matter(own in rows(), other in rows()) {
        let (one, two) = (of_rows(&own), of_rows(&other));
        let both = one.merged(&two);
        prop_assert_eq!(&both, &two.merged(&one));
        let mut all = own.clone();
        all.extend(&other);
        all.reverse();
        prop_assert_eq!(&both, &of_rows(&all));

        let parts = corp(&both).unwrap();
        prop_assert!((parts.brier - (parts.miscalibration - parts.discrimination + parts.uncertainty)).abs() < 1e-12);
        prop_assert!(parts.miscalibration >= -1e-12 && parts.discrimination >= -1e-12);
        let steps = isotonic(&both).unwrap();
        prop_assert!(steps.windows(2).all(|pair| pair[0].rate() < pair[1].rate() && pair[0].upper < pair[1].lower));
        prop_assert_eq!(steps.iter().map(|step| step.rows).sum::<u64>(), both.rows());

        let edges = equal_mass_edges(&[&one, &two], 5).unwrap();
        let found = reliability(&one, &edges, DEFAULT).unwrap();
        prop_assert_eq!(found.bins.iter().map(|bin| bin.rows).sum::<u64>(), one.rows());
        let walk = cumulative_deviation(&one).unwrap();
        prop_assert!(walk.range >= walk.maximum - 1e-15 && walk.range <= 2.0 * walk.maximum + 1e-15);
        let apart = score_distance(&one, &two).unwrap();
        let mean = |table: &ScoreTable| table.scores().mean().unwrap();
        prop_assert!(apart.wasserstein >= (mean(&one) - mean(&two)).abs() - 1e-12);
        prop_assert!((0.0..=1.0).contains(&apart.kolmogorov_smirnov));
    }

    #[test]
    fn the_area_between_curves_is_the_area_between_curves(own in rows(), other in rows()) {
        let (one, two) = (of_rows(&own), of_rows(&other));
        prop_assume!(roc_points(&one).is_ok() && roc_points(&two).is_ok());
        let found = RocDistance::between(&one, &two, Simulation { draws: 0, seed: 0, stream: 0 }).unwrap();
        let auc = |table: &ScoreTable| ranking(table, table, DEFAULT).unwrap().value;
        prop_assert!(found.area >= (auc(&one) - auc(&two)).abs() - 1e-12);
        // A second route: the midpoint rule on a fine grid, with the curve read as a function.
        let (first, second) = (roc_points(&one).unwrap(), roc_points(&two).unwrap());
        let read = |corners: &[(f64, f64)], t: f64| {
            let at = corners.partition_point(|corner| corner.0 < t);
            let ((x0, y0), (x1, y1)) = (corners[at - 1], corners[at]);
            y0 + (y1 - y0) * (t - x0) / (x1 - x0)
        };
        let steps = 20_000;
        let grid = (0..steps).map(|step| (f64::from(step) + 0.5) / f64::from(steps));
        let numeric = grid.map(|t| (read(&first, t) - read(&second, t)).abs()).sum::<f64>() / f64::from(steps);
        prop_assert!((found.area - numeric).abs() < 2e-3, "{} {numeric}", found.area);
    }
}
