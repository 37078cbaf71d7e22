//! Strata, bounds, noise, shrinkage, pairs, logistic cells and intersectional numbers, against METHODS and tables.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, unreachable_pub, reason = "a test")]

use approx::{assert_abs_diff_eq, assert_relative_eq};
use evenhand_inference::bounds::{Contrast, UncertainMembership, UncertainSuccess};
use evenhand_inference::conditional_disparity::conditional_demographic_disparity;
use evenhand_inference::decomposition::{Structure, decompose};
use evenhand_inference::dispersion::dispersion;
use evenhand_inference::divergence::{BinPair, EmptyBins, StabilityNoise, divergences};
use evenhand_inference::inequality::{BenefitTable, ConfusionCounts, coefficient_of_variation, generalised_entropy};
use evenhand_inference::label_noise::LabelAccuracy;
use evenhand_inference::logistic::{LogisticCell, fit_logistic};
use evenhand_inference::mantel_haenszel::{mantel_haenszel, odds_ratio};
use evenhand_inference::mcnemar::DecisionChanges;
use evenhand_inference::paired::{PairedComparison, PairedGroup, PairedRate};
use evenhand_inference::representation::{RepresentedGroup, representation};
use evenhand_inference::segment_noise::{Misclassification, SegmentAccuracy};
use evenhand_inference::shrinkage::BetaPrior;
use evenhand_inference::simpson::{Pattern, Reversal, detect_reversal};
use evenhand_inference::standardisation::{GroupedStratum, StandardMix, standardise};
use evenhand_inference::stratified::{Stratum, crude};
use evenhand_inference::stratified_tests::{ContinuityCorrection, breslow_day, cochran_mantel_haenszel};
use evenhand_inference::value::{Confidence, Measured, Reason, Sign, Unavailable};
use evenhand_inference::{Counts, Method};
use serde::Deserialize;

/// Group b against reference a.
const T3: [Stratum; 2] = [
    Stratum { group_selected: 36, group_rows: 50, reference_selected: 80, reference_rows: 100 },
    Stratum { group_selected: 30, group_rows: 200, reference_selected: 20, reference_rows: 100 },
];

/// Charig et al. 1986: open surgery against percutaneous nephrolithotomy.
const KIDNEY_STONES: [Stratum; 2] = [
    Stratum { group_selected: 81, group_rows: 87, reference_selected: 234, reference_rows: 270 },
    Stratum { group_selected: 192, group_rows: 263, reference_selected: 55, reference_rows: 80 },
];

/// Bickel, Hammel and O'Connell 1975, the six largest departments A–F: women against men.
const BERKELEY: [Stratum; 6] = [
    Stratum { group_selected: 89, group_rows: 108, reference_selected: 512, reference_rows: 825 },
    Stratum { group_selected: 17, group_rows: 25, reference_selected: 353, reference_rows: 560 },
    Stratum { group_selected: 202, group_rows: 593, reference_selected: 120, reference_rows: 325 },
    Stratum { group_selected: 131, group_rows: 375, reference_selected: 138, reference_rows: 417 },
    Stratum { group_selected: 94, group_rows: 393, reference_selected: 53, reference_rows: 191 },
    Stratum { group_selected: 24, group_rows: 341, reference_selected: 22, reference_rows: 373 },
];

fn grouped(strata: &[Stratum]) -> Vec<GroupedStratum> {
    strata
        .iter()
        .map(|stratum| GroupedStratum {
            groups: vec![
                Counts { successes: stratum.group_selected, trials: stratum.group_rows },
                Counts { successes: stratum.reference_selected, trials: stratum.reference_rows },
            ],
        })
        .collect()
}

mod strata {
    use super::*;

    #[test]
    fn direct_standardisation_t3() {
        let rates = standardise(&grouped(&T3), &StandardMix::Pooled);
        assert_relative_eq!(rates.rates[1].value.unwrap(), 0.40, epsilon = 1e-12);
        assert_relative_eq!(rates.rates[0].value.unwrap(), 0.34, epsilon = 1e-12);
        assert_relative_eq!(rates.ratio(0, 1).unwrap(), 0.85, epsilon = 1e-12);
        let all = crude(&T3).unwrap();
        let crude_ratio =
            (all.group_selected * all.reference_rows) as f64 / (all.reference_selected * all.group_rows) as f64;
        assert_relative_eq!(crude_ratio, 0.528, epsilon = 1e-12);
    }

    #[test]
    fn mantel_haenszel_t3() {
        let b_to_a = mantel_haenszel(&T3, Confidence::DEFAULT);
        assert_relative_eq!(b_to_a.risk_difference.value.unwrap(), -0.06, epsilon = 1e-12);
        assert_abs_diff_eq!(b_to_a.risk_difference.standard_error.unwrap(), 0.040_282_3, epsilon = 5e-8);
        assert_relative_eq!(b_to_a.risk_ratio.value.unwrap(), 0.85, epsilon = 1e-12);
        assert_abs_diff_eq!(b_to_a.risk_ratio.standard_error.unwrap(), 0.107_406, epsilon = 5e-7);
        let a_to_b = odds_ratio(&T3.map(Stratum::exchanged), Confidence::DEFAULT);
        assert_relative_eq!(a_to_b.value.unwrap(), 1.468_75, epsilon = 1e-12);
        assert_abs_diff_eq!(a_to_b.standard_error.unwrap(), 0.249_796, epsilon = 5e-7);
        assert_abs_diff_eq!(a_to_b.interval.unwrap().lower, 0.900_163, epsilon = 5e-7);
        assert_abs_diff_eq!(a_to_b.interval.unwrap().upper, 2.396_484, epsilon = 5e-7);
    }

