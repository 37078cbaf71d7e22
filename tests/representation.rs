//! Representation against a declared population, from the audit to the verdict and the report.
#![cfg(feature = "json")]
#![allow(clippy::unwrap_used, reason = "a test")]

use approx::assert_relative_eq;
use evenhand::audit::{Policy, Reference, ReferencePopulation, Rule, Tolerance, Verdict};
use evenhand::value::{Reason, Sign, Unavailable};
use evenhand::{Audit, Error, Predictions};

/// The methods specification's example: 200, 160 and 40 customers where shares of .45, .40 and .15 were expected; and ten
/// whose group is not known.
fn predictions() -> Predictions {
    let groups = [("A", 200), ("B", 160), ("C", 40)].into_iter().flat_map(|(name, rows)| vec![Some(name); rows]);
    let groups: Vec<Option<&str>> = groups.chain(vec![None; 10]).collect();
    let decisions: Vec<bool> = (0..groups.len()).map(|row| row % 2 == 0).collect();
    Predictions::builder().decision(&decisions).segment("group", groups).build().unwrap()
}

fn population() -> ReferencePopulation {
    ReferencePopulation::new("group", [("A", 45.0), ("B", 40.0), ("C", 15.0)]).unwrap().source("census 2021")
}

fn rule(criterion: &str) -> Rule {
    Rule::new("there", criterion).tolerance(Tolerance::within(0.8, 1.25))
}

fn policy(rule: Rule) -> Result<Policy, Error> {
    Policy::builder("who is there").rule(rule).build()
}

#[test]
fn the_worked_example() {
    let audited = Audit::new().population(population()).run(&predictions()).unwrap();
    let [result] = &audited.representation[..] else { panic!("one population was declared") };
    assert_eq!((result.rows, result.unknown), (400, 10));
    let test = result.chi_squared.unwrap();
    assert_relative_eq!(test.statistic, 8.888_889, epsilon = 1e-6);
    assert_eq!(test.degrees_of_freedom, 2);
    assert_relative_eq!(test.p_value, 0.011_743_6, epsilon = 1e-7);
    assert_relative_eq!(result.population_stability_index.unwrap(), 0.025_541_3, epsilon = 1e-7);
    assert_relative_eq!(result.total_variation.unwrap(), 0.05, epsilon = 1e-12);
    let ratios: Vec<f64> = result.groups.iter().map(|group| group.ratio.unwrap()).collect();
    assert_relative_eq!(ratios[0], 1.111_111, epsilon = 1e-6);
    assert_relative_eq!(ratios[1], 1.0, epsilon = 1e-12);
    assert_relative_eq!(ratios[2], 0.666_667, epsilon = 1e-6);
    // Wilson's interval of 40/400 by its formula is .0742993 to .1333106; over .15.
    let interval = result.groups[2].interval.unwrap();
    assert_relative_eq!(interval.lower, 0.074_299_259_14 / 0.15, epsilon = 1e-6);
    assert_relative_eq!(interval.upper, 0.133_310_576_33 / 0.15, epsilon = 1e-6);
}

#[test]
fn a_policy_judges_it() {
    let audit = Audit::new().population(population()).policy(policy(rule("representation_ratio")).unwrap());
    let audited = audit.run(&predictions()).unwrap();
    let judged = &audited.rules[0].assessments;
    assert_eq!(judged.len(), 3);
    // z at .8 of .15: (.1 − .12)/√(.12·.88/400) = −1.230915, one-sided .109177: twice that, times three by Holm.
    assert_relative_eq!(judged[2].p_outside.unwrap(), 2.0 * 0.109_177, epsilon = 1e-5);
    assert_relative_eq!(judged[2].p_outside_adjusted.unwrap(), 6.0 * 0.109_177, epsilon = 1e-5);
    let verdicts: Vec<Verdict> = judged.iter().map(|one| one.verdict).collect();
    assert_eq!(verdicts, [Verdict::Within, Verdict::Within, Verdict::Inconclusive]);
    assert!(judged[2].settling.unwrap().factor > 1.0);
    assert!(judged.iter().all(|one| one.reference.reference == Reference::Population));
    assert!(audited.findings.iter().any(|finding| finding.id.ends_with("there/group=C")), "{:?}", audited.findings);

    let report = audited.report().build();
    let markdown = report.markdown();
    for text in ["Who is there, against the population", "census 2021", "10 customers of unknown segment", "0.67"] {
        assert!(markdown.contains(text), "{text} is missing in {markdown}");
    }
}

