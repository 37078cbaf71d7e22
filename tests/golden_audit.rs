//! Published tables and METHODS' worked numbers through the whole audit: predictions in, verdicts out.
//!
//! Every expected number was printed elsewhere, or follows from printed counts by arithmetic that is shown beside it.
#![cfg(feature = "json")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use evenhand::audit::{Audited, FindingCode, LiteralRule, Reference, Rule, Tolerance, Verdict, preset};
use evenhand::data::Favourable;
use evenhand::inference::simpson::{Pattern, Reversal};
use evenhand::value::Measured;
use evenhand::{Audit, Policy, Predictions};
use toml::{Table, Value};

/// One line of a table of counts: levels, decision, outcome, how many.
type Line<'a> = (Vec<Option<&'a str>>, bool, Option<bool>, u64);

fn published() -> Table {
    include_str!("golden/published.toml").parse().unwrap()
}

fn integer(table: &Value, key: &str) -> u64 {
    u64::try_from(table[key].as_integer().unwrap()).unwrap()
}

fn float(table: &Value, key: &str) -> f64 {
    table[key].as_float().unwrap()
}

/// A table of counts as predictions.
fn counted(segment: &str, stratum: Option<&str>, lines: &[Line<'_>], favourable: Favourable) -> Predictions {
    let mut builder = Predictions::builder()
        .decision(lines.iter().map(|line| line.1))
        .segment(segment, lines.iter().map(|line| line.0[0]))
        .count(lines.iter().map(|line| line.3))
        .favourable(favourable);
    if lines.iter().any(|line| line.2.is_some()) {
        builder = builder.outcome(lines.iter().map(|line| line.2));
    }
    if let Some(stratum) = stratum {
        builder = builder.stratum(stratum, lines.iter().map(|line| line.0[1]));
    }
    builder.build().unwrap()
}

/// A group's confusion counts as lines.
fn confusion(group: &str, tp: u64, fp: u64, fn_: u64, tn: u64) -> Vec<Line<'_>> {
    [(true, true, tp), (true, false, fp), (false, true, fn_), (false, false, tn)]
        .map(|(decision, outcome, count)| (vec![Some(group)], decision, Some(outcome), count))
        .to_vec()
}

/// METHODS 0.5, T1.
fn t1(groups: &[&str]) -> Predictions {
    let lines: Vec<Line<'_>> = [("A", 60, 20, 15, 105), ("B", 24, 16, 16, 104), ("C", 6, 0, 4, 30)]
        .into_iter()
        .filter(|(group, ..)| groups.contains(group))
        .flat_map(|(group, tp, fp, fn_, tn)| confusion(group, tp, fp, fn_, tn))
        .collect();
    counted("group", None, &lines, Favourable::Selected)
}

#[track_caller]
fn near(value: Measured, printed: f64, tolerance: f64) {
    let value = value.unwrap();
    assert!((value - printed).abs() <= tolerance, "{value} here, {printed} there");
}

fn four_fifths(predictions: &Predictions) -> Audited {
    Audit::new().policy(Policy::four_fifths()).run(predictions).unwrap()
}

/// METHODS A3 and B3: B against A fails the literal rule, and whether it is below 4/5 stays open. The p-value is that of the
/// score's exact tail, from `SciPy`: `crates/inference/tests/golden/make_margins.py`; the score test's own is .060983.
#[test]
fn a_failed_rule_of_thumb_stands_beside_an_inconclusive_verdict() {
    let audited = four_fifths(&t1(&["A", "B", "C"]));
    let b = &audited.rule("four-fifths").unwrap().assessments[0];
    assert_eq!(b.slice.to_string(), "group=B");
    assert_eq!(b.reference.slice.as_ref().unwrap().to_string(), "group=A", "the best group of the data");
    near(b.value, 0.625, 1e-15);
    let interval = b.interval.unwrap();
    near(Ok(interval.lower), 0.452_711, 5e-7);
    near(Ok(interval.upper), 0.853_286, 5e-7);
    let literal = b.literal.as_ref().unwrap();
    assert!(!literal.met);
    near(literal.p_value, 0.061_673_322, 1e-8);
    near(literal.flipped, 0.648_734, 5e-7);
    near(literal.shortfall, 24.0, 1e-12);
    near(literal.to_four_fifths, 12.0, 0.0);
    assert_eq!(b.verdict, Verdict::Inconclusive);
    assert!(b.settling.is_some(), "an open question says how many rows would close it");
    near(b.p_outside, 2.0 * 0.061_673_322, 1e-8);
}

