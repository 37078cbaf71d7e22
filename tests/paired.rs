//! Two models on the same rows, against a computation row by row and against published and shared data.
#![cfg(feature = "paired")]
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, clippy::print_stdout, reason = "a test")]

use evenhand::cube::{PairedConfusion, PairedDecision, PairedOutcome};
use evenhand::data::LabelAvailability;
use evenhand::inference::paired::PairedRate;
use evenhand::paired::{PairedAudit, PairedAudited, Unfairness};
use evenhand::segment::Slices;
use evenhand::{Cube, Predictions};
use proptest::prelude::*;

/// A row: segment, other segment, outcome, old and new decision; the last may be missing.
type Row = (u8, Option<u8>, Option<bool>, bool, Option<bool>);

fn predictions(rows: &[Row], new: bool) -> Predictions {
    Predictions::builder()
        .outcome(rows.iter().map(|row| row.2))
        .decision(rows.iter().map(|row| if new { row.4 } else { Some(row.3) }))
        .segment("a", rows.iter().map(|row| row.0))
        .segment("b", rows.iter().map(|row| row.1))
        .build()
        .unwrap()
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0_u8..3, prop::option::of(0_u8..2), prop::option::weighted(0.9, any::<bool>()), any::<bool>());
    prop::collection::vec((row, prop::option::weighted(0.9, any::<bool>())), 1..120)
        .prop_map(|rows| rows.into_iter().map(|((a, b, y, old), new)| (a, b, y, old, new)).collect())
}

/// A rate of some rows under a model, straight from its definition.
fn rate(rows: &[&Row], rate: PairedRate, new: bool) -> Option<f64> {
    let (mut of, mut among) = (0, 0);
    for (_, _, outcome, old_decision, new_decision) in rows {
        let selected = if new { new_decision.unwrap() } else { *old_decision };
        let (is_among, is_of) = match (rate, outcome) {
            (PairedRate::Selection, _) => (true, selected),
            (_, None) => (false, false),
            (PairedRate::TruePositive, Some(yes)) => (*yes, *yes && selected),
            (PairedRate::FalsePositive, Some(yes)) => (!yes, !yes && selected),
            (PairedRate::Precision, Some(yes)) => (selected, selected && *yes),
            (_, Some(yes)) => (true, *yes == selected),
        };
        among += u32::from(is_among);
        of += u32::from(is_among && is_of);
    }
    (among > 0).then(|| f64::from(of) / f64::from(among))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn slices_are_what_the_rows_say(rows in rows()) {
        let (old, new) = (predictions(&rows, false), predictions(&rows, true));
        let audited = PairedAudit::new().slices(Slices::marginals().with_intersections(2)).run(&old, &new).unwrap();
        let kept: Vec<&Row> = rows.iter().filter(|row| row.4.is_some()).collect();
        prop_assert_eq!(audited.rows, kept.len() as u64);
        prop_assert_eq!(audited.left_out, (rows.len() - kept.len()) as u64);
        for grouping in &audited.groupings {
            for slice in &grouping.slices {
                let is_in = |row: &&Row| slice.slice.conditions().iter().all(|condition| {
                    let level = if condition.attribute == "a" { Some(row.0) } else { row.1 };
                    level.map(|level| level.to_string()).as_deref() == condition.level.name()
                });
                let (own, others): (Vec<&Row>, Vec<&Row>) = kept.iter().copied().partition(is_in);
                prop_assert_eq!(slice.rows, own.len() as u64);
                let flipped = |old: bool, new: bool| own.iter().filter(|row| row.3 == old && row.4 == Some(new)).count() as u64;
                prop_assert_eq!((slice.flips.gained, slice.flips.lost), (flipped(false, true), flipped(true, false)));
                for change in &slice.rates {
                    let own_rates = (rate(&own, change.rate, false), rate(&own, change.rate, true));
                    prop_assert_eq!((change.old.value.ok(), change.new.value.ok()), own_rates);
                    let other = (rate(&others, change.rate, false), rate(&others, change.rate, true));
                    let gap = |own: Option<f64>, other: Option<f64>| Some(own? - other?);
                    for (found, expected) in [(change.gap_old, gap(own_rates.0, other.0)), (change.gap_new, gap(own_rates.1, other.1))] {
                        prop_assert_eq!(found.is_ok(), expected.is_some());
                        if let (Ok(found), Some(expected)) = (found, expected) {
                            prop_assert!((found - expected).abs() < 1e-12);
                        }
                    }
                    if let (Ok(value), Ok(interval)) = (change.gap_change, change.gap_change_interval) {
                        prop_assert!(interval.lower <= value + 1e-12 && value <= interval.upper + 1e-12);
                    }
                }
            }
        }
    }

    #[test]
    fn margins_are_the_cubes_of_each_model_and_shards_add(rows in rows()) {
        let complete: Vec<Row> = rows.into_iter().map(|row| (row.0, row.1, row.2, row.3, Some(row.4.unwrap_or(false)))).collect();
        let whole = Cube::<PairedConfusion>::fold_paired(&predictions(&complete, false), &predictions(&complete, true)).unwrap();
        for (model, table) in [(false, PairedConfusion::old_table as fn(&PairedConfusion) -> _), (true, PairedConfusion::new_table)] {
            let alone = Cube::fold(&predictions(&complete, model));
            let expected: Vec<_> = alone.groups().map(|(slice, cell)| (slice, cell.clone())).collect();
            let found: Vec<_> = whole.groups().map(|(slice, cell)| (slice, table(cell))).collect();
            prop_assert_eq!(found, expected);
        }
        let cut = complete.len() / 2;
        if cut > 0 {
            let part = |rows: &[Row]| Cube::<PairedConfusion>::fold_paired(&predictions(rows, false), &predictions(rows, true)).unwrap();
            prop_assert_eq!(&part(&complete[..cut]).merge(&part(&complete[cut..])).unwrap(), &whole);
        }
        #[cfg(feature = "json")]
        prop_assert_eq!(&Cube::<PairedConfusion>::from_json(&whole.to_json().unwrap()).unwrap(), &whole);
        let audit = PairedAudit::new();
        let direct = audit.run(&predictions(&complete, false), &predictions(&complete, true)).unwrap();
        prop_assert_eq!(audit.run_cube(&whole).unwrap(), direct);
    }
}

