//! No number about withheld slices in any form of the report.

use evenhand::audit::{Audit, Audited, Policy};
use evenhand::privacy::Suppression;
use evenhand::value::{Reason, Unavailable};
use evenhand::{Predictions, Slices};

use super::attacker::{Attack, Conditions, Knowledge, all_slices};
use super::population::{Population, report};

/// Everything that a reader can be handed.
pub(crate) fn forms(audited: &Audited) -> Vec<(&'static str, String)> {
    let report = report(audited);
    let summary = report.public_summary();
    let compared = report.difference_to(&report).unwrap();
    let over_time = audited.report().title("Offer").after(std::slice::from_ref(&report)).unwrap().build();
    let followed = audited.report().title("Offer").supersedes(&report).unwrap().build();
    let mut forms = vec![
        ("JSON", report.to_json().unwrap()),
        ("HTML", report.html().unwrap()),
        ("Markdown", report.markdown()),
        ("CSV", report.slice_csv()),
        ("brief", format!("{:#?}", report.brief())),
        ("summary", report.summary_markdown()),
        ("public summary", summary.markdown()),
        ("public page", summary.html().unwrap()),
        ("comparison", compared.to_json().unwrap() + &compared.markdown() + &compared.text()),
        ("trend", over_time.to_json().unwrap() + &over_time.html().unwrap()),
        ("follow-up", followed.to_json().unwrap() + &followed.markdown()),
    ];
    #[cfg(feature = "pipeline")]
    forms.extend([("JUnit", report.junit().unwrap()), ("SARIF", report.sarif().unwrap())]);
    #[cfg(feature = "parquet")]
    forms.push(("Parquet", report.slice_parquet().unwrap().iter().map(|byte| char::from(*byte)).collect()));
    forms
}

/// The forms that hold every number of every segment that may be published.
const WHOLE: [&str; 5] = ["JSON", "HTML", "Markdown", "CSV", "trend"];

/// For a withheld count, another population with more of it, up to twice the minimum: every byte of every form is the same.
#[test]
fn two_populations_that_differ_in_a_withheld_count_give_the_same_bytes() {
    const MINIMUM: u64 = 5;
    let (mut same, mut chosen_otherwise, mut widest) = (0, 0, 0);
    for (case, &(shape, depth, labelled, stratum)) in [
        (&[4, 3][..], 1, true, false),
        (&[3, 4], 2, false, false),
        (&[4, 3], 2, true, false),
        (&[3, 3], 1, false, true),
    ]
    .iter()
    .enumerate()
    {
        for seed in 0..8 {
            let population = Population::random(500 + 100 * case as u64 + seed, shape, labelled, stratum);
            let Some(audited) = population.audited(Some(MINIMUM), depth, None) else { continue };
            let known = Knowledge::read(&report(&audited).to_json().unwrap(), &population);
            let attack = Attack { population: &population, reports: vec![&known] };
            let mut slices: Vec<Conditions> = all_slices(shape, &[0]);
            slices.retain(|slice| !known.counts.contains_key(slice));
            for slice in slices {
                let kind = 0;
                let truth = population.count(&slice, kind);
                let other = attack.another(&slice, kind, truth + 2 * MINIMUM);
                let changed = other.count(&slice, kind);
                let again = other.audited(Some(MINIMUM), depth, None);
                let Some(again) = again.filter(|again| again.privacy == audited.privacy) else {
                    // From its own counts another choice would be made. The report does not say how it was made.
                    chosen_otherwise += 1;
                    continue;
                };
                for ((form, first), (_, second)) in forms(&audited).into_iter().zip(forms(&again)) {
                    assert!(
                        first == second,
                        "{form} tells {truth} from {changed} of {slice:?}, case {case}, seed {seed}"
                    );
                }
                same += usize::from(truth != changed);
                widest = widest.max(truth.abs_diff(changed));
            }
        }
    }
    println!("{same} pairs alike in every byte, up to {widest} apart; {chosen_otherwise} chosen otherwise");
    assert!(same >= 3 && widest >= MINIMUM, "{same} pairs, {widest} apart, {chosen_otherwise} chosen otherwise");
}

/// Counts that no other number of the report has: 7,919 and 3 in withheld slices.
fn marked() -> Predictions {
    let rows: [(&str, &str, bool, u64); 8] = [
        ("app", "north", true, 20_000),
        ("app", "north", false, 30_000),
        ("web", "south", true, 7_919),
        ("web", "south", false, 8_831),
        ("fax", "south", true, 3),
        ("fax", "south", false, 41),
        ("shop", "north", true, 23_000),
        ("shop", "north", false, 21_000),
    ];
    Predictions::builder()
        .decision(rows.iter().map(|row| row.2))
        .count(rows.iter().map(|row| row.3))
        .segment("channel", rows.iter().map(|row| row.0))
        .segment("region", rows.iter().map(|row| row.1))
        .build()
        .unwrap()
}

/// Whether a number stands in a text, a decimal one with any further digits.
fn shows(text: &str, number: &str) -> bool {
    text.match_indices(number).any(|(at, _)| {
        let starts = !text[..at].ends_with(|c: char| c.is_ascii_digit() || c == '.');
        let ends = !text[at + number.len()..].starts_with(|c: char| c.is_ascii_digit());
        starts && (ends || number.starts_with("0."))
    })
}

