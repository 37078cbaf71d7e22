//! Predicted spend by segment: is every segment foretold equally well, or is one believed to be worth less than it is?
//!
//! ```console
//! $ cargo run --example values_audit --features report,tasks
//! ```
//!
//! The question of a marketing team: the budget follows the predicted spend. Whom does it pass over?
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use evenhand::audit::Verdict;
use evenhand::inference::{Random, StreamKey};
use evenhand::task::{Options, Table, TaskAudit, Values};

fn main() -> Result<(), evenhand::Error> {
    let mut random = Random::new(StreamKey { seed: 2026, stream: 1, replicate: 0 });
    let (mut channel, mut region, mut predicted, mut spent) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for customer in 0..3_000_usize {
        let own = ["web", "shop", "phone"][customer % 3];
        channel.push(own);
        region.push(["north", "south"][customer / 3 % 2]);
        // What customers spend is skewed: many little, few much.
        let worth = (3.0 + 0.6 * random.normal()).exp();
        spent.push(worth * (0.25 * random.normal()).exp());
        // The model never saw the phone orders well: it believes 35 % too little of them.
        predicted.push(worth * if own == "phone" { 0.65 } else { 1.0 });
    }
    let table = Table::builder()
        .segment("channel", channel)
        .segment("region", region)
        .numbers("prediction", "predicted_spend", predicted)
        .numbers("outcome", "spend", spent)
        .build()?;
    // Residuals have heavy tails: their differences get an interval from the studentised bootstrap.
    let options = Options::from_iter([("interval".to_owned(), "bootstrap_t".to_owned())]);
    let audited = TaskAudit::new().run(&Values::new(table, &options)?)?;

    let values = &audited.tasks[0];
    let phone = values.grouping(&["channel"]).and_then(|channel| channel.slice(&["phone"]));
    let residual = phone.and_then(|phone| phone.disparity("mean_residual_difference"));
    assert!(residual.is_some_and(|residual| residual.interval.is_ok_and(|interval| interval.lower > 5.0)));
    let rule = audited.rule("same-overestimate");
    let outside: Vec<String> = rule
        .into_iter()
        .flat_map(|rule| &rule.assessments)
        .filter(|assessment| assessment.verdict == Verdict::Outside)
        .map(|assessment| assessment.slice.to_string())
        .collect();
    assert!(outside.contains(&"channel=phone".to_owned()) && !outside.iter().any(|slice| slice.starts_with("region")));
    println!("{}", audited.report().title("Predicted spend").build().markdown());
    Ok(())
}
