//! Ranked lists: the worked numbers of the methods specification (A12, list T4), other routes to the same numbers, and
//! properties.
#![allow(clippy::unwrap_used, clippy::unreadable_literal, clippy::float_cmp, reason = "a test")]
#![allow(clippy::approx_constant, reason = "ln 2 rounded is a worked number")]

use approx::assert_relative_eq;
use evenhand_inference::lists::{
    Attention, Audience, FairPrefix, GroupExposure, ListTable, OrderNull, PairItem, Smoothing, TargetShares,
    attention_fairness, attention_similarity, delivery_skew, discounted_divergence, discounted_divergence_test,
    exposure, exposure_ratio, infeasible, pair_counts, skew, skew_range,
};
use evenhand_inference::value::{Confidence, Measured, Reason, Sign, Unavailable, quotient};
use evenhand_inference::{Cluster, ClusteredSums, Evidence, Random, Simulation, StreamKey};
use proptest::prelude::*;

const DEFAULT: Confidence = Confidence::DEFAULT;
/// A A A B A B A B B A.
const T4: [usize; 10] = [0, 0, 0, 1, 0, 1, 0, 1, 1, 0];

fn target() -> TargetShares {
    TargetShares::new(vec![6, 4]).unwrap()
}

#[track_caller]
fn near(actual: f64, printed: f64) {
    assert_relative_eq!(actual, printed, epsilon = 6e-7);
}

fn undefined<T>(reason: Reason) -> Measured<T> {
    Err(Unavailable::Undefined(reason))
}

#[test]
fn skew_of_list_t4() {
    let at = |places: usize, group| {
        let count = T4[..places].iter().filter(|item| **item == group).count() as u64;
        skew(count, places as u64, group, &target(), Smoothing::None).unwrap()
    };
    near(at(5, 0), 0.287682);
    near(at(5, 1), -0.693147);
    near(at(10, 0), 0.0);
    near(at(10, 1), 0.0);
    let range = skew_range(&T4[..5], &target(), Smoothing::None).unwrap();
    near(range.minimum.unwrap(), -0.693147);
    near(range.maximum.unwrap(), 0.287682);
    assert_eq!((range.least, range.most), (1, 0));
}

#[test]
fn a_group_without_a_place_is_minus_infinite_unless_smoothed() {
    let range = skew_range(&T4[..3], &target(), Smoothing::None).unwrap();
    assert_eq!(range.minimum, Err(Unavailable::Infinite(Sign::Negative)));
    let smoothed = skew_range(&T4[..3], &target(), Smoothing::Half).unwrap();
    near(smoothed.minimum.unwrap(), (0.5_f64 / 4.0 / 0.4).ln());
    assert_eq!(skew(0, 0, 0, &target(), Smoothing::None), undefined(Reason::NoRows));
    assert_eq!(skew_range(&[0, 2], &target(), Smoothing::None), undefined(Reason::OutsideDomain));
    let nobody = TargetShares::new(vec![5, 0]).unwrap();
    assert_eq!(skew(1, 5, 1, &nobody, Smoothing::None), undefined(Reason::NoPopulation));
}

#[test]
fn divergence_of_list_t4() {
    let nats = discounted_divergence(&T4, &target()).unwrap();
    near(nats, 0.255282);
    near(nats / std::f64::consts::LN_2, 0.368294);
    let nobody = TargetShares::new(vec![5, 0]).unwrap();
    assert_eq!(discounted_divergence(&T4, &nobody), Err(Unavailable::Infinite(Sign::Positive)));
}

/// Second route: all 210 orders of six A and four B.
#[test]
fn the_null_of_shuffled_lists_is_that_of_all_orders() {
    let mut all = Vec::new();
    for mask in 0_u32..1024 {
        if mask.count_ones() == 4 {
            let list: Vec<usize> = (0..10).map(|place| usize::from(mask >> place & 1 == 1)).collect();
            all.push(discounted_divergence(&list, &target()).unwrap());
        }
    }
    assert_eq!(all.len(), 210);
    let observed = discounted_divergence(&T4, &target()).unwrap();
    let mean = all.iter().sum::<f64>() / 210.0;
    let as_large = all.iter().filter(|value| **value >= observed - 1e-12).count() as f64 / 210.0;
    let simulation = Simulation { draws: 20_000, ..Simulation::default() };
    let test = discounted_divergence_test(&[&T4], &target(), OrderNull::Shuffled, simulation).unwrap();
    assert_relative_eq!(test.null_mean, mean, max_relative = 0.01);
    assert!((test.p_value - as_large).abs() < 0.015, "{} {as_large}", test.p_value);
}