    #[test]
    fn tests_t3() {
        let plain = cochran_mantel_haenszel(&T3, ContinuityCorrection::None).unwrap();
        assert_abs_diff_eq!(plain.statistic, 2.372_729, epsilon = 5e-7);
        assert_abs_diff_eq!(plain.p_value, 0.123_471, epsilon = 5e-7);
        let corrected = cochran_mantel_haenszel(&T3, ContinuityCorrection::Half).unwrap();
        assert_abs_diff_eq!(corrected.statistic, 1.993_751, epsilon = 5e-7);
        assert_abs_diff_eq!(corrected.p_value, 0.157_949, epsilon = 5e-7);
        // METHODS' number is the uncorrected statistic; Tarone's by mpmath (40 digits) and statsmodels 0.15.0.
        let homogeneity = breslow_day(&T3).unwrap();
        assert_abs_diff_eq!(homogeneity.uncorrected.statistic, 0.033_209_2, epsilon = 5e-8);
        assert_abs_diff_eq!(homogeneity.uncorrected.p_value, 0.855_399, epsilon = 5e-7);
        assert_abs_diff_eq!(homogeneity.tarone.statistic, 0.033_209_053_865_216_9, epsilon = 1e-13);
        assert_abs_diff_eq!(homogeneity.tarone.p_value, 0.855_399_472_436_5, epsilon = 1e-9);
    }

    #[test]
    fn conditional_disparity_t3() {
        let disparity = conditional_demographic_disparity(&T3);
        assert_abs_diff_eq!(disparity.strata[0].disparity.unwrap(), 0.101_420, epsilon = 5e-7);
        assert_abs_diff_eq!(disparity.strata[1].disparity.unwrap(), 0.08, epsilon = 1e-12);
        assert_abs_diff_eq!(disparity.conditional.unwrap(), 0.087_140_0, epsilon = 5e-8);
        assert_abs_diff_eq!(disparity.marginal.unwrap(), 0.250_297, epsilon = 5e-7);
        assert_eq!(disparity.dropped_rows, 0);
    }

    #[test]
    fn conditional_disparity_drops_one_sided_strata() {
        let mut strata = T3.to_vec();
        strata.push(Stratum { group_selected: 5, group_rows: 5, reference_selected: 7, reference_rows: 7 });
        let disparity = conditional_demographic_disparity(&strata);
        assert_eq!(disparity.strata[2].disparity, Err(Unavailable::Undefined(Reason::NoneRejected)));
        assert_eq!(disparity.dropped_rows, 12);
        assert_abs_diff_eq!(disparity.conditional.unwrap(), 0.087_140_0, epsilon = 5e-8);
    }

    #[test]
    fn decomposition_t3() {
        let average = decompose(&T3, Structure::Average).unwrap();
        assert_abs_diff_eq!(average.difference, -0.236, epsilon = 1e-12);
        assert_abs_diff_eq!(average.mix, -0.1755, epsilon = 1e-12);
        assert_abs_diff_eq!(average.rate, -0.0605, epsilon = 1e-12);
        let reference = decompose(&T3, Structure::ReferenceRates).unwrap();
        assert_abs_diff_eq!(reference.mix, -0.18, epsilon = 1e-12);
        assert_abs_diff_eq!(reference.rate, -0.056, epsilon = 1e-12);
    }

    #[test]
    fn kidney_stones_classic() {
        let verdict = detect_reversal(&KIDNEY_STONES, Confidence::DEFAULT).unwrap();
        let all = crude(&KIDNEY_STONES).unwrap();
        assert_abs_diff_eq!(all.group_selected as f64 / all.group_rows as f64, 0.78, epsilon = 1e-12);
        assert_abs_diff_eq!(all.reference_selected as f64 / all.reference_rows as f64, 0.825_714, epsilon = 5e-7);
        assert_abs_diff_eq!(verdict.adjusted.value.unwrap(), 0.053_835_6, epsilon = 5e-8);
        let ratio = mantel_haenszel(&KIDNEY_STONES, Confidence::DEFAULT).risk_ratio.value.unwrap();
        assert_abs_diff_eq!(ratio, 1.069_000, epsilon = 5e-7);
        // Every stratum reverses, but neither interval excludes 0.
        assert_eq!(verdict.reversal, Reversal::Possible(Pattern::Strong));
        assert_eq!((verdict.agreeing_strata, verdict.opposing_strata), (0, 2));
        // Ten times the study with the same rates settles it.
        let tenfold = KIDNEY_STONES.map(|stratum| Stratum {
            group_selected: stratum.group_selected * 10,
            group_rows: stratum.group_rows * 10,
            reference_selected: stratum.reference_selected * 10,
            reference_rows: stratum.reference_rows * 10,
        });
        let verdict = detect_reversal(&tenfold, Confidence::DEFAULT).unwrap();
        assert_eq!(verdict.reversal, Reversal::Established(Pattern::Strong));
    }

    /// The published reversal: R's help page of `UCBAdmissions` and `mantelhaen.test` (men : women, inverted here).
    #[test]
    fn berkeley_admissions_1973() {
        let all = crude(&BERKELEY).unwrap();
        assert_eq!((all.group_selected, all.group_rows), (557, 1835));
        assert_eq!((all.reference_selected, all.reference_rows), (1198, 2691));
        let odds = odds_ratio(&BERKELEY.map(Stratum::exchanged), Confidence::DEFAULT);
        assert_abs_diff_eq!(odds.value.unwrap(), 0.904_696_8, epsilon = 5e-8);
        assert_abs_diff_eq!(odds.interval.unwrap().lower, 0.771_907_4, epsilon = 5e-8);
        assert_abs_diff_eq!(odds.interval.unwrap().upper, 1.060_329_8, epsilon = 5e-8);
        let plain = cochran_mantel_haenszel(&BERKELEY, ContinuityCorrection::None).unwrap();
        assert_abs_diff_eq!(plain.statistic, 1.524_6, epsilon = 5e-5);
        assert_abs_diff_eq!(plain.p_value, 0.216_9, epsilon = 5e-5);
        let corrected = cochran_mantel_haenszel(&BERKELEY, ContinuityCorrection::Half).unwrap();
        assert_abs_diff_eq!(corrected.statistic, 1.426_9, epsilon = 5e-5);
        assert_abs_diff_eq!(corrected.p_value, 0.232_3, epsilon = 5e-5);
        // statsmodels 0.15.0; the odds ratios differ, by department A.
        let homogeneity = breslow_day(&BERKELEY).unwrap();
        assert_relative_eq!(homogeneity.uncorrected.statistic, 18.825_513_705_236, max_relative = 1e-10);
        assert_relative_eq!(homogeneity.tarone.statistic, 18.825_501_252_053, max_relative = 1e-10);
        assert_eq!(homogeneity.tarone.degrees_of_freedom, 5);
        assert_relative_eq!(homogeneity.tarone.p_value, 0.002_071_401_397_880_7, max_relative = 1e-9);
        // Women are 14 points behind overall and 4 ahead at the same mix: mostly the departments they chose.
        let verdict = detect_reversal(&BERKELEY, Confidence::DEFAULT).unwrap();
        assert_eq!(verdict.reversal, Reversal::Possible(Pattern::Weak));
        assert_eq!((verdict.agreeing_strata, verdict.opposing_strata), (2, 4));
        assert!(verdict.crude_interval.upper < 0.0);
        let parts = decompose(&BERKELEY, Structure::Average).unwrap();
        assert_abs_diff_eq!(parts.difference, -0.141_645_428_246_5, epsilon = 1e-12);
        assert_abs_diff_eq!(parts.mix, -0.177_673_911_152_2, epsilon = 1e-12);
        assert_abs_diff_eq!(parts.rate, 0.036_028_482_905_7, epsilon = 1e-12);
        let rates = standardise(&grouped(&BERKELEY), &StandardMix::Pooled);
        assert_abs_diff_eq!(rates.rates[0].value.unwrap(), 0.429_955_380_460_7, epsilon = 1e-12);
        assert_abs_diff_eq!(rates.rates[1].value.unwrap(), 0.387_318_582_689_4, epsilon = 1e-12);
    }
}

