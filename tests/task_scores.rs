//! Scores by segment: on public data against scikit-learn, from rows and from histograms, on bad input, and in the report.
#![cfg(all(feature = "tasks", feature = "csv"))]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use std::fs::File;
use std::path::{Path, PathBuf};

use evenhand::audit::{Audited, Policy, Rule, Tolerance, Verdict};
use evenhand::inference::scores::{PairedRanking, PairedScore, paired_ranking};
use evenhand::inference::{Random, StreamKey};
use evenhand::io::{AuditSpecification, PredictionsReader, TaskRequest};
use evenhand::metric::Task;
use evenhand::report::{Language, Report};
use evenhand::task::{Options, Scores, Table, TaskAudit};
use evenhand::value::{Confidence, Reason, Unavailable};
use toml::Value;

fn data(file: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(file);
    // A working copy may lie one folder deeper.
    let deeper = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(file);
    let found = [path, deeper].into_iter().find(|path| path.is_file());
    if found.is_none() {
        println!("skipped: {file} is not here");
    }
    found
}

fn read(path: &Path, score: &str, segments: &[&str]) -> Table {
    let mut specification = AuditSpecification::default();
    specification.columns.outcome = Some("y_true".to_owned());
    specification.columns.score = Some(score.to_owned());
    specification.columns.segments = segments.iter().map(|&name| name.to_owned()).collect();
    specification.task = Some(TaskRequest { kind: Task::Scores, ..TaskRequest::default() });
    PredictionsReader::new(&specification).read_table(File::open(path).unwrap()).unwrap()
}

fn options(pairs: &[(&str, &str)]) -> Options {
    pairs.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect()
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_float().unwrap()
}

#[test]
fn public_data_by_segment_as_scikit_learn_has_them() {
    let golden: toml::Table = toml::from_str(include_str!("golden/scores_real.toml")).unwrap();
    for name in ["bank", "adult"] {
        let golden = &golden[name];
        let Some(path) = data(golden["file"].as_str().unwrap()) else { continue };
        let segments = golden["segment"].as_array().unwrap();
        let mut names: Vec<&str> = segments.iter().map(|one| one["attribute"].as_str().unwrap()).collect();
        names.dedup();
        let table = read(&path, "score", &names[1..]);
        let run = |pairs: &[(&str, &str)]| -> Audited {
            TaskAudit::new().run(&Scores::new(table.clone(), &options(pairs)).unwrap()).unwrap()
        };
        let exact = run(&[]);
        let binned = [run(&[("mode", "binned")]), run(&[("mode", "binned"), ("bins", "64")])];
        for expected in segments {
            let (attribute, level) = (expected["attribute"].as_str().unwrap(), expected["level"].as_str().unwrap());
            let find = |audited: &Audited| {
                let result = &audited.tasks[0];
                let overall = &result.overall;
                let grouping = result.grouping(&[attribute]);
                let of_level = |slice: &&evenhand::audit::TaskSlice| {
                    let own = &slice.slice.conditions()[0].level;
                    own.name().unwrap_or_default() == level && (own.is_missing() == level.is_empty())
                };
                grouping
                    .map_or_else(|| overall.clone(), |grouping| grouping.slices.iter().find(of_level).unwrap().clone())
            };
            let metric = |slice: &evenhand::audit::TaskSlice, id: &str| slice.metric(id).unwrap().value.unwrap();
            let own = find(&exact);
            let place = format!("{name} {attribute} {level}");
            assert_eq!(own.count, u64::try_from(expected["rows"].as_integer().unwrap()).unwrap(), "{place}");
            for (id, key) in [
                ("auc", "auc"),
                ("calibration_in_the_large", "mean_residual"),
                ("brier_score", "brier"),
                ("corp_miscalibration", "miscalibration"),
            ] {
                let (found, expected) = (metric(&own, id), number(expected, key));
                assert!((found - expected).abs() < 1e-12, "{place} {id}: {found} instead of {expected}");
            }
            for audited in &binned {
                let own = find(audited);
                let (found, bound) = (metric(&own, "auc"), metric(&own, "auc_binning_bound"));
                let exact = number(expected, "auc");
                assert!((found - exact).abs() <= bound + 1e-12, "{place}: {found} ± {bound} instead of {exact}");
                for (id, key) in [("calibration_in_the_large", "mean_residual"), ("brier_score", "brier")] {
                    let (found, expected) = (metric(&own, id), number(expected, key));
                    assert!((found - expected).abs() < 1e-12, "{place} {id}, binned: {found} instead of {expected}");
                }
            }
        }
    }
}

