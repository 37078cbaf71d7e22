//! Tails, intervals and tests against base R (`tests/golden/make_r.R`).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use evenhand_inference::{
    Design, Difference, Means, Moments, Proportion, Rates, benjamini_hochberg, benjamini_yekutieli, binomial_exact,
    chi_squared, fisher_exact, holm,
    logistic::{LogisticCell, fit_logistic},
    mantel_haenszel::odds_ratio,
    mcnemar::DecisionChanges,
    pooled_z,
    scores::{ScoreTable, ranking, score_distance},
    special::{Beta, StudentT, chi_squared_upper_tail, ln_normal_upper_tail, normal_quantile, normal_upper_tail},
    stratified::Stratum,
    stratified_tests::{ContinuityCorrection, cochran_mantel_haenszel},
    value::Confidence,
};
use toml::{Table, Value};

fn cases(name: &str) -> Vec<Table> {
    let golden: Table = toml::from_str(include_str!("golden/r.toml")).unwrap();
    let cases: Vec<Table> =
        golden[name].as_array().unwrap().iter().map(|case| case.as_table().unwrap().clone()).collect();
    assert!(!cases.is_empty());
    cases
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Float(number) => *number,
        Value::Integer(number) => *number as f64,
        other => panic!("{other} is no number"),
    }
}

fn float(case: &Table, field: &str) -> f64 {
    number(&case[field])
}

fn floats(case: &Table, field: &str) -> Vec<f64> {
    case[field].as_array().unwrap().iter().map(number).collect()
}

fn counts(value: &Value) -> Vec<u64> {
    value.as_array().unwrap().iter().map(|count| u64::try_from(count.as_integer().unwrap()).unwrap()).collect()
}

fn difference(case: &Table) -> Difference {
    let counts = counts(&case["counts"]);
    Difference {
        group: Proportion::new(counts[0], counts[1]).unwrap(),
        reference: Proportion::new(counts[2], counts[3]).unwrap(),
    }
}

fn strata(case: &Table) -> Vec<Stratum> {
    let rows = case["rows"].as_array().unwrap().iter().map(counts);
    rows.map(|row| Stratum {
        group_selected: row[0],
        group_rows: row[1],
        reference_selected: row[2],
        reference_rows: row[3],
    })
    .collect()
}

#[track_caller]
fn relative(actual: f64, expected: f64, tolerance: f64, case: &Table) {
    let error = if expected == 0.0 { actual.abs() } else { (actual / expected - 1.0).abs() };
    assert!(error <= tolerance, "{actual:e} is not {expected:e}: relative error {error:e} in {case:?}");
}

#[test]
fn tails() {
    for case in cases("normal") {
        let z = float(&case, "z");
        relative(normal_upper_tail(z), float(&case, "upper"), 1e-13, &case);
        relative(ln_normal_upper_tail(z), float(&case, "ln_upper"), 1e-13, &case);
    }
    for case in cases("chi_squared") {
        let degrees = u64::try_from(case["degrees_of_freedom"].as_integer().unwrap()).unwrap();
        relative(chi_squared_upper_tail(float(&case, "statistic"), degrees), float(&case, "upper"), 1e-12, &case);
    }
    for case in cases("student_tail") {
        let student = StudentT::new(float(&case, "degrees_of_freedom")).unwrap();
        relative(student.upper_tail(float(&case, "t")), float(&case, "upper"), 1e-12, &case);
    }
    for case in cases("beta") {
        let tails = Beta::new(float(&case, "a"), float(&case, "b")).unwrap().tails(float(&case, "x"));
        relative(tails.lower, float(&case, "lower"), 1e-12, &case);
        relative(tails.upper, float(&case, "upper"), 1e-12, &case);
    }
}

