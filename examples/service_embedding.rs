//! How does a service audit decisions that are made on several machines, without keeping a single row?
//!
//! ```console
//! $ cargo run --example service_embedding --features json
//! ```
//!
//! Each shard folds its batches into a cube of counts. Cubes add, level by name: a shard that has never seen a channel
//! lacks it, and nothing shifts. They travel as JSON with a version and a fingerprint of what was tallied, so that
//! tallies of unlike things are refused instead of added.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use evenhand::audit::Verdict;
use evenhand::cube::Cells;
use evenhand::{Audit, Cube, Error, Policy, Predictions};

/// A decision as the service made it.
#[derive(Clone, Copy)]
struct Decision {
    selected: bool,
    channel: &'static str,
    age_band: Option<&'static str>,
}

/// A shard keeps a cube and nothing else.
#[derive(Default)]
struct Shard {
    tally: Option<Cube>,
}

impl Shard {
    fn observe(&mut self, batch: &[Decision]) -> Result<(), Error> {
        let cube = Cube::fold(&predictions(batch)?);
        self.tally = Some(match &self.tally {
            Some(tally) => tally.merge(&cube)?,
            None => cube,
        });
        Ok(())
    }
}

fn predictions(batch: &[Decision]) -> Result<Predictions, Error> {
    Predictions::builder()
        .decision(batch.iter().map(|decision| decision.selected))
        .segment("channel", batch.iter().map(|decision| decision.channel))
        .segment("age_band", batch.iter().map(|decision| decision.age_band))
        .build()
}

/// Made-up traffic: on `web` one in four is selected, elsewhere one in two; every seventh age is unknown.
fn traffic(channels: &[&'static str], rows: usize) -> Vec<Decision> {
    (0..rows)
        .map(|row| {
            let channel = channels[row % channels.len()];
            let every = if channel == "web" { 4 } else { 2 };
            Decision {
                selected: (row / channels.len()).is_multiple_of(every),
                channel,
                age_band: (row % 7 != 0).then(|| ["18-34", "35-64", "65+"][row / 24 % 3]),
            }
        })
        .collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Two machines with unlike traffic: only the second has a shop.
    let north = traffic(&["app", "web"], 1_200);
    let south = traffic(&["web", "shop", "app"], 1_800);
    let (mut first, mut second) = (Shard::default(), Shard::default());
    north.chunks(250).try_for_each(|batch| first.observe(batch))?;
    south.chunks(400).try_for_each(|batch| second.observe(batch))?;
    let (first, second) = (first.tally.ok_or("no traffic")?, second.tally.ok_or("no traffic")?);

    // What travels is a small text of counts.
    let sent = [first.to_json()?, second.to_json()?];
    println!("{} bytes travel for {} decisions", sent[0].len() + sent[1].len(), north.len() + south.len());
    let received: Cube = Cube::from_json(&sent[0])?;
    let all = received.merge(&Cube::from_json(&sent[1])?)?;

    // The same as if one machine had seen everything, in whatever order.
    let together: Vec<Decision> = north.iter().chain(&south).copied().collect();
    assert_eq!(all, Cube::fold(&predictions(&together)?));
    assert_eq!(all, second.merge(&first)?);
    assert_eq!(all.total().count(Cells::ALL), 3_000);

    // Another question is not added to this one.
    let other = Predictions::builder().decision([true]).segment("region", ["north"]).build()?;
    let refused = all.merge(&Cube::fold(&other)).err().ok_or("should have been refused")?;
    println!("refused: {refused}");

    let audited = Audit::new().policy(Policy::four_fifths()).run_cube(&all)?;
    let rule = audited.rule("four-fifths").ok_or("no such rule")?;
    let outside: Vec<String> = rule
        .assessments
        .iter()
        .filter(|assessment| assessment.verdict == Verdict::Outside)
        .map(|assessment| assessment.slice.to_string())
        .collect();
    println!("outside: {}", outside.join(", "));
    assert_eq!(outside, ["channel=web"]);
    Ok(())
}