/// METHODS A3: C against A is outside. With B as a second question Holm doubles its p-value to just below 5 %; at 95.5 %
/// confidence the same table no longer shows it. The p-value is `SciPy`'s: `make_margins.py`.
#[test]
fn a_second_question_asks_more_evidence_of_the_first() {
    let alone = four_fifths(&t1(&["A", "C"]));
    let c = &alone.rule("four-fifths").unwrap().assessments[0];
    near(c.value, 0.375, 1e-15);
    near(Ok(c.interval.unwrap().upper), 0.746_006, 5e-7);
    near(c.literal.as_ref().unwrap().p_value, 0.011_397_592_5, 1e-9);
    assert_eq!((c.comparisons, c.verdict), (1, Verdict::Outside));
    assert!(!alone.gate().passed());

    let together = four_fifths(&t1(&["A", "B", "C"]));
    let c = &together.rule("four-fifths").unwrap().assessments[1];
    near(c.p_outside, 2.0 * 0.011_397_592_5, 2e-9);
    near(c.p_outside_adjusted, 4.0 * 0.011_397_592_5, 4e-9);
    assert_eq!((c.comparisons, c.verdict), (2, Verdict::Outside));
    let stricter = Audit::new().policy(Policy::four_fifths()).confidence(0.955).unwrap();
    let together = stricter.run(&t1(&["A", "B", "C"])).unwrap();
    let c = &together.rule("four-fifths").unwrap().assessments[1];
    assert_eq!((c.comparisons, c.verdict), (2, Verdict::Inconclusive));
    let alone = stricter.run(&t1(&["A", "C"])).unwrap();
    assert_eq!(alone.rule("four-fifths").unwrap().assessments[0].verdict, Verdict::Outside);
}

/// METHODS A2: against the rest, and against everyone with the interval of the rest, scaled.
#[test]
fn everyone_contains_the_group() {
    let rule = |id: &str, reference| Rule::new(id, "demographic_parity_difference").reference(reference);
    let policy = Policy::builder("T1")
        .rule(rule("rest", Reference::Rest))
        .rule(rule("overall", Reference::Overall))
        .build()
        .unwrap();
    let audited = Audit::new().policy(policy).run(&t1(&["A", "B", "C"])).unwrap();
    let value = |rule: &str, at: usize| audited.rule(rule).unwrap().assessments[at].value;
    for (at, rest, overall) in [(0, 0.17, 0.085), (1, -0.108_333, -0.065), (2, -0.183_333, -0.165)] {
        near(value("rest", at), rest, 5e-7);
        near(value("overall", at), overall, 5e-7);
    }
    let b = audited.rule("overall").unwrap().assessments[1].interval.unwrap();
    // METHODS prints the interval of Newcombe; that of Miettinen and Nurminen, used here, differs in the third digit.
    near(Ok(b.lower), -0.117_257, 1e-3);
    near(Ok(b.upper), -0.009_330, 1e-3);
    let rest = audited.rule("rest").unwrap().assessments[1].interval.unwrap();
    near(Ok(b.lower), 0.6 * rest.lower, 1e-12);
    near(Ok(b.upper), 0.6 * rest.upper, 1e-12);
}

