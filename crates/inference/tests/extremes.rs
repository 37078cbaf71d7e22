//! No data, however odd or large, makes a panic, a NaN or an endless loop: every public function on samples of no row, one
//! row, 10¹² rows and nearly 2⁵³ and 2⁶⁴, none and all selected. A result is finite and ordered, or a reason.
#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp, reason = "a test")]

use evenhand_inference::{
    Bootstrap, Cluster, ClusteredSums, Counts, Design, Difference, Interval, Means, Moments, OddsRatio, Permutation,
    Proof, Proportion, Rates, Ratio, Resampling, Simulation, Standardiser, Studentised, WeightedSums, Zone,
    barnard_exact, benjamini_hochberg, benjamini_yekutieli, binomial_exact, bonferroni_critical_value, boschloo_exact,
    bounds, chi_squared,
    conditional_disparity::{conditional_demographic_disparity, demographic_disparity},
    decomposition::{Structure, decompose},
    dispersion::dispersion,
    divergence::{BinPair, EmptyBins, StabilityNoise, divergences},
    e_benjamini_hochberg, equality_test,
    estimate::Estimate,
    fisher_exact, four_fifths, holm, hypergeometric_z,
    inequality::{BenefitTable, ConfusionCounts, coefficient_of_variation, generalised_entropy},
    interval::Method,
    label_noise::LabelAccuracy,
    likelihood_ratio,
    logistic::{LogisticCell, fit_logistic},
    mantel_haenszel::mantel_haenszel,
    mcnemar::DecisionChanges,
    noise_floor,
    paired::{PairedComparison, PairedGroup, PairedRate},
    pooled_z,
    representation::{RepresentedGroup, class_imbalance, representation},
    segment_noise::{Misclassification, SegmentAccuracy},
    shrinkage::BetaPrior,
    sidak_critical_value,
    simpson::detect_reversal,
    special::{
        Beta, StudentT, chi_squared_upper_tail, ln_normal_upper_tail, normal_cdf, normal_density, normal_quantile,
        normal_upper_tail, two_sided_student_critical_value,
    },
    standardisation::{GroupedStratum, StandardMix, standardise},
    stratified::{Stratum, crude},
    stratified_tests::{ContinuityCorrection, breslow_day, cochran_mantel_haenszel},
    value::{Confidence, Measured, Reason, Unavailable},
    worst_difference, worst_difference_newcombe, worst_ratio,
};
use proptest::prelude::*;
use serde::Serialize;
use serde_json::Value;

const LEVEL: Confidence = Confidence::DEFAULT;

/// Where a missing value is meant: an open side of a zone, a bound that no pair set.
const OPTIONAL: [&str; 6] = ["lower_pair", "upper_pair", "p_lower", "p_upper", "lower", "upper"];

/// Walks a result as JSON, in which NaN and infinities that nobody named become `null`.
fn walk(value: &Value, key: &str, whole: &dyn Fn() -> String) {
    match value {
        Value::Null => assert!(OPTIONAL.contains(&key), "{key} is not a number in {}", whole()),
        Value::Array(values) => values.iter().for_each(|value| walk(value, key, whole)),
        Value::Object(fields) => {
            if let (Some(Value::Number(lower)), Some(Value::Number(upper))) = (fields.get("lower"), fields.get("upper"))
            {
                assert!(lower.as_f64() <= upper.as_f64(), "{lower} above {upper} in {}", whole());
            }
            if fields.contains_key("method") && fields.contains_key("lower") {
                assert!(!fields["lower"].is_null() && !fields["upper"].is_null(), "a NaN bound in {}", whole());
            }
            fields.iter().for_each(|(key, value)| walk(value, key, whole));
        }
        Value::Number(number) => {
            let number = number.as_f64().unwrap();
            let is_share = key.starts_with("p_") || key.starts_with("mid_p_") || key.ends_with("p_value");
            assert!(!is_share || (0.0..=1.0).contains(&number), "{key} = {number} in {}", whole());
            let is_size = key == "standard_error" || key == "statistic" || key == "degrees_of_freedom";
            assert!(!is_size || number >= 0.0, "{key} = {number} in {}", whole());
        }
        Value::Bool(_) | Value::String(_) => {}
    }
}

#[track_caller]
fn sound<T: Serialize + std::fmt::Debug>(result: &T) {
    walk(&serde_json::to_value(result).unwrap(), "", &|| format!("{result:?}"));
}

