//! The screen of a data set: against METHODS, a row-level count of public data, and its own definitions.
#![cfg(feature = "screen")]
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, clippy::print_stdout, reason = "a test")]

use evenhand::audit::ReferencePopulation;
use evenhand::dataset::{Dataset, MEASURES, Measure, Screen, Screened};
use evenhand::segment::Level;
use evenhand::value::{Reason, Unavailable};

/// METHODS T1: labels 75 of 200, 40 of 160, 10 of 40.
fn fixture() -> Dataset {
    let groups = [("A", 200, 75), ("B", 160, 40), ("C", 40, 10)];
    let rows = groups.iter().flat_map(|&(name, rows, positive)| (0..rows).map(move |at| (name, at < positive, at)));
    let rows: Vec<_> = rows.collect();
    Dataset::builder()
        .label("y", rows.iter().map(|row| row.1))
        .segment("g", rows.iter().map(|row| row.0))
        // Known for everybody in A, for three of four in B, for half of C.
        .column(
            "region",
            rows.iter().map(|row| {
                let known = match row.0 {
                    "A" => true,
                    "B" => row.2 % 4 != 0,
                    _ => row.2 % 2 == 0,
                };
                known.then_some(if row.2 % 3 == 0 { "north" } else { "south" })
            }),
        )
        .column("tariff", rows.iter().map(|row| if row.0 == "A" { "old" } else { "new" }))
        .numbers("row", rows.iter().map(|row| f64::from(row.2 % 40)))
        .column("id", rows.iter().enumerate().map(|(at, _)| at.to_string()))
        .build()
        .unwrap()
}

#[test]
fn labels_shares_and_imbalance_are_those_of_the_methods() {
    let population = ReferencePopulation::new("g", [("A", 0.45), ("B", 0.40), ("C", 0.15)]).unwrap();
    let screened = Screen::new().population(population).run(&fixture()).unwrap();
    let label = screened.label.as_ref().unwrap();
    assert_eq!((label.positive, label.negative, label.unlabelled), (125, 275, 0));
    let groups = &screened.attributes[0].groups;
    // METHODS A17: (n_a − n_d)/(n_a + n_d) with everyone else as the other side.
    assert!((groups[2].class_imbalance.unwrap() - (360.0 - 40.0) / 400.0).abs() < 1e-15);
    assert!((groups[0].label_rate.unwrap() - 0.375).abs() < 1e-15);
    // A against the other 200, of whom 50 are positive.
    assert!((groups[0].label_difference.unwrap() - 0.125).abs() < 1e-15);
    assert!(groups[0].p_adjusted.unwrap() < 0.05 && groups[2].p_adjusted.unwrap() > 0.05);
    // METHODS A17 [N]: χ² 8.888889, p .0117436, PSI .0255413, TVD .05, ratios 1.1111 1 .6667.
    let found = screened.attributes[0].representation.as_ref().unwrap().found.as_ref().unwrap();
    let test = found.chi_squared.unwrap();
    assert!((test.statistic - 8.888_889).abs() < 1e-6 && (test.p_value - 0.011_743_6).abs() < 1e-7);
    assert!((found.population_stability_index.unwrap() - 0.025_541_3).abs() < 1e-7);
    assert!((found.total_variation - 0.05).abs() < 1e-12);
    assert!((found.ratios[2].ratio.unwrap() - 0.666_667).abs() < 1e-6);
}

#[test]
fn what_stands_for_a_segment_is_found_and_an_identifier_is_not() {
    let screened = Screen::new().run(&fixture()).unwrap();
    let proxies = &screened.attributes[0].proxies;
    let of = |column: &str| proxies.iter().find(|proxy| proxy.column == column).unwrap();
    assert_eq!(proxies[0].column, "tariff", "the strongest comes first");
    // The tariff tells A from all others without fail: V of a 2 by 3 table whose columns are determined is 1.
    assert!(of("tariff").stands_for && of("tariff").cramers_v.unwrap() > 0.99);
    assert_eq!((of("tariff").area, &of("tariff").area_of), (Ok(1.0), &Some(Level::named("A"))));
    // One level a row: nothing is learned, though the plain V would be 1.
    assert!(of("id").cramers_v.unwrap() < 0.05 && (of("id").area.unwrap() - 0.5).abs() < 1e-12);
    assert!(!of("id").stands_for && !of("row").stands_for);
    // That a region is missing tells something.
    assert!(of("region").cramers_v.unwrap() > 0.1);
}

