//! A data set before a model is trained on it: who is in it, who responded, and which columns stand for whom.
//!
//! ```console
//! $ cargo run --example before_training --features report
//! ```
//!
//! The question of a marketing team: we will not give the model our customers' sex. Does it learn it all the same?
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use evenhand::audit::ReferencePopulation;
use evenhand::dataset::{Dataset, Screen};
use evenhand::inference::{Random, StreamKey};

fn main() -> Result<(), evenhand::Error> {
    let mut random = Random::new(StreamKey { seed: 2026, stream: 0, replicate: 0 });
    let mut chance = |probability: f64| random.uniform() < probability;
    let (mut sex, mut salutation, mut shop, mut basket, mut income, mut bought) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for customer in 0..4_000_u32 {
        // Two of five customers are women; in the population it is one of two.
        let female = chance(0.4);
        sex.push(if female { "female" } else { "male" });
        // Nearly always right, which is what makes it a proxy.
        salutation.push(if female == chance(0.97) { "Ms" } else { "Mr" });
        shop.push(["north", "south", "web"][customer as usize % 3]);
        basket.push(f64::from(customer % 97) + if female { 6.0 } else { 0.0 });
        // Women leave the income out three times as often.
        income.push(
            (!chance(if female { 0.3 } else { 0.1 })).then_some(["low", "middle", "high"][customer as usize % 3]),
        );
        bought.push(chance(if female { 0.25 } else { 0.2 }));
    }
    let dataset = Dataset::builder()
        .label("bought", bought)
        .segment("sex", sex)
        .column("salutation", salutation)
        .column("shop", shop)
        .numbers("basket", basket)
        .column("income", income)
        .build()?;
    let population = ReferencePopulation::new("sex", [("female", 51.0), ("male", 49.0)])?.source("census");
    let screened = Screen::new().population(population).run(&dataset)?;

    let sex = &screened.attributes[0];
    let proxies: Vec<&str> =
        sex.proxies.iter().filter(|proxy| proxy.stands_for).map(|proxy| proxy.column.as_str()).collect();
    assert_eq!(proxies, ["salutation"]);
    println!("{}", screened.sheet().markdown());
    Ok(())
}