/// METHODS T1, A and B: the old model as given, the new one with 20 false negatives of B turned into hits.
#[test]
fn the_fixture_of_the_methods_moves_as_computed_by_hand() {
    // B: TP 24, FP 16, FN 16, TN 104. Of the 40 who respond, 24 are reached; the new model reaches 32 and loses nobody.
    let cells = [
        ("A", Some(true), true, true, 60),
        ("A", Some(false), true, true, 20),
        ("A", Some(true), false, false, 15),
        ("A", Some(false), false, false, 105),
        ("B", Some(true), true, true, 24),
        ("B", Some(false), true, true, 16),
        ("B", Some(true), false, true, 8),
        ("B", Some(true), false, false, 8),
        ("B", Some(false), false, false, 104),
    ];
    let table = |new: bool| {
        Predictions::builder()
            .outcome(cells.map(|cell| cell.1))
            .decision(cells.map(|cell| if new { cell.3 } else { cell.2 }))
            .segment("g", cells.map(|cell| cell.0))
            .count(cells.map(|cell| cell.4))
            .build()
            .unwrap()
    };
    let audited = PairedAudit::new().run(&table(false), &table(true)).unwrap();
    let b = audited.slice("g=B").unwrap();
    let of = |rate: PairedRate| b.rates.iter().find(|one| one.rate == rate).unwrap();
    let selection = of(PairedRate::Selection);
    assert!((selection.gap_old.unwrap() + 0.15).abs() < 1e-12 && (selection.gap_new.unwrap() + 0.10).abs() < 1e-12);
    // TPR .60 to .80 against .80: the gap of 20 points is gone.
    let reach = of(PairedRate::TruePositive);
    assert!((reach.gap_old.unwrap() + 0.2).abs() < 1e-12 && reach.gap_new.unwrap().abs() < 1e-12);
    assert_eq!((b.flips.gained, b.flips.lost), (8, 0));
    // McNemar's mid-p of 8 against 0: 2·2⁻⁸ − 2⁻⁸.
    assert!((b.flips.p_value.unwrap() - 0.5_f64.powi(8)).abs() < 1e-12);
    assert_eq!(selection.answer, Unfairness::Less);
    assert_eq!((selection.comparisons, selection.correction.text()), (2, "Holm"));
    // A's own decisions did not change, and its interval still has a width.
    let a = audited.slice("g=A").unwrap();
    let still = a.rates[0].change_interval.unwrap();
    assert!(a.rates[0].change == Ok(0.0) && still.lower < 0.0 && still.upper > 0.0);
}