#[test]
fn quantiles() {
    for case in cases("normal_quantile") {
        let (actual, expected) = (normal_quantile(float(&case, "p")), float(&case, "z"));
        assert!((actual - expected).abs() <= 1e-14 * expected.abs() + 1e-16, "{actual} {expected}");
    }
    for case in cases("student_quantile") {
        let student = StudentT::new(float(&case, "degrees_of_freedom")).unwrap();
        relative(student.upper_quantile(float(&case, "p")), float(&case, "t"), 1e-11, &case);
    }
    for case in cases("beta_quantile") {
        let beta = Beta::new(float(&case, "a"), float(&case, "b")).unwrap();
        relative(beta.quantile(float(&case, "p")), float(&case, "x"), 1e-12, &case);
    }
}

#[test]
fn one_proportion() {
    for case in cases("proportion") {
        let pair = counts(&case["counts"]);
        let sample = Proportion::new(pair[0], pair[1]).unwrap();
        let confidence = Confidence::new(float(&case, "level")).unwrap();
        for (name, interval) in
            [("wilson", sample.wilson(confidence)), ("clopper_pearson", sample.clopper_pearson(confidence))]
        {
            let (found, expected) = (interval.unwrap(), floats(&case, name));
            relative(found.lower, expected[0], 1e-11, &case);
            relative(found.upper, expected[1], 1e-11, &case);
        }
    }
    for case in cases("binomial") {
        let pair = counts(&case["counts"]);
        let test = binomial_exact(&Proportion::new(pair[0], pair[1]).unwrap(), float(&case, "null")).unwrap();
        for (found, expected) in [test.p_less, test.p_greater, test.p_two_sided].into_iter().zip(floats(&case, "p")) {
            relative(found, expected, 1e-10, &case);
        }
    }
}

#[test]
fn two_proportions() {
    for case in cases("fisher") {
        let test = fisher_exact(&difference(&case)).unwrap();
        for (found, expected) in [test.p_less, test.p_greater, test.p_two_sided].into_iter().zip(floats(&case, "p")) {
            relative(found, expected, 1e-10, &case);
        }
    }
    for case in cases("fisher_tail") {
        let test = fisher_exact(&difference(&case)).unwrap();
        let expected = floats(&case, "p");
        relative(test.p_less, expected[0], 1e-9, &case);
        relative(test.p_greater, expected[1], 1e-9, &case);
    }
    for case in cases("equal_rates") {
        let test = pooled_z(&difference(&case)).unwrap();
        relative(test.z * test.z, float(&case, "statistic"), 1e-8, &case);
        relative(test.p_two_sided, float(&case, "p"), 1e-7, &case);
    }
}

#[test]
fn several_groups_and_strata() {
    for case in cases("groups") {
        let pairs = counts(&case["successes"]).into_iter().zip(counts(&case["trials"]));
        let groups: Vec<Proportion> = pairs.map(|(x, n)| Proportion::new(x, n).unwrap()).collect();
        let test = chi_squared(&groups).unwrap();
        relative(test.statistic, float(&case, "statistic"), 1e-12, &case);
        relative(test.p_value, float(&case, "p"), 1e-12, &case);
        assert_eq!(case["degrees_of_freedom"].as_integer(), i64::try_from(test.degrees_of_freedom).ok());
    }
    for case in cases("strata") {
        let strata = strata(&case);
        for (correction, statistic, p) in [
            (ContinuityCorrection::None, "statistic", "p"),
            (ContinuityCorrection::Half, "corrected_statistic", "corrected_p"),
        ] {
            let test = cochran_mantel_haenszel(&strata, correction).unwrap();
            relative(test.statistic, float(&case, statistic), 1e-11, &case);
            relative(test.p_value, float(&case, p), 1e-11, &case);
        }
        let found = odds_ratio(&strata, Confidence::DEFAULT);
        relative(found.value.unwrap(), float(&case, "odds_ratio"), 1e-12, &case);
        let (interval, expected) = (found.interval.unwrap(), floats(&case, "interval"));
        relative(interval.lower, expected[0], 1e-11, &case);
        relative(interval.upper, expected[1], 1e-11, &case);
    }
}

