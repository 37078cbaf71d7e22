//! Policies as TOML: what is read, what is written, and what is refused with which words.
#![cfg(feature = "policy-file")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use evenhand::audit::preset::PRESETS;
use evenhand::audit::{
    Correction, Exemption, Family, LiteralRule, Reference, Rule, Severity, Summary, Tolerance, Verdict,
};
use evenhand::segment::{Grouping, Level, Slice};
use evenhand::value::Confidence;
use evenhand::{Error, Policy};

const DOCUMENTED: &str = include_str!("../docs/POLICY.md");

fn refused(text: &str) -> Vec<String> {
    let error: Error = Policy::from_toml(text).expect_err("it should be refused");
    error.problems().iter().map(ToString::to_string).collect()
}

fn full() -> Policy {
    let slice = Slice::everybody().and("channel", Level::named("phone")).and("job title", Level::Missing);
    Policy::builder("Spring \"offer\"\ncampaign")
        .version("3")
        .confidence(Confidence::new(0.9).unwrap())
        .minimum_rows(50)
        .table("nyc-ll144")
        .escalate_to("campaign lead")
        .rule(
            Rule::new("reach", "equal_opportunity_difference")
                .segments([Grouping::by(["age"]), Grouping::by(["gender", "channel"]), Grouping::by(["a x b", "c"])])
                .tolerance(Tolerance::within(-0.1, 0.1))
                .reference(Reference::level("age", "35-44"))
                .family(Family::Exploratory)
                .corrected_by(Correction::BenjaminiYekutieli)
                .severity(Severity::Low)
                .fail_on([Verdict::Outside, Verdict::NotAssessed])
                .owner("Ann")
                .on_failure("look"),
        )
        .rule(Rule::new("worst", "disparate_impact").worst_pair().tolerance(Tolerance::at_least(0.8)).fail_on([]))
        .rule(
            Rule::new("strata", "demographic_parity_difference")
                .within_strata()
                .literal(LiteralRule::TwoStandardDeviations),
        )
        .exemption(Exemption {
            rule: "reach".to_owned(),
            slice,
            reason: "pilot".to_owned(),
            expires: "2027-01-31".to_owned(),
            approved_by: Some("head of marketing".to_owned()),
        })
        .build()
        .unwrap()
}

#[test]
fn every_preset_is_sound_and_survives_the_round_trip() {
    for preset in PRESETS {
        let policy = preset.policy();
        policy.check().unwrap_or_else(|error| panic!("{}: {error}", preset.id));
        let text = policy.to_toml().unwrap();
        assert!(!text.contains("[[rule]]"), "{} repeats what its preset says:\n{text}", preset.id);
        assert_eq!(Policy::from_toml(&text).unwrap(), policy, "{text}");

        let mut spelled_out = policy;
        spelled_out.presets.clear();
        assert_eq!(Policy::from_toml(&spelled_out.to_toml().unwrap()).unwrap(), spelled_out);
    }
}

#[test]
fn a_full_policy_survives_the_round_trip() {
    let policy = full();
    let text = policy.to_toml().unwrap();
    assert_eq!(Policy::from_toml(&text).unwrap(), policy, "{text}");
}

#[test]
fn a_preset_with_changes_survives_the_round_trip() {
    let mut changed = Policy::marketing();
    changed.rules[1].tolerance = Tolerance::within(-0.03, 0.03);
    changed.rules[0].literal = None;
    changed.rules[0].on_failure = None;
    changed.rules.remove(2);
    changed.rules.extend(full().rules);
    let text = changed.to_toml().unwrap();
    assert!(text.contains("without = [\"equal-relevance\"]"), "{text}");
    assert_eq!(Policy::from_toml(&text).unwrap(), changed, "{text}");

    changed.rules.reverse();
    assert_eq!(Policy::from_toml(&changed.to_toml().unwrap()).unwrap(), changed);
}