#[test]
fn what_is_not_the_same_is_refused_with_every_difference() {
    let model = |outcome: [u8; 3], segment: [&str; 3]| {
        Predictions::builder().outcome(outcome).decision([1_u8, 0, 1]).segment("s", segment).build().unwrap()
    };
    let fold = |a: &Predictions, b: &Predictions| Cube::<PairedConfusion>::fold_paired(a, b).map(|cube| cube.total());
    let first = model([1, 0, 1], ["x", "y", "x"]);
    let error = fold(&first, &model([1, 1, 1], ["x", "x", "y"])).unwrap_err();
    assert_eq!(error.problems().len(), 2, "{error}");
    assert!(error.to_string().contains("another outcome") && error.to_string().contains("values of \"s\" differ"));
    let short = Predictions::builder().outcome([1_u8]).decision([1_u8]).segment("s", ["x"]).build().unwrap();
    assert!(fold(&first, &short).unwrap_err().to_string().contains("3 rows and the new one about 1"));
    let heavy = Predictions::builder().decision([1_u8]).segment("s", ["x"]).weight([2.0]).build().unwrap();
    assert!(fold(&heavy, &heavy).unwrap_err().to_string().contains("weigh"));
    let same = fold(&first, &first).unwrap();
    assert_eq!(same.count(PairedOutcome::Positive, PairedDecision::KeptSelected), 2);
    // Labels of the selected only do not tell what came of rows that only the new model selects.
    let selective = |decision: [u8; 3]| {
        Predictions::builder()
            .outcome([Some(1_u8), None, Some(0)])
            .labels(LabelAvailability::SelectedOnly)
            .decision(decision)
            .segment("s", ["x", "y", "x"])
            .build()
            .unwrap()
    };
    let audited = PairedAudit::new().run(&selective([1, 0, 1]), &selective([0, 1, 1])).unwrap();
    assert!(audited.groupings[0].slices.iter().all(|slice| slice.rates.len() == 1));
    assert_eq!(audited.count(Unfairness::NotAssessed), 2, "three rows are too few");
}

#[cfg(feature = "csv")]
fn adult() -> Option<PairedAudited> {
    use evenhand::io::{AuditSpecification, read_predictions};
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/adult_predictions.csv");
    let model = |score: &str| {
        let file = std::fs::File::open(&path).ok()?;
        let mut specification = AuditSpecification::default();
        specification.columns.outcome = Some("y_true".to_owned());
        specification.columns.score = Some(score.to_owned());
        specification.values.threshold = Some(0.5);
        specification.columns.segments = vec!["sex".to_owned(), "race".to_owned()];
        Some(read_predictions(file, &specification).unwrap())
    };
    let Some((old, new)) = model("score").zip(model("score_b")) else {
        println!("skipped: {} is not here", path.display());
        return None;
    };
    Some(PairedAudit::new().run(&old, &new).unwrap())
}