/// A result or a reason.
#[track_caller]
fn sound_or_reason<T: Serialize + std::fmt::Debug>(result: &Measured<T>) {
    if let Ok(result) = result {
        sound(result);
    }
}

const TRILLION: u64 = 1_000_000_000_000;
const WHOLE: u64 = (1 << 53) - 1;

fn samples() -> Vec<Proportion> {
    let sizes = [0, 1, 2, 7, 100_000_000, TRILLION, WHOLE, u64::MAX / 2, u64::MAX];
    let mut samples: Vec<Proportion> = sizes
        .into_iter()
        .flat_map(|n| [0, 1, n / 3, n.saturating_sub(1), n].map(|x| Proportion::new(x.min(n), n).unwrap()))
        .collect();
    for (rate, size) in [(0.0, 0.1), (0.5, 0.3), (1.0, 1e-6), (1e-12, 1e15), (0.25, 3.5), (1e-150, 1e150)] {
        samples.push(Proportion::effective(rate, size).unwrap());
    }
    samples
}

#[test]
fn one_rate() {
    for sample in samples() {
        sound_or_reason(&sample.rate());
        sound(&sample.complement());
        for interval in [sample.wilson(LEVEL), sample.jeffreys(LEVEL), sample.clopper_pearson(LEVEL)] {
            sound_or_reason(&interval);
            if let (Ok(interval), Ok(rate)) = (interval, sample.rate()) {
                assert!(
                    interval.contains(rate) && 0.0 <= interval.lower && interval.upper <= 1.0,
                    "{interval:?} {rate}"
                );
            }
        }
        for null in [0.0, 1e-300, 0.3, 0.5, 1.0] {
            sound_or_reason(&binomial_exact(&sample, null));
        }
    }
}

#[test]
fn two_rates() {
    let zones = [
        Zone { lower: Some(0.8), upper: Some(1.25) },
        Zone { lower: Some(-0.05), upper: Some(0.05) },
        Zone { lower: Some(0.8), upper: None },
    ];
    for &group in &samples() {
        for &reference in &samples() {
            let (difference, ratio) = (Difference { group, reference }, Ratio { group, reference });
            let odds = OddsRatio { group, reference };
            let estimates = [difference.estimate(), ratio.estimate(), odds.estimate()];
            let intervals: [&[(bool, Measured<Interval>)]; 3] = [
                &[
                    (true, difference.miettinen_nurminen(LEVEL)),
                    (true, difference.mee(LEVEL)),
                    (true, difference.newcombe(LEVEL)),
                    (false, difference.agresti_caffo(LEVEL)),
                ],
                &[
                    (true, ratio.miettinen_nurminen(LEVEL)),
                    (true, ratio.koopman(LEVEL)),
                    (true, ratio.katz(LEVEL)),
                    (true, ratio.mover_r(LEVEL)),
                ],
                &[(true, odds.score_interval(LEVEL)), (true, odds.woolf(LEVEL)), (false, odds.woolf_half(LEVEL))],
            ];
            for (estimate, intervals) in estimates.iter().zip(intervals) {
                sound_or_reason(estimate);
                for (holds, interval) in intervals {
                    sound_or_reason(interval);
                    if let (true, Ok(estimate), Ok(interval)) = (*holds, estimate, interval) {
                        assert!(interval.contains(*estimate), "{interval:?} {estimate} {group:?} {reference:?}");
                    }
                }
            }
            for null in [-1.0, -0.2, 0.0, 1e-9, 1.0] {
                sound_or_reason(&difference.score_test(null));
            }
            for null in [1e-300, 1e-9, 0.8, 1.0, 1e9, 1e300] {
                sound_or_reason(&ratio.score_test(null));
                sound_or_reason(&odds.score_test(null));
            }
            sound_or_reason(&pooled_z(&difference));
            sound_or_reason(&hypergeometric_z(&difference));
            sound_or_reason(&four_fifths(&ratio));
            // Two samples of 10¹² take Fisher's sums millions of steps: one pair of them is enough.
            if group.trials().min(reference.trials()) <= 1e8 || group.successes() == reference.successes() {
                sound_or_reason(&fisher_exact(&difference));
                sound_or_reason(&equality_test(&difference));
            }
            for p in [boschloo_exact(&difference), barnard_exact(&difference)].into_iter().flatten() {
                assert!((0.0..=1.0).contains(&p), "{p} {difference:?}");
            }
            sound_or_reason(&chi_squared(&[group, reference]));
            sound_or_reason(&likelihood_ratio(&[group, reference]));
            for zone in zones {
                sound_or_reason(&difference.equivalence(zone, LEVEL));
                sound_or_reason(&ratio.equivalence(zone, LEVEL));
            }
        }
    }
}

