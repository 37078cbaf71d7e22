//! Audits to report on: the example campaign, shared data where they are present, and hostile names.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test may fail")]
#![allow(unreachable_pub, clippy::missing_panics_doc, reason = "shared by several tests")]
#![allow(dead_code, reason = "each test uses what it needs of these")]

use evenhand::audit::{Audit, Audited, Exemption, Policy, Rule, Tolerance, Verdict};
use evenhand::data::Predictions;
use evenhand::segment::{Level, Slice, Slices};

/// A file in columns, by name. Enough of CSV for the files used here: no quotes.
pub struct Columns(Vec<(String, Vec<String>)>);

impl Columns {
    pub fn read(path: &str) -> Option<Self> {
        let text = std::fs::read_to_string(path).ok()?;
        let mut lines = text.lines();
        let mut columns: Vec<(String, Vec<String>)> =
            lines.next()?.split(',').map(|name| (name.trim_matches('"').to_owned(), Vec::new())).collect();
        for line in lines {
            for ((_, column), field) in columns.iter_mut().zip(line.split(',')) {
                column.push(field.trim_matches('"').to_owned());
            }
        }
        Some(Self(columns))
    }

    pub fn column(&self, name: &str) -> &[String] {
        &self.0.iter().find(|(own, _)| own == name).unwrap_or_else(|| panic!("no column {name}")).1
    }

    pub fn numbers(&self, name: &str) -> Vec<f64> {
        self.column(name).iter().map(|field| field.parse().unwrap_or(f64::NAN)).collect()
    }

    pub fn bits(&self, name: &str) -> Vec<Option<u8>> {
        self.column(name).iter().map(|field| field.parse::<f64>().ok().map(|value| u8::from(value > 0.5))).collect()
    }

    pub fn levels(&self, name: &str) -> Vec<Option<String>> {
        self.column(name).iter().map(|field| (!field.is_empty()).then(|| field.clone())).collect()
    }
}

/// The example campaign under the marketing preset, all pairs of attributes.
pub fn campaign() -> Audited {
    let columns = Columns::read("examples/data/campaign.csv").expect("the example campaign is part of the repository");
    let consent: Vec<bool> = columns.column("consent").iter().map(|field| field == "yes").collect();
    let mut builder = Predictions::builder()
        .decision_named("targeted", columns.bits("targeted"))
        .outcome_named("bought", columns.bits("bought"))
        .score(columns.numbers("score"))
        .consent(consent)
        .stratum("tenure", columns.levels("tenure"));
    for name in ["age_band", "gender", "region", "channel"] {
        builder = builder.segment(name, columns.levels(name));
    }
    let mut policy = Policy::marketing();
    policy.tables = vec!["nyc-ll144".to_owned()];
    policy.exemptions = vec![Exemption {
        rule: "equal-treatment".to_owned(),
        slice: Slice::everybody().and("gender", Level::named("male")).and("channel", Level::named("phone")),
        reason: "men on the phone were called back by hand in March".to_owned(),
        expires: "2027-03-31".to_owned(),
        approved_by: Some("head of marketing".to_owned()),
    }];
    policy.rules[0].owner = Some("campaign lead".to_owned());
    Audit::new()
        .policy(policy)
        .slices(Slices::marginals().with_intersections(2))
        .as_of("2026-11-22")
        .run(&builder.build().expect("the campaign is sound"))
        .expect("the audit runs")
}

/// The bank marketing predictions, if the shared data are there: five attributes, all pairs.
pub fn bank() -> Option<Audited> {
    let columns = Columns::read("../shared/data/bank_marketing_predictions.csv")?;
    let mut builder = Predictions::builder()
        .decision_named("targeted", columns.bits("targeted"))
        .outcome_named("y_true", columns.bits("y_true"));
    for name in ["age_band", "job", "marital", "education", "channel"] {
        builder = builder.segment(name, columns.levels(name));
    }
    let audit = Audit::new().slices(Slices::marginals().with_intersections(2));
    Some(audit.run(&builder.build().expect("the data are sound")).expect("the audit runs"))
}

/// Five attributes of 6, 3, 12, 5 and 8 levels and all ten pairs: some 440 slices.
pub fn many_slices() -> Audited {
    let sizes = [6_u64, 3, 12, 5, 8];
    let mut state = 7_u64;
    let mut draw = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut columns: Vec<Vec<String>> = vec![Vec::new(); sizes.len()];
    let (mut decision, mut outcome) = (Vec::new(), Vec::new());
    for _ in 0..40_000 {
        let codes: Vec<u64> = sizes.iter().map(|&size| draw(size)).collect();
        for (column, code) in columns.iter_mut().zip(&codes) {
            column.push(format!("level {code}"));
        }
        let chance = 25 + 6 * codes[0] / 2 - if codes[1] == 2 && codes[3] == 4 { 14 } else { 0 };
        decision.push(draw(100) < chance);
        outcome.push(draw(100) < 12 + chance / 3);
    }
    let mut builder = Predictions::builder().decision(decision).outcome(outcome);
    for (at, column) in columns.iter().enumerate() {
        builder = builder.segment(&format!("attribute {at}"), column);
    }
    Audit::new()
        .slices(Slices::marginals().with_intersections(2))
        .run(&builder.build().expect("sound"))
        .expect("the audit runs")
}

/// A small audit by hand: two channels, one of them treated worse.
pub fn small() -> Audited {
    let rows = 400;
    let channel: Vec<&str> = (0..rows).map(|row| if row % 4 == 0 { "phone" } else { "app" }).collect();
    let decision: Vec<bool> = (0..rows).map(|row| if row % 4 == 0 { row % 20 == 0 } else { row % 2 == 1 }).collect();
    let outcome: Vec<bool> = (0..rows).map(|row| row % 3 == 0).collect();
    let policy = Policy::builder("Small").rule(
        Rule::new("equal-treatment", "disparate_impact")
            .tolerance(Tolerance::within(0.8, 1.25))
            .fail_on([Verdict::Outside])
            .owner("campaign lead")
            .on_failure("look at the score"),
    );
    let predictions =
        Predictions::builder().decision(decision).outcome(outcome).segment("channel", channel).build().expect("sound");
    Audit::new().policy(policy.build().expect("the policy holds together")).run(&predictions).expect("the audit runs")
}

/// Names that would break a page that trusts them.
pub const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "\u{202e}desrever",
    "{{ 7 * 7 }} | safe",
    "👩‍👩‍👧 שלום",
    "line\nbreak\ttab",
    "=HYPERLINK(\"http://example.com\")",
];

/// Hostile names as levels and as an attribute, one of them 10,000 characters long.
pub fn hostile() -> Audited {
    let long = "long ".repeat(2_000);
    let names: Vec<&str> = HOSTILE.iter().copied().chain([long.as_str(), "(missing)", ""]).collect();
    let rows = names.len() * 60;
    let level: Vec<Option<&str>> =
        (0..rows).map(|row| if row % 97 == 0 { None } else { Some(names[row % names.len()]) }).collect();
    let decision: Vec<bool> = (0..rows).map(|row| row % 3 == 0 || row % names.len() == 2).collect();
    let side: Vec<&str> = (0..rows).map(|row| if row % 2 == 0 { "a|b" } else { "*c*" }).collect();
    let predictions = Predictions::builder()
        .decision(decision)
        .segment("<b>attribute</b>", level)
        .segment("side", side)
        .build()
        .expect("hostile names are names");
    Audit::new().slices(Slices::marginals().with_intersections(2)).run(&predictions).expect("the audit runs")
}
