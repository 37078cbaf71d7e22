//! What a caller adds to a report: scorecard, earlier reports, own sections, colours and a logo.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test may fail")]

mod report;

use evenhand::audit::{Audit, Audited, Policy, Rule, Tolerance};
use evenhand::data::Predictions;
use evenhand::privacy::Suppression;
use evenhand::report::{
    Better, CustomSection, CustomTable, Language, Logo, Measure, MeasureUnit, Movement, Palette, Perspective, Report,
    Section, Theme,
};
use evenhand::segment::{Level, Slice};
use evenhand::value::Unavailable;
use serde_json::Value;

fn channel(level: &str) -> Slice {
    Slice::everybody().and("channel", Level::named(level))
}

/// Two channels; in so many of 100 rows is the phone selected, against 50 of the app.
fn period(of_phone: usize) -> Audited {
    let rows = 4_000;
    let predictions = Predictions::builder()
        .decision((0..rows).map(|row| row / 2 % 100 < if row % 2 == 0 { 50 } else { of_phone }))
        .segment("channel", (0..rows).map(|row| if row % 2 == 0 { "app" } else { "phone" }))
        .build()
        .unwrap();
    let rule = Rule::new("equal-treatment", "disparate_impact").tolerance(Tolerance::within(0.8, 1.25));
    let policy = Policy::builder("Periods").rule(rule).build().unwrap();
    Audit::new().policy(policy).run(&predictions).unwrap()
}

fn measured() -> Report {
    let response = Measure::new("response", "Response rate", Perspective::Business, 0.134)
        .unit(MeasureUnit::Share)
        .target(0.12)
        .segment(channel("phone"), 0.081)
        .segment(channel("app"), 0.152);
    let cost = Measure::new("cost", "Cost <b>per</b> order", Perspective::Business, 7.25)
        .unit(MeasureUnit::Amount("EUR".into()))
        .better(Better::Lower)
        .target(7.0)
        .previous(9.5);
    let budget =
        Measure::new("epsilon", "Privacy budget spent", Perspective::Privacy, 0.8).better(Better::Lower).target(1.0);
    let before = period(30).report().measure(response.clone().previous(0.2)).build();
    let now = period(45).report().measure(response).measure(cost).measure(budget);
    now.supersedes(&before).unwrap().build()
}

fn in_language(report: &Report, language: Language) -> Report {
    let mut report = report.clone();
    report.language = language;
    report
}

#[test]
fn a_scorecard_is_balanced() {
    let report = measured();
    let find = |id: &str| report.scorecard.iter().find(|one| one.id == id).unwrap_or_else(|| panic!("no {id}"));
    // 0.134 before too: what the earlier report measured, and not what was before that.
    assert_eq!((find("response").previous, find("response").movement()), (Some(0.134), Some(Movement::Unchanged)));
    assert_eq!((find("cost").meets_target(), find("cost").movement()), (Some(false), Some(Movement::Better)));
    // Both comparisons lay outside at 30 of 50, and none at 45 of 50.
    let outside = find("comparisons_outside");
    assert_eq!((outside.value, outside.previous, outside.meets_target()), (Ok(0.0), Some(2.0), Some(true)));
    assert_eq!(outside.movement(), Some(Movement::Better));
    let perspectives: Vec<Perspective> = report.scorecard.iter().map(|one| one.perspective).collect();
    assert!(perspectives.is_sorted() && perspectives.contains(&Perspective::Trust));
    let text = report.markdown();
    let line =
        |start: &str| text.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start} in {text}"));
    assert_eq!(
        line("| Response rate"),
        "| Response rate (given) | Business | 13.4% | at least 12% | ✓ met | = unchanged; before 13.4% |"
    );
    assert_eq!(
        line("| Cost"),
        "| Cost &lt;b&gt;per&lt;/b&gt; order (given) | Business | 7.25\u{a0}EUR | at most 7\u{a0}EUR | ✗ missed | ▲ better; before \
         9.50\u{a0}EUR |"
    );
    assert!(line("| Privacy budget spent").contains("| Data privacy | 0.80 | at most 1 | ✓ met |"));
    assert_eq!(line("| phone | 2,000 | 8.1% | 45.0%"), "| phone | 2,000 | 8.1% | 45.0% | ● within |");
    let german = in_language(&report, Language::German).markdown();
    assert!(german.contains("✗ verfehlt") && german.contains("mindestens 12\u{a0}%"));
    let page = report.html().unwrap();
    assert!(page.contains("Balanced scorecard") && page.contains("&lt;b&gt;per&lt;/b&gt;"));
    // No scorecard was asked for, and none is there.
    assert!(period(45).report().build().scorecard.is_empty());
    assert!(!period(45).report().with_scorecard().build().scorecard.is_empty());
}

