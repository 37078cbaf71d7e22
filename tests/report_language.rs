//! The second language: whole, with its own numbers, and without touching what the caller says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test may fail")]

mod report;

use evenhand::report::{Language, Report};

#[test]
fn a_german_report_is_german_throughout() {
    let build = |language| report::small().report().title("Angebot").language(language).build();
    let german = build(Language::German);
    // Formulas are a notation, not English.
    let prose = |text: String| text.split('`').step_by(2).collect::<String>();
    let (text, page) = (prose(german.markdown()), german.html().unwrap());
    assert!(page.contains("<html lang=\"de\">") && page.contains("ENTWURF - nicht geprüft"));
    let english = prose(build(Language::English).markdown());
    for word in [" customers", " of ", " and ", " are ", " with ", " segment ", "outside", "not assessed", "Selected"] {
        assert!(english.contains(word), "{word} tests nothing");
        assert!(!text.contains(word), "{word:?} in:\n{text}");
    }
    // What the caller says stays as it is.
    assert!(text.contains("Look at the score") && text.contains("campaign lead"));
}

#[test]
fn numbers_follow_the_language() {
    let report = report::campaign().report().language(Language::German).build();
    let text = report.markdown();
    // 18,813 audited of 20,000; 25.1% selected: the numbers of the English report, otherwise written.
    assert!(text.contains("**18.813** Personen geprüft (1.187 von 20.000"), "{}", &text[..1000]);
    assert!(text.contains("**25,1\u{a0}%** davon ausgewählt"));
    assert!(text.contains("95-%-Intervall 0,53 bis 0,64"));
    // A point between digits stands before three more: it groups thousands and never begins decimals.
    for line in text.lines().filter(|line| line.starts_with("| ")) {
        for (at, _) in line.match_indices('.') {
            let digits = line[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
            let follows = line[..at].ends_with(|before: char| before.is_ascii_digit());
            assert!(!follows || digits == 0 || digits == 3, "an English number: {line}");
        }
    }
}

#[test]
fn the_language_travels_with_the_report() {
    let report = report::small().report().language(Language::German).build();
    let read = Report::from_json(&report.to_json().unwrap()).unwrap();
    assert_eq!((read.language, read.markdown()), (Language::German, report.markdown()));
    // A report that was written before there was a choice is English.
    let older = report.to_json().unwrap().replacen("\"language\": \"de\",", "", 1);
    assert_eq!(Report::from_json(&older).unwrap().language, Language::English);
}
