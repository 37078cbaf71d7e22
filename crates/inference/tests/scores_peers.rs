//! Scores against scikit-learn, `SciPy` and statsmodels (`tests/golden/make_scores.py`).
#![allow(clippy::unwrap_used, clippy::float_cmp, reason = "a test")]

use approx::assert_relative_eq;
use evenhand_inference::Simulation;
use evenhand_inference::divergence::EmptyBins;
use evenhand_inference::scores::{
    RocDistance, ScoreEdges, ScoreHistogram, ScoreTable, calibration_in_the_large, calibration_line, class_balance,
    corp, mean_residual_difference, ranking, reliability, score_distance, score_divergence,
};
use evenhand_inference::value::Confidence;
use toml::{Table, Value};

const DEFAULT: Confidence = Confidence::DEFAULT;
const BINS: [f64; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];
const SIMULATION: Simulation = Simulation { draws: 0, seed: 0, stream: 0 };

struct Case {
    golden: Table,
}

impl Case {
    fn number(&self, name: &str) -> f64 {
        self.golden[name].as_float().unwrap()
    }

    fn numbers(&self, name: &str) -> Vec<f64> {
        self.golden[name].as_array().unwrap().iter().map(|value| value.as_float().unwrap()).collect()
    }

    fn rows(&self, group: &str) -> Vec<(f64, bool)> {
        let labels = self.golden[&format!("label_{group}")].as_array().unwrap();
        let positive = labels.iter().map(|label| label.as_integer() == Some(1));
        self.numbers(&format!("score_{group}")).into_iter().zip(positive).collect()
    }
}

fn cases() -> Vec<Case> {
    let golden: Table = toml::from_str(include_str!("golden/scores.toml")).unwrap();
    let cases: Vec<Case> = golden
        .into_iter()
        .filter_map(|(_, value)| if let Value::Table(golden) = value { Some(Case { golden }) } else { None })
        .collect();
    assert_eq!(cases.len(), 4);
    cases
}

#[track_caller]
fn near(actual: f64, expected: f64) {
    assert_relative_eq!(actual, expected, epsilon = 1e-12, max_relative = 1e-10);
}

/// Both tables from rows, and both from histograms that give every score a bin of its own: the two modes.
fn modes(case: &Case) -> [[ScoreTable; 2]; 2] {
    let rows = ["a", "b"].map(|group| case.rows(group));
    let exact = rows.clone().map(|rows| ScoreTable::from_rows(rows).unwrap());
    let edges = ScoreEdges::of_scores(rows.iter().flatten().map(|row| row.0)).unwrap();
    let histograms = rows.map(|rows| {
        let mut histogram = ScoreHistogram::new(edges.clone());
        for &(score, positive) in &rows {
            histogram.add(score, positive).unwrap();
        }
        histogram
    });
    let mut all = histograms[0].clone();
    all.merge(&histograms[1]).unwrap();
    [exact, histograms.map(|histogram| histogram.table_among(&all).unwrap())]
}

#[test]
fn groups_alone() {
    for case in cases() {
        for [a, b] in modes(&case) {
            let pooled = a.merged(&b);
            for (name, table) in [("a", &a), ("b", &b), ("pooled", &pooled)] {
                let of = |what: &str| case.number(&format!("{what}_{name}"));
                let found = ranking(table, table, DEFAULT).unwrap();
                near(found.value, of("auc"));
                near(found.standard_error.unwrap().powi(2), of("auc_variance"));
                assert_eq!(found.binning_bound, 0.0);
                let parts = corp(table).unwrap();
                near(parts.brier, of("brier"));
                near(parts.miscalibration, of("mcb"));
                near(parts.discrimination, of("dsc"));
                let found = reliability(table, &BINS, DEFAULT).unwrap();
                near(found.expected_calibration_error, of("ece"));
                near(found.murphy.brier, of("brier"));
                let line = calibration_line(table, DEFAULT).unwrap();
                let large = calibration_in_the_large(table, DEFAULT).unwrap();
                let found = [
                    line.intercept.value,
                    line.slope.value,
                    line.intercept.standard_error,
                    line.slope.standard_error,
                    large.value,
                    large.standard_error,
                ];
                let theirs = [case.numbers(&format!("cox_{name}")), case.numbers(&format!("citl_{name}"))].concat();
                for (found, expected) in found.into_iter().zip(theirs) {
                    // statsmodels stops earlier than we do.
                    assert_relative_eq!(found.unwrap(), expected, max_relative = 1e-7, epsilon = 1e-9);
                }
            }
        }
    }
}

#[test]
fn groups_against_each_other() {
    for case in cases() {
        for [a, b] in modes(&case) {
            near(ranking(&a, &b, DEFAULT).unwrap().value, case.number("xauc_ab"));
            near(ranking(&b, &a, DEFAULT).unwrap().value, case.number("xauc_ba"));
            near(RocDistance::between(&a, &b, SIMULATION).unwrap().area, case.number("abroca"));
            let apart = score_distance(&a, &b).unwrap();
            near(apart.kolmogorov_smirnov, case.number("ks"));
            near(apart.wasserstein, case.number("w1"));
            assert_eq!((apart.kolmogorov_smirnov_bound, apart.wasserstein_bound), (0.0, 0.0));
            if case.golden.contains_key("ks_p_exact") {
                near(apart.p_value, case.number("ks_p_exact"));
            }
            let apart = score_divergence(&b, &a, &BINS, EmptyBins::Keep, SIMULATION, DEFAULT).unwrap().divergences;
            near(apart.total_variation, case.number("tvd"));
            near(apart.jensen_shannon, case.number("js"));
            near(apart.hellinger, case.number("hellinger"));
            match case.golden.get("kl_ba") {
                Some(_) => {
                    near(apart.kullback_leibler.unwrap(), case.number("kl_ba"));
                    near(apart.population_stability_index.unwrap(), case.number("psi"));
                }
                None => assert!(apart.population_stability_index.is_err()),
            }
            let balance = class_balance(&b, &a, DEFAULT);
            for (found, name) in [(balance.positives, "balance_positives"), (balance.negatives, "balance_negatives")] {
                let (found, expected) = (found.unwrap(), case.numbers(name));
                let found = [found.difference, found.p_two_sided, found.interval.lower, found.interval.upper];
                found.into_iter().zip(expected).for_each(|(found, expected)| near(found, expected));
            }
            let gap = mean_residual_difference(&b, &a, DEFAULT).unwrap();
            near(gap.difference, case.numbers("residual_gap")[0]);
            near(gap.p_two_sided, case.numbers("residual_gap")[1]);
        }
    }
}

#[test]
fn smoothing_adds_half_a_row() {
    for case in cases() {
        let [[a, b], _] = modes(&case);
        let all_bins_have_rows =
            reliability(&a.merged(&b), &BINS, DEFAULT).unwrap().bins.iter().all(|bin| bin.rows > 0);
        if all_bins_have_rows {
            let smoothed = score_divergence(&b, &a, &BINS, EmptyBins::AddHalf, SIMULATION, DEFAULT).unwrap();
            near(smoothed.divergences.population_stability_index.unwrap(), case.number("psi_half"));
        }
    }
}