#[test]
fn what_the_audit_knows_fills_in_itself() {
    let report = report::campaign().report().with_scorecard().build();
    let value = |id: &str| report.scorecard.iter().find(|one| one.id == id).and_then(|one| one.value.ok());
    // 18,813 of 20,000 customers of the example campaign consented (examples/data/campaign.csv, counted by grep).
    assert_eq!(value("consent_coverage"), Some(18_813.0 / 20_000.0));
    let verdicts = report.audited.gate.verdicts;
    let all: u64 = verdicts.iter().sum();
    let sum =
        ["comparisons_within", "comparisons_inconclusive", "comparisons_not_assessed"].map(|id| value(id).unwrap());
    let outside = value("comparisons_outside").unwrap() / all as f64;
    assert!((sum.iter().sum::<f64>() + outside - 1.0).abs() < 1e-12);
    assert_eq!(value("suppressed_share"), None, "nothing is withheld");
}

/// A value of a segment that is withheld would tell about it.
#[test]
fn measures_of_withheld_segments_are_withheld() {
    let rows = 2_000_u32;
    let level = |row: u32| {
        if row.is_multiple_of(500) {
            "fax"
        } else if row.is_multiple_of(2) {
            "app"
        } else {
            "phone"
        }
    };
    let predictions = Predictions::builder()
        .decision((0..rows).map(|row| row % 3 == 0))
        .segment("channel", (0..rows).map(level))
        .build()
        .unwrap();
    let audited = Audit::new().suppress(Suppression::below(10).unwrap()).run(&predictions).unwrap();
    assert!(audited.withheld(&["channel"]).contains(&channel("fax")));
    let measure = Measure::new("response", "Response", Perspective::Business, 0.1).segment(channel("fax"), 0.731_777);
    let report = audited.report().measure(measure).build();
    assert!(matches!(report.scorecard[0].segments[0].value, Err(Unavailable::Suppressed(_))));
    let all = [report.to_json().unwrap(), report.html().unwrap(), report.markdown(), report.slice_csv()];
    assert!(all.iter().all(|text| !text.contains("731")), "the value is nowhere");
    assert!(report.scorecard.iter().any(|one| one.id == "suppressed_share"));
}

