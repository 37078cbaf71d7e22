//! Funnels: parts that sum, other routes to the same numbers, and edges.
#![allow(clippy::unwrap_used, clippy::unreadable_literal, clippy::float_cmp, reason = "a test")]

use approx::assert_relative_eq;
use evenhand_inference::Simulation;
use evenhand_inference::decomposition::{Structure, decompose};
use evenhand_inference::funnel::{Funnel, composition_shift, funnel};
use evenhand_inference::stratified::Stratum;
use evenhand_inference::value::{Confidence, Measured, Reason, Sign, Unavailable};
use proptest::prelude::*;

const DEFAULT: Confidence = Confidence::DEFAULT;

fn undefined<T>(reason: Reason) -> Measured<T> {
    Err(Unavailable::Undefined(reason))
}

fn difference_parts(funnel: &Funnel) -> Vec<f64> {
    funnel.steps.iter().map(|step| step.difference_part.value.unwrap()).collect()
}

/// By hand: rates .5, .8 against .8, .5. Both funnels end at .4, and the parts cancel.
#[test]
fn two_steps_by_hand() {
    let funnel = funnel(&[100, 50, 40], &[100, 80, 40], DEFAULT).unwrap();
    let parts = difference_parts(&funnel);
    // Kitagawa: (.5 − .8)·(.8 + .5)/2 and (.8 − .5)·(.5 + .8)/2.
    assert_relative_eq!(parts[0], -0.195, epsilon = 1e-15);
    assert_relative_eq!(parts[1], 0.195, epsilon = 1e-15);
    assert_relative_eq!(funnel.steps[0].log_part.value.unwrap(), (0.5_f64 / 0.8).ln(), epsilon = 1e-15);
    assert_relative_eq!(funnel.log_ratio.value.unwrap(), 0.0, epsilon = 1e-15);
    let last = &funnel.steps[1];
    assert_eq!(last.cumulative.difference.value, Ok(0.0));
    assert_eq!((last.step.group.successes, last.step.group.trials), (40, 50));
    assert_eq!((last.cumulative.group.successes, last.cumulative.group.trials), (40, 100));
}

/// Second route: with two steps the parts are Kitagawa's on one stratum whose share is the first rate.
#[test]
fn two_steps_are_kitagawas_form() {
    let strata = [
        Stratum { group_selected: 30, group_rows: 60, reference_selected: 56, reference_rows: 70 },
        Stratum { group_selected: 0, group_rows: 40, reference_selected: 0, reference_rows: 30 },
    ];
    let known = decompose(&strata, Structure::Average).unwrap();
    let parts = difference_parts(&funnel(&[100, 60, 30], &[100, 70, 56], DEFAULT).unwrap());
    assert_relative_eq!(parts[0], known.mix, epsilon = 1e-15);
    assert_relative_eq!(parts[1], known.rate, epsilon = 1e-15);
}

/// Second route: Shapley's definition, the average over all orders of the steps.
#[test]
fn parts_are_averages_over_all_orders() {
    let (group, reference) = ([1000, 600, 480, 300, 60], [2000, 1500, 1000, 700, 210]);
    let rates =
        |counts: &[u64]| -> Vec<f64> { counts.windows(2).map(|pair| pair[1] as f64 / pair[0] as f64).collect() };
    let (a, b) = (rates(&group), rates(&reference));
    let mut orders: Vec<Vec<usize>> = vec![vec![]];
    for step in 0..4 {
        orders = orders
            .iter()
            .flat_map(|order| {
                (0..=order.len()).map(move |place| {
                    let mut longer = order.clone();
                    longer.insert(place, step);
                    longer
                })
            })
            .collect();
    }
    assert_eq!(orders.len(), 24);
    let mut expected = [0.0; 4];
    for order in &orders {
        let mut rates = b.clone();
        for &step in order {
            let before: f64 = rates.iter().product();
            rates[step] = a[step];
            expected[step] += (rates.iter().product::<f64>() - before) / 24.0;
        }
    }
    let known = funnel(&group, &reference, DEFAULT).unwrap();
    for (part, expected) in difference_parts(&known).iter().zip(expected) {
        assert_relative_eq!(*part, expected, epsilon = 1e-15);
    }
}

/// Second route: slopes by moving each rate a little.
#[test]
fn errors_of_parts_are_those_of_the_delta_method() {
    let (group, reference) = ([1000, 600, 480, 120], [2000, 1500, 1000, 500]);
    let known = funnel(&group, &reference, DEFAULT).unwrap();
    let rates = |counts: &[u64]| -> Vec<(f64, f64)> {
        let pairs = counts.windows(2);
        pairs.map(|pair| (pair[1] as f64 / pair[0] as f64, pair[0] as f64)).collect()
    };
    // Gauss's rule with five points is exact for these polynomials.
    let nodes = [
        (0.5, 0.284444444444444),
        (0.230765344947158, 0.239314335249683),
        (0.769234655052841, 0.239314335249683),
        (0.046910077030668, 0.118463442528095),
        (0.953089922969332, 0.118463442528095),
    ];
    let part = |a: &[f64], b: &[f64], which: usize| -> f64 {
        let inside = |t: f64| -> f64 {
            (0..a.len()).filter(|place| *place != which).map(|place| b[place] + (a[place] - b[place]) * t).product()
        };
        (a[which] - b[which]) * nodes.iter().map(|(t, weight)| weight * inside(*t)).sum::<f64>()
    };
    let (a, b) = (rates(&group), rates(&reference));
    let plain = |rates: &[(f64, f64)]| -> Vec<f64> { rates.iter().map(|(rate, _)| *rate).collect() };
    for which in 0..3 {
        let mut variance = 0.0;
        for place in 0..3 {
            for side in 0..2 {
                let moved = |by: f64| {
                    let mut both = [plain(&a), plain(&b)];
                    both[side][place] += by;
                    part(&both[0], &both[1], which)
                };
                let slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
                let (rate, rows) = [&a, &b][side][place];
                variance += slope * slope * rate * (1.0 - rate) / rows;
            }
        }
        let error = known.steps[which].difference_part.standard_error.unwrap();
        assert_relative_eq!(error, variance.sqrt(), max_relative = 1e-7);
    }
}