#[test]
fn no_number_of_a_withheld_slice_appears_in_any_form() {
    let audit = Audit::new().policy(Policy::marketing()).slices(Slices::marginals().with_intersections(2));
    let rate = |selected: f64, rows: f64| format!("{:.1}%", 100.0 * selected / rows);
    let told = ["7,919", "7919", "8,831", "8831", "16,750", "16750", "0.47277", &rate(7_919.0, 16_750.0), "0.06818"];
    let open = forms(&audit.run(&marked()).unwrap());
    for (form, text) in open.iter().filter(|(form, _)| WHOLE.contains(form)) {
        assert!(told.iter().any(|number| shows(text, number)), "{form} shows none of them unprotected");
    }
    let protected = audit.suppress(Suppression::below(10).unwrap()).run(&marked()).unwrap();
    let withheld: Vec<String> = protected.withheld(&["channel"]).iter().map(ToString::to_string).collect();
    assert_eq!(withheld, ["channel=fax", "channel=web"]);
    for (form, text) in forms(&protected) {
        for number in told {
            assert!(!shows(&text, number), "{form} shows {number}");
        }
    }
}

#[test]
fn the_report_says_what_is_withheld_and_why() {
    let protected = Audit::new().suppress(Suppression::below(10).unwrap()).run(&marked()).unwrap();
    let privacy = protected.privacy.as_ref().unwrap();
    assert_eq!((privacy.published, privacy.slices), (4, 2));
    assert_eq!(privacy.share, Ok(2.0 / 6.0));
    let markdown = report(&protected).markdown();
    assert!(markdown.contains("Segments are withheld"), "{markdown}");
    assert!(markdown.contains("fewer than 10 people"), "{markdown}");
    assert!(markdown.contains("fax") && markdown.contains("web"), "named as withheld: {markdown}");
    // A rule does not pass because nobody may look, and how many people that concerns is withheld.
    let found: Vec<_> = protected.findings.iter().filter(|finding| finding.id.starts_with("withheld/")).collect();
    assert!(!found.is_empty() && found.iter().all(|finding| finding.people.is_none()));
}

#[test]
fn a_withheld_reference_is_withheld_not_absent() {
    use std::collections::BTreeMap;

    use evenhand::audit::{Reference, Rule, Verdict};
    use evenhand::segment::Level;

    let reference = Reference::Levels(BTreeMap::from([("channel".to_owned(), Level::named("fax"))]));
    let rule = Rule::new("like-fax", "demographic_parity_difference").reference(reference);
    let policy = Policy::builder("fax").rule(rule).build().unwrap();
    let audited = Audit::new().policy(policy).suppress(Suppression::below(10).unwrap()).run(&marked()).unwrap();
    let judged = &audited.rule("like-fax").unwrap().assessments;
    let app = judged.iter().find(|one| one.slice.to_string() == "channel=app").unwrap();
    assert_eq!(app.value, Err(Unavailable::Suppressed(Reason::ProtectsSmallCell)));
    assert_eq!(app.verdict, Verdict::NotAssessed);
}

#[test]
fn what_cannot_be_protected_is_refused_with_a_remedy() {
    assert!(Suppression::below(2).is_err());
    let few = Predictions::builder()
        .decision((0..100).map(|at| at < 4))
        .segment("channel", (0..100).map(|at| if at % 2 == 0 { "app" } else { "web" }))
        .build()
        .unwrap();
    let audit = Audit::new().suppress(Suppression::below(10).unwrap());
    let error = audit.run(&few).unwrap_err().to_string();
    assert!(error.contains("fewer than 10") && error.contains("take more rows"), "{error}");
    let weighted = Predictions::builder()
        .decision((0..100).map(|at| at % 2 == 0))
        .weight((0..100).map(f64::from))
        .segment("channel", (0..100).map(|at| if at % 3 == 0 { "app" } else { "web" }))
        .build()
        .unwrap();
    let error = audit.run(&weighted).unwrap_err().to_string();
    assert!(error.contains("weight"), "{error}");
}

/// Of a nobody-selected slice of 40 it is said that nobody is, unless asked otherwise.
#[test]
fn zeros_are_withheld_where_asked_for() {
    let rows: [(&str, bool, u64); 7] = [
        ("app", true, 100),
        ("app", false, 100),
        ("web", false, 40),
        ("shop", true, 80),
        ("shop", false, 80),
        ("post", true, 90),
        ("post", false, 90),
    ];
    let predictions = Predictions::builder()
        .decision(rows.iter().map(|row| row.1))
        .count(rows.iter().map(|row| row.2))
        .segment("channel", rows.iter().map(|row| row.0))
        .build()
        .unwrap();
    let names = |zeros: bool| -> Vec<String> {
        let suppression = Suppression::below(10).unwrap().zeros(zeros);
        let audited = Audit::new().suppress(suppression).run(&predictions).unwrap();
        audited.withheld(&["channel"]).iter().map(ToString::to_string).collect()
    };
    assert_eq!(names(false), [] as [&str; 0]);
    assert_eq!(names(true), ["channel=shop", "channel=web"]);
}
