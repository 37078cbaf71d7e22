//! The next best offer by segment: is every segment offered the same, and is the offer right as often?
//!
//! ```console
//! $ cargo run --example classes_audit --features report,tasks
//! ```
//!
//! The question of a marketing team: who is offered the premium plan, and of those whom it would fit, who is not?
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use evenhand::inference::{Random, StreamKey};
use evenhand::task::{Classes, Options, Table, TaskAudit};

fn main() -> Result<(), evenhand::Error> {
    let offers = ["basic", "plus", "premium"];
    let mut random = Random::new(StreamKey { seed: 2026, stream: 2, replicate: 0 });
    let (mut age, mut region, mut offered, mut fits) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for customer in 0..6_000_usize {
        let old = customer % 3 == 0;
        age.push(if old { "65+" } else { "under 65" });
        region.push(["north", "south"][customer / 3 % 2]);
        let fit = if random.uniform() < 0.3 { 2 } else { usize::from(random.uniform() < 0.5) };
        fits.push(offers[fit]);
        // Right three times in four; of older customers whom premium fits, half are offered basic instead.
        let right = random.uniform() < 0.75;
        let offer = if right { fit } else { (fit + 1 + usize::from(random.uniform() < 0.5)) % 3 };
        offered.push(offers[if old && offer == 2 && random.uniform() < 0.5 { 0 } else { offer }]);
    }
    let table = Table::builder()
        .segment("age", age)
        .segment("region", region)
        .names("prediction", "offer", offered)
        .names("outcome", "fits", fits)
        .build()?;
    let option = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let options = Options::from_iter([option("class", "premium"), option("order", "basic, plus, premium")]);
    let audited = TaskAudit::new().run(&Classes::new(table, &options)?)?;

    let classes = &audited.tasks[0];
    let old = classes.grouping(&["age"]).and_then(|age| age.slice(&["65+"]));
    let ratio = old.and_then(|old| old.disparity("class_share_ratio"));
    assert!(ratio.is_some_and(|ratio| ratio.interval.is_ok_and(|interval| interval.upper < 0.8)));
    let odds = old.and_then(|old| old.disparity("class_odds_distance"));
    assert!(odds.is_some_and(|odds| odds.interval.is_ok_and(|interval| interval.lower > 0.2)));
    // Regions are offered the same: their distance is no larger than chance makes it.
    let north = classes.grouping(&["region"]).and_then(|region| region.slice(&["north"]));
    let mix = north.and_then(|north| north.disparity("prediction_mix_distance"));
    assert!(mix.is_some_and(|mix| mix.interval.is_ok_and(|interval| interval.lower < 1e-9)));
    println!("{}", audited.report().title("Next best offer").build().markdown());
    Ok(())
}