/// Model B of the adult data sees marital status and relationship: it ranks better, and it tells men from women.
#[test]
fn a_second_model_that_sees_a_proxy_for_sex() {
    let golden: toml::Table = toml::from_str(include_str!("golden/scores_real.toml")).unwrap();
    let Some(path) = data("adult_predictions.csv") else { return };
    let (old, new) = (read(&path, "score", &["sex"]), read(&path, "score_b", &["sex"]));
    let outcome = old.binary("outcome").unwrap();
    let rows: Vec<(bool, PairedScore)> = (0..old.rows())
        .map(|row| {
            let female = old.segment("sex").unwrap().level_of(row).name() == Some("Female");
            let [old, new] = [&old, &new].map(|table| table.numbers("score").unwrap()[row]);
            (female, PairedScore { old, new, positive: outcome[row] == Some(true) })
        })
        .collect();
    let of = |wanted: bool| -> PairedRanking {
        let own: Vec<PairedScore> = rows.iter().filter(|row| row.0 == wanted).map(|row| row.1).collect();
        paired_ranking(&own, Confidence::DEFAULT).unwrap()
    };
    let (women, men) = (of(true), of(false));
    for (found, expected) in [&women, &men].into_iter().zip(golden["paired"].as_array().unwrap()) {
        assert!((found.old.value - number(expected, "old")).abs() < 1e-12);
        assert!((found.new.value - number(expected, "new")).abs() < 1e-12);
        assert!((found.change.value.unwrap() - number(expected, "change")).abs() < 1e-12);
        let variance = found.change.standard_error.unwrap().powi(2);
        assert!((variance / number(expected, "variance") - 1.0).abs() < 1e-9, "{variance}");
        assert!(found.p_value.unwrap() < 1e-6);
    }
    // The gap in AUC turns round: women were ranked worse than men, and are ranked better.
    let gap = women.gap_change(&men, Confidence::DEFAULT);
    assert!(gap.old < 0.0 && gap.new > 0.0 && gap.change.interval.unwrap().lower > 0.04, "{gap:?}");
    // The proxy: how well a score tells men from women, the sexes in the place of the outcome.
    let proxy: Vec<PairedScore> = rows.iter().map(|(female, row)| PairedScore { positive: !female, ..*row }).collect();
    let proxy = paired_ranking(&proxy, Confidence::DEFAULT).unwrap();
    assert!((proxy.old.value - number(&golden["proxy"], "old")).abs() < 1e-12);
    assert!((proxy.new.value - number(&golden["proxy"], "new")).abs() < 1e-12);
    let interval = proxy.change.interval.unwrap();
    assert!(interval.lower > 0.06, "{interval:?}");
    // Not only because more men earn so much: among those who do not, it is the same.
    let others: Vec<PairedScore> = rows
        .iter()
        .filter(|(_, row)| !row.positive)
        .map(|(female, row)| PairedScore { positive: !female, ..*row })
        .collect();
    let others = paired_ranking(&others, Confidence::DEFAULT).unwrap();
    assert!((others.old.value - number(&golden["proxy"], "old_0")).abs() < 1e-12);
    assert!((others.new.value - number(&golden["proxy"], "new_0")).abs() < 1e-12);
    assert!(others.change.interval.unwrap().lower > 0.08);
}