/// METHODS B13: the least ratio over all pairs lies in (.1473, .8465), and chance alone gives a range of .0845.
#[test]
fn the_widest_pair_carries_the_price_of_the_search_and_a_noise_floor() {
    let policy = Policy::builder("T1")
        .rule(Rule::new("widest", "disparate_impact").tolerance(Tolerance::at_least(0.8)).worst_pair())
        .rule(Rule::new("strict", "disparate_impact").tolerance(Tolerance::at_least(0.9)).worst_pair())
        .build()
        .unwrap();
    let audited = Audit::new().policy(policy).run(&t1(&["A", "B", "C"])).unwrap();
    let worst = &audited.rule("widest").unwrap().assessments[0];
    assert_eq!(worst.slice.to_string(), "group=C");
    assert_eq!(worst.reference.slice.as_ref().unwrap().to_string(), "group=A");
    near(worst.value, 0.375, 1e-15);
    near(Ok(worst.interval.unwrap().lower), 0.147_307, 5e-7);
    near(Ok(worst.interval.unwrap().upper), 0.846_517, 5e-7);
    assert_eq!((worst.comparisons, worst.verdict), (3, Verdict::Inconclusive));
    assert_eq!(audited.rule("strict").unwrap().assessments[0].verdict, Verdict::Outside);
    let report = audited.report().build().markdown();
    assert!(report.contains("times as often as group=A"), "the pair is named, not everyone else:\n{report}");

    let grouping = audited.grouping(&["group"]).unwrap();
    let floor = |criterion: &str| {
        grouping.worst.iter().find(|worst| worst.criterion == criterion).unwrap().noise_floor.unwrap()
    };
    let range = floor("demographic_parity_difference").range;
    near(range.observed, 0.25, 1e-15);
    // Monte Carlo on both sides: 1,000 draws here, with a standard error of about .0015.
    near(range.mean, 0.0845, 0.006);
    near(range.extreme_point, 0.175, 0.02);
    assert!(range.p_value.unwrap() < 0.012, "METHODS: .0039");
    near(floor("disparate_impact").minimum_ratio.mean, 0.769, 0.02);
}

/// Whom a gap harms stands first, whichever side of the number that is. T1: C is selected least (.15), A most (.40). A misses
/// the fewest willing customers (FNR .20), B and C the most (.40). Where being selected is bad, A is harmed.
#[test]
fn the_widest_pair_names_the_harmed_group_first() {
    let pair = |criterion: &str, favourable| {
        let lines: Vec<Line<'_>> = [("A", 60, 20, 15, 105), ("B", 24, 16, 16, 104), ("C", 6, 0, 4, 30)]
            .into_iter()
            .flat_map(|(group, tp, fp, fn_, tn)| confusion(group, tp, fp, fn_, tn))
            .collect();
        let policy =
            Policy::builder("T1").minimum_rows(1).rule(Rule::new("widest", criterion).worst_pair()).build().unwrap();
        let audited = Audit::new().policy(policy).run(&counted("group", None, &lines, favourable)).unwrap();
        let worst = audited.rule("widest").unwrap().assessments[0].clone();
        assert_eq!(worst.reference.reference, Reference::WidestPair);
        assert!(worst.value.unwrap() > 0.0, "max − min and min / max have no sign");
        assert_eq!((worst.group_values.len(), worst.reference_values.len()), (1, 1));
        (worst.slice.label(), worst.reference.slice.unwrap().label())
    };
    let named = |group: &str, reference: &str| (group.to_owned(), reference.to_owned());
    assert_eq!(pair("demographic_parity_difference", Favourable::Selected), named("C", "A"));
    assert_eq!(pair("demographic_parity_difference", Favourable::NotSelected), named("A", "C"));
    assert_eq!(pair("disparate_impact", Favourable::Selected), named("C", "A"));
    assert_eq!(pair("disparate_impact", Favourable::NotSelected), named("A", "C"));
    assert_eq!(pair("equal_opportunity_difference", Favourable::Selected), named("B", "A"));
    assert_eq!(pair("false_negative_rate_ratio", Favourable::Selected), named("B", "A"));
    // To be selected though one would not respond: an offer more, or a suspicion more.
    assert_eq!(pair("predictive_equality_difference", Favourable::Selected), named("C", "A"));
    assert_eq!(pair("predictive_equality_difference", Favourable::NotSelected), named("A", "C"));
}

