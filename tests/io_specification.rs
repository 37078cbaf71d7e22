//! An `audit.toml` as a person writes it, and as a person mistypes it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, unreachable_pub, reason = "a test")]
#![cfg(feature = "policy-file")]

use evenhand::data::{Favourable, LabelAvailability, NonFiniteScores};
use evenhand::io::{AuditSpecification, Bands};
use evenhand::segment::Slices;

const COMPLETE: &str = r##"
policy = "four_fifths.toml"
confidence = 0.9
seed = 20240501

[columns]
outcome = "bought"
score = "p"
weight = "w"
count = "n"
customer = "id"
consent = "opt_in"
segments = ["age", "income", "gender"]
strata = ["tenure"]

[values]
outcome_positive = "yes"
consent_positive = "y"
threshold = 0.15
favourable = "not_selected"
labels = "selected_only"
missing = ["", "NA"]
non_finite_scores = "exclude"
max_levels = 40
delimiter = ";"

[bands]
age = [25, 35.5, 65]
income = { quantiles = 4 }

[order]
tenure = ["new", "1-3 years", "over 3 years"]

[slices]
intersections = 2
also = [["age", "gender", "income"]]

[privacy]
minimum_cell = 10
withhold_zeros = true
previous = "last.json"

[report]
title = "Spring offer"
purpose = "cross-selling"
model = "uplift 4.2"
owner = "Marketing"
reviewer = "A. Reviewer"
period = "2026-01 to 2026-03"
notes = "none"
language = "de"
decision_made = "who gets the offer"
favourable_outcome = "the offer"
population = "customers with an account"
segment_source = "as declared"
legal_basis = "consent"
consent = "asked at sign-up"
limitations = ["one spring"]

[[actions]]
id = "letters"
option = "send letters"
findings = ["outside-tolerance/equal-treatment/channel=phone"]
effect = { measure = "disparate_impact", value = 0.91, lower = 0.84, upper = 0.98 }
cost = "postage"
who_loses = "nobody"
owner = "campaign lead"
due = "2027-01-31"
state = "accepted"

[[scorecard]]
id = "response"
name = "Response rate"
perspective = "business"
unit = "share"
better = "higher"
target = 0.12
value = 0.134
previous = 0.1
segments.gender = { female = 0.1, male = 0.2 }

[[scorecard]]
id = "cost"
name = "Cost per order"
unit = { amount = "EUR" }
better = "lower"
value = 7

[[sections]]
title = "Background"
before = "segments"
text = "Sent **twice** a year."

[[sections]]
title = "Appendix"
file = "appendix.md"

[theme]
light = { accent = "#6a1b9a" }
dark = { paper = "#000000" }
logo = "logo.svg"
logo_text = "Acme"
"##;

#[test]
fn every_key_is_read_and_written_back() {
    let specification = AuditSpecification::parse(COMPLETE).unwrap();
    specification.check().unwrap();
    assert_eq!(specification.seed, Some(20_240_501));
    assert_eq!(specification.values.favourable, Favourable::NotSelected);
    assert_eq!(specification.values.labels, Some(LabelAvailability::SelectedOnly));
    assert_eq!(specification.values.non_finite_scores, NonFiniteScores::Exclude);
    assert_eq!(specification.values.missing, ["", "NA"]);
    assert_eq!(specification.bands["age"], Bands::At(vec![25.0, 35.5, 65.0]));
    assert_eq!(specification.bands["income"], Bands::Quantiles { quantiles: 4 });
    assert_eq!(
        specification.slices.slices(),
        Slices::marginals().with_intersections(2).and(["age", "gender", "income"])
    );
    assert_eq!(specification.report.language, Some(evenhand::report::Language::German));
    assert_eq!(specification.report.period.as_deref(), Some("2026-01 to 2026-03"));

    let text = specification.to_toml().unwrap();
    assert_eq!(AuditSpecification::parse(&text).unwrap(), specification, "{text}");
    // The same model through serde, as another program would read it.
    assert_eq!(toml::from_str::<AuditSpecification>(COMPLETE).unwrap(), specification);
}

