//! Uplift: the worked numbers of the methods specification (A13, table T5), other routes to the same numbers, and properties.
#![allow(clippy::unwrap_used, clippy::unreadable_literal, clippy::float_cmp, reason = "a test")]

use approx::assert_relative_eq;
use evenhand_inference::uplift::{
    ArmCounts, ArmMoments, EffectSpread, Harm, PolicyRow, UpliftBin, WeightedMoments, harm, heterogeneity, qini,
};
use evenhand_inference::value::{Confidence, Measured, Reason, Unavailable};
use evenhand_inference::{Bootstrap, Counts, Evidence, Moments, Random, Resampling, Simulation, StreamKey};
use proptest::prelude::*;

const DEFAULT: Confidence = Confidence::DEFAULT;

fn arms(treated: (u64, u64), control: (u64, u64)) -> ArmCounts {
    let of = |(successes, trials)| Counts { successes, trials };
    ArmCounts { treated: of(treated), control: of(control) }
}

/// Table T5, best score first.
fn t5() -> [ArmCounts; 4] {
    [(30, 18), (22, 16), (15, 14), (10, 12)].map(|(treated, control)| arms((treated, 100), (control, 100)))
}

fn bins(counts: &[ArmCounts]) -> Vec<UpliftBin> {
    counts.iter().map(|bin| (*bin).into()).collect()
}

#[track_caller]
fn near(actual: f64, printed: f64) {
    assert_relative_eq!(actual, printed, epsilon = 6e-7);
}

/// Thirteen trials of the BCG vaccine: cases and others, vaccinated and not. metafor gives τ² = .3181 (Paule and Mandel) and the
/// interval .1197 to 1.1115; SciPy's root finder gives the digits (`golden/make_spread.py`).
#[test]
fn the_spread_of_thirteen_trials_is_that_of_metafor() {
    let trials = [
        [4.0, 119.0, 11.0, 128.0],
        [6.0, 300.0, 29.0, 274.0],
        [3.0, 228.0, 11.0, 209.0],
        [62.0, 13536.0, 248.0, 12619.0],
        [33.0, 5036.0, 47.0, 5761.0],
        [180.0, 1361.0, 372.0, 1079.0],
        [8.0, 2537.0, 10.0, 619.0],
        [505.0, 87886.0, 499.0, 87892.0],
        [29.0, 7470.0, 45.0, 7232.0],
        [17.0, 1699.0, 65.0, 1600.0],
        [186.0, 50448.0, 141.0, 27197.0],
        [5.0, 2493.0, 3.0, 2338.0],
        [27.0, 16886.0, 29.0, 17825.0],
    ];
    let effect = |[a, b, c, d]: [f64; 4]| {
        let variance = 1.0 / a - 1.0 / (a + b) + 1.0 / c - 1.0 / (c + d);
        ((a / (a + b) / (c / (c + d))).ln(), variance.sqrt())
    };
    let spread = EffectSpread::of_effects(trials.map(effect)).unwrap();
    let interval = spread.interval(DEFAULT).unwrap();
    for (actual, expected) in [
        (spread.estimate().unwrap(), 0.318_068_452_205_024_2),
        (interval.lower, 0.119_718_361_141_260_98),
        (interval.upper, 1.111_479_084_060_929_2),
    ] {
        assert_relative_eq!(actual * actual, expected, max_relative = 1e-9);
    }
    // Tests are dual to the interval, and that of no spread is Cochran's.
    for (bound, tail) in [(interval.lower, 1), (interval.upper, 0)] {
        let p = spread.p_at(bound).unwrap();
        assert_relative_eq!([p.0, p.1][tail], 0.025, max_relative = 1e-9);
    }
    assert!(spread.p_at(0.0).unwrap().1 < 1e-20 && spread.p_at(-0.1).unwrap() == (1.0, 0.0));
    assert_eq!(EffectSpread::of_effects([(0.1, 0.2)]), Err(Unavailable::Undefined(Reason::OneGroup)));
    assert_eq!(EffectSpread::of_effects([(0.1, 0.2), (0.1, 0.0)]), Err(Unavailable::Undefined(Reason::OutsideDomain)));
    // Effects that are closer than chance would have them fit no spread.
    let alike = EffectSpread::of_effects([(0.1, 1.0), (0.1, 1.0), (0.1, 1.0)]).unwrap();
    assert_eq!((alike.estimate(), alike.interval(DEFAULT)), (Ok(0.0), Err(Unavailable::Undefined(Reason::Boundary))));
}