const fn counts(successes: u64, trials: u64) -> Counts {
    Counts { successes, trials }
}

/// T1: selected of all rows.
const T1_SELECTED: [Counts; 3] = [counts(80, 200), counts(40, 160), counts(6, 40)];

fn t1_confusion() -> [ConfusionCounts; 3] {
    [(60, 20, 15, 105), (24, 16, 16, 104), (6, 0, 4, 30)].map(
        |(true_positive, false_positive, false_negative, true_negative)| ConfusionCounts {
            true_positive,
            false_positive,
            false_negative,
            true_negative,
        },
    )
}

mod missing {
    use super::*;

    #[test]
    fn missing_segment_t6() {
        let unknown = counts(10, 40);
        let a = UncertainMembership { known: counts(80, 200), unknown }.rate();
        let b = UncertainMembership { known: counts(40, 160), unknown }.rate();
        assert_abs_diff_eq!(a.lower.unwrap(), 0.347_826, epsilon = 5e-7);
        assert_abs_diff_eq!(a.upper.unwrap(), 0.428_571, epsilon = 5e-7);
        assert_abs_diff_eq!(b.lower.unwrap(), 0.210_526, epsilon = 5e-7);
        assert_abs_diff_eq!(b.upper.unwrap(), 0.294_118, epsilon = 5e-7);
        let contrast = Contrast { group: b, reference: a };
        let (difference, ratio) = (contrast.difference(), contrast.ratio());
        assert_abs_diff_eq!(difference.lower.unwrap(), -0.218_045, epsilon = 5e-7);
        assert_abs_diff_eq!(difference.upper.unwrap(), -0.053_708, epsilon = 5e-7);
        assert_abs_diff_eq!(ratio.lower.unwrap(), 0.491_228, epsilon = 5e-7);
        assert_abs_diff_eq!(ratio.upper.unwrap(), 0.845_588, epsilon = 5e-7);
        assert_eq!((difference.side_of(0.0), ratio.side_of(0.8)), (-1, 0));
    }

    #[test]
    fn a_group_known_only_by_unknown_rows() {
        let only = |selected, rows| UncertainMembership { known: counts(0, 0), unknown: counts(selected, rows) }.rate();
        assert_eq!((only(2, 5).lower, only(2, 5).upper), (Ok(0.0), Ok(1.0)));
        assert_eq!((only(5, 5).lower, only(5, 5).upper), (Ok(1.0), Ok(1.0)));
        assert_eq!((only(0, 5).lower, only(0, 5).upper), (Ok(0.0), Ok(0.0)));
        assert_eq!(only(0, 0).lower, Err(Unavailable::Undefined(Reason::NoRows)));
    }

    #[test]
    fn missing_labels() {
        let bounds = UncertainSuccess { successes: 6, failures: 2, unlabelled: 2 }.rate();
        assert_eq!((bounds.lower, bounds.upper), (Ok(0.6), Ok(0.8)));
    }

    #[test]
    fn noisy_segments() {
        let accuracy = SegmentAccuracy { positive_predictive_value: 0.8, negative_predictive_value: 0.9 };
        assert_abs_diff_eq!(accuracy.corrected_difference(-0.105).unwrap(), -0.15, epsilon = 1e-12);
        // The 2×2 matrix case of the multi-class correction: rows of P(observed | true), counts made by hand.
        let noise = Misclassification::new(vec![vec![0.9, 0.1], vec![0.2, 0.8]]).unwrap();
        let corrected = noise.correct(&[130, 70]).unwrap();
        assert_abs_diff_eq!(corrected.counts[0], 900.0 / 7.0, epsilon = 1e-9);
        assert_abs_diff_eq!(corrected.counts[1], 500.0 / 7.0, epsilon = 1e-9);
        assert!(!corrected.constrained);
        // Three classes forth and back.
        let rows = vec![vec![0.8, 0.15, 0.05], vec![0.1, 0.8, 0.1], vec![0.0, 0.2, 0.8]];
        let truth = [1000.0, 400.0, 200.0];
        let observed: Vec<u64> = (0..3)
            .map(|seen| {
                let rows_seen: f64 = (0..3).map(|real| truth[real] * rows[real][seen]).sum();
                format!("{rows_seen:.0}").parse().unwrap()
            })
            .collect();
        let corrected = Misclassification::new(rows).unwrap().correct(&observed).unwrap();
        for (found, real) in corrected.counts.iter().zip(truth) {
            assert_abs_diff_eq!(*found, real, epsilon = 1e-9);
        }
        let useless = Misclassification::new(vec![vec![0.55, 0.45], vec![0.45, 0.55]]).unwrap();
        assert_abs_diff_eq!(
            useless.correct(&[5, 5]).map_or(10.0, |found| found.condition_number),
            10.0,
            epsilon = 1e-9
        );
        let worse = Misclassification::new(vec![vec![0.54, 0.46], vec![0.46, 0.54]]).unwrap();
        assert_eq!(worse.correct(&[5, 5]), Err(Unavailable::NotIdentified(Reason::IllConditioned)));
    }