#[test]
fn what_could_not_be_read_back_is_not_written() {
    let mut policy = Policy::marketing();
    policy.presets = vec!["no-such-preset".to_owned()];
    assert!(policy.to_toml().is_err());
    policy = full();
    policy.exemptions[0].slice = Slice::everybody();
    assert!(policy.to_toml().unwrap_err().to_string().contains("names no level"));
}

#[test]
fn a_rule_of_a_preset_keeps_what_is_not_changed() {
    let policy = Policy::from_toml(
        "presets = ['marketing', 'four-fifths']\nwithout = ['equal-relevance']\n\
         [[rule]]\nid = 'equal-reach'\ntolerance = { min = -0.03, max = 0.03 }\n\
         [[rule]]\nid = 'errors'\ncriterion = 'accuracy parity'\n",
    )
    .unwrap();
    let ids: Vec<_> = policy.rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids, ["equal-treatment", "equal-reach", "four-fifths", "errors"]);
    assert_eq!(policy.name, "Marketing default and Four-fifths rule");
    let reach = &policy.rules[1];
    assert_eq!(reach.tolerance, Tolerance::within(-0.03, 0.03));
    assert_eq!(reach.criterion, "equal_opportunity_difference");
    assert!(reach.on_failure.is_some());
    assert_eq!(policy.rules[3].criterion, "accuracy_difference", "an alias is stored by its id");
    assert_eq!(policy.rules[3].tolerance, Tolerance::within(-0.05, 0.05), "the usual tolerance");
}

#[test]
fn the_documented_example_is_read_as_documented() {
    let text = DOCUMENTED.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let policy = Policy::from_toml(text).unwrap();
    let rule = policy.rules.iter().find(|rule| rule.id == "phone-offers").unwrap();
    assert_eq!(rule.segments[1], Grouping::by(["gender", "channel"]));
    assert_eq!(rule.reference, Reference::level("age_band", "35-44"));
    assert_eq!((rule.summary, rule.literal), (Summary::Each, Some(LiteralRule::FourFifths)));
    assert_eq!(rule.fail_on, [Verdict::Outside, Verdict::Inconclusive]);
    assert_eq!(policy.exemptions[0].expires, "2027-01-31");
    assert_eq!(Policy::from_toml(&policy.to_toml().unwrap()).unwrap(), policy);
}

#[test]
fn every_problem_is_told_at_once_with_its_line() {
    let problems = refused(
        "name = 'x'\nconfidense = 0.9\nconfidence = 95\nminimum_rows = '50'\n\n\
         [[rule]]\nid = 'a'\ncriterion = 'disparate_impakt'\nfail_on = 'outside'\n\n\
         [[rule]]\nid = 'b'\ncriterion = 'disparate_impact'\ntolerance = { min = 1.25, max = 0.8 }\nseverty = 'high'\n\n\
         [[exemption]]\nrule = 'bb'\nslice = { channel = 3 }\n",
    );
    assert_eq!(
        problems,
        [
            "line 2: \"confidense\" is not a key of a policy; did you mean \"confidence\"?",
            "confidence, line 3: \"95\" is not between 0 and 1; write 0.95 for 95 %",
            "minimum_rows, line 4: \"50\" is text, and a whole number that is not negative was expected; take it out of its quotes",
            "[[rule]] 1 \"a\" criterion, line 8: \"disparate_impakt\" is not in the catalogue; did you mean \"disparate_impact\"?",
            "[[rule]] 1 \"a\" fail_on, line 9: \"outside\" is text, and a list of texts was expected; write [\"outside\"]",
            "rule \"b\", line 14: has a tolerance from 1.25 to 0.8, which nothing can meet; put the smaller bound into min and the larger into max",
            "[[rule]] 2 \"b\", line 15: \"severty\" is not a key of this table; did you mean \"severity\"?",
            "[[exemption]] 1, line 17: has no reason; say why",
            "[[exemption]] 1, line 17: has no expires; give the last day on which it holds, as expires = 2027-01-31",
            "[[exemption]] 1 slice channel, line 19: \"3\" is a whole number, and text was expected; put it in quotes: \"3\"",
        ]
    );
}