/// Second route: all lists of six places, each with the probability that the targets give it.
#[test]
fn the_null_of_drawn_lists_is_that_of_all_lists() {
    let list = [0, 0, 0, 0, 1, 0];
    let observed = discounted_divergence(&list, &target()).unwrap();
    let (mut mean, mut as_large) = (0.0, 0.0);
    for mask in 0_u32..64 {
        let drawn: Vec<usize> = (0..6).map(|place| usize::from(mask >> place & 1 == 1)).collect();
        let chance: f64 = drawn.iter().map(|group| [0.6, 0.4][*group]).product();
        let value = discounted_divergence(&drawn, &target()).unwrap();
        mean += chance * value;
        as_large += if value >= observed - 1e-12 { chance } else { 0.0 };
    }
    let simulation = Simulation { draws: 20_000, ..Simulation::default() };
    let test = discounted_divergence_test(&[&list], &target(), OrderNull::Drawn, simulation).unwrap();
    assert_relative_eq!(test.null_mean, mean, max_relative = 0.02);
    assert!((test.p_value - as_large).abs() < 0.015, "{} {as_large}", test.p_value);
}

#[test]
fn many_lists_make_the_null_narrow() {
    let lists: Vec<&[usize]> = vec![&T4; 200];
    let test = discounted_divergence_test(&lists, &target(), OrderNull::Shuffled, Simulation::default()).unwrap();
    near(test.mean, 0.255282);
    assert!(test.null_extreme < 0.25 && test.p_value < 0.001);
    assert_eq!(
        discounted_divergence_test(&[], &target(), OrderNull::Drawn, Simulation::default()).map(|_| 0.0),
        undefined(Reason::NoRows)
    );
}

/// What exceeds chance is 0 on average where the order is chance, and its interval by list says so.
#[test]
fn each_list_is_set_beside_its_own_null() {
    let mut random = Random::new(StreamKey { seed: 5, stream: 1, replicate: 0 });
    let mut shuffled: Vec<Vec<usize>> = Vec::new();
    for _ in 0..400 {
        let mut list = T4.to_vec();
        for last in (1..list.len()).rev() {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below ten")]
            list.swap(last, (random.uniform() * (last + 1) as f64) as usize);
        }
        shuffled.push(list);
    }
    let lists: Vec<&[usize]> = shuffled.iter().map(Vec::as_slice).collect();
    let test = discounted_divergence_test(&lists, &target(), OrderNull::Shuffled, Simulation::default()).unwrap();
    assert_relative_eq!(test.divergences.iter().sum::<f64>() / 400.0, test.mean, max_relative = 1e-12);
    assert_relative_eq!(
        test.excesses.iter().sum::<f64>() / 400.0,
        test.mean - test.null_mean,
        max_relative = 1e-9,
        epsilon = 1e-12
    );
    let mut table = ListTable::new(1);
    for excess in &test.excesses {
        table.push(&[*excess]);
    }
    assert!(table.mean(0, Confidence::DEFAULT).interval.unwrap().contains(0.0) && test.p_value > 0.01);
}

/// Half of the lists favour one group and half the other by as much, so that attention follows the candidates; or two of three do.
#[test]
fn the_interval_of_similarity_covers() {
    let root = |p: f64, q: f64| {
        let part =
            |one: f64, other: f64| if one > 0.0 { 0.5 * one * (one / f64::midpoint(one, other)).log2() } else { 0.0 };
        part(p, q) + part(q, p) + part(1.0 - p, 1.0 - q) + part(1.0 - q, 1.0 - p)
    };
    for (favour, share) in [(0.5, 0.5), (2.0 / 3.0, 0.6 / 1.6 + (2.0 / 3.0) * 0.4 / 1.6)] {
        let truth = 1.0 - root(share, 0.5);
        let mut covered = 0;
        for sample in 0..300 {
            let mut random = Random::new(StreamKey { seed: 6, stream: 2, replicate: sample });
            let mut table = ListTable::new(4);
            for _ in 0..80 {
                let first = random.uniform() < favour;
                table.push(&if first { [1.0, 0.6, 3.0, 3.0] } else { [0.6, 1.0, 3.0, 3.0] });
            }
            let simulation = Simulation { draws: 400, seed: sample, stream: 3 };
            let alike = attention_similarity(&table, 2, simulation).unwrap();
            covered += u32::from(alike.interval(Confidence::DEFAULT).unwrap().contains(truth));
        }
        assert!(covered >= 276, "{covered} of 300 at {favour}");
    }
}