#[test]
fn missing_values_are_counted_by_segment() {
    let screened = Screen::new().run(&fixture()).unwrap();
    let missing = &screened.attributes[0].missingness;
    assert_eq!(missing.len(), 1, "nothing else is missing");
    let region = &missing[0];
    assert_eq!((region.missing, &region.most, &region.least), (60, &Level::named("C"), &Level::named("A")));
    assert!((region.disparity() - 0.5).abs() < 1e-15);
    // χ² of 0/200, 40/160, 20/40 by hand: Σ n(p̂ − p)²/(p(1 − p)) with p = .15.
    let expected = (200.0 * 0.15_f64.powi(2) + 160.0 * 0.1_f64.powi(2) + 40.0 * 0.35_f64.powi(2)) / (0.15 * 0.85);
    let upper = evenhand::inference::special::chi_squared_upper_tail(expected, 2);
    assert!((region.p_adjusted.unwrap() / upper - 1.0).abs() < 1e-9);
}

#[test]
fn bad_data_sets_are_refused_and_small_segments_not_judged() {
    let error = Dataset::builder()
        .label("y", [0_u8, 2, 1])
        .segment("s", ["a", "b"])
        .column("s", ["x", "y"])
        .build()
        .unwrap_err();
    for words in ["neither 0 nor 1", "has 3 rows", "given twice"] {
        assert!(error.to_string().contains(words), "{words}: {error}");
    }
    assert!(Dataset::builder().numbers("x", [1.0]).build().unwrap_err().to_string().contains("no segments"));
    assert!(Dataset::builder().segment::<[&str; 0]>("s", []).build().unwrap_err().to_string().contains("no rows"));

    let tiny = Dataset::builder()
        .segment("s", ["a", "a", "b"])
        .column("same", ["x", "x", "x"])
        .numbers("nan", [f64::NAN, f64::INFINITY, 1.0])
        .build()
        .unwrap();
    let screened = Screen::new().run(&tiny).unwrap();
    let attribute = &screened.attributes[0];
    assert_eq!(attribute.groups[0].label_rate, Err(Unavailable::Undefined(Reason::LabelsNotDeclared)));
    assert_eq!(attribute.groups[0].p_adjusted, Err(Unavailable::Undefined(Reason::TooFewRows)));
    let same = attribute.proxies.iter().find(|proxy| proxy.column == "same").unwrap();
    assert_eq!(same.cramers_v, Err(Unavailable::Undefined(Reason::NoVariation)));
    assert!(!same.stands_for && attribute.missingness.is_empty());
    let population = ReferencePopulation::new("sx", [("a", 1.0)]).unwrap();
    let error = Screen::new().population(population).strong(0.0).strong_area(0.4).run(&tiny).unwrap_err();
    assert_eq!(error.problems().len(), 3, "{error}");
}

#[test]
fn every_measure_has_a_name_of_its_own() {
    for (at, measure) in MEASURES.iter().enumerate() {
        assert_eq!(Measure::find(measure.id).unwrap().id, measure.id);
        for name in measure.aliases.iter().chain([&measure.id]) {
            assert!(evenhand::metric::find(name).is_err(), "{name} is in the other catalogue too");
            assert!(!MEASURES[..at].iter().any(|other| other.id == *name || other.aliases.contains(name)), "{name}");
        }
    }
}

#[cfg(feature = "csv")]
fn adult() -> Option<Screened> {
    use evenhand::io::{AuditSpecification, ScreenedColumns, read_dataset};
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/adult_predictions.csv");
    let Ok(file) = std::fs::File::open(&path) else {
        println!("skipped: {} is not here", path.display());
        return None;
    };
    let mut specification = AuditSpecification::default();
    specification.columns.outcome = Some("y_true".to_owned());
    specification.columns.segments = vec!["sex".to_owned()];
    let ignored = ["id", "split", "y_pred", "y_pred_b", "sample_weight"].map(str::to_owned).to_vec();
    let dataset = read_dataset(file, &specification, &ScreenedColumns::AllBut(ignored)).unwrap();
    Some(Screen::new().run(&dataset).unwrap())
}