#[test]
fn measures_are_checked() {
    let wrong = Measure::new("", " ", Perspective::Business, f64::NAN)
        .unit(MeasureUnit::Share)
        .target(12.0)
        .segment(channel("app"), 0.1)
        .segment(channel("app"), 0.2);
    let said = wrong.check().unwrap_err().to_string();
    for part in ["id", "name", "is no number", "write 0.12 for 12 %", "names a segment twice"] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn earlier_reports_make_a_trend() {
    let spring = period(30).report().period("spring").build();
    let summer = period(38).report().period("summer <i>").build();
    let report = period(45).report().period("autumn").after([&spring, &summer]).unwrap().build();
    let trend = report.trend.as_ref().unwrap();
    assert_eq!(trend.earlier.len(), 2);
    assert_eq!(trend.earlier[0].sha256, spring.digest().unwrap());
    let phone = trend.series.iter().find(|own| own.slice == channel("phone")).unwrap();
    // 30, 38 and 45 of 50: ratios to everyone else.
    let values: Vec<f64> = phone.points.iter().map(|point| point.unwrap().value.unwrap()).collect();
    assert!(
        values.iter().zip([0.6, 0.76, 0.9]).all(|(found, expected)| (found - expected).abs() < 1e-12),
        "{values:?}"
    );
    let verdicts: Vec<&str> = phone.points.iter().map(|point| point.unwrap().verdict.text()).collect();
    assert_eq!(verdicts[0], "outside");
    for (language, title, this) in
        [(Language::English, "Over time", "autumn"), (Language::German, "Über die Zeit", "autumn")]
    {
        let report = in_language(&report, language);
        let page = report.html().unwrap();
        let part = page.split("<h2>").find(|part| part.starts_with(title)).unwrap_or_else(|| panic!("{title}"));
        for wanted in
            ["<svg role=\"img\"", "<title id=", "<desc id=", "class=\"run\"", "summer &lt;i&gt;", this, "<table>"]
        {
            assert!(part.contains(wanted), "{wanted} in {part}");
        }
        // Two segments over three periods: six marks and four lines between them.
        assert_eq!(part.matches("class=\"mark\"").count(), 6);
        assert_eq!(part.matches("class=\"run\"").count(), 4);
        let value = if language == Language::German { "| phone | 0,60 (" } else { "| phone | 0.60 (" };
        assert!(report.markdown().contains(value));
    }
}

/// A rule that asks for something else, and a segment that was not there: gaps, and no lines across them.
#[test]
fn what_was_not_compared_is_a_gap() {
    let other = {
        let rule =
            Rule::new("equal-treatment", "demographic_parity_difference").tolerance(Tolerance::within(-0.1, 0.1));
        let policy = Policy::builder("Other").rule(rule).build().unwrap();
        let predictions = Predictions::builder()
            .decision((0..400).map(|row| row % 3 == 0))
            .segment("channel", (0..400).map(|row| if row % 2 == 0 { "app" } else { "phone" }))
            .build()
            .unwrap();
        Audit::new().policy(policy).run(&predictions).unwrap().report().build()
    };
    let first = period(30).report().build();
    let report = period(45).report().after([&first, &other]).unwrap().build();
    let phone = report.trend.as_ref().unwrap().series.iter().find(|own| own.slice == channel("phone")).unwrap();
    assert_eq!(phone.points.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true]);
    let page = report.html().unwrap();
    assert!(!page.contains("class=\"run\"") && page.contains("this report"));
    assert!(period(45).report().after([&other]).unwrap().build().trend.unwrap().series.is_empty());
    assert!(period(45).report().after([]).unwrap().build().trend.is_none());
}

fn own_section() -> CustomSection {
    CustomSection::new(
        "Background <script>",
        "## Why\n\nSent **twice** a *year*.\n\n1. first\n2. `second`\n\n<img src=x onerror=alert(1)> [link](javascript:alert(1))\n\n\
         | a | b |\n|---|--:|\n| x | 1 |\n",
    )
    .table(CustomTable::new("Budget", ["Year", "EUR"]).row(["2026", "12,000"]))
}

#[test]
fn own_sections_stand_where_they_are_put() {
    let build = |section: CustomSection| report::small().report().custom_section(section).build();
    let titles = |report: &Report| {
        let text = report.markdown();
        text.lines().filter_map(|line| line.strip_prefix("## ").map(str::to_owned)).collect::<Vec<_>>()
    };
    let placed = titles(&build(own_section().before(Section::Segments)));
    let at = placed.iter().position(|title| title.starts_with("Background")).unwrap();
    assert_eq!(placed[at + 1], "Segment by segment");
    let last = titles(&build(own_section()));
    let at = last.iter().position(|title| title.starts_with("Background")).unwrap();
    assert_eq!((last[at - 1].as_str(), last[at + 1].as_str()), ("How it was computed", "Where it comes from"));
    // Before a section that is left out, it stands after the others.
    let without =
        report::small().report().without([Section::Segments]).custom_section(own_section().before(Section::Segments));
    assert_eq!(titles(&without.build()).iter().filter(|title| title.starts_with("Background")).count(), 1);
    // Reordered, sections take what stands before them along.
    let turned = report::small()
        .report()
        .sections([Section::Methods, Section::Segments, Section::Methods])
        .custom_section(own_section().before(Section::Segments))
        .build();
    let turned = titles(&turned);
    let at = turned.iter().position(|title| title.starts_with("How")).unwrap();
    assert!(turned[at + 1].starts_with("Background") && turned[at + 2].starts_with("Segment by"));
}

