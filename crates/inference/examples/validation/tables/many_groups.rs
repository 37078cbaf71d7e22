//! The worst pair among many groups, and whether all are alike: simulated.

use evenhand_inference::{
    BinomialSampler, Counts, Difference, Proportion, Simulation, chi_squared, equality_test, holm, likelihood_ratio,
    noise_floor, pooled_z,
    value::{Confidence, Measured},
    worst_difference, worst_ratio,
};

use super::{
    ALPHA, DISPARITY, RATES, SIZES, SPARSE, Tally, peers, random, rate,
    table::{Column, Promise, Row, Table},
};

const REPLICATES: u32 = 4_000;
const FLOORS: u32 = 2_000;
const PEERS: u32 = 1_000;

/// Groups of given sizes whose true rates spread evenly from `lowest` to `highest`.
#[derive(Clone)]
struct Truth {
    sizes: Vec<u64>,
    lowest: f64,
    highest: f64,
}

impl Truth {
    fn rates(&self) -> Vec<f64> {
        let last = (self.sizes.len() - 1) as f64;
        (0..self.sizes.len()).map(|at| self.highest + (self.lowest - self.highest) * at as f64 / last).collect()
    }

    /// The fewest successes that a group expects.
    fn fewest(&self) -> f64 {
        self.sizes.iter().zip(self.rates()).map(|(n, p)| *n as f64 * p).fold(f64::INFINITY, f64::min)
    }

    fn is_equal(&self) -> bool {
        (self.lowest - self.highest).abs() < 1e-12
    }

    fn samplers(&self) -> Vec<(u64, BinomialSampler)> {
        self.sizes.iter().zip(self.rates()).map(|(n, p)| (*n, BinomialSampler::new(*n, p).prepared())).collect()
    }
}

/// Wald's interval and the pooled z test of the highest group against the lowest, as if chosen beforehand.
fn chosen_pair(groups: &[Proportion]) -> Option<Difference> {
    let rate = |group: &&Proportion| group.successes() / group.trials();
    let highest = groups.iter().max_by(|one, two| rate(one).total_cmp(&rate(two)))?;
    let lowest = groups.iter().min_by(|one, two| rate(one).total_cmp(&rate(two)))?;
    Some(Difference { group: *highest, reference: *lowest })
}

/// Whether any group is found to differ from all others together, after Holm's correction.
fn any_against_the_rest(groups: &[Proportion], p_value: impl Fn(&Difference) -> Measured) -> bool {
    let counts: Vec<Counts> = groups.iter().filter_map(Proportion::counts).collect();
    let all = counts.iter().fold((0, 0), |sum, group| (sum.0 + group.successes, sum.1 + group.trials));
    let p_values: Measured<Vec<f64>> = counts
        .iter()
        .zip(groups)
        .map(|(own, group)| {
            let reference = Proportion::new(all.0 - own.successes, all.1 - own.trials)?;
            p_value(&Difference { group: *group, reference })
        })
        .collect();
    p_values.and_then(|p_values| holm(&p_values)).is_ok_and(|adjusted| adjusted.iter().any(|p| *p <= ALPHA))
}