    #[test]
    fn noisy_labels() {
        let accuracy = LabelAccuracy { sensitivity: 0.9, specificity: 0.95 };
        let corrected = accuracy.rogan_gladen(0.135).unwrap();
        assert_abs_diff_eq!(corrected.value, 0.1, epsilon = 1e-12);
        assert!(!corrected.clamped);
        assert!(accuracy.rogan_gladen(0.01).unwrap().clamped);
    }
}

mod shrunken {
    use super::*;

    const SEGMENTS: [Counts; 6] =
        [counts(80, 200), counts(40, 160), counts(6, 40), counts(30, 90), counts(3, 12), counts(55, 150)];

    #[test]
    fn b12() {
        let prior = BetaPrior::maximum_likelihood(&SEGMENTS).unwrap();
        assert_abs_diff_eq!(prior.mean, 0.310_431, epsilon = 5e-7);
        assert_abs_diff_eq!(prior.concentration.unwrap(), 52.122_3, epsilon = 5e-5);
        let expected = [0.381_483, 0.264_849, 0.240_771, 0.324_934, 0.299_122, 0.352_165];
        for (segment, expected) in SEGMENTS.iter().zip(expected) {
            let shrunken = prior.posterior(*segment, Confidence::DEFAULT).unwrap();
            assert_abs_diff_eq!(shrunken.mean, expected, epsilon = 5e-7);
            assert!(shrunken.lower.unwrap() < expected && expected < shrunken.upper.unwrap());
        }
        let moments = BetaPrior::moments(&SEGMENTS).unwrap();
        assert_abs_diff_eq!(moments.mean, 0.328_221, epsilon = 5e-7);
        assert_abs_diff_eq!(moments.concentration.unwrap(), 43.257_9, epsilon = 5e-5);
        assert_abs_diff_eq!(1.0 / (moments.concentration.unwrap() + 1.0), 0.022_594_8, epsilon = 5e-8);
    }

    #[test]
    fn no_overdispersion_pools_completely() {
        let alike = [counts(30, 100), counts(31, 100), counts(29, 100)];
        for prior in [BetaPrior::moments(&alike).unwrap(), BetaPrior::maximum_likelihood(&alike).unwrap()] {
            assert_eq!(prior.concentration, Err(Unavailable::Infinite(Sign::Positive)));
            let shrunken = prior.posterior(counts(90, 100), Confidence::DEFAULT).unwrap();
            assert_abs_diff_eq!(shrunken.mean, 0.3, epsilon = 1e-12);
            assert_eq!(shrunken.lower, Err(Unavailable::Undefined(Reason::Boundary)));
        }
    }

    #[test]
    fn degenerate_segments_have_reasons() {
        let one = BetaPrior::maximum_likelihood(&[counts(1, 2)]);
        assert_eq!(one, Err(Unavailable::Undefined(Reason::TooFewUnits)));
        let extremes = BetaPrior::maximum_likelihood(&[counts(0, 20), counts(20, 20), counts(0, 10)]);
        assert_eq!(extremes, Err(Unavailable::Undefined(Reason::Boundary)));
        let nobody = BetaPrior::maximum_likelihood(&[counts(0, 20), counts(0, 30)]).unwrap();
        assert_abs_diff_eq!(nobody.mean, 0.0);
    }
}

mod pairs {
    use super::*;

    fn rows(kept_selected: u64, gained: u64, lost: u64, kept_rejected: u64) -> DecisionChanges {
        DecisionChanges { kept_selected, gained, lost, kept_rejected }
    }

    /// The closed form of the selection rate, where the denominators are the rows.
    #[test]
    fn change_of_selection_gap() {
        let comparison = PairedComparison {
            group: PairedGroup { positive: rows(20, 9, 2, 9), negative: rows(15, 11, 3, 91) },
            reference: PairedGroup { positive: rows(55, 5, 5, 10), negative: rows(13, 2, 7, 103) },
        };
        let change = comparison.disparity_change(PairedRate::Selection, Confidence::DEFAULT);
        assert_abs_diff_eq!(change.before.unwrap(), 40.0 / 160.0 - 80.0 / 200.0, epsilon = 1e-12);
        assert_abs_diff_eq!(change.after.unwrap(), 55.0 / 160.0 - 75.0 / 200.0, epsilon = 1e-12);
        let variance = |gained: f64, lost: f64, n: f64| (gained + lost) / (n * n) - (gained - lost).powi(2) / n.powi(3);
        let expected = variance(20.0, 5.0, 160.0) + variance(7.0, 12.0, 200.0);
        assert_relative_eq!(change.change.standard_error.unwrap(), expected.sqrt(), max_relative = 1e-12);
        let gap = comparison.disparity_change(PairedRate::TruePositive, Confidence::DEFAULT);
        let expected = variance(9.0, 2.0, 40.0) + variance(5.0, 5.0, 75.0);
        assert_relative_eq!(gap.change.standard_error.unwrap(), expected.sqrt(), max_relative = 1e-12);
    }