#[test]
fn own_sections_are_text_and_never_markup() {
    let report = report::small().report().custom_section(own_section()).build();
    let page = report.html().unwrap();
    let part = page.split("<h2>").find(|part| part.starts_with("Background")).unwrap();
    for wanted in [
        "<h3><bdi>Why</bdi></h3>",
        "<strong>twice</strong>",
        "<em>year</em>",
        "<ol><li><bdi>first</bdi></li><li><code>second</code></li></ol>",
        "&lt;img src=x onerror=alert(1)&gt;",
        "<code>javascript:alert(1</code>",
        "Background &lt;script&gt;",
        "12,000",
    ] {
        assert!(part.contains(wanted), "{wanted} in {part}");
    }
    assert!(!page.contains("<img") && !page.contains("href=\"javascript"));
    assert!(own_section().check().is_ok());
    let wrong = CustomSection::new("", "").check().unwrap_err().to_string();
    assert!(wrong.contains("title") && wrong.contains("text"));
    let uneven = CustomSection::new("a", "b").table(CustomTable::new("t", ["x", "y"]).row(["1"])).check().unwrap_err();
    assert!(uneven.to_string().contains("give 2 cells"), "{uneven}");
}

const SVG: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"30\"><rect width=\"90\" height=\"30\"/></svg>";

#[test]
fn a_theme_colours_the_page_and_nothing_else() {
    let theme = Theme::new()
        .light(Palette::new().accent("#6a1b9a").ink("#101010"))
        .dark(Palette::new().accent("#ce93d8"))
        .logo(Logo::svg(SVG, "Acme \"& Sons\"").unwrap());
    let plain = report::small().report().build();
    let report = report::small().report().theme(theme).build();
    let page = report.html().unwrap();
    assert!(page.contains("prefers-color-scheme:light){:root{--ink:#101010;--accent:#6a1b9a;}}"));
    assert!(page.contains("<img class=\"logo\" src=\"data:image/svg+xml;base64,"));
    assert!(page.contains("alt=\"Acme &quot;&amp; Sons&quot;\""));
    assert!(page.contains("img-src data:;") && !plain.html().unwrap().contains("img-src"));
    assert_eq!(report.markdown(), plain.markdown());
    // A report from elsewhere may carry anything: it is checked again before it is written.
    for (from, to) in [("#6a1b9a", "red;}body{display:none"), ("#6a1b9a", "#ffee00")] {
        let tampered = Report::from_json(&report.to_json().unwrap().replace(from, to)).unwrap();
        assert!(tampered.html().unwrap_err().to_string().contains("theme, light, accent"), "{to}");
    }
    let mut logo = report.theme.clone().unwrap().logo.unwrap();
    logo.data = "PHNjcmlwdD4=".to_owned();
    let hostile = report::small().report().theme(Theme::new().logo(logo)).build();
    assert!(hostile.html().unwrap_err().to_string().contains("is no SVG"));
}

#[test]
fn everything_survives_json_and_follows_the_schema() {
    let spring = period(30).report().period("spring").build();
    let theme = Theme::new().light(Palette::new().accent("#6a1b9a")).logo(Logo::svg(SVG, "Acme").unwrap());
    let mut report = measured();
    let full = period(45)
        .report()
        .after([&spring])
        .unwrap()
        .custom_section(own_section().before(Section::Trend))
        .theme(theme)
        .build();
    (report.trend, report.custom, report.theme) = (full.trend, full.custom, full.theme);
    let text = report.to_json().unwrap();
    let read = Report::from_json(&text).unwrap();
    assert_eq!(read, report);
    assert_eq!(read.to_json().unwrap(), text);
    assert_eq!((read.html().unwrap(), read.markdown()), (report.html().unwrap(), report.markdown()));
    let schema: Value = serde_json::from_str(&Report::json_schema()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    for pointer in ["/scorecard/0", "/trend/series/0", "/custom/0", "/theme/light", "/theme/logo", "/totals/affected"] {
        let mut more = value.clone();
        more.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}"))["surplus"] = Value::Null;
        assert!(!validator.is_valid(&more), "the schema takes unknown keys at {pointer}");
    }
    // What is counted is not read back: a file that says otherwise is not the same bytes again.
    let tampered = text.replacen("\"failing_rules\": 0", "\"failing_rules\": 7", 1);
    assert_ne!(tampered, text);
    assert_eq!(Report::from_json(&tampered).unwrap().to_json().unwrap(), text);
}