#[test]
fn infeasible_prefixes_of_list_t4() {
    let short = infeasible(&T4, &target()).unwrap();
    assert_eq!((short.prefixes, short.pairs), (2, 2));
    // floor(0.29·100) is 29: with 28 of 100 places the last prefix falls short.
    let list: Vec<usize> = (0..100).map(|place| usize::from(place >= 28)).collect();
    let owed = TargetShares::new(vec![29, 71]).unwrap();
    assert_eq!(owed.at_least(0, 100), Ok(29));
    let (all, less) = (infeasible(&list, &owed).unwrap(), infeasible(&list[..99], &owed).unwrap());
    assert_eq!((all.prefixes - less.prefixes, all.pairs - less.pairs), (1, 1));
}

#[test]
fn exposure_of_list_t4() {
    let attention = Attention::Logarithmic.by_group(&T4, 2).unwrap();
    let a = GroupExposure { attention: attention[0], chances: 6.0 };
    let b = GroupExposure { attention: attention[1], chances: 4.0 };
    near(exposure(&a).unwrap(), 0.523363);
    near(exposure(&b).unwrap(), 0.350845);
    near(exposure_ratio(&b, &a, [1.0, 1.0]).unwrap(), 0.670365);
    near(exposure_ratio(&b, &a, [0.45, 0.5]).unwrap(), 0.744850);
    // Items that are never listed halve the mean exposure.
    near(exposure(&GroupExposure { chances: 8.0, ..b }).unwrap(), 0.350845 / 2.0);
    assert_eq!(exposure(&GroupExposure { attention: 0.0, chances: 0.0 }), undefined(Reason::NoItems));
    assert_eq!(exposure(&GroupExposure { attention: 1.0, chances: 0.0 }), undefined(Reason::OutsideDomain));
    let never = GroupExposure { attention: 0.0, chances: 4.0 };
    assert_eq!(exposure_ratio(&a, &never, [1.0, 1.0]), Err(Unavailable::Infinite(Sign::Positive)));
    assert_eq!(exposure_ratio(&a, &b, [0.0, 1.0]), undefined(Reason::OutsideDomain));
}

#[test]
fn attention_fairness_of_list_t4() {
    let of = |attention: Attention| attention_fairness(&attention.by_group(&T4, 2).unwrap(), &target()).unwrap();
    let logarithmic = of(Attention::Logarithmic);
    near(logarithmic.shares[1], 0.308872);
    near(logarithmic.similarity, 0.993441);
    near(logarithmic.distance, 0.4 - 0.308872);
    let geometric = of(Attention::Geometric { continuation: 0.5 });
    assert_relative_eq!(geometric.shares[1], 0.0840665, epsilon = 5e-8);
    near(geometric.similarity, 0.895244);
    let even = of(Attention::Even);
    near(even.similarity, 1.0);
    assert_eq!(Attention::Geometric { continuation: 1.0 }.by_group(&T4, 2), undefined(Reason::OutsideDomain));
}

#[test]
fn fair_prefix_tables() {
    let at = |share, length| FairPrefix { share, significance: 0.1, length };
    let twelve = at(0.5, 12).unadjusted().unwrap();
    assert_eq!(twelve.minimum, [0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4]);
    near(twelve.failure, 0.145996);
    near(at(0.5, 10).unadjusted().unwrap().failure, 0.128906);
    near(at(0.5, 100).unadjusted().unwrap().failure, 0.341561);
    let adjusted = at(0.5, 100).adjusted().unwrap();
    assert!((adjusted.significance - 0.02048).abs() < 5e-5, "{}", adjusted.significance);
    assert!((adjusted.failure - 0.09995).abs() < 5e-6, "{}", adjusted.failure);
    let ten = at(0.4, 10).unadjusted().unwrap();
    assert_eq!(ten.minimum, [0, 0, 0, 0, 1, 1, 1, 1, 2, 2]);
    near(ten.failure, 0.111352);
    assert_eq!(ten.first_failure(T4.iter().map(|group| *group == 1)), None);
    let failure = ten.first_failure([true, false, false, false, false, false, false, false, false]).unwrap();
    assert_eq!((failure.places, failure.protected, failure.minimum), (9, 1, 2));
    assert!(at(0.0, 10).unadjusted().is_err() && at(0.5, 0).adjusted().is_err());
}