#[test]
fn sizes_that_would_settle() {
    let few = [(0, 1), (1, 1), (3, 40), (40, 40), (TRILLION / 3, TRILLION), (0, WHOLE)]
        .map(|(x, n)| Proportion::new(x, n).unwrap());
    let zone = Zone { lower: Some(0.8), upper: Some(1.25) };
    for group in few {
        for reference in few {
            sound_or_reason(&Difference { group, reference }.settling_size(&zone, LEVEL));
            sound_or_reason(&Ratio { group, reference }.settling_size(&zone, LEVEL));
        }
    }
    for trials in [0.0, 1e-3, 1.0, 1e12, 1e300] {
        for rate in [0.0, 1e-12, 0.3, 1.0] {
            let design = Design { group_trials: trials, reference_trials: 1e12, ..Design::default() };
            sound_or_reason(&design.minimum_detectable_difference(rate));
            sound_or_reason(&design.minimum_detectable_shortfall(rate));
            sound_or_reason(&design.power_at(Rates { group: rate, reference: 0.3 }));
            let proof = Proof::at(Rates { group: rate, reference: 0.3 });
            sound_or_reason(&proof.group_trials_for_ratio_above(0.8));
            sound_or_reason(&proof.group_trials_for_difference_above(0.05));
        }
    }
}

/// Far in the tail p-values stay ordered, and their logarithm goes on where the number ends.
#[test]
fn tails_beyond_thirty_eight_deviations() {
    let p_value = |excess: u64| {
        let half = TRILLION / 2;
        let group = Proportion::new(half + excess, TRILLION).unwrap();
        let reference = Proportion::new(half, TRILLION).unwrap();
        let test = Difference { group, reference }.score_test(0.0).unwrap();
        (test.z.unwrap(), test.p_two_sided, ln_normal_upper_tail(test.z.unwrap()))
    };
    // The standard deviation of the difference is 0.7·10⁶ rows.
    let mut last = (0.0, 1.0, 0.0);
    for deviations in [1, 5, 20, 37, 38, 39, 40, 50, 1000, 100_000] {
        let next = p_value(deviations * 707_107);
        assert!((next.0 / deviations as f64 - 1.0).abs() < 3e-3, "{next:?}");
        assert!(next.1 <= last.1 && next.2 < last.2 && next.2.is_finite(), "{last:?} {next:?}");
        assert!(next.1 > 0.0 || next.0 > 38.0, "{next:?}");
        last = next;
    }
    for z in [-1e300, -1e3, -38.0, 0.0, 38.0, 38.6, 39.9, 1e3, 1e150, f64::INFINITY] {
        for p in [normal_cdf(z), normal_upper_tail(z)] {
            assert!((0.0..=1.0).contains(&p), "{z} {p}");
        }
        assert!(normal_density(z) >= 0.0 && !ln_normal_upper_tail(z).is_nan());
    }
    for statistic in [0.0, 1e-300, 1.0, 1500.0, 1e12, 1e300] {
        for degrees in [1, 2, 3, 1_000_000, 1 << 53] {
            assert!((0.0..=1.0).contains(&chi_squared_upper_tail(statistic, degrees)), "{statistic} {degrees}");
        }
    }
    for degrees in [1e-3, 1.0, 2.5, 1e6, 1e15] {
        let student = StudentT::new(degrees).unwrap();
        for t in [-1e9, -1.0, 0.0, 1.0, 1e9, f64::INFINITY] {
            assert!(
                (0.0..=1.0).contains(&student.upper_tail(t)) && (0.0..=1.0).contains(&student.cdf(t)),
                "{degrees} {t}"
            );
        }
        assert!(!student.upper_quantile(0.025).is_nan());
        sound_or_reason(&two_sided_student_critical_value(LEVEL, degrees));
    }
    for p in [f64::MIN_POSITIVE, 1e-300, 0.5, 1.0 - f64::EPSILON] {
        assert!(normal_quantile(p).is_finite());
    }
    for (a, b) in [(1e-3, 1e-3), (0.5, 1e12), (1e12, 0.5), (1e15, 1e15), (1.0, 1.0)] {
        let beta = Beta::new(a, b).unwrap();
        for p in [1e-300, 1e-9, 0.5, 0.999] {
            assert!(
                (0.0..=1.0).contains(&beta.quantile(p)) && (0.0..=1.0).contains(&beta.upper_quantile(p)),
                "{a} {b} {p}"
            );
        }
        for x in [0.0, 1e-300, 0.5, 1.0] {
            let tails = beta.tails(x);
            assert!((0.0..=1.0).contains(&tails.lower) && (0.0..=1.0).contains(&tails.upper), "{a} {b} {x}");
        }
    }
}