/// METHODS D7, T6: what 40 customers of unknown segment could change.
#[test]
fn the_unknown_are_a_segment_and_bound_the_others() {
    let line = |group, selected, count| (vec![group], selected, None, count);
    let lines = [
        line(Some("A"), true, 80),
        line(Some("A"), false, 120),
        line(Some("B"), true, 40),
        line(Some("B"), false, 120),
        line(None, true, 10),
        line(None, false, 30),
    ];
    let audited = four_fifths(&counted("group", None, &lines, Favourable::Selected));
    let grouping = audited.grouping(&["group"]).unwrap();
    assert_eq!(grouping.slices.len(), 3, "the unknown are audited like any other");
    let [a, b] = &grouping.missing[..] else { panic!("bounds for A and B") };
    for (bounds, lower, upper) in [
        (&a.selection_rate, 0.347_826, 0.428_571),
        (&b.selection_rate, 0.210_526, 0.294_118),
        (&b.difference, -0.218_045, -0.053_708),
        (&b.ratio, 0.491_228, 0.845_588),
    ] {
        near(bounds.lower, lower, 5e-7);
        near(bounds.upper, upper, 5e-7);
    }
    assert_eq!((b.difference.side_of(0.0), b.ratio.side_of(0.8)), (-1, 0), "the sign is known, four fifths is not");
}

/// METHODS B10: weights 1, 1, 2, 2, 4.
#[test]
fn weighted_rows_count_for_fewer() {
    let predictions = Predictions::builder()
        .decision([1_u8, 0, 1, 1, 0])
        .weight([1.0, 1.0, 2.0, 2.0, 4.0])
        .segment("group", &["A"; 5])
        .build()
        .unwrap();
    let audited = Audit::new().run(&predictions).unwrap();
    let rate = audited.overall.metric("selection_rate").unwrap();
    near(rate.value, 0.5, 1e-15);
    assert!((rate.effective.unwrap() - 3.076_923).abs() < 5e-7);
    // Wilson's interval of ½ of 3.076923 rows.
    near(Ok(rate.interval.unwrap().lower), 0.127_423, 1e-6);
    near(Ok(rate.interval.unwrap().upper), 0.872_577, 1e-6);
    assert_eq!(audited.overall.weight, Some(10.0));
}

/// Local Law 144: scores 10, 20, 20, 20, 30, 40; the median is 20 and two of six lie above it.
#[test]
fn the_scoring_rate_counts_scores_above_the_median() {
    let book = published();
    let scoring = &book["ll144"]["scoring_rate"];
    let scores: Vec<f64> = scoring["scores"]
        .as_array()
        .unwrap()
        .iter()
        .map(|score| f64::from(i32::try_from(score.as_integer().unwrap()).unwrap()) / 100.0)
        .collect();
    let predictions = Predictions::builder()
        .score(&scores)
        .decision_from_score(0.3)
        .segment("sex", &["f", "m", "f", "m", "f", "m"])
        .build()
        .unwrap();
    let audited = Audit::new().policy(preset::find("nyc-ll144").unwrap().policy()).run(&predictions).unwrap();
    let table = &audited.tables[0];
    assert!((table.median_score.unwrap() - 0.2).abs() < 1e-15);
    let above: u64 = table.rows.iter().filter_map(|row| row.above_median).sum();
    let all: u64 = table.rows.iter().map(|row| row.rows).sum();
    assert_eq!(
        (above, all),
        (integer(scoring, "scoring_rate_numerator"), integer(scoring, "scoring_rate_denominator"))
    );
    assert!(audited.rules.is_empty() && audited.gate().passed(), "the law has no pass line");
}