/// R takes standard errors from the weights before its last step, so they are as exact as the step is short.
#[test]
fn logistic_models() {
    for case in cases("logistic") {
        let cells: Vec<LogisticCell> = strata(&case)
            .iter()
            .enumerate()
            .flat_map(|(at, stratum)| {
                [
                    (1, stratum.group_selected, stratum.group_rows),
                    (0, stratum.reference_selected, stratum.reference_rows),
                ]
                .map(|(group, successes, trials)| LogisticCell {
                    group,
                    controls: vec![at],
                    successes,
                    trials,
                })
            })
            .collect();
        let fit = fit_logistic(&cells, Confidence::DEFAULT).unwrap();
        let own = &fit.effects[0].odds_ratio;
        relative(own.value.unwrap().ln(), float(&case, "coefficient"), 1e-10, &case);
        relative(own.standard_error.unwrap(), float(&case, "standard_error"), 1e-7, &case);
        relative(fit.deviance, float(&case, "deviance"), 1e-9, &case);
    }
}

#[test]
fn changes_and_families() {
    for case in cases("mcnemar") {
        let pair = counts(&case["counts"]);
        let test = DecisionChanges { gained: pair[0], lost: pair[1], ..DecisionChanges::default() }.mcnemar().unwrap();
        relative(test.chi_squared.statistic, float(&case, "statistic"), 1e-13, &case);
        relative(test.chi_squared.p_value, float(&case, "p"), 1e-12, &case);
        relative(test.exact.p_two_sided, float(&case, "exact"), 1e-12, &case);
    }
    for case in cases("adjusted") {
        let p = floats(&case, "p");
        for (name, adjust) in [
            ("holm", holm as fn(&[f64]) -> _),
            ("benjamini_hochberg", benjamini_hochberg),
            ("benjamini_yekutieli", benjamini_yekutieli),
        ] {
            let expected = case[name].as_array().map_or_else(|| vec![float(&case, name)], |_| floats(&case, name));
            for (found, expected) in adjust(&p).unwrap().into_iter().zip(expected) {
                relative(found, expected, 1e-14, &case);
            }
        }
    }
}

#[test]
fn power_means_and_ranks() {
    for case in cases("power") {
        let (trials, rates) = (float(&case, "n"), floats(&case, "rates"));
        let design = Design { group_trials: trials, reference_trials: trials, ..Design::default() };
        let power = design.power_at(Rates { group: rates[0], reference: rates[1] }).unwrap();
        relative(power, float(&case, "power"), 1e-12, &case);
    }
    for case in cases("welch") {
        let moments = |name| floats(&case, name).into_iter().collect::<Moments>();
        let means = Means { group: moments("group"), reference: moments("reference") };
        let test = means.welch(Confidence::DEFAULT).unwrap();
        relative(test.t, float(&case, "t"), 1e-12, &case);
        relative(test.degrees_of_freedom, float(&case, "degrees_of_freedom"), 1e-12, &case);
        relative(test.p_two_sided, float(&case, "p"), 1e-11, &case);
        let expected = floats(&case, "interval");
        relative(test.interval.lower, expected[0], 1e-11, &case);
        relative(test.interval.upper, expected[1], 1e-11, &case);
    }
    for case in cases("ranks") {
        let (positive, negative) = (floats(&case, "positive"), floats(&case, "negative"));
        let labelled = |values: &[f64], label| values.iter().map(|&score| (score, label)).collect::<Vec<_>>();
        let both = [labelled(&positive, true), labelled(&negative, false)].concat();
        let table = ScoreTable::from_rows(both).unwrap();
        let auc = ranking(&table, &table, Confidence::DEFAULT).unwrap();
        relative(auc.value, float(&case, "auc"), 1e-14, &case);
        let side = |values: &[f64]| ScoreTable::from_rows(labelled(values, true)).unwrap();
        let distance = score_distance(&side(&positive), &side(&negative)).unwrap();
        relative(distance.kolmogorov_smirnov, float(&case, "distance"), 1e-14, &case);
    }
}
