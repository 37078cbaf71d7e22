//! The bootstrap of cells and the studentised permutation: simulated.

use evenhand_inference::{
    Bootstrap, BootstrapDistribution, Permutation, Random, Resampling, Simulation, Studentised, draw_multinomial,
    value::{Confidence, Measured, Reason, quotient},
};

use super::{
    ALPHA, DISPARITY, Tally, random, rate,
    table::{Column, Promise, Row, Table},
};

const REPLICATES: u32 = 1_000;
const PERMUTATIONS: u32 = 3_000;

pub(super) fn tables() -> Vec<Table> {
    vec![bootstrap(), permutation()]
}

fn share(yes: u64, no: u64) -> Measured {
    quotient(yes as f64, (yes + no) as f64, Reason::NoRows)
}

/// Cells: selected and rejected of the group, then of the reference.
fn impact_ratio(cells: &[u64]) -> Measured {
    quotient(share(cells[0], cells[1])?, share(cells[2], cells[3])?, Reason::ZeroOverZero)
}

fn difference(cells: &[u64]) -> Measured {
    Ok(share(cells[0], cells[1])? - share(cells[2], cells[3])?)
}

/// Draws rows over cells of given probabilities.
fn draw(rows: u64, probabilities: &[f64], random: &mut Random) -> Vec<u64> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "probabilities, not negative")]
    let weights: Vec<u64> = probabilities.iter().map(|p| (p * 1e12).round() as u64).collect();
    let mut cells = vec![0; weights.len()];
    draw_multinomial(rows, &weights, random, &mut cells);
    cells
}

fn bootstrap() -> Table {
    let rows = [(50, 50), (200, 200), (1000, 1000), (50, 1000)]
        .into_iter()
        .flat_map(|sizes| {
            [0.05, 0.2, 0.5].into_iter().flat_map(move |p| [1.0, DISPARITY].map(|factor| (sizes, p, factor * p)))
        })
        .enumerate()
        .map(|(at, ((n1, n2), p, q))| Row {
            labels: vec![n1.to_string(), n2.to_string(), rate(q), rate(p)],
            is_sparse: n1 as f64 * q < 10.0,
            compute: Box::new(move || {
                let mut tallies = [Tally::default(); 5];
                for replicate in 0..REPLICATES {
                    let mut random = random(40, at, replicate);
                    let mut cells = draw(n1, &[q, 1.0 - q], &mut random);
                    cells.extend(draw(n2, &[p, 1.0 - p], &mut random));
                    let distributions = Bootstrap {
                        counts: &cells,
                        resampling: Resampling::Stratified(&[0, 0, 1, 1]),
                        simulation: Simulation { draws: 999, seed: u64::from(replicate), stream: at as u64 },
                    }
                    .distributions(&[&impact_ratio, &difference]);
                    let Ok(distributions) = distributions else { continue };
                    let mut judge = |tally: usize, of: &BootstrapDistribution, bca: bool, truth: f64| {
                        let level = Confidence::DEFAULT;
                        let interval = if bca { of.bca(level) } else { of.percentile(level) };
                        tallies[4].count(interval.is_err());
                        if let Ok(interval) = interval {
                            tallies[tally].count(interval.contains(truth));
                        }
                    };
                    judge(0, &distributions[0], false, q / p);
                    judge(1, &distributions[0], true, q / p);
                    judge(2, &distributions[1], false, q - p);
                    judge(3, &distributions[1], true, q - p);
                }
                tallies.iter().map(|tally| tally.share()).collect()
            }),
        });
    let column = |name, promise| Column::simulated(name, promise, REPLICATES);
    Table {
        title: "Bootstrap of cells",
        text: "Simulated, 999 draws each, sizes held fixed. Coverage among the intervals given; the last column is the share refused, where a rate is 0 or 1 \
               and no replicate differs. Sparse: the group expects fewer than 10 successes. For ratios and differences of rates the score intervals above are better \
               and need no draws; the bootstrap is for what has no formula.",
        labels: vec!["n group", "n reference", "p group", "p reference"],
        columns: vec![
            column("ratio, percentile", Promise::Covers),
            column("ratio, BCa", Promise::Covers),
            column("difference, percentile", Promise::Covers),
            column("difference, BCa", Promise::Covers),
            column("refused", Promise::Nothing),
        ],
        rows: rows.collect(),
    }
}

