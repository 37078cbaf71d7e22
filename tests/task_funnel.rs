//! The task `funnel`: parts that sum through the whole audit, consent, impressions, bad input.
#![cfg(all(feature = "tasks", feature = "html"))]
#![allow(clippy::unwrap_used, clippy::float_cmp, clippy::cast_precision_loss, clippy::panic, reason = "a test")]

use evenhand::audit::{Drawing, ExhibitKind, TaskGrouping, Verdict};
use evenhand::report::Language;
use evenhand::task::{CampaignFunnel, Options, Table, TableBuilder, TaskAudit};

/// Audience, consented, delivered, converted of three regions.
const REGIONS: [(&str, [usize; 4]); 3] =
    [("east", [1_000, 600, 480, 120]), ("north", [2_000, 1_500, 1_000, 400]), ("south", [500, 450, 300, 90])];

fn rows(step: usize) -> Vec<bool> {
    REGIONS.iter().flat_map(|(_, counts)| (0..counts[0]).map(move |row| row < counts[step])).collect()
}

fn regions() -> Vec<&'static str> {
    REGIONS.iter().flat_map(|(name, counts)| std::iter::repeat_n(*name, counts[0])).collect()
}

fn builder() -> TableBuilder {
    Table::builder()
        .segment("region", regions())
        .binary("consented", "agreed", rows(1))
        .binary("delivered", "arrived", rows(2))
        .binary("converted", "bought", rows(3))
}

fn none() -> Options {
    Options::default()
}

fn value(grouping: &TaskGrouping, level: &str, metric: &str) -> f64 {
    grouping.slice(&[level]).unwrap().metric(metric).unwrap().value.unwrap()
}

fn disparity(grouping: &TaskGrouping, level: &str, criterion: &str) -> f64 {
    grouping.slice(&[level]).unwrap().disparity(criterion).unwrap().value.unwrap()
}

#[test]
fn rates_are_counted_and_parts_sum_to_the_whole() {
    let funnel = CampaignFunnel::new(builder().build().unwrap(), &none()).unwrap();
    let logs = ["consented_log_ratio", "delivered_log_ratio", "converted_log_ratio", "funnel_log_ratio"];
    let audited = TaskAudit::new().criteria(logs).run(&funnel).unwrap();
    let found = audited.tasks[0].grouping(&["region"]).unwrap();
    assert_eq!(value(found, "east", "consented_rate"), 0.6);
    assert_eq!(value(found, "east", "delivered_rate"), 0.8);
    assert_eq!(value(found, "east", "delivered_share"), 0.48);
    assert_eq!(value(found, "south", "converted_rate"), 0.3);
    assert_eq!(value(found, "south", "funnel_rate"), 0.18);
    for (level, counts) in REGIONS {
        let parts = ["consented_part", "delivered_part", "converted_part"].map(|part| disparity(found, level, part));
        let whole = disparity(found, level, "funnel_difference");
        assert!((parts.iter().sum::<f64>() - whole).abs() < 1e-12, "{level}");
        let all = |step: usize| REGIONS.iter().map(|(_, counts)| counts[step]).sum::<usize>();
        let rest = (all(3) - counts[3]) as f64 / (all(0) - counts[0]) as f64;
        assert!((whole - (counts[3] as f64 / counts[0] as f64 - rest)).abs() < 1e-12, "{level}");
        let sum: f64 = logs[..3].iter().map(|log| disparity(found, level, log)).sum();
        assert!((sum - disparity(found, level, "funnel_log_ratio")).abs() < 1e-12, "{level}");
        assert!((sum - disparity(found, level, "funnel_ratio").ln()).abs() < 1e-12, "{level}");
    }
    // Consent: 600, 1500 and 450 of 2550 against 1000, 2000 and 500 of 3500.
    let shift = found.all_groups.iter().find(|one| one.criterion == "opt_in_shift").unwrap();
    let by_hand = 1_000.0 / 3_500.0 - 600.0 / 2_550.0;
    assert!((shift.value.unwrap() - by_hand).abs() < 1e-12 && shift.p_value.unwrap() < 0.01);
    let opt_in = audited.rule("opt-in").unwrap();
    let east = opt_in.assessments.iter().find(|one| one.slice.to_string() == "region=east").unwrap();
    assert!((east.value.unwrap() - 0.6 / 0.78).abs() < 1e-12);
    assert_ne!(east.verdict, Verdict::Within);
}