#[test]
fn many_groups_and_many_tests() {
    let of = |counts: &[(u64, u64)]| -> Vec<Proportion> {
        counts.iter().map(|&(x, n)| Proportion::new(x, n).unwrap()).collect()
    };
    let few = Simulation { draws: 50, ..Simulation::default() };
    for groups in [
        vec![],
        of(&[(0, 0)]),
        of(&[(1, 1)]),
        of(&[(0, 1), (1, 1)]),
        of(&[(0, 20), (0, 30), (0, 0)]),
        of(&[(20, 20), (30, 30)]),
        of(&[(TRILLION / 3, TRILLION), (TRILLION / 3 + 1, TRILLION), (0, 1)]),
        of(&[(WHOLE, WHOLE), (0, WHOLE), (1, 2)]),
        samples(),
    ] {
        sound_or_reason(&worst_difference(&groups, LEVEL));
        sound_or_reason(&worst_difference_newcombe(&groups, LEVEL));
        sound_or_reason(&worst_ratio(&groups, LEVEL));
        sound_or_reason(&chi_squared(&groups));
        sound_or_reason(&likelihood_ratio(&groups));
        sound_or_reason(&noise_floor(&groups, few));
    }
    let p_values = [0.0, f64::MIN_POSITIVE, 1e-320, 0.05, 0.05, 1.0];
    for adjusted in [holm(&p_values), benjamini_hochberg(&p_values), benjamini_yekutieli(&p_values)] {
        assert!(adjusted.unwrap().iter().all(|p| (0.0..=1.0).contains(p)));
    }
    assert!(e_benjamini_hochberg(&[f64::INFINITY, 1e308, 0.0], 0.05).unwrap()[0]);
    for comparisons in [1, 2, 1_000_000, u64::MAX] {
        for level in [1e-9, 0.5, 0.95, 1.0 - 1e-12] {
            let confidence = Confidence::new(level).unwrap();
            sound(&sidak_critical_value(confidence, comparisons).unwrap());
            sound(&bonferroni_critical_value(confidence, comparisons).unwrap());
        }
    }
}

#[test]
fn resampling() {
    let simulation = Simulation { draws: 30, ..Simulation::default() };
    let share = |cells: &[u64]| {
        evenhand_inference::value::quotient(cells[0] as f64, (cells[0] + cells[1]) as f64, Reason::NoRows)
    };
    let gap = |cells: &[u64]| -> Measured<Studentised> {
        let (p, q) = (share(&cells[..2])?, share(&cells[2..])?);
        Ok(Studentised { estimate: p - q, standard_error: (p * (1.0 - p) + q * (1.0 - q)).sqrt() })
    };
    for counts in [
        [0, 0, 0, 0],
        [1, 0, 0, 0],
        [0, 1, 1, 0],
        [0, 9, 0, 9],
        [9, 0, 9, 0],
        [TRILLION, 3, 7, TRILLION],
        [WHOLE / 4; 4],
        [1 << 61; 4],
        [u64::MAX; 4],
    ] {
        for resampling in [Resampling::Multinomial, Resampling::Stratified(&[0, 0, 1, 1]), Resampling::Poisson] {
            let bootstrap = Bootstrap { counts: &counts, resampling, simulation };
            for distribution in bootstrap.distributions(&[&share]).into_iter().flatten() {
                sound(&distribution);
                sound_or_reason(&distribution.standard_error());
                for interval in [distribution.percentile(LEVEL), distribution.bca(LEVEL)] {
                    sound_or_reason(&interval);
                    assert!(interval.is_err() || interval.unwrap().width() > 0.0, "{interval:?}");
                }
            }
        }
        for strata in [None, Some(&[0, 1][..])] {
            let table = Permutation { counts: &counts, groups: 2, strata, simulation };
            sound_or_reason(&table.tests(&[&gap]));
        }
    }
}