#[test]
fn an_empty_file_is_the_default() {
    assert_eq!(AuditSpecification::parse("").unwrap(), AuditSpecification::default());
    let text = AuditSpecification::default().to_toml().unwrap();
    assert_eq!(AuditSpecification::parse(&text).unwrap(), AuditSpecification::default());
    assert_eq!(AuditSpecification::default().values.max_levels, 1000);
}

#[test]
fn all_that_is_mistyped_is_said_at_once() {
    let text = r#"
treshold = 0.5
[columns]
outcom = "bought"
decision = 1
segments = "age"
threshold = 0.5
strata = ["a", 2]
[values]
favorable = "selected"
labels = "some"
threshold = "0.5"
max_levels = -3
delimiter = ", "
outcome_positive = true
[bands]
age = "25"
income = { quantile = 4 }
[slices]
also = ["age"]
xyz = 1
[reports]
"#;
    let error = AuditSpecification::parse(text).unwrap_err();
    let found: Vec<String> = error.problems().iter().map(ToString::to_string).collect();
    let expected = [
        "treshold, line 2: is not a key of an audit; did you mean \"threshold\" under [values]?",
        "[columns] outcom, line 4: is not a key of this table; did you mean \"outcome\"?",
        "[columns] decision, line 5: \"1\" is a whole number, and text was expected; put it in quotes: \"1\"",
        "[columns] segments, line 6: \"age\" is text, and a list of texts was expected; write [\"age\"]",
        "[columns] threshold, line 7: is not a key of this table; it belongs under [values]",
        "[columns] strata, line 8: \"2\" is a whole number, and a list of texts was expected",
        "[values] favorable, line 10: is not a key of this table; did you mean \"favourable\"?",
        "[values] labels, line 11: \"some\" is not one of the choices; the choices are all, selected_only, none, delayed",
        "[values] threshold, line 12: \"0.5\" is text, and a number was expected; take it out of its quotes",
        "[values] max_levels, line 13: \"-3\" is a whole number, and a whole number that is not negative was expected",
        "[values] delimiter, line 14: \", \" is text, and text of one character was expected",
        "[values] outcome_positive, line 15: \"true\" is true or false, and text was expected; put it in quotes: \"true\"",
        "[bands] age, line 17: \"25\" is text, and a list of numbers, or { quantiles = 4 }, was expected",
        "[bands.income] quantile, line 18: is not a key of bands; write cut points as [25, 65], or { quantiles = 4 }",
        "[slices] also, line 20: \"age\" is text, and a list of lists of segments",
        "[slices] xyz, line 21: is not a key of this table; known are intersections, also, only",
        "reports, line 22: is not a key of an audit; did you mean \"report\"?",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\nis not\n{expected}");
    }
}

#[test]
fn text_that_is_not_toml_is_named_by_its_line() {
    let error = AuditSpecification::parse("[columns]\noutcome = bought\nscore = \"p\"\n").unwrap_err();
    assert!(error.to_string().contains("line 2: is not TOML"), "{error}");
}

#[test]
fn contradictions_are_said_at_once() {
    let text = r#"
confidence = 95
[columns]
outcome = "y"
weight = "y"
segments = ["age", "gender"]
[values]
threshold = 15
decision_positive = "yes"
outcome_positive = ""
max_levels = 0
delimiter = "é"
[bands]
age = [35, 25]
agee = [1]
gender = { quantiles = 1 }
[order]
gender = ["f", "f"]
[slices]
intersections = 0
only = [["agge"], []]
"#;
    let error = AuditSpecification::parse(text).unwrap().check().unwrap_err();
    let text = error.to_string();
    for expected in [
        "confidence: \"95\" is not between 0 and 1; write 0.95",
        "[values] threshold: a threshold was given without a score",
        "[values] threshold: \"15\" is not a threshold",
        "[columns] weight: \"y\" is also asked for as outcome; one column cannot be both outcome and weight",
        "[values] decision_positive: \"yes\" names a level, but there is no decision column",
        "[values] outcome_positive: \"\" is also among the cells that mean missing",
        "[values] max_levels: allows no level",
        "[values] delimiter: \"é\" cannot stand between cells",
        "[bands] age: \"[35.0, 25.0]\" are not cut points",
        "[bands] agee: is neither a segment nor a stratum; did you mean \"age\"?",
        "[bands] gender: \"1\" are too few bands",
        "[order] gender: has bands already",
        "[order] gender: \"f\" stands twice",
        "[slices] only: excludes intersections and also",
        "[slices] intersections: \"0\" compares nothing",
        "[slices] only: \"agge\" is not a segment; did you mean \"age\"?",
        "[slices] only: holds a grouping of no segment",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in: {text}");
    }
    assert_eq!(error.problems().len(), 17);

    let error = AuditSpecification::parse("[order]\ntenure = ['new']").unwrap().check().unwrap_err();
    assert!(error.to_string().contains("[columns] decision: no decision was given"), "{error}");
    assert!(error.to_string().contains("name it under [columns] segments"), "{error}");
}