/// Local Law 144: rates and ratios of the sample table, a category below 2 %, and people of unknown category.
#[test]
fn an_impact_table_has_rates_ratios_and_the_unknown() {
    let book = published();
    let printed = book["ll144"]["sample_sex_table"]["category"].as_array().unwrap();
    let mut lines: Vec<Line<'_>> = Vec::new();
    for category in printed {
        let name = category["name"].as_str().unwrap();
        let (applicants, selected) = (integer(category, "applicants"), integer(category, "selected"));
        lines.push((vec![Some(name)], true, None, selected));
        lines.push((vec![Some(name)], false, None, applicants - selected));
    }
    lines.push((vec![Some("Other")], true, None, 20));
    lines.push((vec![None], false, None, 7));
    let policy = preset::find("nyc-ll144").unwrap().policy();
    let audited = Audit::new().policy(policy).run(&counted("sex", None, &lines, Favourable::Selected)).unwrap();
    let table = &audited.tables[0];
    assert_eq!(table.unknown, 7);
    for category in printed {
        let label = format!("sex={}", category["name"].as_str().unwrap());
        let row = table.rows.iter().find(|row| row.slice.to_string() == label).unwrap();
        let rate = format!("{:.0}%", 100.0 * row.selection_rate.unwrap());
        assert_eq!(rate, category["printed_selection_rate"].as_str().unwrap());
        let ratio: f64 = category["printed_impact_ratio"].as_str().unwrap().parse().unwrap();
        near(row.impact_ratio, ratio, 5e-4);
    }
    let other = table.rows.iter().find(|row| row.slice.to_string() == "sex=Other").unwrap();
    assert!(other.below_two_percent && other.selected == 20, "left out of the highest rate, and still shown");
}

/// `ProPublica` 2016. Being selected means a high risk score: the favourable side is not to be.
#[test]
fn propublica_error_rates_and_the_favourable_side() {
    let book = published();
    let groups = book["compas"]["group"].as_array().unwrap();
    let lines: Vec<Line<'_>> = groups
        .iter()
        .flat_map(|group| {
            let cell = |name| integer(group, name);
            confusion(group["name"].as_str().unwrap(), cell("tp"), cell("fp"), cell("fn"), cell("tn"))
        })
        .collect();
    let predictions = counted("race", None, &lines, Favourable::NotSelected);
    let audited = Audit::new().run(&predictions).unwrap();
    let by_race = audited.grouping(&["race"]).unwrap();
    for group in groups {
        let slice = by_race.slice(&[group["name"].as_str().unwrap()]).unwrap();
        let percent = |id: &str| slice.metric(id).unwrap().value.map(|rate| 100.0 * rate);
        near(percent("false_positive_rate"), float(group, "published_fpr_percent"), 0.005);
        near(percent("false_negative_rate"), float(group, "published_fnr_percent"), 0.005);
    }
    // 1522 of 3696 against 1600 of 2454 are not flagged: .411797 / .651997.
    let impact = by_race.slice(&["African-American"]).unwrap().disparity("disparate_impact").unwrap();
    near(impact.value, 0.631_593, 5e-7);
    assert!(impact.interval.unwrap().upper < 0.8);
}

