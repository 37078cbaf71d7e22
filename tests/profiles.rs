//! What the profiles of other tools return against what the tools themselves returned: `tests/golden/peers.toml`.
#![cfg(feature = "profiles")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;

use evenhand::cube::{Cell, Cells, Confusion};
use evenhand::metric::profile;
use evenhand::metric::profile::{PROFILES, PeerInput, PeerValue};
use toml::{Table, Value};

/// What was run and is not reproduced, each with its reason.
const NOT_OFFERED: [(&str, &str); 11] = [
    ("jurity ", "a tool without a profile"),
    ("holisticai ", "a tool without a profile"),
    ("fairlearn MetricFrame(", "rates of one group and overall: the metrics of the catalogue"),
    ("fairlearn demographic_parity_difference(y_pred = score)", "on scores, which it takes for decisions"),
    ("fairlearn demographic_parity_ratio(y_pred = score)", "on scores, which it takes for decisions"),
    ("aif360 sklearn.metrics.", "the second interface of the same tool, against everybody else"),
    ("aif360 ClassificationMetric.true_positive_rate()", "of one group: a metric of the catalogue"),
    ("aif360 ClassificationMetric.false_positive_rate()", "of one group: a metric of the catalogue"),
    ("aif360 ClassificationMetric.positive_predictive_value()", "of one group: a metric of the catalogue"),
    ("aif360 ClassificationMetric.selection_rate()", "of one group: a metric of the catalogue"),
    ("smclarify ", "conditional disparity and distances of distributions, which need strata or classes"),
];

/// The groups of a toy by name, strata added up, and the rows whose segment is missing.
struct Toy {
    names: Vec<String>,
    tables: Vec<Confusion>,
    missing: Option<Confusion>,
    reference: usize,
}

fn toys(golden: &Table) -> BTreeMap<String, Toy> {
    golden["toy"].as_array().unwrap().iter().map(|toy| (text(toy, "name").unwrap().to_owned(), read(toy))).collect()
}