/// Of 1,000 samples of eight effects the interval misses the spread in about one of twenty.
#[test]
fn the_interval_of_the_spread_covers() {
    for truth in [0.05, 0.2] {
        let mut missed = 0;
        for sample in 0..1_000 {
            let mut random = Random::new(StreamKey { seed: 11, stream: 7, replicate: sample });
            let mut normal =
                || (-2.0 * (1.0 - random.uniform()).ln()).sqrt() * (std::f64::consts::TAU * random.uniform()).cos();
            let effects: Vec<(f64, f64)> = [0.03, 0.05, 0.05, 0.08, 0.1, 0.04, 0.06, 0.12]
                .into_iter()
                .map(|error| (0.1 + truth * normal() + error * normal(), error))
                .collect();
            let spread = EffectSpread::of_effects(effects).unwrap();
            missed += u32::from(!spread.interval(DEFAULT).is_ok_and(|interval| interval.contains(truth)));
        }
        assert!((29..=71).contains(&missed), "{missed} of 1000 at {truth}");
    }
}

#[test]
fn segment_effects_and_their_heterogeneity() {
    let segments = [arms((77, 400), (60, 400)), arms((30, 200), (24, 200)), arms((5, 50), (9, 50))];
    let effects = segments.map(|segment| segment.effect(DEFAULT));
    for (effect, printed) in effects.iter().zip([0.0425, 0.03, -0.08]) {
        near(effect.value.unwrap(), printed);
        let interval = effect.interval.unwrap();
        assert!(interval.lower < printed && printed < interval.upper);
    }
    let heterogeneity = heterogeneity(&effects).unwrap();
    near(heterogeneity.test.statistic, 2.755104);
    near(heterogeneity.test.p_value, 0.252195);
    assert_eq!((heterogeneity.test.degrees_of_freedom, heterogeneity.segments), (2, 3));
    near(heterogeneity.excess_share, 1.0 - 2.0 / 2.755104);
}

#[test]
fn qini_of_table_t5() {
    let qini = qini(&bins(&t5()), DEFAULT).unwrap();
    let gains: Vec<f64> = qini.points.iter().map(|point| point.gain.unwrap()).collect();
    for (gain, printed) in gains.iter().zip([0.0, 12.0, 18.0, 19.0, 17.0]) {
        near(*gain, printed);
    }
    near(qini.area, 14.375);
    near(qini.coefficient.value.unwrap(), 5.875);
    near(qini.per_treated.value.unwrap(), 0.0146875);
    assert_eq!(qini.undefined_share, 0.0);
}

/// Cells of a bin: treated with and without the outcome, control with and without.
fn cells(counts: &[ArmCounts]) -> Vec<u64> {
    let arm = |arm: Counts| [arm.successes, arm.trials - arm.successes];
    counts.iter().flat_map(|bin| [arm(bin.treated), arm(bin.control)].concat()).collect()
}

fn of_cells(cells: &[u64]) -> Vec<ArmCounts> {
    cells.chunks(4).map(|cell| arms((cell[0], cell[0] + cell[1]), (cell[2], cell[2] + cell[3]))).collect()
}

/// Second route to the standard errors: rows drawn anew from the cells.
#[test]
fn the_bootstrap_confirms_the_standard_errors_of_the_coefficient() {
    let table: Vec<ArmCounts> = t5()
        .iter()
        .map(|bin| {
            let tenfold = |arm: Counts| (arm.successes * 10, arm.trials * 10);
            arms(tenfold(bin.treated), tenfold(bin.control))
        })
        .collect();
    let known = qini(&bins(&table), DEFAULT).unwrap();
    let coefficient = |cells: &[u64]| -> Measured { qini(&bins(&of_cells(cells)), DEFAULT)?.coefficient.value };
    let per_treated = |cells: &[u64]| -> Measured { qini(&bins(&of_cells(cells)), DEFAULT)?.per_treated.value };
    let drawn = Bootstrap {
        counts: &cells(&table),
        resampling: Resampling::Multinomial,
        simulation: Simulation { draws: 4_000, ..Simulation::default() },
    }
    .distributions(&[&coefficient, &per_treated])
    .unwrap();
    assert_relative_eq!(
        drawn[0].standard_error().unwrap(),
        known.coefficient.standard_error.unwrap(),
        max_relative = 0.04
    );
    assert_relative_eq!(
        drawn[1].standard_error().unwrap(),
        known.per_treated.standard_error.unwrap(),
        max_relative = 0.04
    );
}