    /// Precision has another denominator under each model: numerical gradient of the multinomial as second route.
    #[test]
    fn change_of_precision_gap() {
        let group = [20.0, 9.0, 2.0, 9.0, 15.0, 11.0, 3.0, 91.0];
        let precision_change = |cells: &[f64]| {
            (cells[0] + cells[1]) / (cells[0] + cells[1] + cells[4] + cells[5])
                - (cells[0] + cells[2]) / (cells[0] + cells[2] + cells[4] + cells[6])
        };
        let total: f64 = group.iter().sum();
        let gradient: Vec<f64> = (0..8)
            .map(|cell| {
                let (mut up, mut down) = (group, group);
                up[cell] += 1e-4;
                down[cell] -= 1e-4;
                (precision_change(&up) - precision_change(&down)) / 2e-4
            })
            .collect();
        let mean: f64 = gradient.iter().zip(group).map(|(slope, count)| slope * count).sum::<f64>() / total;
        let variance: f64 = gradient.iter().zip(group).map(|(slope, count)| count * (slope - mean).powi(2)).sum();
        let still = PairedGroup { positive: rows(55, 0, 0, 10), negative: rows(13, 0, 0, 103) };
        let comparison = PairedComparison {
            group: PairedGroup { positive: rows(20, 9, 2, 9), negative: rows(15, 11, 3, 91) },
            reference: still,
        };
        let change = comparison.disparity_change(PairedRate::Precision, Confidence::DEFAULT).change;
        assert_abs_diff_eq!(change.value.unwrap(), precision_change(&group), epsilon = 1e-12);
        assert_relative_eq!(change.standard_error.unwrap(), variance.sqrt(), max_relative = 1e-6);
        assert_eq!(change.interval.unwrap().method, Method::Delta);
        // Nothing changed at all: a point without an interval of width zero.
        let same = PairedComparison { group: still, reference: still };
        let change = same.disparity_change(PairedRate::Accuracy, Confidence::DEFAULT).change;
        assert_eq!((change.value, change.interval), (Ok(0.0), Err(Unavailable::Undefined(Reason::Boundary))));
    }
}

mod intersections {
    use super::*;

    #[test]
    fn dispersion_t1() {
        let spread = dispersion(&T1_SELECTED).unwrap();
        assert_abs_diff_eq!(spread.variance, 0.015_833_3, epsilon = 5e-8);
        assert_abs_diff_eq!(spread.debiased, 0.013_948_5, epsilon = 5e-8);
    }

    #[test]
    fn generalised_entropy_t1() {
        let square = generalised_entropy(&t1_confusion(), &BenefitTable::default(), 2.0).unwrap();
        assert_abs_diff_eq!(square.mean_benefit, 1.0025, epsilon = 1e-12);
        assert_abs_diff_eq!(square.total, 0.088_304_8, epsilon = 5e-8);
        assert_abs_diff_eq!(square.between, 0.000_649_872, epsilon = 5e-10);
        assert_abs_diff_eq!(square.within, 0.087_654_9, epsilon = 5e-8);
        let theil = generalised_entropy(&t1_confusion(), &BenefitTable::default(), 1.0).unwrap();
        assert_abs_diff_eq!(theil.total, 0.121_958, epsilon = 5e-7);
        assert_abs_diff_eq!(theil.between, 0.000_667_726, epsilon = 5e-10);
        assert_abs_diff_eq!(theil.within, 0.121_291, epsilon = 5e-7);
        let variation = coefficient_of_variation(&t1_confusion(), &BenefitTable::default()).unwrap();
        assert_relative_eq!(variation, (2.0 * square.total).sqrt(), max_relative = 1e-14);
        let logarithm = generalised_entropy(&t1_confusion(), &BenefitTable::default(), 0.0);
        assert_eq!(logarithm, Err(Unavailable::Undefined(Reason::ZeroRate)));
    }

    #[test]
    fn representation_t1() {
        let groups = [(200, 0.45), (160, 0.40), (40, 0.15)]
            .map(|(rows, population_share)| RepresentedGroup { rows, population_share });
        let found = representation(&groups).unwrap();
        let test = found.chi_squared.unwrap();
        assert_abs_diff_eq!(test.statistic, 8.888_889, epsilon = 5e-7);
        assert_eq!(test.degrees_of_freedom, 2);
        assert_abs_diff_eq!(test.p_value, 0.011_743_6, epsilon = 5e-8);
        assert_abs_diff_eq!(found.population_stability_index.unwrap(), 0.025_541_3, epsilon = 5e-8);
        assert_abs_diff_eq!(found.total_variation, 0.05, epsilon = 1e-12);
        for (ratio, expected) in found.ratios.iter().zip([1.1111, 1.0, 0.6667]) {
            assert_abs_diff_eq!(ratio.ratio.unwrap(), expected, epsilon = 5e-5);
        }
    }

    /// T2 in five bins, B against A.
    #[test]
    fn divergences_t2() {
        let bins = [(2, 1), (2, 2), (3, 2), (2, 2), (1, 3)].map(|(group, reference)| BinPair { group, reference });
        let apart = divergences(&bins, EmptyBins::Keep).unwrap();
        assert_abs_diff_eq!(apart.total_variation, 0.2, epsilon = 1e-12);
        assert_abs_diff_eq!(apart.jensen_shannon, 0.039_691_2, epsilon = 5e-8);
        assert_abs_diff_eq!(apart.jensen_shannon / 2.0_f64.ln(), 0.057_262_4, epsilon = 5e-8);
        assert_abs_diff_eq!(apart.kullback_leibler.unwrap(), 0.150_408, epsilon = 5e-7);
        assert_abs_diff_eq!(apart.population_stability_index.unwrap(), 0.329_584, epsilon = 5e-7);
        assert_abs_diff_eq!(apart.hellinger, 0.201_059, epsilon = 5e-7);
        let noise = StabilityNoise { bins: 10, group_rows: 1000, reference_rows: 2000 };
        assert_abs_diff_eq!(noise.mean().unwrap(), 0.0135, epsilon = 1e-12);
        assert_abs_diff_eq!(noise.upper_limit(Confidence::DEFAULT).unwrap(), 0.025_378, epsilon = 5e-7);
    }

    /// METHODS J: {1,2,3} against {1,1,4,5,5}, which one tool answers with .0333.
    #[test]
    fn union_support() {
        let bins = [(1, 2), (1, 0), (1, 0), (0, 1), (0, 2)].map(|(group, reference)| BinPair { group, reference });
        let apart = divergences(&bins, EmptyBins::Keep).unwrap();
        assert_abs_diff_eq!(apart.total_variation, 2.0 / 3.0, epsilon = 1e-12);
        assert_eq!(apart.kullback_leibler, Err(Unavailable::Infinite(Sign::Positive)));
        assert!(divergences(&bins, EmptyBins::AddHalf).unwrap().kullback_leibler.unwrap() > 0.0);
    }
}

/// `tests/golden/statsmodels.toml`, written by `make_statsmodels.py` beside it.
#[allow(clippy::unwrap_used)] // Helpers outside a `#[test]`.
mod statsmodels {
    use super::*;