#[test]
fn weighted_and_clustered_rows() {
    for (weights, share, squares, rows) in [
        (0.0, 0.0, 0.0, 0),
        (1.0, 1.0, 1.0, 1),
        (2.0, 0.5, 2.0, 2),
        (1e300, 0.5, 1e300, 2),
        (1e-300, 0.5, 1e-300, 9),
        (1e12, 1.0, 1e12, TRILLION),
        (f64::INFINITY, 0.5, 1.0, 3),
        (f64::NAN, 0.5, 1.0, 3),
        (-1.0, 0.5, 1.0, 3),
    ] {
        let sums = WeightedSums {
            weights,
            weighted_successes: weights * share,
            squared_weights: squares,
            squared_weighted_successes: squares * share,
            rows,
        };
        for result in [sums.rate(), sums.variance(), sums.kish_size()] {
            sound_or_reason(&result);
        }
        sound_or_reason(&sums.proportion());
    }
    for clusters in [
        vec![],
        vec![(0.0, 0.0)],
        vec![(1.0, 1.0)],
        vec![(0.0, 3.0), (0.0, 4.0)],
        vec![(3.0, 3.0), (4.0, 4.0)],
        vec![(1e12, 2e12), (1.0, 3.0)],
        vec![(1e200, 1e200), (0.0, 1e200)],
        vec![(f64::NAN, 2.0), (1.0, 2.0)],
        vec![(2.0, 1.0), (2.0, 1.0)],
    ] {
        let sums: ClusteredSums = clusters.iter().map(|&(successes, trials)| Cluster { successes, trials }).collect();
        for result in [sums.rate(), sums.variance(), sums.design_effect()] {
            sound_or_reason(&result);
        }
        sound_or_reason(&sums.proportion());
        sound_or_reason(&sums.wilson(LEVEL));
    }
}

#[test]
fn means() {
    let lists: [&[f64]; 9] = [
        &[],
        &[1.0],
        &[0.0, 0.0],
        &[1e300, 1e300, -1e300],
        &[1e-300, 2e-300],
        &[1e12, 1e12 + 1.0],
        &[f64::NAN, 1.0],
        &[f64::INFINITY, 1.0],
        &[-1.0, 2.0, 3.0],
    ];
    for one in lists {
        let group: Moments = one.iter().copied().collect();
        sound_or_reason(&group.mean());
        sound_or_reason(&group.variance());
        for other in lists {
            let means = Means { group, reference: other.iter().copied().collect() };
            sound_or_reason(&means.welch(LEVEL));
            sound_or_reason(&means.ratio());
            sound_or_reason(&means.ratio_interval(LEVEL));
            sound_or_reason(&means.hedges());
            for by in
                [Standardiser::Pooled, Standardiser::Overall, Standardiser::Reference, Standardiser::AverageVariance]
            {
                sound_or_reason(&means.standardised_difference(by));
                sound_or_reason(&means.standardised_interval(by, LEVEL));
            }
        }
    }
}

fn cells() -> Vec<Counts> {
    [(0, 0), (0, 1), (1, 1), (3, 7), (0, TRILLION), (TRILLION, TRILLION), (TRILLION / 3, TRILLION), (WHOLE / 2, WHOLE)]
        .map(|(successes, trials)| Counts { successes, trials })
        .to_vec()
}