/// Third route, exact: the sum of squared influences, each by taking away one row of a large table.
#[test]
fn influences_are_what_one_row_less_takes_away() {
    let unequal = [arms((300, 1000), (90, 500)), arms((100, 700), (160, 1300)), arms((40, 400), (30, 100))];
    let known = qini(&bins(&unequal), DEFAULT).unwrap();
    let whole = cells(&unequal);
    let rows: u64 = whole.iter().sum();
    for per_treated in [false, true] {
        let value = |cells: &[u64]| {
            let qini = qini(&bins(&of_cells(cells)), DEFAULT).unwrap();
            if per_treated { qini.per_treated.value.unwrap() } else { qini.coefficient.value.unwrap() }
        };
        // The jackknife's variance, (n − 1)/n·Σ(θ₋ᵢ − θ̄)².
        let without: Vec<(u64, f64)> = (0..whole.len())
            .map(|cell| {
                let mut less = whole.clone();
                less[cell] -= 1;
                (whole[cell], value(&less))
            })
            .collect();
        let mean = without.iter().map(|(count, value)| *count as f64 * value).sum::<f64>() / rows as f64;
        let sum: f64 = without.iter().map(|(count, value)| *count as f64 * (value - mean).powi(2)).sum();
        let jackknife = ((rows - 1) as f64 / rows as f64 * sum).sqrt();
        let error = if per_treated { known.per_treated.standard_error } else { known.coefficient.standard_error };
        assert_relative_eq!(jackknife, error.unwrap(), max_relative = 3e-3);
    }
}

#[test]
fn a_prefix_without_control_rows_has_no_gain() {
    let table = [arms((3, 10), (0, 0)), arms((2, 10), (1, 10)), arms((1, 20), (2, 30))];
    let qini = qini(&bins(&table), DEFAULT).unwrap();
    let no_control = Err(Unavailable::Undefined(Reason::EmptyArm));
    assert_eq!(qini.points[1].gain, no_control);
    assert_eq!(qini.undefined_share, 0.25);
    // Straight from (0, 0) to the first point with a gain: Q(0.5) = 5 − 1·20/10 = 3, Q(1) = 6 − 3·40/40 = 3.
    near(qini.area, 0.5 * 0.5 * 3.0 + 0.5 * 3.0);
    let lonely = [arms((3, 10), (0, 0))];
    assert_eq!(evenhand_inference::uplift::qini(&bins(&lonely), DEFAULT).map(|_| 0.0), no_control);
    assert_eq!(evenhand_inference::uplift::qini(&[], DEFAULT).map(|_| 0.0), no_control);
}

#[test]
fn one_bin_has_a_coefficient_of_zero() {
    let qini = qini(&bins(&[arms((30, 100), (20, 80))]), DEFAULT).unwrap();
    near(qini.coefficient.value.unwrap(), 0.0);
    near(qini.points[1].gain.unwrap(), 30.0 - 20.0 * 100.0 / 80.0);
}

#[test]
fn effects_of_amounts_are_differences_of_means() {
    let treated: Moments = [12.0, 0.0, 30.0, 6.0].into_iter().collect();
    let control: Moments = [0.0, 8.0, 4.0, 0.0].into_iter().collect();
    let effect = ArmMoments { treated, control }.effect(DEFAULT);
    assert_eq!(effect.value, Ok(9.0));
    // s² = 168 and 44/3, over 4 each.
    near(effect.standard_error.unwrap().powi(2), 42.0 + 11.0 / 3.0);
    let empty = ArmMoments { treated, control: Moments::default() }.effect(DEFAULT);
    assert_eq!(empty.value, Err(Unavailable::Undefined(Reason::EmptyArm)));
}

#[test]
fn harm_is_shown_only_by_an_interval_below_zero() {
    let of = |treated, control| arms((treated, 1000), (control, 1000)).effect(DEFAULT);
    assert_eq!(harm(&of(50, 90), 10), Ok(Harm::Shown));
    assert_eq!(harm(&of(50, 90), 0), Ok(Harm::Avoided));
    assert_eq!(harm(&of(80, 85), 10), Ok(Harm::NotShown));
    assert_eq!(harm(&of(90, 50), 10), Ok(Harm::Excluded));
    let unknown = arms((0, 0), (3, 10)).effect(DEFAULT);
    assert_eq!(harm(&unknown, 10), Err(Unavailable::Undefined(Reason::EmptyArm)));
}

#[test]
fn a_segment_that_cannot_vary_leaves_the_test_of_heterogeneity() {
    let effects = [arms((0, 10), (0, 10)), arms((5, 10), (3, 10))].map(|segment| segment.effect(DEFAULT));
    assert_eq!(heterogeneity(&effects).map(|_| 0.0), Err(Unavailable::Undefined(Reason::OneGroup)));
}

