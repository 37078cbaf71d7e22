//! Strata, bounds, noise, shrinkage, pairs, logistic cells and intersectional numbers, against METHODS and tables.

use approx::{assert_abs_diff_eq, assert_relative_eq};
use evenhand::inference::Counts;
use evenhand::inference::conditional_disparity::conditional_demographic_disparity;
use evenhand::inference::decomposition::{Structure, decompose};
use evenhand::inference::mantel_haenszel::{mantel_haenszel, odds_ratio};
use evenhand::inference::simpson::{Pattern, Reversal, detect_reversal};
use evenhand::inference::standardisation::{GroupedStratum, StandardMix, standardise};
use evenhand::inference::stratified::{Stratum, crude};
use evenhand::inference::stratified_tests::{ContinuityCorrection, breslow_day, cochran_mantel_haenszel};
use evenhand::value::{Confidence, Reason, Unavailable};

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