#[test]
fn actions_are_checked_with_everything_else() {
    let specification = AuditSpecification::parse(COMPLETE).unwrap();
    let action = &specification.actions[0];
    let dated = AuditSpecification::parse(&COMPLETE.replace("\"2027-01-31\"", "2027-01-31")).unwrap();
    assert_eq!(dated, specification, "a day may be written as a date or as text");
    assert_eq!((action.due.as_deref(), action.effect.as_ref().unwrap().confidence), (Some("2027-01-31"), 0.95));
    for (wrong, right, says) in [
        ("due = \"2027-01-31\"", "due = 'soon'", "write it as YYYY-MM-DD"),
        ("state = \"accepted\"", "state = \"acepted\"", "did you mean \"accepted\"?"),
        ("who_loses =", "who_looses =", "did you mean \"who_loses\"?"),
        ("upper = 0.98", "upper = 0.9", "lower ≤ value ≤ upper"),
        ("upper = 0.98", "uper = 0.98", "did you mean \"upper\"?"),
        ("option = \"send letters\"", "", "say what is to be done"),
        ("[[actions]]", "[[actions]]\nid = \"letters\"\noption = \"again\"\n[[actions]]", "is there twice"),
    ] {
        let text = COMPLETE.replacen(wrong, right, 1);
        let error = AuditSpecification::parse(&text).and_then(|own| own.check()).unwrap_err().to_string();
        assert!(error.contains(says), "{right}: {error}");
    }
}

#[test]
fn scorecard_sections_and_theme_are_read_and_checked() {
    use evenhand::report::{Better, MeasureUnit, Perspective, Section};

    let specification = AuditSpecification::parse(COMPLETE).unwrap();
    let measures: Vec<_> = specification.scorecard.iter().map(evenhand::io::MeasureEntry::measure).collect();
    assert_eq!(
        (measures[0].value, measures[0].target, measures[0].unit.clone()),
        (Ok(0.134), Some(0.12), MeasureUnit::Share)
    );
    assert_eq!(measures[0].segments.iter().map(|own| own.value).collect::<Vec<_>>(), [Ok(0.1), Ok(0.2)]);
    assert_eq!((measures[1].better, measures[1].perspective), (Better::Lower, Perspective::Business));
    assert_eq!(measures[1].unit, MeasureUnit::Amount("EUR".into()));
    assert_eq!(specification.sections[0].before, Some(Section::Segments));
    assert_eq!(specification.theme.light.accent.as_deref(), Some("#6a1b9a"));
    for (wrong, right, says) in [
        ("perspective = \"business\"", "perspective = \"busines\"", "did you mean \"business\"?"),
        ("unit = \"share\"", "unit = \"shares\"", "did you mean \"share\"?"),
        ("unit = { amount", "unit = { amounts", "write \"share\", \"count\", \"number\" or { amount = \"EUR\" }"),
        ("target = 0.12", "target = 12", "write 0.12 for 12 %"),
        ("value = 7\n", "", "is no number"),
        ("id = \"cost\"", "id = \"response\"", "is there twice"),
        ("before = \"segments\"", "before = \"segment\"", "did you mean \"segments\"?"),
        ("accent = ", "acent = ", "did you mean \"accent\"?"),
        ("male = 0.2", "male = 'many'", "male"),
    ] {
        let text = COMPLETE.replacen(wrong, right, 1);
        assert_ne!(text, COMPLETE, "{wrong}");
        let error = AuditSpecification::parse(&text).and_then(|own| own.check()).unwrap_err().to_string();
        assert!(error.contains(says), "{right}: {error}");
    }
}