#[test]
fn each_mistake_has_its_words() {
    let rule = |line: &str| format!("name = 'x'\n[[rule]]\nid = 'a'\ncriterion = 'disparate_impact'\n{line}\n");
    let exempt = |line: &str| {
        rule("") + "[[exemption]]\nrule = 'a'\nslice = { g = 'f' }\nreason = 'r'\nexpires = 2027-01-31\n" + line
    };
    let cases: Vec<(String, &str)> = vec![
        ("name = 'x\n".to_owned(), "line 1: character 10 is not TOML"),
        ("name = 'x'\nname = 'y'\n".to_owned(), "line 2: character 1 is not TOML: duplicate key"),
        (String::new(), "the policy has no name"),
        ("name = 'x'".to_owned(), "the policy asks for nothing, so everything would pass"),
        ("presets = ['marketting']".to_owned(), "is no preset; did you mean \"marketing\"?"),
        ("presets = ['marketing', 'marketing']".to_owned(), "stands twice"),
        ("presets = ['marketing']\nwithout = ['equal-rech']".to_owned(), "did you mean \"equal-reach\"?"),
        ("name = 'x'\ntables = ['four-fifths']".to_owned(), "is no preset with tables; known are nyc-ll144"),
        ("name = 'x'\n[rule]\nid = 'a'\n".to_owned(), "write [[rule]] in place of [rule]"),
        ("name = 'x'\n[[rule]]\ncriterion = 'disparate_impact'\n".to_owned(), "[[rule]] 1, line 2: has no id"),
        ("name = 'x'\n[[rule]]\nid = 'a'\n".to_owned(), "[[rule]] 1 \"a\", line 2: has no criterion"),
        (rule("[[rule]]\nid = 'a'\ncriterion = 'disparate_impact'"), "[[rule]] 2 \"a\", line 5: is named twice"),
        (rule("tolerance = 0.8"), "a table { min = 0.8, max = 1.25 } was expected"),
        (rule("tolerance = { minn = 0.8 }"), "did you mean \"min\"?"),
        (rule("tolerance = { min = 1.1 }"), "which leaves out 1, the value of equal treatment"),
        (rule("tolerance = { min = nan }"), "has a tolerance that is not a number"),
        (rule("tolerance = {}"), "has a tolerance without bounds"),
        (rule("reference = 'bests'"), "did you mean \"best\"?"),
        (rule("reference = 3"), "write \"rest\", \"overall\""),
        (rule("reference = { age = { missing = 1 } }"), "1\" is a whole number, and true or false was expected"),
        (rule("segments = ['']"), "names no segment"),
        (rule("literal = 'four fifth'"), "did you mean \"four-fifths\"?"),
        (rule("within_strata = 'yes'"), "true or false was expected"),
        (rule("summary = 'worst'\nwithin_strata = true"), "for which there is no valid interval"),
        (rule("reference = 'best'\nwithin_strata = true"), "compared with everyone else"),
        (
            rule("").replace("disparate_impact", "true_positive_rate"),
            "compare groups by it with equal_opportunity_difference",
        ),
        (exempt("expired = 2027-01-31"), "did you mean \"expires\"?"),
        (exempt("").replace("2027-01-31", "'31.1.2027'"), "\"31.1.2027\" is not a date"),
        (exempt("").replace("2027-01-31", "2027-01-31T00:00:00Z"), "a day such as 2027-01-31 was expected"),
        (exempt("").replace("rule = 'a'", "rule = 'b'"), "is no rule of this policy"),
        (exempt("").replace("'r'", "' '"), "has no reason"),
    ];
    for (text, words) in cases {
        let problems = refused(&text);
        assert!(problems.iter().any(|problem| problem.contains(words)), "{text}\nsays {problems:#?}\nnot {words}");
        assert!(problems.iter().all(|problem| problem.contains("line ")), "{problems:?} should have lines");
    }
}