/// The same comparison as a column's role: changes of AUC and of the gap, with scikit-learn's numbers, in the report.
#[test]
fn a_second_score_is_a_role_of_the_task() {
    let golden: toml::Table = toml::from_str(include_str!("golden/scores_real.toml")).unwrap();
    let Some(path) = data("adult_predictions.csv") else { return };
    let (old, new) = (read(&path, "score", &["sex"]), read(&path, "score_b", &["sex"]));
    let table = Table::builder()
        .segment("sex", (0..old.rows()).map(|row| old.segment("sex").unwrap().level_of(row).name().unwrap().to_owned()))
        .numbers("score", "score", old.numbers("score").unwrap().iter().copied())
        .numbers("other_score", "score_b", new.numbers("score").unwrap().iter().copied())
        .binary("outcome", "income", old.binary("outcome").unwrap().iter().copied())
        .build()
        .unwrap();
    let rule = Rule::new("not-worse", "auc_change_of_segment").tolerance(Tolerance::at_least(-0.01));
    let policy = Policy::builder("second score").rule(rule).build().unwrap();
    let audited = TaskAudit::new().policy(policy).run(&Scores::new(table, &Options::default()).unwrap()).unwrap();
    let sexes = audited.tasks[0].grouping(&["sex"]).unwrap();
    let parts = golden["paired"].as_array().unwrap();
    for (level, expected) in ["Female", "Male"].into_iter().zip(parts) {
        let slice = sexes.slice(&[level]).unwrap();
        let value = |id: &str| slice.metric(id).unwrap().value.unwrap();
        assert!((value("auc") - number(expected, "old")).abs() < 1e-12);
        assert!((value("other_auc") - number(expected, "new")).abs() < 1e-12);
        assert!((value("auc_change") - number(expected, "change")).abs() < 1e-12);
        let interval = slice.metric("auc_change").unwrap().interval.unwrap();
        let half = 1.959_963_984_540_054 * number(expected, "variance").sqrt();
        assert!(((interval.upper - interval.lower) / 2.0 / half - 1.0).abs() < 1e-9);
    }
    let sums = |key: &str| [0, 1].map(|at| number(&parts[at], key));
    let gap = sexes.slice(&["Female"]).unwrap().disparity("auc_gap_change").unwrap();
    let ([women, men], [own, others]) = (sums("change"), sums("variance"));
    assert!((gap.value.unwrap() - (women - men)).abs() < 1e-12);
    let interval = gap.interval.unwrap();
    assert!(
        ((interval.upper - interval.lower) / 2.0 / (1.959_963_984_540_054 * (own + others).sqrt()) - 1.0).abs() < 1e-9
    );
    assert!(interval.lower > 0.04, "women gain more, by the proxy");
    // Both gain, and the rule is of each alone.
    let rule = audited.rule("not-worse").unwrap();
    assert!(rule.assessments.len() == 2 && rule.assessments.iter().all(|one| one.verdict == Verdict::Within));
    let text = audited.report().title("Two scores").build().markdown();
    for part in ["AUC of the other score", "Change of AUC", "hange of the gap of AUC with the other score"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

/// Nobody of the shop bought: what needs both classes says so, and what does not is there.
#[test]
fn a_segment_of_one_class_only_says_why_it_has_no_auc() {
    let shop = |row: u32| row.is_multiple_of(3);
    let table = Table::builder()
        .segment("channel", (0..300).map(|row| if shop(row) { "shop" } else { "app" }))
        .numbers("score", "score", (0..300).map(|row| f64::from(row % 50) / 50.0))
        .binary("outcome", "bought", (0..300).map(|row| !shop(row) && row % 50 > 25))
        .build()
        .unwrap();
    let audited = TaskAudit::new().run(&Scores::new(table, &Options::default()).unwrap()).unwrap();
    let slice = audited.tasks[0].grouping(&["channel"]).unwrap().slice(&["shop"]).unwrap().clone();
    let reason = Unavailable::Undefined(Reason::NoActualPositives);
    assert_eq!(slice.metric("auc").unwrap().value, Err(reason));
    assert_eq!(slice.disparity("auc_difference").unwrap().value, Err(reason));
    assert_eq!(slice.metric("positive_class_mean").unwrap().value, Err(reason));
    assert_eq!(slice.metric("outcome_rate").unwrap().value, Ok(0.0));
    let rule = audited.rule("auc").unwrap();
    assert!(rule.assessments.iter().all(|one| one.verdict == Verdict::NotAssessed));
}

#[test]
fn two_scores_are_compared_row_by_row_or_not_at_all() {
    let table = |other: [f64; 4]| {
        Table::builder()
            .segment("channel", ["app", "web", "app", "web"])
            .numbers("score", "old", [0.1, 0.9, 0.4, 0.6])
            .numbers("other_score", "new", other)
            .binary("outcome", "bought", [0_u8, 1, 1, 0])
            .build()
            .unwrap()
    };
    let refused = |other, pairs: &[(&str, &str)]| Scores::new(table(other), &options(pairs)).unwrap_err().to_string();
    let text = refused([0.1, f64::NAN, 0.2, f64::INFINITY], &[]);
    for part in ["\"new\"", "row 2", "row 4", "is not a finite score"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let text = refused([0.1, 0.2, 0.3, 0.4], &[("mode", "binned")]);
    assert!(text.contains("row by row") && text.contains("other_score"), "{text}");
    let kept = Scores::new(table([0.1, f64::NAN, 0.2, 0.3]), &options(&[("missing_scores", "exclude")])).unwrap();
    assert_eq!(evenhand::task::Family::table(&kept).rows(), 3);
    let alone = made(60);
    let family = Scores::new(alone, &Options::default()).unwrap();
    assert!(evenhand::task::Family::criteria(&family).iter().all(|one| !one.id.starts_with("auc_change")));
}

/// What holisticai calls ABROCA is the signed difference of AUC (table T2), and fairlearn sees no disparity in scores at all.
#[test]
fn peers_on_the_same_scores() {
    let peers: toml::Table = toml::from_str(include_str!("golden/peers.toml")).unwrap();
    let answer = |name: &str| {
        let cases = peers["case"].as_array().unwrap();
        number(cases.iter().find(|case| case["name"].as_str() == Some(name)).unwrap(), "value")
    };
    let rows = [
        ("A", [0.95, 0.85, 0.8, 0.7, 0.6, 0.55, 0.4, 0.35, 0.2, 0.1], [1, 1, 0, 1, 1, 0, 0, 1, 0, 0]),
        ("B", [0.9, 0.75, 0.65, 0.5, 0.45, 0.4, 0.3, 0.25, 0.15, 0.05], [1, 0, 1, 0, 1, 0, 0, 1, 0, 0]),
    ];
    let table = Table::builder()
        .segment("group", rows.iter().flat_map(|row| [row.0; 10]))
        .numbers("score", "score", rows.iter().flat_map(|row| row.1))
        .binary("outcome", "label", rows.iter().flat_map(|row| row.2.map(|label: u8| label)))
        .build()
        .unwrap();
    let audit = TaskAudit::new().criteria(["abroca"]);
    let audited = audit.run(&Scores::new(table, &Options::default()).unwrap()).unwrap();
    let slice = audited.tasks[0].grouping(&["group"]).unwrap().slice(&["A"]).unwrap();
    let value = |criterion: &str| slice.disparity(criterion).unwrap().value.unwrap();
    let theirs = answer("t2 / holisticai / abroca / arguments=group_a=A, group_b=B");
    assert!((value("auc_difference") - theirs).abs() < 1e-12 && (value("abroca") - 0.098_333_3).abs() < 1e-6);
    let theirs = answer("t2 / fairlearn / demographic_parity_difference / arguments=y_pred = score");
    assert!(theirs.abs() < 1e-12 && (value("kolmogorov_smirnov") - 0.3).abs() < 1e-12);
    assert!(
        (value("wasserstein_1") - 0.11).abs() < 1e-12 && (value("cross_auc_difference") - 0.133_333_3).abs() < 1e-6
    );
}

/// Customers of the web are ranked by chance and rated too high by ten points.
fn made(rows: u32) -> Table {
    let mut random = Random::new(StreamKey { seed: 3, stream: 0, replicate: 0 });
    let (mut channel, mut score, mut outcome) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..rows {
        let web = row % 3 == 0;
        let (chance, noise) = (random.uniform(), random.uniform());
        channel.push(if web { "web" } else { "app" });
        score.push(if web { 0.1 + 0.9 * noise } else { chance });
        outcome.push(Some(random.uniform() < if web { 0.9 * chance } else { chance }));
    }
    Table::builder()
        .segment("channel", channel)
        .numbers("score", "score", score)
        .binary("outcome", "bought", outcome)
        .build()
        .unwrap()
}

#[test]
fn rules_find_what_was_planted_in_both_modes() {
    let policy = Policy::builder("scores")
        .rule(Rule::new("auc", "auc_difference").tolerance(Tolerance::within(-0.05, 0.05)))
        .rule(Rule::new("large", "calibration_in_the_large_difference").tolerance(Tolerance::within(-0.05, 0.05)))
        .rule(Rule::new("ks", "kolmogorov_smirnov").tolerance(Tolerance::at_most(0.3)))
        .rule(Rule::new("w1", "wasserstein_1").tolerance(Tolerance::at_most(0.2)))
        .rule(Rule::new("abroca", "abroca").tolerance(Tolerance::at_most(0.05)))
        .build()
        .unwrap();
    for pairs in [&[][..], &[("mode", "binned")], &[("mode", "binned"), ("bins", "100")]] {
        let family = Scores::new(made(9_000), &options(pairs)).unwrap();
        let audited = TaskAudit::new().policy(policy.clone()).criteria(["score_psi"]).run(&family).unwrap();
        let of = |rule: &str| {
            let rule = audited.rule(rule).unwrap();
            rule.assessments.iter().find(|one| one.slice.to_string() == "channel=web").unwrap()
        };
        assert_eq!(of("auc").verdict, Verdict::Outside, "{:?}", of("auc"));
        assert_eq!(of("large").verdict, Verdict::Outside);
        // Scores are distributed almost alike: 0.1 apart at the bottom.
        assert_eq!((of("ks").verdict, of("w1").verdict), (Verdict::Within, Verdict::Within));
        assert!((of("ks").value.unwrap() - 0.1).abs() < 0.02 && (of("w1").value.unwrap() - 0.05).abs() < 0.01);
        // Described and tested, not judged.
        assert_eq!(of("abroca").verdict, Verdict::NotAssessed);
        let slice = audited.tasks[0].grouping(&["channel"]).unwrap().slice(&["web"]).unwrap();
        assert!(slice.disparity("abroca").unwrap().p_value.unwrap() < 0.01);
        assert!(slice.disparity("score_population_stability").unwrap().p_value.unwrap() < 0.01);
        let all = &audited.tasks[0].grouping(&["channel"]).unwrap().all_groups;
        let worst = all.iter().find(|one| one.criterion == "multiaccuracy_error").unwrap();
        assert!((worst.value.unwrap() - 0.1).abs() < 0.02 && worst.p_value.unwrap() < 1e-6);
        assert!(!audited.gate().passed());
    }
}

#[test]
fn the_report_shows_curves_in_both_languages() {
    let family = Scores::new(made(1_200), &options(&[("permutations", "19")])).unwrap();
    let audited = TaskAudit::new().run(&family).unwrap();
    for (language, words) in [
        (Language::English, ["ROC curves", "Reliability", "What each threshold would do", "calibration in the large"]),
        (
            Language::German,
            ["ROC-Kurven", "Verlässlichkeit", "Was jede Schwelle bewirken würde", "Kalibrierung im Ganzen"],
        ),
    ] {
        let report = audited.clone().report().title("Scores").language(language).build();
        let (text, html) = (report.markdown(), report.html().unwrap());
        for word in words {
            assert!(text.to_lowercase().contains(&word.to_lowercase()), "{word} in\n{text}");
        }
        assert!(html.contains("<svg") && html.contains("<desc") && html.contains("<title"));
        assert_eq!(Report::from_json(&report.to_json().unwrap()).unwrap(), report);
    }
}

#[test]
fn bad_scores_and_bad_options_are_refused_with_what_to_do() {
    let table = |scores: [f64; 4], outcomes: [Option<u8>; 4]| {
        Table::builder()
            .segment("channel", ["app", "web", "app", "web"])
            .numbers("score", "p", scores)
            .binary("outcome", "bought", outcomes)
            .build()
            .unwrap()
    };
    let refused = |scores, outcomes, pairs: &[(&str, &str)]| {
        Scores::new(table(scores, outcomes), &options(pairs)).unwrap_err().to_string()
    };
    let known = [Some(1), Some(0), Some(1), Some(0)];
    let error = refused([0.1, f64::NAN, 1.5, f64::INFINITY], known, &[]);
    for part in ["\"p\"", "row 2", "row 4", "is not a finite score", "missing_scores = exclude", "1.5", "rescale"] {
        assert!(error.contains(part), "{part} in {error}");
    }
    let error = refused([0.1, 0.2, 0.3, 0.4], known, &[("mode", "fuzzy"), ("bins", "0"), ("permutation", "3")]);
    for part in ["fuzzy", "write exact or binned", "bins", "did you mean \"permutations\"?"] {
        assert!(error.contains(part), "{part} in {error}");
    }
    let error = refused([0.1, 0.2, 0.3, 0.4], [None; 4], &[]);
    assert!(error.contains("no row has both"), "{error}");

    // Rows without a score or an outcome are left out and counted.
    let family = Scores::new(
        table([0.1, f64::NAN, 0.3, 0.4], [Some(1), Some(0), None, Some(0)]),
        &options(&[("missing_scores", "exclude")]),
    )
    .unwrap();
    let audited = TaskAudit::new().run(&family).unwrap();
    assert_eq!(audited.tasks[0].overall.count, 2);
    let text = audited.report().build().markdown();
    assert!(text.contains("1 row is left out for want of a value"), "{text}");

    // One class only: what needs both has a reason, what does not has a number.
    let family = Scores::new(table([0.1, 0.2, 0.3, 0.4], [Some(1); 4]), &Options::default()).unwrap();
    let audited = TaskAudit::new().run(&family).unwrap();
    let overall = &audited.tasks[0].overall;
    let value = |id: &str| overall.metric(id).unwrap().value;
    assert_eq!(value("auc"), Err(Unavailable::Undefined(Reason::NoActualNegatives)));
    assert_eq!(value("negative_class_mean"), Err(Unavailable::Undefined(Reason::NoActualNegatives)));
    assert!((value("calibration_in_the_large").unwrap() - 0.75).abs() < 1e-12);
    let slice = &audited.tasks[0].groupings[0].slices[0];
    assert_eq!(
        slice.disparity("auc_difference").unwrap().value,
        Err(Unavailable::Undefined(Reason::NoActualNegatives))
    );
}