/// One stratum with (group, selected, rows) of two groups.
type TwoGroups<'a> = (&'a str, [(&'static str, u64, u64); 2]);

/// A table of admissions or treatments.
fn stratified(strata: &[TwoGroups<'_>]) -> Predictions {
    let lines: Vec<Line<'_>> = strata
        .iter()
        .flat_map(|&(stratum, groups)| {
            groups.into_iter().flat_map(move |(group, selected, rows)| {
                let levels = vec![Some(group), Some(stratum)];
                [(levels.clone(), true, None, selected), (levels, false, None, rows - selected)]
            })
        })
        .collect();
    counted("group", Some("stratum"), &lines, Favourable::Selected)
}

fn crude_and_within() -> Policy {
    let rule = |id: &str| Rule::new(id, "disparate_impact").tolerance(Tolerance::at_least(0.8));
    Policy::builder("admissions")
        .rule(rule("crude").literal(LiteralRule::FourFifths))
        .rule(rule("within").within_strata())
        .build()
        .unwrap()
}

/// Bickel, Hammel and O'Connell 1975, with the department as stratum.
#[test]
fn berkeley_turns_round_within_departments() {
    let book = published();
    let berkeley = &book["berkeley"];
    let strata: Vec<_> = berkeley["department"]
        .as_array()
        .unwrap()
        .iter()
        .map(|department| {
            let count = |name: &str| integer(department, name);
            let group = |name, admitted: u64, rejected: u64| (name, admitted, admitted + rejected);
            let women = group("women", count("women_admitted"), count("women_rejected"));
            let men = group("men", count("men_admitted"), count("men_rejected"));
            (department["name"].as_str().unwrap(), [women, men])
        })
        .collect();
    let audited = Audit::new().policy(crude_and_within()).run(&stratified(&strata)).unwrap();
    let by_group = audited.grouping(&["group"]).unwrap();
    for (group, key) in [("women", "women"), ("men", "men")] {
        let rate = by_group.slice(&[group]).unwrap().metric("selection_rate").unwrap();
        assert_eq!(rate.numerator, Some(integer(berkeley, &format!("{key}_admitted"))));
        assert_eq!(rate.denominator, Some(integer(berkeley, &format!("{key}_applied"))));
    }
    let women = audited.conditional.iter().find(|result| result.slice.to_string() == "group=women").unwrap();
    let derived = |key: &str| float(&berkeley["derived"], key);
    near(women.crude_difference.value, derived("crude_difference"), 1e-12);
    near(women.crude_ratio.value, derived("crude_ratio"), 1e-12);
    near(women.adjusted.risk_difference.value, derived("mantel_haenszel_difference"), 1e-12);
    near(women.adjusted.risk_ratio.value, derived("mantel_haenszel_ratio"), 1e-12);
    near(women.adjusted.odds_ratio.value, derived("mantel_haenszel_odds_ratio"), 1e-12);
    near(
        women
            .test
            .map(|test| test.statistic)
            .ok_or(evenhand::value::Unavailable::Undefined(evenhand::value::Reason::NoVariation)),
        derived("cmh_chi2"),
        1e-9,
    );
    // The signs turn in the standardised rates, not in every department: weak, and within noise on the adjusted side.
    assert_eq!(women.simpson.as_ref().unwrap().reversal, Reversal::Possible(Pattern::Weak));
    assert!(audited.findings.iter().any(|finding| {
        finding.code == FindingCode::ReversalWithinStrata && finding.slice.to_string() == "group=women"
    }));
    let verdict = |rule: &str| {
        let assessments = &audited.rule(rule).unwrap().assessments;
        assessments.iter().find(|one| one.slice.to_string() == "group=women").unwrap().verdict
    };
    assert_eq!((verdict("crude"), verdict("within")), (Verdict::Outside, Verdict::Within));
}

/// Charig et al. 1986, by stone size: the better treatment looks worse, in every stratum.
#[test]
fn kidney_stones_reverse_in_every_stratum() {
    let book = published();
    let stones = &book["kidney_stones"];
    let strata: Vec<_> = stones["stratum"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stratum| {
            let group = |name| {
                (name, integer(stratum, &format!("{name}_successes")), integer(stratum, &format!("{name}_patients")))
            };
            (stratum["name"].as_str().unwrap(), [group("open_surgery"), group("nephrolithotomy")])
        })
        .collect();
    let audited = Audit::new().policy(crude_and_within()).run(&stratified(&strata)).unwrap();
    let surgery = audited.conditional.iter().find(|one| one.slice.to_string() == "group=open_surgery").unwrap();
    let derived = |key: &str| float(&stones["derived"], key);
    near(surgery.adjusted.risk_difference.value, derived("mantel_haenszel_difference"), 1e-12);
    near(surgery.adjusted.risk_ratio.value, derived("mantel_haenszel_ratio"), 1e-12);
    near(surgery.adjusted.odds_ratio.value, derived("mantel_haenszel_odds_ratio"), 1e-12);
    assert_eq!(surgery.simpson.as_ref().unwrap().reversal, Reversal::Possible(Pattern::Strong));
    // 700 patients cannot show the crude gap of −.0457 either: no finding is made of it.
    assert!(surgery.crude_difference.interval.unwrap().contains(0.0));
    assert!(audited.findings.iter().all(|finding| finding.code != FindingCode::ReversalWithinStrata));
}
