//! Weighted and clustered rows: simulated.

use evenhand_inference::{
    BinomialSampler, Cluster, ClusterBootstrap, ClusteredSums, Difference, Proportion, Random, WeightedSums,
    special::Beta,
    value::{Confidence, Measured},
};

use super::{
    Tally, peers, random, rate,
    table::{Column, Promise, Row, Table},
};

const REPLICATES: u32 = 4_000;
/// Replicates of each streamed bootstrap.
const DRAWS: u32 = 199;
const LEVEL: Confidence = Confidence::DEFAULT;

pub(super) fn tables() -> Vec<Table> {
    vec![weighted(), clustered()]
}

fn outcome(p: f64, random: &mut Random) -> f64 {
    f64::from(u8::from(random.uniform() < p))
}

/// Rows with weights e^(spread·normal + tilt·outcome); the truth is the rate of the weighted population.
fn weighted_rows(rows: u64, p: f64, spread: f64, tilt: f64, random: &mut Random) -> (WeightedSums, f64) {
    let mut sums = WeightedSums::default();
    let mut successes = 0.0;
    for _ in 0..rows {
        let y = outcome(p, random);
        let weight = (spread * random.normal() + tilt * y).exp();
        sums.weights += weight;
        sums.weighted_successes += weight * y;
        sums.squared_weights += weight * weight;
        sums.squared_weighted_successes += weight * weight * y;
        sums.rows += 1;
        successes += y;
    }
    (sums, successes)
}

fn weighted() -> Table {
    let rows = [50, 200, 1000]
        .into_iter()
        .flat_map(|n| [0.05, 0.2, 0.5].into_iter().map(move |p| (n, p)))
        .flat_map(|(n, p)| [(0.5, 0.0), (1.0, 0.0), (0.5, 0.7)].map(|(spread, tilt)| (n, p, spread, tilt)))
        .enumerate()
        .map(|(at, (n, p, spread, tilt)): (usize, (u64, f64, f64, f64))| {
            let lifted = p * tilt.exp();
            let truth = lifted / (lifted + 1.0 - p);
            // What the spread of weights leaves of the rows.
            let effective = n as f64 * (-spread * spread).exp();
            Row {
                labels: vec![
                    n.to_string(),
                    rate(p),
                    format!("{spread}"),
                    if tilt > 0.0 { "yes".to_owned() } else { "no".to_owned() },
                ],
                is_sparse: effective * p < 10.0,
                compute: Box::new(move || {
                    let mut tallies = [Tally::default(); 5];
                    for replicate in 0..REPLICATES {
                        let mut random = random(50, at, replicate);
                        let (sums, _) = weighted_rows(n, p, spread, tilt, &mut random);
                        let (other, _) = weighted_rows(n, p, spread, tilt, &mut random);
                        let covers = |sample: Measured<Proportion>| {
                            sample
                                .and_then(|sample| sample.wilson(LEVEL))
                                .is_ok_and(|interval| interval.contains(truth))
                        };
                        tallies[0].count(covers(sums.proportion()));
                        let pair = sums.proportion().and_then(|group| {
                            Difference { group, reference: other.proportion()? }.miettinen_nurminen(LEVEL)
                        });
                        tallies[1].count(pair.is_ok_and(|interval| interval.contains(0.0)));
                        let kish = sums.kish_size().and_then(|size| Proportion::effective(sums.rate()?, size));
                        tallies[2].count(covers(kish));
                        let naive = sums.rate().and_then(|rate| Proportion::effective(rate, n as f64));
                        tallies[3].count(covers(naive));
                        let wald = naive.and_then(|sample| {
                            let none = Proportion::effective(0.0, n as f64)?;
                            Ok(peers::wald_difference(&sample, &none))
                        });
                        tallies[4].count(wald.is_ok_and(|interval| interval.contains(truth)));
                    }
                    tallies.iter().map(|tally| tally.share()).collect()
                }),
            }
        });
    let column = |name, promise| Column::simulated(name, promise, REPLICATES);
    Table {
        title: "Weighted rows",
        text: "Simulated; the logarithm of weights is normal with the spread given, and higher by .7 for successes where they depend. Sparse: fewer than 10 successes \
               are expected among the effective rows, n·e^(−spread²).",
        labels: vec!["n", "p", "spread", "weights depend on the outcome"],
        columns: vec![
            column("rate, linearised Wilson", Promise::Covers),
            column("difference, Miettinen-Nurminen", Promise::Covers),
            column("rate, Kish's size", Promise::Nothing),
            column("rate, rows counted once each (peers)", Promise::Nothing),
            column("the same by Wald (peers)", Promise::Nothing),
        ],
        rows: rows.collect(),
    }
}