/// Second route: all lists of twelve places.
#[test]
fn the_probability_of_failing_is_that_of_all_lists() {
    for (share, length) in [(0.5, 12), (0.3, 11), (0.7, 9)] {
        let table = FairPrefix { share, significance: 0.1, length }.unadjusted().unwrap();
        let mut fails = 0.0;
        for mask in 0_u32..1 << length {
            let list = (0..length).map(|place| mask >> place & 1 == 1);
            let chance: f64 = list.clone().map(|protected| if protected { share } else { 1.0 - share }).product();
            fails += if table.first_failure(list).is_some() { chance } else { 0.0 };
        }
        assert_relative_eq!(table.failure, fails, max_relative = 1e-12);
    }
}

/// The worked example, and its noise: means by simulation in the specification, exact here.
#[test]
fn delivery_against_the_eligible() {
    let eligible = TargetShares::new(vec![50, 30, 20]).unwrap();
    let simulation = Simulation { draws: 20_000, ..Simulation::default() };
    let skew = delivery_skew(&[174, 75, 51], &eligible, 300, simulation).unwrap();
    near(skew.distance, 0.08);
    assert!((skew.noise_mean - 0.0313).abs() < 1e-4 && (skew.noise_extreme - 0.0633).abs() < 1e-3);
    // Second route to the exact mean: the sum over all counts of a small sample.
    let small = delivery_skew(&[5, 3, 2], &eligible, 10, simulation).unwrap();
    let mut mean = 0.0;
    for share in [0.5, 0.3, 0.2_f64] {
        let mut mass = (1.0 - share).powi(10);
        for count in 0..=10 {
            mean += 0.5 * mass * (f64::from(count) / 10.0 - share).abs();
            mass *= share / (1.0 - share) * f64::from(10 - count) / f64::from(count + 1);
        }
    }
    assert_relative_eq!(small.noise_mean, mean, max_relative = 1e-12);
    assert_relative_eq!(small.p_value, 1.0);
    assert_eq!(delivery_skew(&[0, 0, 0], &eligible, 10, simulation).map(|_| 0.0), undefined(Reason::NoRows));
}

#[test]
fn many_impressions_on_few_people_are_reach_and_frequency() {
    let group = Audience { eligible: 100, reached: 10, impressions: 500 };
    assert_eq!((group.reach(), group.frequency()), (Ok(0.1), Ok(50.0)));
    let nobody = Audience { eligible: 100, ..Audience::default() };
    assert_eq!((nobody.reach(), nobody.frequency()), (Ok(0.0), undefined(Reason::NoneSelected)));
    assert!(Audience { eligible: 1, reached: 2, impressions: 2 }.reach().is_err());
}

#[test]
fn sums_over_lists_have_the_list_as_unit() {
    // The clusters of METHODS B11: {1,1,0}, {0,0}, {1}, {1,0,0,0}.
    let clusters = [(2.0, 3.0), (0.0, 2.0), (1.0, 1.0), (1.0, 4.0)];
    let mut table = ListTable::new(2);
    let mut sums = ClusteredSums::default();
    for (successes, trials) in clusters {
        table.push(&[successes, trials]);
        sums.push(Cluster { successes, trials });
    }
    let share = table.share_less([0], [1], 0.25, DEFAULT);
    near(share.value.unwrap(), 0.15);
    assert_relative_eq!(share.standard_error.unwrap().powi(2), 0.0266667, epsilon = 5e-8);
    assert_relative_eq!(share.standard_error.unwrap().powi(2), sums.variance().unwrap(), max_relative = 1e-12);
    // t on 3 degrees of freedom.
    near(share.interval.unwrap().upper - 0.15, 3.182446 * share.standard_error.unwrap());
    // The delta method: SE(ln p̂) = SE(p̂)/p̂ where the denominator is that of the share.
    let quotient = table.quotient([0], [1], 2.0, DEFAULT);
    near(quotient.value.unwrap(), 0.8);
    assert_relative_eq!(quotient.standard_error.unwrap(), share.standard_error.unwrap() / 0.4, max_relative = 1e-12);
    let mean = table.mean(1, DEFAULT);
    near(mean.value.unwrap(), 2.5);
    near(mean.standard_error.unwrap().powi(2), 5.0 / 3.0 / 4.0);
}