    #[derive(Deserialize)]
    struct Golden {
        logistic: Vec<Logistic>,
        mcnemar: Vec<Changes>,
        #[serde(rename = "strata")]
        tables: Vec<Strata>,
    }

    #[derive(Deserialize)]
    struct Logistic {
        name: String,
        cells: Vec<Vec<u64>>,
        deviance: f64,
        effect: Vec<Effect>,
    }

    #[derive(Deserialize)]
    struct Effect {
        group: usize,
        odds_ratio: f64,
        standard_error: f64,
        lower: f64,
        upper: f64,
        #[serde(rename = "average_marginal_effect")]
        marginal: f64,
        #[serde(rename = "average_marginal_effect_standard_error")]
        marginal_standard_error: f64,
    }

    #[derive(Deserialize)]
    struct Changes {
        gained: u64,
        lost: u64,
        exact: f64,
        chi_squared: f64,
        chi_squared_p: f64,
    }

    #[derive(Deserialize)]
    struct Strata {
        rows: Vec<[u64; 4]>,
        odds_ratio: f64,
        risk_ratio: f64,
        lower: f64,
        upper: f64,
        cmh: f64,
        cmh_p: f64,
        cmh_corrected: f64,
        breslow_day: f64,
        tarone: f64,
        tarone_p: f64,
    }

    fn golden() -> Golden {
        toml::from_str(include_str!("golden/statsmodels.toml")).unwrap()
    }

    #[test]
    fn logistic_regression() {
        for case in golden().logistic {
            let index = |value: u64| usize::try_from(value).unwrap();
            let cells: Vec<LogisticCell> = case
                .cells
                .iter()
                .map(|cell| LogisticCell {
                    group: index(cell[0]),
                    controls: cell[1..cell.len() - 2].iter().map(|level| index(*level)).collect(),
                    successes: cell[cell.len() - 2],
                    trials: cell[cell.len() - 1],
                })
                .collect();
            let fit = fit_logistic(&cells, Confidence::DEFAULT).unwrap();
            assert_relative_eq!(fit.deviance, case.deviance, max_relative = 1e-7);
            assert_eq!(fit.effects.len(), case.effect.len(), "{}", case.name);
            for (found, expected) in fit.effects.iter().zip(&case.effect) {
                assert_eq!(found.group, expected.group, "{}", case.name);
                let odds = &found.odds_ratio;
                assert_relative_eq!(odds.value.unwrap(), expected.odds_ratio, max_relative = 1e-9);
                assert_relative_eq!(odds.standard_error.unwrap(), expected.standard_error, max_relative = 1e-8);
                assert_relative_eq!(odds.interval.unwrap().lower, expected.lower, max_relative = 1e-8);
                assert_relative_eq!(odds.interval.unwrap().upper, expected.upper, max_relative = 1e-8);
                let effect = &found.average_marginal_effect;
                assert_relative_eq!(effect.value.unwrap(), expected.marginal, max_relative = 1e-8);
                // The reference's gradient is numerical.
                let error = expected.marginal_standard_error;
                assert_relative_eq!(effect.standard_error.unwrap(), error, max_relative = 1e-6);
            }
        }
    }

    #[test]
    fn mcnemar() {
        for case in golden().mcnemar {
            let changes = DecisionChanges { gained: case.gained, lost: case.lost, ..DecisionChanges::default() };
            let test = changes.mcnemar().unwrap();
            assert_relative_eq!(test.exact.p_two_sided, case.exact, max_relative = 1e-10);
            assert_relative_eq!(test.chi_squared.statistic, case.chi_squared, max_relative = 1e-12);
            assert_relative_eq!(test.chi_squared.p_value, case.chi_squared_p, max_relative = 1e-10);
        }
    }

    #[test]
    fn mid_p_by_hand() {
        // 6 of 6: 2·2⁻⁶ less one half of both outcomes, 2⁻⁶. 4 of 8: 1 − ½·70/256.
        let mid = |gained, lost| {
            let changes = DecisionChanges { gained, lost, ..DecisionChanges::default() };
            changes.mcnemar().unwrap().exact.mid_p_two_sided
        };
        assert_relative_eq!(mid(6, 0), 1.0 / 64.0, max_relative = 1e-12);
        assert_relative_eq!(mid(4, 4), 1.0 - 35.0 / 256.0, max_relative = 1e-12);
    }

    #[test]
    fn strata() {
        for case in golden().tables {
            let strata: Vec<Stratum> = case
                .rows
                .iter()
                .map(|[group_selected, group_rows, reference_selected, reference_rows]| Stratum {
                    group_selected: *group_selected,
                    group_rows: *group_rows,
                    reference_selected: *reference_selected,
                    reference_rows: *reference_rows,
                })
                .collect();
            let found = mantel_haenszel(&strata, Confidence::DEFAULT);
            assert_relative_eq!(found.odds_ratio.value.unwrap(), case.odds_ratio, max_relative = 1e-12);
            assert_relative_eq!(found.risk_ratio.value.unwrap(), case.risk_ratio, max_relative = 1e-12);
            let interval = found.odds_ratio.interval.unwrap();
            assert_relative_eq!(interval.lower, case.lower, max_relative = 1e-10);
            assert_relative_eq!(interval.upper, case.upper, max_relative = 1e-10);
            let plain = cochran_mantel_haenszel(&strata, ContinuityCorrection::None).unwrap();
            assert_relative_eq!(plain.statistic, case.cmh, max_relative = 1e-12);
            assert_relative_eq!(plain.p_value, case.cmh_p, max_relative = 1e-10);
            let corrected = cochran_mantel_haenszel(&strata, ContinuityCorrection::Half).unwrap();
            assert_relative_eq!(corrected.statistic, case.cmh_corrected, max_relative = 1e-12);
            let homogeneity = breslow_day(&strata).unwrap();
            assert_relative_eq!(homogeneity.uncorrected.statistic, case.breslow_day, max_relative = 1e-9);
            assert_relative_eq!(homogeneity.tarone.statistic, case.tarone, max_relative = 1e-9);
            assert_relative_eq!(homogeneity.tarone.p_value, case.tarone_p, max_relative = 1e-9);
        }
    }