#[test]
fn reach_stands_beside_impressions() {
    // Both halves get 1,000 impressions, one by 1,000 people and one by 100 people ten times.
    let row = || 0..4_000_usize;
    let table = Table::builder()
        .segment("half", row().map(|row| if row < 2_000 { "many" } else { "few" }))
        .binary("delivered", "arrived", row().map(|row| row < 1_000 || (2_000..2_100).contains(&row)))
        .numbers(
            "impressions",
            "shown",
            row().map(|row| match row {
                0..1_000 => 1.0,
                2_000..2_100 => 10.0,
                _ => 0.0,
            }),
        )
        .build()
        .unwrap();
    let audited = TaskAudit::new().run(&CampaignFunnel::new(table, &none()).unwrap()).unwrap();
    let halves = audited.tasks[0].grouping(&["half"]).unwrap();
    let skew = |criterion: &str| halves.all_groups.iter().find(|one| one.criterion == criterion).unwrap();
    assert_eq!(skew("delivery_skew").value, Ok(0.0));
    assert!((skew("reach_skew").value.unwrap() - (0.5 - 100.0 / 1_100.0)).abs() < 1e-12);
    assert!(skew("reach_skew").p_value.unwrap() < 0.01);
    assert_eq!(value(halves, "few", "impression_frequency"), 10.0);
    assert_eq!(value(halves, "few", "impression_reach"), 0.05);
    assert!(audited.rule("reach").unwrap().assessments.iter().all(|one| one.verdict == Verdict::Outside));
}

#[test]
fn those_who_are_not_eligible_are_no_audience() {
    let table = builder().binary("eligible", "could", rows(1)).build().unwrap();
    let audited = TaskAudit::new().run(&CampaignFunnel::new(table, &none()).unwrap()).unwrap();
    let found = audited.tasks[0].grouping(&["region"]).unwrap();
    assert_eq!(found.slice(&["east"]).unwrap().count, 600);
    assert_eq!(value(found, "east", "consented_rate"), 1.0);
}

#[test]
fn bad_funnels_are_refused_with_place_and_remedy() {
    let refuse = |table: TableBuilder, given: &Options| {
        CampaignFunnel::new(table.build().unwrap(), given).unwrap_err().to_string()
    };
    let base = || Table::builder().segment("region", ["n", "s", "n", "s"]);
    let text = refuse(base(), &none());
    assert!(text.contains("at least one step"), "{text}");
    let skipped = || base().binary("delivered", "arrived", [1, 1, 0, 1]).binary("clicked", "clicks", [1, 0, 1, 0]);
    let text = refuse(skipped(), &none());
    assert!(text.contains("clicks") && text.contains("row 3") && text.contains("order = implied"), "{text}");
    let implied = Options::from_iter([("order".to_owned(), "implied".to_owned())]);
    assert!(CampaignFunnel::new(skipped().build().unwrap(), &implied).is_ok());
    let empty = base().binary("delivered", "arrived", [1, 1, 0, 1]).binary("clicked", "clicks", [0, 0, 0, 0]);
    let text = refuse(empty, &none());
    assert!(text.contains("clicks") && text.contains("nobody passes"), "{text}");
    let shown =
        base().binary("delivered", "arrived", [1, 1, 0, 1]).numbers("impressions", "shown", [1.0, -1.0, 0.5, f64::NAN]);
    let text = refuse(shown, &none());
    assert!(text.contains("row 2") && text.contains("row 3") && text.contains("row 4"), "{text}");
    let loose = Options::from_iter([("order".to_owned(), "impied".to_owned())]);
    let text = refuse(base().binary("clicked", "clicks", [1, 0, 1, 0]), &loose);
    assert!(text.contains("did you mean \"implied\"?"), "{text}");
}

#[test]
fn a_step_that_is_not_known_leaves_the_row_out_unless_it_could_not_be_passed() {
    let table = Table::builder()
        .segment("region", ["n", "s", "n", "s"])
        .binary("delivered", "arrived", [Some(true), Some(false), Some(true), Some(true)])
        .binary("opened", "opens", [Some(true), None, None, Some(false)])
        .build()
        .unwrap();
    let audited = TaskAudit::new().run(&CampaignFunnel::new(table, &none()).unwrap()).unwrap();
    assert_eq!((audited.tasks[0].overall.count, audited.tasks[0].notes.len()), (3, 1));
}

#[test]
fn the_report_draws_steps_and_parts_in_both_languages() {
    let audited = TaskAudit::new().run(&CampaignFunnel::new(builder().build().unwrap(), &none()).unwrap()).unwrap();
    let drawn = |kind| audited.tasks[0].exhibits.iter().find(|one| one.kind == kind && one.grouping.is_some()).unwrap();
    let Drawing::Bars { categories, series } = &drawn(ExhibitKind::FunnelSteps).drawing else { panic!("no bars") };
    assert_eq!(categories, &["agreed", "arrived", "bought"]);
    assert_eq!(series[0].values, [Some(0.6), Some(0.48), Some(0.12)]);
    drawn(ExhibitKind::FunnelParts);
    let html = audited.report().title("Spring").build().html().unwrap();
    for part in ["<svg", "<title", "<desc", "as far as each step", "Shift by consent"] {
        assert!(html.contains(part), "{part}");
    }
    let text = audited.report().title("Frühling").language(Language::German).build().markdown();
    for part in ["Zustimmungsquote", "Trichter", "Verschiebung durch die Zustimmung"] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}