#[test]
fn strata() {
    let all: Vec<Stratum> = cells()
        .iter()
        .flat_map(|group| {
            cells().into_iter().map(move |reference| Stratum {
                group_selected: group.successes,
                group_rows: group.trials,
                reference_selected: reference.successes,
                reference_rows: reference.trials,
            })
        })
        .collect();
    let impossible = Stratum { group_selected: 3, group_rows: 2, ..Stratum::default() };
    let huge =
        Stratum { group_selected: u64::MAX, group_rows: u64::MAX, reference_selected: 1, reference_rows: u64::MAX };
    let mut families: Vec<Vec<Stratum>> = all.iter().map(|one| vec![*one]).collect();
    families.extend(all.iter().zip(all.iter().rev()).map(|(one, other)| vec![*one, *other]));
    families.extend([vec![], all.clone(), vec![impossible], vec![huge], vec![huge, huge]]);
    for strata in families {
        sound(&mantel_haenszel(&strata, LEVEL));
        for correction in [ContinuityCorrection::None, ContinuityCorrection::Half] {
            sound_or_reason(&cochran_mantel_haenszel(&strata, correction));
        }
        sound_or_reason(&breslow_day(&strata));
        sound_or_reason(&crude(&strata));
        sound(&conditional_demographic_disparity(&strata));
        for structure in [Structure::Average, Structure::ReferenceRates, Structure::GroupRates] {
            sound_or_reason(&decompose(&strata, structure));
        }
        sound_or_reason(&detect_reversal(&strata, LEVEL));
        let grouped: Vec<GroupedStratum> = strata
            .iter()
            .map(|one| GroupedStratum {
                groups: vec![
                    Counts { successes: one.group_selected, trials: one.group_rows },
                    Counts { successes: one.reference_selected, trials: one.reference_rows },
                ],
            })
            .collect();
        for mix in [StandardMix::Pooled, StandardMix::OfGroup(0), StandardMix::OfGroup(9), StandardMix::Weights(vec![])]
        {
            let rates = standardise(&grouped, &mix);
            sound(&rates);
            sound_or_reason(&rates.difference(0, 1));
            sound_or_reason(&rates.ratio(0, 1));
        }
        for one in &strata {
            sound_or_reason(&one.difference());
            sound_or_reason(&demographic_disparity(*one));
        }
        let logistic: Vec<LogisticCell> = strata
            .iter()
            .take(8)
            .enumerate()
            .flat_map(|(at, one)| {
                let cell = |group, successes, trials| LogisticCell { group, controls: vec![at], successes, trials };
                [cell(0, one.reference_selected, one.reference_rows), cell(1, one.group_selected, one.group_rows)]
            })
            .collect();
        sound_or_reason(&fit_logistic(&logistic, LEVEL));
    }
}

#[test]
fn pairs_of_models() {
    let counts = [0, 1, 7, TRILLION / 4, WHOLE / 8, u64::MAX / 8, u64::MAX];
    for gained in counts {
        for lost in counts {
            for kept in [0, 5, TRILLION] {
                let changes = DecisionChanges { gained, lost, kept_selected: kept, kept_rejected: kept };
                sound_or_reason(&changes.mcnemar());
                let group = PairedGroup { positive: changes, negative: changes };
                let comparison = PairedComparison { group, reference: PairedGroup::default() };
                let other = PairedComparison { group, reference: group };
                for rate in [
                    PairedRate::Selection,
                    PairedRate::TruePositive,
                    PairedRate::FalsePositive,
                    PairedRate::Precision,
                    PairedRate::Accuracy,
                ] {
                    sound(&comparison.disparity_change(rate, LEVEL));
                    sound(&other.disparity_change(rate, LEVEL));
                }
            }
        }
    }
}

#[test]
fn missing_and_noisy_data() {
    for known in cells() {
        for unknown in cells() {
            let group = bounds::UncertainMembership { known, unknown }.rate();
            sound(&group);
            let reference = bounds::UncertainMembership { known: unknown, unknown: known }.rate();
            let contrast = bounds::Contrast { group, reference };
            sound(&contrast.difference());
            sound(&contrast.ratio());
            let labels = bounds::UncertainSuccess {
                successes: known.successes,
                failures: known.failures(),
                unlabelled: unknown.trials,
            };
            sound(&labels.rate());
        }
    }
    for accuracy in [0.0, 0.5, 0.5 + 1e-12, 0.9, 1.0, 1.5, f64::NAN] {
        for observed in [-1.0, 0.0, 0.3, 1.0, f64::NAN] {
            let labels = LabelAccuracy { sensitivity: accuracy, specificity: accuracy };
            sound_or_reason(&labels.rogan_gladen(observed));
            let segments = SegmentAccuracy { positive_predictive_value: accuracy, negative_predictive_value: accuracy };
            sound_or_reason(&segments.corrected_difference(observed));
        }
    }
    for rows in [vec![], vec![vec![1.0]], vec![vec![0.5, 0.5]; 2], vec![vec![0.9, 0.1], vec![0.1, 0.9]]] {
        for observed in [vec![], vec![0], vec![0, 0], vec![TRILLION, 3], vec![u64::MAX, u64::MAX]] {
            sound_or_reason(&Misclassification::new(rows.clone()).and_then(|noise| noise.correct(&observed)));
        }
    }
}