#[test]
fn a_level_that_is_missing_on_one_side_has_a_reason() {
    let narrow = ReferencePopulation::new("group", [("A", 0.5), ("B", 0.3), ("D", 0.2)]).unwrap();
    let audited =
        Audit::new().population(narrow).policy(policy(rule("representation")).unwrap()).run(&predictions()).unwrap();
    let result = &audited.representation[0];
    let names: Vec<String> = result.groups.iter().map(|group| group.slice.to_string()).collect();
    assert_eq!(names, ["group=A", "group=B", "group=C", "group=D"]);
    assert_eq!(result.groups[2].ratio, Err(Unavailable::Infinite(Sign::Positive)));
    assert_eq!(result.groups[3].ratio, Ok(0.0));
    let judged = &audited.rules[0].assessments;
    assert_eq!(judged[2].verdict, Verdict::NotAssessed);
    assert_eq!(judged[3].verdict, Verdict::Outside);
    assert_eq!(result.population_stability_index, Err(Unavailable::Infinite(Sign::Positive)));
}

#[test]
fn nothing_declared_is_nothing_assessed() {
    let audited = Audit::new().policy(policy(rule("representation_ratio")).unwrap()).run(&predictions()).unwrap();
    let [only] = &audited.rules[0].assessments[..] else { panic!("one attribute") };
    assert_eq!(only.verdict, Verdict::NotAssessed);
    assert_eq!(only.value, Err(Unavailable::NotIdentified(Reason::NoPopulation)));
    assert_eq!(audited.gate().verdicts[Verdict::NotAssessed as usize], 1);
}

#[test]
fn all_groups_at_once_have_a_value_and_no_verdict() {
    let tvd = rule("representation_total_variation").tolerance(Tolerance::at_most(0.1)).worst_pair();
    let audited = Audit::new().population(population()).policy(policy(tvd).unwrap()).run(&predictions()).unwrap();
    let [only] = &audited.rules[0].assessments[..] else { panic!("one attribute") };
    assert_relative_eq!(only.value.unwrap(), 0.05, epsilon = 1e-12);
    assert_eq!((only.verdict, only.point_within), (Verdict::NotAssessed, Some(true)));
}

#[test]
fn what_cannot_be_asked_is_refused_with_all_problems() {
    let text = |rule: Rule| policy(rule).unwrap_err().to_string();
    let best = rule("representation_ratio").reference(Reference::Best).within_strata();
    assert!(text(best.clone()).contains("reference = \"population\""), "{}", text(best.clone()));
    assert!(text(best.clone()).contains("within strata"), "{}", text(best));
    let compared = rule("disparate_impact").reference(Reference::Population);
    assert!(text(compared.clone()).contains("does not compare with a population"), "{}", text(compared));
    let each = rule("psi").tolerance(Tolerance::at_most(0.1));
    assert!(text(each.clone()).contains("summary = \"worst\""), "{}", text(each));

    let wrong = ReferencePopulation::new("group", [("A", -1.0), ("A", f64::NAN)]).unwrap_err().to_string();
    assert!(wrong.contains("twice") && wrong.contains("NaN") && wrong.contains("-1"), "{wrong}");
    assert!(ReferencePopulation::new("group", [("A", 0.0)]).unwrap_err().to_string().contains("without anybody"));

    let typo = ReferencePopulation::new("gruop", [("A", 1.0)]).unwrap();
    let error = Audit::new().population(typo).run(&predictions()).unwrap_err().to_string();
    assert!(error.contains("did you mean \"group\"?"), "{error}");
}

#[cfg(feature = "policy-file")]
#[test]
fn a_policy_file_and_a_specification_say_it_too() {
    use evenhand::io::AuditSpecification;

    let text = "name = \"who is there\"\n[[rule]]\nid = \"there\"\ncriterion = \"representation_ratio\"\nreference = \"population\"\n\
                segments = [\"group\"]\ntolerance = { min = 0.8, max = 1.25 }\n";
    let read = Policy::from_toml(text).unwrap();
    assert_eq!(read.rules[0].reference, Reference::Population);
    assert_eq!(Policy::from_toml(&read.to_toml().unwrap()).unwrap(), read);

    let text = "[columns]\ndecision = \"d\"\nsegments = [\"group\"]\n[population.group]\nsource = \"census 2021\"\n\
                shares = { A = 45, B = 40, C = 15 }\n";
    let specification = AuditSpecification::parse(text).unwrap();
    specification.check().unwrap();
    assert_eq!(specification.population["group"].reference("group").unwrap(), {
        ReferencePopulation::new("group", [("A", 45.0), ("B", 40.0), ("C", 15.0)]).unwrap().source("census 2021")
    });
    let wrong = text.replace("population.group", "population.gruop").replace("A = 45", "A = -45");
    let error = AuditSpecification::parse(&wrong).unwrap().check().unwrap_err().to_string();
    assert!(error.contains("did you mean \"group\"?") && error.contains("-45"), "{error}");
}