/// All rows of a balanced population: half of each pair is treated, whatever its outcome would be.
#[test]
fn weighting_gives_back_the_value_of_the_rule() {
    // Potential outcomes with and without treatment, and whom the rule treats.
    let people = [(1.0, 0.0, true), (1.0, 1.0, true), (0.0, 1.0, false), (0.0, 0.0, true), (5.0, 2.0, false)];
    let truth: f64 =
        people.iter().map(|(with, without, targeted)| if *targeted { *with } else { *without }).sum::<f64>() / 5.0;
    let gain: f64 =
        people.iter().map(|(with, without, targeted)| if *targeted { with - without } else { 0.0 }).sum::<f64>() / 5.0;
    let propensity = 0.25;
    let (mut value, mut robust, mut added, mut robust_added) = (0.0, 0.0, 0.0, 0.0);
    for (with, without, targeted) in people {
        for (treated, chance) in [(true, propensity), (false, 1.0 - propensity)] {
            let row = PolicyRow { outcome: if treated { with } else { without }, treated, targeted, propensity };
            value += chance * row.value().unwrap() / 5.0;
            // A model that is wrong does no harm where the propensity is right.
            robust += chance * row.doubly_robust_value(0.7, -3.0).unwrap() / 5.0;
            added += chance * row.gain().unwrap() / 5.0;
            robust_added += chance * row.doubly_robust_gain(0.7, -3.0).unwrap() / 5.0;
        }
    }
    assert_relative_eq!(value, truth, max_relative = 1e-12);
    assert_relative_eq!(robust, truth, max_relative = 1e-12);
    assert_relative_eq!(added, gain, max_relative = 1e-12);
    assert_relative_eq!(robust_added, gain, max_relative = 1e-12);
}

#[test]
fn a_propensity_must_leave_both_arms_possible() {
    for propensity in [-0.1, 0.0, 1.0, 1.5, f64::NAN] {
        let row = PolicyRow { outcome: 1.0, treated: true, targeted: true, propensity };
        assert_eq!(row.value(), Err(Unavailable::Undefined(Reason::OutsideDomain)));
        assert_eq!(row.gain(), Err(Unavailable::Undefined(Reason::OutsideDomain)));
    }
}

#[test]
fn weights_of_one_give_the_plain_mean() {
    let mut sums = WeightedMoments::default();
    let outcomes = [1.0, 4.0, 2.5, 9.0];
    for outcome in outcomes {
        sums.push(1.0, outcome);
    }
    let plain: Moments = outcomes.into_iter().collect();
    let mean = sums.mean(DEFAULT);
    near(mean.value.unwrap(), plain.mean().unwrap());
    near(mean.standard_error.unwrap().powi(2), plain.variance().unwrap() / 4.0);
    assert_eq!(WeightedMoments::default().mean(DEFAULT).value, Err(Unavailable::Undefined(Reason::NoRows)));
}

fn any_arms() -> impl Strategy<Value = ArmCounts> {
    let arm = || (1_u64..60).prop_flat_map(|trials| (0..=trials, Just(trials)));
    (arm(), arm()).prop_map(|(treated, control)| arms(treated, control))
}

proptest! {
    #[test]
    fn bounds_hold_the_effect_and_lie_in_the_unit_interval(segment in any_arms()) {
        let (effect, bounds) = (segment.effect(DEFAULT).value.unwrap(), segment.benefiting());
        let (lower, upper) = (bounds.lower.unwrap(), bounds.upper.unwrap());
        prop_assert!(0.0 <= lower && lower <= upper + 1e-12 && upper <= 1.0);
        prop_assert!(effect <= lower + 1e-12);
    }

    #[test]
    fn merging_equal_neighbours_keeps_the_ends_of_the_curve(table in proptest::collection::vec(any_arms(), 1..6)) {
        let split = qini(&bins(&table), DEFAULT).unwrap();
        let merged = table.iter().skip(1).fold(table[0], |sum, bin| {
            let add = |left: Counts, right: Counts| (left.successes + right.successes, left.trials + right.trials);
            arms(add(sum.treated, bin.treated), add(sum.control, bin.control))
        });
        let whole = qini(&bins(&[merged]), DEFAULT).unwrap();
        let last = |qini: &evenhand_inference::uplift::Qini| qini.points.last().unwrap().gain.unwrap();
        prop_assert!((last(&split) - last(&whole)).abs() < 1e-9);
        let area: f64 = split.area - 0.5 * last(&split);
        prop_assert!((area - split.coefficient.value.unwrap()).abs() < 1e-9);
    }
}