#[test]
fn lists_drawn_anew_confirm_the_linearised_error() {
    let mut table = ListTable::new(2);
    (0_u32..400).for_each(|list| table.push(&[f64::from(list * list % 7), f64::from(3 + list % 5)]));
    let known = table.quotient([0], [1], 1.0, DEFAULT);
    let logarithm = |sums: &[f64]| quotient(sums[0], sums[1], Reason::NoRows).map(f64::ln);
    let drawn = table.bootstrap(&logarithm, Simulation::default()).unwrap();
    assert_relative_eq!(drawn.standard_error().unwrap(), known.standard_error.unwrap(), max_relative = 0.06);
}

#[test]
fn tables_without_lists_have_no_numbers() {
    let empty = ListTable::new(2);
    assert_eq!(empty.mean(0, DEFAULT).value, undefined(Reason::NoRows));
    assert_eq!(empty.share_less([0], [1], 0.0, DEFAULT).value, undefined(Reason::NoRows));
    assert_eq!(empty.quotient([0], [1], 1.0, DEFAULT).value, undefined(Reason::ZeroOverZero));
    assert_eq!(ListTable::default().lists(), 0);
    let mut one = ListTable::new(1);
    one.push(&[2.0]);
    assert_eq!(one.mean(0, DEFAULT).value, Ok(2.0));
    assert_eq!(one.mean(0, DEFAULT).interval, undefined(Reason::TooFewUnits));
}

/// All pairs, one by one.
#[test]
fn pairs_by_brute_force() {
    let list: Vec<PairItem> =
        (0_usize..25).map(|place| PairItem { group: place * place % 3, relevant: place * 7 % 5 < 2 }).collect();
    let pairs = pair_counts(&list, 3).unwrap();
    for group in 0..3 {
        for other in 0..3 {
            let (mut ordered, mut all) = (0, 0);
            for (place, item) in list.iter().enumerate().filter(|(_, item)| item.relevant && item.group == group) {
                for (below, second) in list.iter().enumerate() {
                    if !second.relevant && second.group == other && item.relevant {
                        all += 1;
                        ordered += u64::from(below > place);
                    }
                }
            }
            assert_eq!(pairs.pairs(group, |second| second == other), [ordered, all]);
        }
    }
    let none = pair_counts(&[PairItem { group: 0, relevant: true }], 1).unwrap();
    assert_eq!(none.accuracy(0), undefined(Reason::NoPairs));
    assert!(pair_counts(&[PairItem { group: 3, relevant: true }], 3).is_err());
}

fn any_list() -> impl Strategy<Value = (Vec<usize>, TargetShares)> {
    (2_usize..5).prop_flat_map(|groups| {
        let target =
            proptest::collection::vec(1_u64..50, groups).prop_map(|weights| TargetShares::new(weights).unwrap());
        (proptest::collection::vec(0..groups, 1..40), target)
    })
}

proptest! {
    #[test]
    fn the_divergence_is_not_negative((list, target) in any_list()) {
        prop_assert!(discounted_divergence(&list, &target).unwrap() >= 0.0);
    }

    #[test]
    fn exposures_sum_to_the_attention_mass((list, target) in any_list(), gamma in 0.05_f64..0.95) {
        for attention in [Attention::Logarithmic, Attention::Geometric { continuation: gamma }, Attention::Even] {
            let sums = attention.by_group(&list, target.groups()).unwrap();
            prop_assert!((sums.iter().sum::<f64>() - attention.mass(list.len() as u64)).abs() < 1e-9);
        }
    }

    #[test]
    fn similarity_and_distance_stay_in_their_range((list, target) in any_list()) {
        let sums = Attention::Logarithmic.by_group(&list, target.groups()).unwrap();
        let fairness = attention_fairness(&sums, &target).unwrap();
        prop_assert!((0.0..=1.0).contains(&fairness.similarity) && (0.0..=1.0).contains(&fairness.distance));
    }

    #[test]
    fn least_and_most_lie_on_both_sides_of_zero((list, target) in any_list()) {
        let range = skew_range(&list, &target, Smoothing::None).unwrap();
        prop_assert!(range.maximum.unwrap() >= -1e-12);
        prop_assert!(range.minimum.map_or(true, |minimum| minimum <= 1e-12));
    }

    #[test]
    fn a_prefix_falls_short_of_one_group_at_least((list, target) in any_list()) {
        let short = infeasible(&list, &target).unwrap();
        prop_assert!(short.prefixes <= short.pairs && short.prefixes <= list.len() as u64);
    }
}