fn read(toy: &Value) -> Toy {
    let (mut names, mut tables, mut missing) = (Vec::<String>::new(), Vec::<Confusion>::new(), None);
    for group in toy["groups"].as_array().unwrap() {
        let count = |key: &str| u64::try_from(group[key].as_integer().unwrap()).unwrap();
        let table = Confusion::default()
            .with(Cells::TP, count("tp"))
            .with(Cells::FP, count("fp"))
            .with(Cells::FN, count("fn"))
            .with(Cells::TN, count("tn"));
        match text(group, "name") {
            None => missing = Some(table),
            Some(name) => {
                if let Some(index) = names.iter().position(|known| known == name) {
                    tables[index].merge(&table);
                } else {
                    names.push(name.to_owned());
                    tables.push(table);
                }
            }
        }
    }
    let reference = names.iter().position(|name| Some(name.as_str()) == text(toy, "reference")).unwrap();
    Toy { names, tables, missing, reference }
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

fn agree(ours: PeerValue, theirs: &Value) -> bool {
    match (ours, theirs) {
        (PeerValue::Number(ours), Value::Float(theirs)) => (ours - theirs).abs() <= 1e-12 * theirs.abs().max(1.0),
        (PeerValue::Verdict(ours), Value::Boolean(theirs)) => ours == *theirs,
        (PeerValue::Refused(ours), Value::String(theirs)) => {
            // The exception is the same; its message names columns.
            let (kind, _) = ours.split_once(':').unwrap();
            theirs.starts_with(&format!("raises: {kind}:"))
        }
        (ours, Value::String(theirs)) => ours.to_string() == *theirs,
        _ => false,
    }
}

#[test]
fn profiles_return_what_the_tools_returned() {
    let golden: Table = include_str!("golden/peers.toml").parse().unwrap();
    let toys = toys(&golden);
    let (mut matched, mut wrong) = (0, Vec::new());
    let mut not_offered: BTreeMap<String, usize> = BTreeMap::new();
    let mut exercised: Vec<(&str, String)> = Vec::new();
    for case in golden["case"].as_array().unwrap() {
        let (tool, function) = (text(case, "tool").unwrap(), text(case, "function").unwrap());
        let arguments = text(case, "arguments").unwrap_or_default();
        let offered = profile(tool).ok().and_then(|profile| {
            let mut definitions = profile.definitions.iter();
            let found = definitions.find(|known| known.function == function && known.arguments == arguments)?;
            Some((profile, found, toys.get(text(case, "toy")?)?))
        });
        let Some((profile, definition, toy)) = offered else {
            *not_offered.entry(format!("{tool} {function}({arguments})")).or_default() += 1;
            continue;
        };
        let index = |name: Option<&str>| toy.names.iter().position(|known| Some(known.as_str()) == name);
        let group = index(text(case, "unprivileged")).or(index(text(case, "group"))).unwrap_or(0);
        let reference = index(text(case, "privileged")).unwrap_or(toy.reference);
        let tables: Vec<&Confusion> = toy.tables.iter().collect();
        let mut input = PeerInput::new(&tables, group, reference).unwrap();
        if let Some(missing) = &toy.missing {
            input = input.with_missing(missing);
        }
        let value = profile.value(definition, &input);
        if agree(value, &case["value"]) {
            matched += 1;
            exercised.push((profile.id, definition.name()));
        } else {
            wrong.push(format!("{}: {} here, {} there", text(case, "name").unwrap(), value, case["value"]));
        }
    }
    let listing: Vec<String> = not_offered.iter().map(|(name, cases)| format!("{cases:4} × {name}")).collect();
    let listing = format!(
        "{matched} cases matched; {} not offered:\n{}",
        not_offered.values().sum::<usize>(),
        listing.join("\n")
    );
    assert!(wrong.is_empty(), "{} cases differ:\n{}\n\n{listing}", wrong.len(), wrong.join("\n"));
    let unexplained: Vec<&String> =
        not_offered.keys().filter(|name| !NOT_OFFERED.iter().any(|(prefix, _)| name.starts_with(prefix))).collect();
    assert!(unexplained.is_empty(), "not offered, and nobody says why: {unexplained:#?}\n\n{listing}");
    // Every definition was held against its tool, but for those that were not run.
    let untested: Vec<String> = PROFILES
        .iter()
        .flat_map(|profile| profile.definitions.iter().map(|definition| (profile.id, definition.name())))
        .filter(|definition| !exercised.contains(definition))
        .map(|(tool, function)| format!("{tool} {function}"))
        .collect();
    assert_eq!(untested, NOT_RUN, "{listing}");
    assert!(matched >= 1400, "{listing}");
}

/// Definitions without a case in `peers.toml`: the tool was run on them by hand, in the next test.
const NOT_RUN: [&str; 3] = [
    "aequitas Group.get_crosstabs[fdr]",
    "aequitas Bias.get_disparity_predefined_groups[fdr_disparity]",
    "aequitas Fairness.get_group_value_fairness[Unsupervised Fairness]",
];

/// What Aequitas 1.1.0 said of group B when run by hand, A being the reference.
#[test]
fn aequitas_by_hand() {
    let table = |[tp, fp, fn_, tn]: [u64; 4]| {
        let selected = Confusion::default().with(Cells::TP, tp).with(Cells::FP, fp);
        selected.with(Cells::FN, fn_).with(Cells::TN, tn)
    };
    let tool = profile("aequitas").unwrap();
    let run = [
        // t1 without C: its fdr and fdr_disparity do not depend on C.
        ([60, 20, 15, 105], [24, 16, 16, 104], [0.4, 1.6], false),
        ([0, 0, 4, 16], [2, 1, 3, 14], [1.0 / 3.0, f64::NAN], false),
        ([6, 4, 2, 8], [5, 0, 3, 12], [0.0, 0.0], false),
        ([5, 0, 3, 12], [6, 4, 2, 8], [0.4, 10.0], false),
    ];
    for (a, b, [rate, disparity], fair) in run {
        let (a, b) = (table(a), table(b));
        let groups = [&a, &b];
        let input = PeerInput::new(&groups, 1, 0).unwrap();
        let said = [PeerValue::from(rate), PeerValue::from(disparity), PeerValue::Verdict(fair)];
        for (name, said) in NOT_RUN.iter().zip(said) {
            let definition = tool.definition(name.strip_prefix("aequitas ").unwrap()).unwrap();
            let value = tool.value(definition, &input);
            let close = match (value, said) {
                (PeerValue::Number(value), PeerValue::Number(said)) => (value - said).abs() < 1e-12,
                (value, said) => value == said,
            };
            assert!(close, "{name}: {value} here, {said} there");
        }
    }
}

#[test]
fn names_find_their_definitions() {
    for tool in PROFILES {
        for name in std::iter::once(&tool.id).chain(tool.aliases) {
            assert_eq!(profile(&name.to_uppercase()).unwrap().id, tool.id);
        }
        for definition in tool.definitions {
            let found = tool.definition(&definition.name()).unwrap();
            assert_eq!((found.function, found.arguments), (definition.function, definition.arguments));
            assert!(!definition.formula.is_empty() && !definition.differs.is_empty() && !definition.source.is_empty());
        }
    }
    let aif360 = profile("aif360").unwrap();
    let definition = aif360.definition("disparate_impact").unwrap();
    assert_eq!(definition.function, "ClassificationMetric.disparate_impact");
    let unknown = profile("fairlearn").unwrap().definition("equalised_odds_ratio").unwrap_err().to_string();
    assert!(unknown.contains("did you mean \"equalized_odds_ratio\"?"), "{unknown}");
    assert!(profile("aequitass").unwrap_err().to_string().contains("did you mean \"aequitas\"?"));
}

#[test]
fn a_group_that_is_not_there_is_refused() {
    let table = Confusion::default().with(Cells::TP, 1);
    assert!(PeerInput::new(&[&table], 0, 1).is_err());
    assert!(PeerInput::new(&[], 0, 0).is_err());
}