/// The second model of adult also sees marital status and relationship, which stand for sex.
#[cfg(feature = "csv")]
#[test]
fn a_model_that_sees_a_proxy_for_sex_is_more_unfair_to_women() {
    let Some(audited) = adult() else { return };
    assert_eq!(audited.rows, 48_842);
    let women = audited.slice("sex=Female").unwrap();
    let selection = &women.rates[0];
    // Counted row by row by tests/golden/make_adult.py.
    let men = audited.slice("sex=Male").unwrap();
    assert_eq!((women.rows, women.flips.gained, women.flips.lost), (16_192, 586, 340));
    assert_eq!((men.rows, men.flips.gained, men.flips.lost), (32_650, 3_659, 406));
    let reach = women.rates.iter().find(|one| one.rate == PairedRate::TruePositive).unwrap();
    assert_eq!((reach.old.numerator, reach.new.numerator, reach.new.denominator), (725, 1_012, 1_769));
    let gap = |women: f64, men: f64| women / 16_192.0 - men / 32_650.0;
    assert!((selection.gap_old.unwrap() - gap(1_035.0, 5_093.0)).abs() < 1e-12);
    assert!((selection.gap_new.unwrap() - gap(1_281.0, 8_346.0)).abs() < 1e-12);
    assert_eq!((selection.answer, reach.answer), (Unfairness::More, Unfairness::More));
    let interval = selection.gap_change_interval.unwrap();
    assert!(interval.upper < -0.07 && interval.lower > -0.1, "{interval:?}");
}

#[cfg(feature = "cli")]
mod cli;

#[cfg(feature = "cli")]
mod program {
    use std::fmt::Write as _;

    use super::cli::Folder;

    fn both() -> String {
        let mut text = String::from("channel,old,new,score_a,score_b,bought\n");
        for at in 0..1_200_u32 {
            let channel = if at % 3 == 0 { "phone" } else { "app" };
            let (old, new) = if at % 3 == 0 { (at % 12 == 0, at % 6 == 0) } else { (at % 2 == 0, at % 2 == 0) };
            let (old, new) = (u8::from(old), u8::from(new));
            writeln!(text, "{channel},{old},{new},0.{old}5,0.{}5,{}", new * 8, at % 2).unwrap();
        }
        text
    }

    #[test]
    fn compare_reads_decisions_scores_and_specifications() {
        let folder = Folder::with("c.csv", both());
        let decisions = "compare c.csv --decision-a old --decision-b new --outcome bought --segments channel";
        let (status, out, err) = folder.run(&format!("{decisions} --json c.json --markdown c.md --html c.html"));
        assert_eq!((status, err.as_str()), (0, ""), "{out}");
        assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
        assert!(
            out.contains("100 are selected by the new model and not by the old one") && out.contains("less unfair"),
            "{out}"
        );
        let json: serde_json::Value = serde_json::from_str(&folder.read("c.json")).unwrap();
        assert_eq!(json["comparison"]["overall"]["gained"], 100);
        assert!(folder.read("c.md").contains("| phone |") && folder.read("c.html").contains("less unfair"));

        // The same by scores; and from standard input.
        let scores = "compare - --score-a score_a --score-b score_b --threshold 0.1 --threshold-b 0.5 --segments channel --json -";
        let output = folder.evenhand(scores).write_stdin(both()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(json["comparison"]["overall"]["gained"], 100);

        // The specification's decision is the old one.
        folder.add("a.toml", "[columns]\ndecision = \"old\"\noutcome = \"bought\"\nsegments = [\"channel\"]\n");
        let (status, out, err) = folder.run("compare c.csv --spec a.toml --decision-b new");
        assert_eq!(status, 0, "{err}");
        assert!(out.contains("old → new"), "{out}");
    }

    #[test]
    fn compare_says_what_is_missing() {
        let folder = Folder::with("c.csv", both());
        for (arguments, words) in [
            ("compare c.csv --decision-a old --segments channel", "--decision-b"),
            ("compare c.csv --decision-b new --segments channel", "--decision"),
            ("compare c.csv --decision-a old --decision-b nwe --segments channel", "is not in the header"),
            ("compare c.csv --decision-a old --decision-b new", "--segments"),
            ("compare c.csv --decision-a old --score-b score_b --segments channel", "threshold"),
            ("compare c.csv --decision-a old --decision-b new --segments channel --confidence 95", "0.95"),
        ] {
            let (status, _, err) = folder.run(arguments);
            assert_eq!(status, 2, "{arguments}: {err}");
            assert!(err.contains(words), "{arguments}: {err}");
        }
    }
}