/// Every number was counted row by row by `tests/golden/make_adult.py`.
#[cfg(feature = "csv")]
#[test]
fn the_screen_of_adult_finds_what_stands_for_sex() {
    let Some(screened) = adult() else { return };
    let sex = &screened.attributes[0];
    assert_eq!(sex.proxies[0].column, "marital_status");
    let of = |column: &str| sex.proxies.iter().find(|proxy| proxy.column == column).unwrap();
    for (column, v) in [
        ("marital_status", 0.459_324_203_184_260_4),
        ("workclass", 0.151_246_132_837_466_3),
        ("age_band", 0.123_047_886_821_473_81),
        ("race", 0.113_609_552_934_369_54),
        ("education", 0.091_589_009_124_318_37),
        ("native_region", 0.012_299_511_868_423_995),
    ] {
        assert!((of(column).cramers_v.unwrap() - v).abs() < 1e-12, "{column}");
        assert_eq!(of(column).stands_for, column == "marital_status", "{column}");
    }
    for (column, area) in
        [("age", 0.438_463_881_356_342_57), ("score", 0.369_112_220_165_063_6), ("score_b", 0.298_536_031_443_504_9)]
    {
        let proxy = of(column);
        let own = if proxy.area_of == Some(Level::named("Female")) { area } else { 1.0 - area };
        assert!((proxy.area.unwrap() - own).abs() < 1e-12, "{column}: {proxy:?}");
    }
    // The second model's score tells sex well enough to stand for it; the first one's does not.
    assert!(of("score_b").stands_for && !of("score").stands_for);
    let women = &sex.groups[0];
    assert_eq!((women.rows, women.positive), (16_192, 1_769));
    let gap = 1_769.0 / 16_192.0 - 9_918.0 / 32_650.0;
    assert!((women.label_difference.unwrap() - gap).abs() < 1e-12);
    let workclass = sex.missingness.iter().find(|column| column.column == "workclass").unwrap();
    assert!((workclass.disparity() - (1_270.0 / 16_192.0 - 1_529.0 / 32_650.0)).abs() < 1e-12);
}

#[cfg(feature = "cli")]
mod cli;

#[cfg(feature = "cli")]
mod program {
    use super::MEASURES;
    use super::cli::{Folder, unfair};

    #[test]
    fn screen_fits_the_terminal_and_writes_what_it_is_asked_for() {
        let folder = Folder::with("c.csv", unfair());
        let line = "screen c.csv --outcome bought --segments channel,gender --ignore customer";
        let (status, out, err) = folder.run(&format!("{line} --json s.json --markdown s.md --html s.html"));
        assert_eq!((status, err.as_str()), (0, ""), "{out}");
        assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
        assert!(out.contains("bought is positive for 800 of 4,000 (20.0%)"), "{out}");
        let json: serde_json::Value = serde_json::from_str(&folder.read("s.json")).unwrap();
        let columns = json["screen"]["attributes"][0]["proxies"].as_array().unwrap();
        let names: Vec<&str> = columns.iter().map(|column| column["column"].as_str().unwrap()).collect();
        assert!(names.contains(&"gender") && names.contains(&"score") && !names.contains(&"customer"), "{names:?}");
        assert!(folder.read("s.md").contains("| phone |") && folder.read("s.html").contains("phone"));
        folder.add("a.toml", "[columns]\noutcome = \"bought\"\nsegments = [\"channel\"]\n[population.channel]\nshares = { web = 1, phone = 1 }\n");
        let (status, out, err) = folder.run("screen c.csv --spec a.toml --features targeted");
        assert_eq!(status, 0, "{err}");
        assert!(out.contains("Total variation 0") && out.contains("targeted"), "{out}");
    }

    #[test]
    fn screen_says_what_is_missing_and_its_measures_are_explained() {
        let folder = Folder::with("c.csv", unfair());
        for (arguments, words) in [
            ("screen c.csv --outcome bought", "--segments"),
            ("screen c.csv --segments chanel", "did you mean \"channel\"?"),
            ("screen c.csv --segments channel --ignore custmer", "did you mean \"customer\"?"),
            ("screen c.csv --segments channel --outcome gender", "--positive"),
            ("screen c.csv --segments channel --strong 2", "as 0.3"),
        ] {
            let (status, _, err) = folder.run(arguments);
            assert_eq!(status, 2, "{arguments}: {err}");
            assert!(err.contains(words), "{arguments}: {err}");
        }
        let catalogue = folder.run("catalogue").1;
        for measure in MEASURES {
            let (status, out, err) = folder.run(&format!("explain {}", measure.id));
            assert_eq!(status, 0, "{err}");
            assert!(out.contains("formula") && out.lines().all(|line| line.chars().count() <= 80), "{out}");
            assert!(catalogue.contains(measure.id), "{}", measure.id);
        }
    }
}