#[test]
fn an_empty_step_leaves_no_rate_behind_it() {
    let known = funnel(&[100, 0, 0], &[100, 80, 40], DEFAULT).unwrap();
    assert_eq!(known.steps[0].step.difference.value, Ok(-0.8));
    assert_eq!(known.steps[0].log_part.value, Err(Unavailable::Infinite(Sign::Negative)));
    assert_eq!(known.steps[1].step.ratio.value, undefined(Reason::EmptyStep));
    assert_eq!(known.steps[0].difference_part.value, undefined(Reason::EmptyStep));
    assert_eq!(known.steps[1].cumulative.difference.value, Ok(-0.4));
}

#[test]
fn impossible_funnels_have_reasons() {
    let of = |group: &[u64], reference: &[u64]| funnel(group, reference, DEFAULT).map(|_| 0.0);
    assert_eq!(of(&[0, 0], &[10, 5]), undefined(Reason::NoRows));
    assert_eq!(of(&[10, 5], &[0, 0]), undefined(Reason::NoReference));
    assert_eq!(of(&[10, 11], &[10, 5]), undefined(Reason::OutsideDomain));
    assert_eq!(of(&[10], &[10]), undefined(Reason::OutsideDomain));
    assert_eq!(of(&[10, 5, 1], &[10, 5]), undefined(Reason::OutsideDomain));
}

/// Second route: all ways in which 4 of 3 + 5 people can be left, 70 of them.
#[test]
fn the_noise_of_a_composition_is_that_of_all_subsets() {
    let choose = |n: u64, k: u64| (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64);
    let (mut mean, mut as_far) = (0.0, 0.0);
    let far = |first: f64| 0.5 * ((first / 4.0 - 3.0 / 8.0).abs() + ((4.0 - first) / 4.0 - 5.0 / 8.0).abs());
    for first in 0..=3_u64 {
        let chance = choose(3, first) * choose(5, 4 - first) / 70.0;
        mean += chance * far(first as f64);
        as_far += if far(first as f64) >= far(3.0) - 1e-12 { chance } else { 0.0 };
    }
    let simulation = Simulation { draws: 20_000, ..Simulation::default() };
    let shift = composition_shift(&[3, 1], &[3, 5], simulation).unwrap();
    assert_relative_eq!(shift.distance, far(3.0), epsilon = 1e-15);
    assert_relative_eq!(shift.noise_mean, mean, max_relative = 0.02);
    assert!((shift.p_value - as_far).abs() < 0.012);
    assert_eq!(composition_shift(&[0, 0], &[3, 5], simulation).map(|_| 0.0), undefined(Reason::NoneSelected));
    assert!(composition_shift(&[4, 0], &[3, 5], simulation).is_err());
}

fn counts() -> impl Strategy<Value = Vec<u64>> {
    proptest::collection::vec(0.05_f64..1.0, 1..7).prop_map(|rates| {
        let mut counts = vec![5_000_u64];
        for rate in rates {
            let last = counts[counts.len() - 1];
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a test")]
            counts.push(((last as f64 * rate).round() as u64).max(1));
        }
        counts
    })
}

proptest! {
    #[test]
    fn parts_sum_to_the_whole(group in counts(), reference in counts()) {
        let steps = group.len().min(reference.len());
        let known = funnel(&group[..steps], &reference[..steps], DEFAULT).unwrap();
        let last = known.steps.last().unwrap();
        let sum: f64 = difference_parts(&known).iter().sum();
        prop_assert!((sum - last.cumulative.difference.value.unwrap()).abs() < 1e-12);
        let sum: f64 = known.steps.iter().map(|step| step.log_part.value.unwrap()).sum();
        prop_assert!((sum - known.log_ratio.value.unwrap()).abs() < 1e-9);
    }

    #[test]
    fn changing_sides_changes_signs(group in counts(), reference in counts()) {
        let steps = group.len().min(reference.len());
        let one = funnel(&group[..steps], &reference[..steps], DEFAULT).unwrap();
        let other = funnel(&reference[..steps], &group[..steps], DEFAULT).unwrap();
        for (left, right) in difference_parts(&one).iter().zip(difference_parts(&other)) {
            prop_assert!((left + right).abs() < 1e-12);
        }
    }
}