fn shares(row: usize, truth: &Truth) -> Vec<Option<f64>> {
    let samplers = truth.samplers();
    let (range, ratio) = (truth.highest - truth.lowest, truth.lowest / truth.highest);
    let mut tallies = [Tally::default(); 11];
    for replicate in 0..REPLICATES {
        let mut random = random(30, row, replicate);
        let groups: Vec<Proportion> =
            samplers.iter().filter_map(|(n, sampler)| Proportion::new(sampler.draw(&mut random), *n).ok()).collect();
        let level = Confidence::DEFAULT;
        tallies[0].count(worst_difference(&groups, level).is_ok_and(|worst| worst.interval.contains(range)));
        tallies[1].count(worst_ratio(&groups, level).is_ok_and(|worst| worst.interval.contains(ratio)));
        if truth.is_equal() {
            tallies[2].count(chi_squared(&groups).is_ok_and(|test| test.p_value <= ALPHA));
            tallies[3].count(likelihood_ratio(&groups).is_ok_and(|test| test.p_value <= ALPHA));
            if replicate < FLOORS {
                let simulation = Simulation { draws: 499, seed: u64::from(replicate), stream: 1 };
                let floor = noise_floor(&groups, simulation);
                tallies[9].count(any_against_the_rest(&groups, |pair| Ok(equality_test(pair)?.p_two_sided)));
                tallies[10].count(any_against_the_rest(&groups, |pair| Ok(pair.score_test(0.0)?.p_two_sided)));
                tallies[4].count(floor.is_ok_and(|floor| floor.range.p_value.is_ok_and(|p| p <= ALPHA)));
            }
        }
        let pair = chosen_pair(&groups);
        tallies[5].count(pair.is_some_and(|pair| peers::wald_difference(&pair.group, &pair.reference).contains(range)));
        if truth.is_equal() {
            tallies[6].count(pair.is_some_and(|pair| pooled_z(&pair).is_ok_and(|test| test.p_two_sided <= ALPHA)));
        }
        if replicate < PEERS {
            let [ranges, ratios] = peers::bootstrap_extremes(&groups, 200, &mut random);
            tallies[7].count(ranges.contains(range));
            tallies[8].count(ratios.contains(ratio));
        }
    }
    tallies.iter().map(|tally| tally.share()).collect()
}

pub(super) fn tables() -> Vec<Table> {
    let sizes = SIZES.into_iter().map(Some).chain([None]);
    let rows = [2_usize, 5, 20]
        .into_iter()
        .flat_map(|groups| sizes.clone().map(move |size| (groups, size)))
        .flat_map(|(groups, size)| RATES.into_iter().flat_map(move |p| [1.0, DISPARITY].map(|f| (groups, size, p, f))))
        .enumerate()
        .map(|(at, (groups, size, p, factor))| {
            let sizes: Vec<u64> = (0..groups).map(|group| size.unwrap_or(SIZES[group % 4])).collect();
            let truth = Truth { sizes, lowest: factor * p, highest: p };
            Row {
                labels: vec![
                    groups.to_string(),
                    size.map_or("20 to 1000".to_owned(), |n| n.to_string()),
                    rate(p),
                    if truth.is_equal() { "none".to_owned() } else { format!("to {}", rate(factor * p)) },
                ],
                is_sparse: truth.fewest() <= SPARSE,
                compute: Box::new(move || shares(at, &truth)),
            }
        });
    let simulated = Column::simulated;
    vec![Table {
        title: "Many groups: the worst pair, and whether all are alike",
        text: "Simulated. Rates are equal, or spread evenly down to six tenths; sizes are equal, or 20, 50, 200 and 1000 in turn. Tests only where rates are equal. \
               Against the rest: the chance that any of the groups is found to differ, by \
               `equality_test` after Holm's correction. Sparse: a group expects at most one success. The peers' bootstrap takes max − min of every replicate; their other column picks the highest and \
               the lowest group and then compares them as if they had been named beforehand.",
        labels: vec!["groups", "n", "p", "disparity"],
        columns: vec![
            simulated("worst difference, simultaneous", Promise::CoversAll, REPLICATES),
            simulated("worst ratio, simultaneous", Promise::CoversAll, REPLICATES),
            simulated("χ²", Promise::Nothing, REPLICATES),
            simulated("G", Promise::Nothing, REPLICATES),
            simulated("noise floor of the range", Promise::Size, FLOORS),
            simulated("Wald of the chosen pair (peers)", Promise::Nothing, REPLICATES),
            simulated("z of the chosen pair (peers), size", Promise::Nothing, REPLICATES),
            simulated("bootstrap of max − min (peers)", Promise::Nothing, PEERS),
            simulated("bootstrap of min/max (peers)", Promise::Nothing, PEERS),
            simulated("any group against the rest, Holm", Promise::Size, FLOORS),
            simulated("the same by score tests alone", Promise::Nothing, FLOORS),
        ],
        rows: rows.collect(),
    }]
}