    #[test]
    fn logistic_failures_have_reasons() {
        let cell =
            |group, control, successes, trials| LogisticCell { group, controls: vec![control], successes, trials };
        let fit = |cells: &[LogisticCell]| fit_logistic(cells, Confidence::DEFAULT).map(|fit| fit.parameters);
        let separated = [cell(0, 0, 5, 9), cell(0, 1, 3, 8), cell(1, 0, 7, 7), cell(1, 1, 4, 4)];
        assert_eq!(fit(&separated), Err(Unavailable::Undefined(Reason::NoSolution)));
        let determined = [cell(0, 0, 5, 9), cell(1, 1, 3, 8)];
        assert_eq!(fit(&determined), Err(Unavailable::NotIdentified(Reason::NoSolution)));
        assert_eq!(fit(&[cell(0, 0, 5, 9)]), Err(Unavailable::Undefined(Reason::OneGroup)));
        assert_eq!(fit(&[cell(1, 0, 5, 9)]), Err(Unavailable::Undefined(Reason::NoReference)));
        assert_eq!(fit(&[]), Err(Unavailable::Undefined(Reason::NoRows)));
    }
}

mod properties {
    use evenhand_inference::value::finite;
    use proptest::prelude::*;

    use super::*;

    fn stratum(largest: u64) -> impl Strategy<Value = Stratum> {
        (0..=largest, 0..=largest).prop_flat_map(|(group_rows, reference_rows)| {
            (0..=group_rows, 0..=reference_rows).prop_map(move |(group_selected, reference_selected)| Stratum {
                group_selected,
                group_rows,
                reference_selected,
                reference_rows,
            })
        })
    }

    fn strata() -> impl Strategy<Value = Vec<Stratum>> {
        prop::collection::vec(prop_oneof![stratum(4), stratum(60), stratum(u64::MAX >> 8)], 0..6)
    }

    fn small_strata() -> impl Strategy<Value = Vec<Stratum>> {
        prop::collection::vec(prop_oneof![stratum(4), stratum(300)], 1..6)
    }

    fn segment() -> impl Strategy<Value = Counts> {
        prop_oneof![0..=3_u64, 0..=400_u64, 0..=1_000_000_000_u64]
            .prop_flat_map(|trials| (0..=trials).prop_map(move |successes| Counts { successes, trials }))
    }

    fn is_sound(value: Measured) -> bool {
        value.is_err() || value.and_then(finite).is_ok()
    }

