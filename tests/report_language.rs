//! The second language: whole, with its own numbers, and without touching what the caller says.
#![cfg(feature = "cli")]
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

/// The page for the public and the comparison of two reports are read by people too.
#[cfg(feature = "html")]
#[test]
fn the_public_page_and_comparisons_are_german_throughout() {
    let build = |language, input: &str| {
        report::small().report().title("Angebot").language(language).input(input, format!("{input}0a")).build()
    };
    let texts = |language| {
        let (before, now) = (build(language, "a"), build(language, "b"));
        let difference = before.difference_to(&now).unwrap();
        [
            now.public_summary().markdown(),
            now.public_summary().html().unwrap(),
            difference.markdown(),
            difference.text(),
        ]
    };
    let (german, english) = (texts(Language::German), texts(Language::English));
    for (text, told) in german.iter().zip([
        "Personen mit channel=phone wurden etwa 70\u{a0}% seltener ausgewählt als alle anderen",
        "<html lang=\"de\">",
        "# Was sich zwischen zwei Berichten geändert hat",
        "Keine Änderung nachgewiesen",
    ]) {
        let plain = text.replace("**", "");
        assert!(plain.contains(told), "{told:?} in:\n{text}");
    }
    for word in [" customers", " of ", " and ", " the ", " were ", " not ", "policy", "before", "Groups", "review"] {
        assert!(english.iter().any(|text| text.contains(word)), "{word:?} tests nothing");
        for text in &german {
            // What stands in the style sheet is no text.
            let text = text.split_once("</style>").map_or(text.as_str(), |(_, body)| body);
            assert!(!text.contains(word), "{word:?} in:\n{text}");
        }
    }
    // 20 of 100 on the phone and 200 of 300 in the app: a ratio of 0.3.
    assert!(german[2].contains("vorher 0,30 (außerhalb, 100 Personen), jetzt 0,30"), "{}", german[2]);
}

/// Plans, comparisons of models and screens of data sets are read by people too.
#[cfg(feature = "html")]
#[test]
fn sheets_are_german_throughout() {
    use evenhand::Predictions;
    use evenhand::dataset::{Dataset, Screen};
    use evenhand::paired::PairedAudit;
    use evenhand::plan::Plan;

    let planned = Plan::new("disparate_impact").segment("app", 3.0, 0.3).segment("web", 1.0, 0.3).run().unwrap();
    let model = |every: usize| {
        let decided = Predictions::builder()
            .decision((0..4000).map(move |row| row % every == 0))
            .outcome((0..4000).map(|row| row % 5 == 0))
            .segment("channel", (0..4000).map(|row| if row % 4 == 0 { None } else { Some(["web", "app"][row % 2]) }));
        decided.build().unwrap()
    };
    let compared = PairedAudit::new().run(&model(2), &model(3)).unwrap();
    let dataset = Dataset::builder()
        .label("bought", (0..4000).map(|row| row % 5 == 0))
        .segment("channel", (0..4000).map(|row| ["web", "app"][row % 2]))
        .column("age", (0..4000).map(|row| if row % 7 == 0 { None } else { Some(["18-34", "35+"][row % 2]) }))
        .build()
        .unwrap();
    let screened = Screen::new().run(&dataset).unwrap();
    let texts = |language| {
        let sheets = [planned.sheet_in(language), compared.sheet_in(language), screened.sheet_in(language)];
        // The style sheet and the script are no words.
        let page = |html: String| html[html.find("<body").unwrap()..html.find("<script").unwrap()].to_owned();
        sheets.map(|sheet| sheet.markdown() + &page(sheet.html().unwrap()))
    };
    let (english, german) = (texts(Language::English), texts(Language::German));
    let foreign = [" customers", " of ", " and ", " is ", "segment against", "(missing)", "Rows |", "| yes", "Power"];
    for word in foreign {
        assert!(english.iter().any(|text| text.contains(word)), "{word:?} tests nothing");
        for text in &german {
            assert!(!text.contains(word), "{word:?} in:\n{text}");
        }
    }
    assert!(planned.sheet_in(Language::German).html().unwrap().contains("<html lang=\"de\">"));
    assert!(german[0].contains("95\u{a0}%") && german[1].contains("4.000 Personen"), "numbers are German");
}

/// The unit of a report on lists is that of its comparison with another.
#[test]
fn a_comparison_counts_in_the_unit_of_the_reports() {
    use evenhand::metric::Task;
    use evenhand::task::{Options, Table, TaskAudit};

    let lists = |shift: usize| {
        let table = Table::builder()
            .segment("brand", (0..2000).map(|row| ["own", "other"][(row + row / 7 * shift) % 2]))
            .names("list", "household", (0..2000).map(|row| format!("h{}", row / 5)))
            .numbers("rank", "rank", (0..2000).map(|row| f64::from(row % 5 + 1)));
        let audited = TaskAudit::new().run_table(Task::Rankings, table.build().unwrap(), &Options::default()).unwrap();
        audited.report().title("Lists").build()
    };
    let (before, now) = (lists(0), lists(1));
    let difference = before.difference_to(&now).unwrap();
    let text = difference.markdown();
    assert!(text.contains(" lists)") && !text.contains("customers"), "{text}");
    let public = now.public_summary().markdown();
    assert!(public.contains("some 400 lists") && public.contains(" by brand."), "{public}");
    assert!(!public.contains("Being chosen") && !public.contains("100 customers"), "{public}");
}