/// Clusters of 1 to 9 rows whose own rates are beta distributed with the intra-class correlation given; by their sums, by a
/// bootstrap whose seed is the replicate's, and by rows.
fn clusters(count: u64, law: &Beta, seed: u64, random: &mut Random) -> (ClusteredSums, ClusterBootstrap, u64, u64) {
    let mut sums = ClusteredSums::default();
    let mut bootstrap = ClusterBootstrap::new(DRAWS, seed);
    let (mut successes, mut trials) = (0, 0);
    for customer in 0..count {
        let rows = 1 + random.bits() % 9;
        let own = law.quantile(random.uniform());
        let hits = BinomialSampler::new(rows, own).draw(random);
        sums.push(Cluster { successes: hits as f64, trials: rows as f64 });
        bootstrap.observe(customer, hits, rows);
        successes += hits;
        trials += rows;
    }
    (sums, bootstrap, successes, trials)
}

/// The middle share of the rates of the replicates, none of which may be undefined.
fn percentile(bootstrap: &ClusterBootstrap) -> Option<(f64, f64)> {
    let mut rates = bootstrap.replicate_rates().into_iter().collect::<Measured<Vec<f64>>>().ok()?;
    rates.sort_by(f64::total_cmp);
    // Of 199 replicates the 5th from either end cut off 2.5 % each.
    let cut = (rates.len() + 1) / 40;
    Some((*rates.get(cut.checked_sub(1)?)?, *rates.get(rates.len() - cut)?))
}

fn clustered() -> Table {
    let rows = [20, 50, 200]
        .into_iter()
        .flat_map(|count| [0.05, 0.2, 0.5].into_iter().map(move |p| (count, p)))
        .flat_map(|(count, p)| [0.1, 0.5].map(|correlation| (count, p, correlation)))
        .enumerate()
        .map(|(at, (count, p, correlation)): (usize, (u64, f64, f64))| {
            let concentration = 1.0 / correlation - 1.0;
            Row {
                labels: vec![count.to_string(), rate(p), rate(correlation)],
                is_sparse: count as f64 * p < 10.0,
                compute: Box::new(move || {
                    let mut tallies = [Tally::default(); 7];
                    let Ok(law) = Beta::new(p * concentration, (1.0 - p) * concentration) else { return vec![None; 7] };
                    for replicate in 0..REPLICATES {
                        let mut random = random(51, at, replicate);
                        let seed = u64::from(replicate);
                        let (sums, bootstrap, successes, trials) = clusters(count, &law, 2 * seed, &mut random);
                        let (other, other_bootstrap, _, _) = clusters(count, &law, 2 * seed + 1, &mut random);
                        let covers =
                            |sums: &ClusteredSums| sums.wilson(LEVEL).is_ok_and(|interval| interval.contains(p));
                        let covers_difference = |sums: &ClusteredSums, other: &ClusteredSums| {
                            let pair = sums.proportion_at(LEVEL).and_then(|group| {
                                Difference { group, reference: other.proportion_at(LEVEL)? }.miettinen_nurminen(LEVEL)
                            });
                            pair.is_ok_and(|interval| interval.contains(0.0))
                        };
                        tallies[0].count(covers(&sums));
                        tallies[1].count(covers_difference(&sums, &other));
                        tallies[4].count(covers(&bootstrap.sums()));
                        tallies[5].count(covers_difference(&bootstrap.sums(), &other_bootstrap.sums()));
                        let middle = percentile(&bootstrap);
                        tallies[6].count(middle.is_some_and(|(lower, upper)| (lower..=upper).contains(&p)));
                        let plain = Proportion::new(successes, trials).and_then(|sample| sample.wilson(LEVEL));
                        tallies[2].count(plain.is_ok_and(|interval| interval.contains(p)));
                        tallies[3]
                            .count(peers::wald_rate(successes, trials).is_ok_and(|interval| interval.contains(p)));
                    }
                    tallies.iter().map(|tally| tally.share()).collect()
                }),
            }
        });
    let column = |name, promise| Column::simulated(name, promise, REPLICATES);
    Table {
        title: "Clustered rows",
        text: "Simulated; each customer has 1 to 9 rows and a rate of their own, with the correlation given between rows of one customer. The streamed \
               bootstrap has 199 replicates. Sparse: the expected number of successes, were every customer one row, is below 10.",
        labels: vec!["customers", "p", "correlation"],
        columns: vec![
            column("rate, clustered Wilson", Promise::Covers),
            column("difference, Miettinen-Nurminen", Promise::Covers),
            column("rate, Wilson by rows (peers)", Promise::Nothing),
            column("rate, Wald by rows (peers)", Promise::Nothing),
            column("rate, streamed bootstrap", Promise::Covers),
            column("difference, streamed bootstrap", Promise::Covers),
            column("rate, percentiles of its replicates", Promise::Nothing),
        ],
        rows: rows.collect(),
    }
}