    proptest! {
        #[test]
        fn decomposition_adds_up(strata in small_strata(), form in 0..3_usize) {
            let structure = [Structure::Average, Structure::ReferenceRates, Structure::GroupRates][form];
            if let Ok(parts) = decompose(&strata, structure) {
                assert_abs_diff_eq!(parts.mix + parts.rate + parts.unmatched, parts.difference, epsilon = 1e-12);
                let listed: f64 = parts.contributions.iter().map(|part| part.mix + part.rate).sum();
                assert_abs_diff_eq!(listed, parts.mix + parts.rate, epsilon = 1e-12);
            }
        }

        #[test]
        fn one_stratum_is_simple(one in stratum(300)) {
            let found = mantel_haenszel(&[one], Confidence::DEFAULT);
            if one.compares() {
                assert_abs_diff_eq!(found.risk_difference.value.unwrap(), one.difference().unwrap(), epsilon = 1e-12);
                if one.reference_selected > 0 {
                    let ratio = (one.group_selected * one.reference_rows) as f64
                        / (one.reference_selected * one.group_rows) as f64;
                    assert_relative_eq!(found.risk_ratio.value.unwrap(), ratio, max_relative = 1e-12);
                }
                let cross = (one.group_rows - one.group_selected) * one.reference_selected;
                if cross > 0 {
                    let odds = (one.group_selected * (one.reference_rows - one.reference_selected)) as f64 / cross as f64;
                    assert_relative_eq!(found.odds_ratio.value.unwrap(), odds, max_relative = 1e-12);
                }
            } else {
                prop_assert!(found.risk_difference.value.is_err());
            }
        }

        #[test]
        fn equal_mix_needs_no_standardising(strata in small_strata(), copies in 1..5_u64) {
            let alike: Vec<Stratum> = strata
                .iter()
                .map(|one| Stratum {
                    reference_rows: one.group_rows * copies,
                    reference_selected: one.reference_selected.min(one.group_rows) * copies,
                    ..*one
                })
                .collect();
            let all = crude(&alike).unwrap();
            prop_assume!(all.group_rows > 0);
            let rates = standardise(&grouped(&alike), &StandardMix::Pooled);
            assert_abs_diff_eq!(rates.difference(0, 1).unwrap(), all.difference().unwrap(), epsilon = 1e-12);
            let parts = decompose(&alike, Structure::Average).unwrap();
            assert_abs_diff_eq!(parts.mix, 0.0, epsilon = 1e-12);
            let pooled = mantel_haenszel(&alike, Confidence::DEFAULT).risk_difference.value.unwrap();
            assert_abs_diff_eq!(pooled, all.difference().unwrap(), epsilon = 1e-12);
        }

        #[test]
        fn exchanging_groups_mirrors(strata in small_strata()) {
            let there = mantel_haenszel(&strata, Confidence::DEFAULT);
            let mirrored: Vec<Stratum> = strata.iter().map(|one| one.exchanged()).collect();
            let back = mantel_haenszel(&mirrored, Confidence::DEFAULT);
            if let (Ok(there), Ok(back)) = (there.risk_ratio.interval, back.risk_ratio.interval) {
                assert_relative_eq!(there.lower * back.upper, 1.0, max_relative = 1e-9);
            }
            if let (Ok(there), Ok(back)) = (there.risk_difference.interval, back.risk_difference.interval) {
                assert_abs_diff_eq!(there.lower, -back.upper, epsilon = 1e-12);
            }
        }

        #[test]
        fn bounds_contain_every_completion(known in segment(), unknown in segment(), share in 0.0..=1.0_f64) {
            let bounds = UncertainMembership { known, unknown }.rate();
            let selected = (unknown.successes as f64 * share).floor();
            let rejected = ((unknown.trials - unknown.successes) as f64 * (1.0 - share)).floor();
            let rows = known.trials as f64 + selected + rejected;
            if rows > 0.0 {
                let rate = (known.successes as f64 + selected) / rows;
                prop_assert!(bounds.lower.unwrap() <= rate + 1e-12 && rate <= bounds.upper.unwrap() + 1e-12);
            }
        }

        #[test]
        fn nothing_panics_and_all_is_finite(strata in strata()) {
            let found = mantel_haenszel(&strata, Confidence::DEFAULT);
            for estimate in [&found.risk_difference, &found.risk_ratio, &found.odds_ratio] {
                prop_assert!(is_sound(estimate.value) && is_sound(estimate.standard_error));
                if let Ok(interval) = estimate.interval {
                    prop_assert!(interval.lower <= interval.upper);
                }
            }
            for correction in [ContinuityCorrection::None, ContinuityCorrection::Half] {
                if let Ok(test) = cochran_mantel_haenszel(&strata, correction) {
                    prop_assert!((0.0..=1.0).contains(&test.p_value));
                }
            }
            if let Ok(test) = breslow_day(&strata) {
                prop_assert!((0.0..=1.0).contains(&test.tarone.p_value));
            }
            let disparity = conditional_demographic_disparity(&strata);
            prop_assert!(is_sound(disparity.conditional) && is_sound(disparity.marginal));
            let _ = detect_reversal(&strata, Confidence::DEFAULT);
            for rate in standardise(&grouped(&strata), &StandardMix::Pooled).rates {
                prop_assert!(is_sound(rate.value) && is_sound(rate.standard_error));
            }
        }

        #[test]
        fn shrunken_rates_lie_between(segments in prop::collection::vec(segment(), 0..7)) {
            if let Ok(prior) = BetaPrior::maximum_likelihood(&segments) {
                for segment in segments.iter().filter(|segment| segment.trials > 0) {
                    let shrunken = prior.posterior(*segment, Confidence::DEFAULT).unwrap();
                    let raw = segment.successes as f64 / segment.trials as f64;
                    prop_assert!(shrunken.mean >= raw.min(prior.mean) - 1e-12);
                    prop_assert!(shrunken.mean <= raw.max(prior.mean) + 1e-12);
                }
            }
        }

        #[test]
        fn logistic_never_panics(
            cells in prop::collection::vec((0..3_usize, 0..3_usize, segment()), 0..8)
        ) {
            let cells: Vec<LogisticCell> = cells
                .into_iter()
                .map(|(group, control, counts)| LogisticCell {
                    group,
                    controls: vec![control],
                    successes: counts.successes,
                    trials: counts.trials,
                })
                .collect();
            if let Ok(fit) = fit_logistic(&cells, Confidence::DEFAULT) {
                for effect in fit.effects {
                    prop_assert!(is_sound(effect.odds_ratio.value) && is_sound(effect.average_marginal_effect.value));
                }
            }
        }

        #[test]
        fn entropy_adds_up(
            groups in prop::collection::vec((0..50_u64, 0..50_u64, 0..50_u64, 0..50_u64), 1..6),
            alpha in prop_oneof![Just(1.0), Just(2.0), Just(0.5), -2.0..3.0_f64],
        ) {
            let groups: Vec<ConfusionCounts> = groups
                .into_iter()
                .map(|(true_positive, false_positive, false_negative, true_negative)| ConfusionCounts {
                    true_positive, false_positive, false_negative, true_negative,
                })
                .collect();
            if let Ok(parts) = generalised_entropy(&groups, &BenefitTable::default(), alpha) {
                assert_abs_diff_eq!(parts.between + parts.within, parts.total, epsilon = 1e-9 * (1.0 + parts.total));
                prop_assert!(parts.total >= -1e-9);
            }
        }

        #[test]
        fn corrected_counts_keep_the_total(counts in prop::array::uniform3(0..10_000_u64), error in 0.0..0.3_f64) {
            let kept = 1.0 - error;
            let rows = vec![vec![kept, error, 0.0], vec![error / 2.0, kept, error / 2.0], vec![0.0, error, kept]];
            if let Ok(corrected) = Misclassification::new(rows).and_then(|noise| noise.correct(&counts)) {
                let total: f64 = counts.iter().map(|count| *count as f64).sum();
                assert_abs_diff_eq!(corrected.counts.iter().sum::<f64>(), total, epsilon = 1e-6 * (1.0 + total));
                prop_assert!(corrected.counts.iter().all(|count| *count >= 0.0));
            }
        }
    }
}

#[allow(clippy::unwrap_used)] // A helper outside a `#[test]`.
mod serialised {
    use serde::Serialize;
    use serde::de::DeserializeOwned;

    use super::*;

    fn there_and_back<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) {
        let text = toml::to_string(value).unwrap();
        assert_eq!(toml::from_str::<T>(&text).as_ref(), Ok(value), "{text}");
    }

    #[test]
    fn numbers_and_reasons_survive() {
        there_and_back(&mantel_haenszel(&T3, Confidence::DEFAULT));
        let nobody = [Stratum { group_selected: 3, group_rows: 9, reference_selected: 0, reference_rows: 7 }];
        let infinite = mantel_haenszel(&nobody, Confidence::DEFAULT);
        assert_eq!(infinite.risk_ratio.value, Err(Unavailable::Infinite(Sign::Positive)));
        there_and_back(&infinite);
        there_and_back(&detect_reversal(&KIDNEY_STONES, Confidence::DEFAULT).unwrap());
        there_and_back(&conditional_demographic_disparity(&T3));
        there_and_back(&standardise(&grouped(&T3), &StandardMix::Pooled));
        there_and_back(&decompose(&T3, Structure::Average).unwrap());
        let groups = [(3, 1.0), (4, 0.0)].map(|(rows, population_share)| RepresentedGroup { rows, population_share });
        there_and_back(&representation(&groups).unwrap());
        there_and_back(&BetaPrior::maximum_likelihood(&[counts(1, 2), counts(1, 2)]).unwrap());
        let change = PairedComparison::default().disparity_change(PairedRate::Selection, Confidence::DEFAULT);
        there_and_back(&change);
    }
}