#[test]
fn spread_and_distance() {
    for list in [vec![], vec![cells()[0]], cells()[..3].to_vec(), cells(), vec![cells()[4]; 3], vec![cells()[5]; 3]] {
        sound_or_reason(&dispersion(&list));
        for prior in [BetaPrior::maximum_likelihood(&list), BetaPrior::moments(&list)] {
            sound_or_reason(&prior);
            for segment in cells() {
                sound_or_reason(&prior.and_then(|prior| prior.posterior(segment, LEVEL)));
            }
        }
    }
    let counts = [0, 1, 7, TRILLION, WHOLE, u64::MAX];
    for group in counts {
        for reference in counts {
            let bin = BinPair { group, reference };
            sound_or_reason(&class_imbalance(bin));
            for empty in [EmptyBins::Keep, EmptyBins::AddHalf] {
                for bins in [vec![], vec![bin], vec![bin, BinPair { group: reference, reference: group }]] {
                    sound_or_reason(&divergences(&bins, empty));
                }
            }
            let noise = StabilityNoise { bins: 10, group_rows: group, reference_rows: reference };
            sound_or_reason(&noise.mean());
            sound_or_reason(&noise.upper_limit(LEVEL));
            sound_or_reason(&noise.p_value(0.1));
            for share in [0.0, 0.5, 1.0, f64::NAN, f64::INFINITY] {
                let groups = [(group, share), (reference, 0.5)]
                    .map(|(rows, population_share)| RepresentedGroup { rows, population_share });
                sound_or_reason(&representation(&groups));
            }
            let confusion = ConfusionCounts {
                true_positive: group,
                false_positive: reference,
                false_negative: group,
                true_negative: reference,
            };
            for alpha in [-2.0, 0.0, 1.0, 2.0, 1e3, f64::NAN] {
                sound_or_reason(&generalised_entropy(&[confusion, confusion], &BenefitTable::default(), alpha));
            }
            sound_or_reason(&coefficient_of_variation(&[confusion], &BenefitTable::default()));
        }
    }
}

#[test]
fn estimates_of_anything() {
    let boundary = Err(Unavailable::Undefined(Reason::Boundary));
    for value in [-1e300, -1.0, 0.0, 1e-300, 1.0, 1e300, f64::NAN, f64::INFINITY] {
        for variance in [-1.0, 0.0, 1e-300, 1.0, 1e300, f64::NAN, f64::INFINITY] {
            for estimate in [
                Estimate::linear(Ok(value), Ok(variance), Method::Delta, LEVEL),
                Estimate::logarithmic(Ok(value), Ok(variance), Method::DeltaLog, LEVEL),
            ] {
                // A value that is no number is the caller's; an interval around it is ours.
                sound_or_reason(&estimate.standard_error);
                sound_or_reason(&estimate.interval);
                if let (Ok(value), Ok(interval)) = (estimate.value, estimate.interval) {
                    assert!(interval.contains(value), "{estimate:?}");
                }
                assert!(estimate.side_of(0.0).abs() <= 1);
            }
        }
    }
    assert!(Estimate::linear(boundary, Ok(1.0), Method::Delta, LEVEL).interval.is_err());
}

fn sample() -> impl Strategy<Value = Proportion> {
    prop_oneof![0..=3_u64, 1..=60_u64, 1..=5_000_u64, 1..=TRILLION, 1..=WHOLE]
        .prop_flat_map(|n| (0..=n).prop_map(move |x| Proportion::new(x, n).unwrap()))
}

/// Rounding at 2⁵³ rows may move a bound by an ulp or two of itself.
fn nests(wide: &Interval, narrow: &Interval) -> bool {
    let slack = |bound: f64| if bound.is_finite() { 4.0 * f64::EPSILON * bound.abs() } else { 0.0 };
    wide.lower <= narrow.lower + slack(narrow.lower) && narrow.upper <= wide.upper + slack(narrow.upper)
}

