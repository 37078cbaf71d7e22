//! Recommendations: ten products for each household. Are the shop's own brands shown as often as they deserve, and do all
//! customers get lists as good?
//!
//! ```console
//! $ cargo run --features report,tasks --example rankings_audit
//! ```
//!
//! The question of a marketing team: our model learned from past sales. Does it hide the small brands, and whom does it
//! serve worse?
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use evenhand::audit::Verdict;
use evenhand::inference::{Random, StreamKey};
use evenhand::task::{Options, Rankings, Table, TaskAudit};

/// Items of the catalogue, three of five of them of large brands.
const ITEMS: usize = 50;

fn brand(item: usize) -> &'static str {
    if item % 5 < 3 { "large" } else { "small" }
}

fn main() -> Result<(), evenhand::Error> {
    let mut random = Random::new(StreamKey { seed: 2026, stream: 0, replicate: 0 });
    let (mut list, mut rank, mut item, mut brands, mut region, mut wanted) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for household in 0..400_usize {
        let place = if household % 4 == 0 { "country" } else { "town" };
        // The model prefers large brands; the town wants what it is shown more often than the country.
        let mut scores: Vec<(f64, usize)> =
            (0..ITEMS).map(|one| (random.uniform() + if brand(one) == "large" { 0.3 } else { 0.0 }, one)).collect();
        scores.sort_by(|left, right| right.0.total_cmp(&left.0));
        for (at, (_, one)) in scores.into_iter().take(10).enumerate() {
            list.push(Some(format!("h{household:03}")));
            rank.push((at + 1) as f64);
            item.push(format!("i{one:02}"));
            brands.push(brand(one));
            region.push(Some(place));
            wanted.push(random.uniform() < if place == "town" { 0.3 } else { 0.15 });
        }
    }
    // The catalogue: every item once, without a list, so that what is never shown counts too.
    for one in 0..ITEMS {
        list.push(None);
        rank.push(f64::NAN);
        item.push(format!("i{one:02}"));
        brands.push(brand(one));
        region.push(None);
        wanted.push(false);
    }
    let table = Table::builder()
        .segment("brand", brands)
        .segment("region", region)
        .names("list", "household", list)
        .numbers("rank", "place", rank)
        .names("item", "product", item)
        .binary("relevant", "bought", wanted)
        .build()?;
    let audited = TaskAudit::new().run(&Rankings::new(table, &Options::default())?)?;

    let outside = |rule: &str| -> Vec<String> {
        let found = audited.rule(rule).into_iter().flat_map(|rule| &rule.assessments);
        found.filter(|one| one.verdict == Verdict::Outside).map(|one| one.slice.to_string()).collect()
    };
    assert_eq!(outside("exposure"), ["brand=large", "brand=small"]);
    assert_eq!(outside("precision"), ["region=country", "region=town"]);
    println!("{}", audited.report().title("Recommendations in spring").build().markdown());
    Ok(())
}
