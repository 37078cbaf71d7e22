//! Decisions customer by customer: how unequally is benefit spread, and are like customers decided alike?
//!
//! ```console
//! $ cargo run --example individual_audit --features neighbours,report
//! ```
//!
//! The question of a marketing team: two customers with the same history, one gets the voucher and one does not. How often is
//! that so, and in which segment?
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use evenhand::inference::{Random, StreamKey};
use evenhand::task::{Individual, Options, Table, TaskAudit};

fn main() -> Result<(), evenhand::Error> {
    let mut random = Random::new(StreamKey { seed: 2026, stream: 3, replicate: 0 });
    let (mut channel, mut spend, mut visits, mut voucher, mut redeems) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for customer in 0..3_000_usize {
        let web = customer % 2 == 0;
        channel.push(if web { "web" } else { "phone" });
        let (own_spend, own_visits) = (50.0 + 20.0 * random.normal(), 5.0 + 2.0 * random.normal());
        spend.push(own_spend);
        visits.push(own_visits);
        // On the web the voucher follows the history; on the phone it follows the mood of the day.
        let deserves = own_spend + 5.0 * own_visits > 75.0;
        voucher.push(if web { deserves } else { random.uniform() < 0.5 });
        redeems.push(deserves == (random.uniform() < 0.8));
    }
    let table = Table::builder()
        .segment("channel", channel)
        .binary("decision", "voucher", voucher)
        .binary("outcome", "redeems", redeems)
        .numbers("feature", "spend", spend)
        .numbers("feature", "visits", visits)
        .build()?;
    // A voucher to one who will not redeem it is worth nothing to anybody.
    let options = Options::from_iter([("benefit_false_positive".to_owned(), "1".to_owned())]);
    let audited = TaskAudit::new().run(&Individual::new(table, &options)?)?;

    let individual = &audited.tasks[0];
    let phone = individual.grouping(&["channel"]).and_then(|channel| channel.slice(&["phone"]));
    let consistency = phone.and_then(|phone| phone.disparity("consistency_difference"));
    assert!(consistency.is_some_and(|gap| gap.interval.is_ok_and(|interval| interval.upper < -0.15)));
    assert!(!audited.gate().passed());
    println!("{}", audited.report().title("Vouchers, customer by customer").build().markdown());
    Ok(())
}