type Constructor<'a> = Box<dyn Fn(Confidence) -> Measured<Interval> + 'a>;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Every constructor of an interval: a higher level gives an interval around that of a lower level.
    #[test]
    fn intervals_nest_by_level(
        group in sample(), reference in sample(), third in sample(), low in 0.5..0.98_f64, step in 0.001..0.019_f64,
        values in prop::collection::vec(-1e6..1e6_f64, 2..12),
    ) {
        let [low, high] = [low, low + step].map(|level| Confidence::new(level).unwrap());
        let (difference, ratio) = (Difference { group, reference }, Ratio { group, reference });
        let odds = OddsRatio { group, reference };
        let groups = [group, reference, third];
        let means = Means { group: values.iter().copied().collect(), reference: values.iter().map(|v| v.abs() + 1.0).collect() };
        let clustered: ClusteredSums = values
            .iter()
            .map(|value| Cluster { successes: f64::from(u8::from(*value > 0.0)), trials: 1.0 + value.abs().log10().max(0.0) })
            .collect();
        let stratum = |group: &Proportion, reference: &Proportion| {
            let (one, two) = (group.counts().unwrap(), reference.counts().unwrap());
            Stratum {
                group_selected: one.successes,
                group_rows: one.trials,
                reference_selected: two.successes,
                reference_rows: two.trials,
            }
        };
        let strata = [stratum(&group, &reference), stratum(&reference, &third)];
        let constructors: [(&str, Constructor<'_>); 23] = [
            ("Wilson", Box::new(|level| group.wilson(level))),
            ("Jeffreys", Box::new(|level| group.jeffreys(level))),
            ("Clopper-Pearson", Box::new(|level| group.clopper_pearson(level))),
            ("Miettinen-Nurminen difference", Box::new(|level| difference.miettinen_nurminen(level))),
            ("Mee", Box::new(|level| difference.mee(level))),
            ("Newcombe", Box::new(|level| difference.newcombe(level))),
            ("Agresti-Caffo", Box::new(|level| difference.agresti_caffo(level))),
            ("Miettinen-Nurminen ratio", Box::new(|level| ratio.miettinen_nurminen(level))),
            ("Koopman", Box::new(|level| ratio.koopman(level))),
            ("Katz", Box::new(|level| ratio.katz(level))),
            ("MOVER-R", Box::new(|level| ratio.mover_r(level))),
            ("odds score", Box::new(|level| odds.score_interval(level))),
            ("Woolf", Box::new(|level| odds.woolf(level))),
            ("Woolf with halves", Box::new(|level| odds.woolf_half(level))),
            ("worst difference", Box::new(|level| Ok(worst_difference(&groups, level)?.interval))),
            ("worst difference, Newcombe", Box::new(|level| Ok(worst_difference_newcombe(&groups, level)?.interval))),
            ("worst ratio", Box::new(|level| Ok(worst_ratio(&groups, level)?.interval))),
            ("Welch", Box::new(|level| Ok(means.welch(level)?.interval))),
            ("ratio of means", Box::new(|level| means.ratio_interval(level))),
            ("standardised difference", Box::new(|level| means.standardised_interval(Standardiser::Pooled, level))),
            ("clustered Wilson", Box::new(|level| clustered.wilson(level))),
            ("Mantel-Haenszel difference", Box::new(|level| mantel_haenszel(&strata, level).risk_difference.interval)),
            ("Mantel-Haenszel ratio", Box::new(|level| mantel_haenszel(&strata, level).risk_ratio.interval)),
        ];
        for (name, constructor) in constructors {
            let (narrow, wide) = (constructor(low), constructor(high));
            prop_assert_eq!(narrow.is_ok(), wide.is_ok(), "{}", name);
            if let (Ok(narrow), Ok(wide)) = (narrow, wide) {
                prop_assert!(nests(&wide, &narrow), "{name}: {wide:?} does not hold {narrow:?}");
            }
        }
    }

    #[test]
    fn the_worst_pair_contains_its_estimate(groups in prop::collection::vec(sample(), 2..7)) {
        for worst in [worst_difference(&groups, LEVEL), worst_difference_newcombe(&groups, LEVEL), worst_ratio(&groups, LEVEL)].into_iter().flatten() {
            sound(&worst);
            if let Ok(estimate) = worst.estimate {
                prop_assert!(worst.interval.contains(estimate), "{worst:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn beta_quantiles_round_trip(ln_a in -0.69..13.0_f64, ln_b in -0.69..13.0_f64, p in 1e-9..0.999_f64) {
        let beta = Beta::new(ln_a.exp(), ln_b.exp()).unwrap();
        let x = beta.quantile(p);
        prop_assert!((0.0..=1.0).contains(&x));
        prop_assert!(beta.quantile(p * 0.9) <= x);
        // Where x is within reach of 1, its complement has lost the digits that the tail needs.
        if x < 0.999 {
            let tails = beta.tails(x);
            prop_assert!((tails.lower - p).abs() <= 1e-9 * p, "{} {p}", tails.lower);
        }
    }
}