/// Cells of a group: true positives, false negatives, false positives, true negatives.
#[derive(Clone, Copy)]
struct Group {
    rows: u64,
    base: f64,
    hit: f64,
    alarm: f64,
}

impl Group {
    fn probabilities(&self) -> [f64; 4] {
        let Self { base, hit, alarm, .. } = *self;
        [base * hit, base * (1.0 - hit), (1.0 - base) * alarm, (1.0 - base) * (1.0 - alarm)]
    }
}

fn studentised(yes: [u64; 2], no: [u64; 2]) -> Measured<Studentised> {
    let (p, q) = (share(yes[0], no[0])?, share(yes[1], no[1])?);
    let variance = p * (1.0 - p) / (yes[0] + no[0]) as f64 + q * (1.0 - q) / (yes[1] + no[1]) as f64;
    Ok(Studentised { estimate: p - q, standard_error: variance.sqrt() })
}

/// True positive rates.
fn hits(cells: &[u64]) -> Measured<Studentised> {
    studentised([cells[0], cells[4]], [cells[1], cells[5]])
}

/// Precisions.
fn precisions(cells: &[u64]) -> Measured<Studentised> {
    studentised([cells[0], cells[4]], [cells[2], cells[6]])
}

/// The same statistic with a constant for a standard error, which cancels.
fn constant(statistic: Measured<Studentised>) -> Measured<Studentised> {
    Ok(Studentised { standard_error: 1.0, ..statistic? })
}

fn permutation() -> Table {
    // Precision of base·hit/(base·hit + (1−base)·alarm): alarms are chosen so that both groups have the same.
    let alarm = |base: f64, hit: f64, precision: f64| base * hit * (1.0 - precision) / precision / (1.0 - base);
    let group = |rows: u64, base: f64| Group { rows, base, hit: 0.7, alarm: alarm(base, 0.7, 0.7) };
    let scenes = [
        (group(200, 0.4), group(200, 0.4)),
        (group(60, 0.4), group(1000, 0.4)),
        (group(200, 0.6), group(200, 0.15)),
        (group(1000, 0.6), group(1000, 0.15)),
        (group(200, 0.15), group(1000, 0.6)),
        (group(1000, 0.15), group(4000, 0.6)),
        (group(200, 0.6), group(1000, 0.15)),
    ];
    let rows = scenes.into_iter().enumerate().map(|(at, (group, reference))| Row {
        labels: vec![
            format!("{} and {}", group.rows, reference.rows),
            format!("{} and {}", rate(group.base), rate(reference.base)),
        ],
        // As many rows are selected as are positive.
        is_sparse: [group, reference].iter().any(|group| group.rows as f64 * group.base < 50.0),
        compute: Box::new(move || {
            let mut tallies = [Tally::default(); 4];
            for replicate in 0..PERMUTATIONS {
                let mut random = random(41, at, replicate);
                let mut cells = draw(group.rows, &group.probabilities(), &mut random);
                cells.extend(draw(reference.rows, &reference.probabilities(), &mut random));
                let table = Permutation {
                    counts: &cells,
                    groups: 2,
                    strata: None,
                    simulation: Simulation { draws: 499, seed: u64::from(replicate), stream: at as u64 },
                };
                let tests =
                    table.tests(&[&hits, &precisions, &|cells: &[u64]| constant(hits(cells)), &|cells: &[u64]| {
                        constant(precisions(cells))
                    }]);
                for (tally, test) in tallies.iter_mut().zip(tests.into_iter().flatten()) {
                    tally.count(test.p_value.is_ok_and(|p| p <= ALPHA));
                }
            }
            tallies.iter().map(|tally| tally.share()).collect()
        }),
    });
    let column = |name, promise| Column::simulated(name, promise, PERMUTATIONS);
    Table {
        title: "Permutation: size where true positive rates and precisions are equal",
        text: "Simulated, 499 permutations each. Both groups have true positive rate .7 and precision .7; the rest may differ. Without studentisation the test asks \
               whether the groups are alike in everything. Sparse: a group expects fewer than 50 positive rows.",
        labels: vec!["n", "base rates"],
        columns: vec![
            column("true positive rate, studentised", Promise::Size),
            column("precision, studentised", Promise::Size),
            column("true positive rate, not studentised (peers)", Promise::Nothing),
            column("precision, not studentised (peers)", Promise::Nothing),
        ],
        rows: rows.collect(),
    }
}
