//! Two independent rates: exact coverage of differences, ratios and odds ratios.

use evenhand_inference::{BinomialSampler, Difference, Interval, OddsRatio, Proportion, Ratio, value::Confidence};

use super::{
    DISPARITY, RATES, SPARSE, Tally,
    binomial::Binomial,
    peers, random, rate,
    table::{Column, Promise, Row, Table},
};

/// Sizes of group and reference.
pub(super) const PAIRS: [(u64, u64); 7] =
    [(20, 20), (50, 50), (200, 200), (1000, 1000), (20, 200), (50, 1000), (1000, 50)];

/// Replicates of the peers' bootstrap, and draws in each.
const OUTER: u32 = 2_000;
const INNER: u32 = 400;

/// Two samples and their true rates.
#[derive(Clone, Copy)]
pub(super) struct Truth {
    pub(super) group: (u64, f64),
    pub(super) reference: (u64, f64),
}

impl Truth {
    /// Sums a yes or no over every pair of outcomes.
    pub(super) fn shares<const N: usize>(&self, judge: impl Fn(Proportion, Proportion) -> [bool; N]) -> [f64; N] {
        let mut shares = [0.0; N];
        let references = Binomial::new(self.reference.0, self.reference.1);
        for (x1, m1) in Binomial::new(self.group.0, self.group.1).iter() {
            for (x2, m2) in references.iter().filter(|(_, m2)| m1 * m2 > 1e-11) {
                let samples = Proportion::new(x1, self.group.0)
                    .and_then(|group| Ok((group, Proportion::new(x2, self.reference.0)?)));
                let Ok((group, reference)) = samples else { continue };
                for (share, hit) in shares.iter_mut().zip(judge(group, reference)) {
                    *share += if hit { m1 * m2 } else { 0.0 };
                }
            }
        }
        shares
    }

    /// Whether a sample expects at most so many successes or failures.
    pub(super) fn expects_at_most(&self, limit: f64) -> bool {
        [self.group, self.reference].iter().any(|&(n, p)| n as f64 * p.min(1.0 - p) <= limit)
    }

    pub(super) fn labels(&self) -> Vec<String> {
        vec![self.group.0.to_string(), self.reference.0.to_string(), rate(self.group.1), rate(self.reference.1)]
    }

    /// Coverage by the percentile interval of max − min, or of min/max.
    fn bootstrap(&self, table: u64, row: usize, which: usize, truth: f64) -> Option<f64> {
        let samplers = [self.group, self.reference].map(|(n, p)| (n, BinomialSampler::new(n, p).prepared()));
        let mut tally = Tally::default();
        for replicate in 0..OUTER {
            let mut random = random(table, row, replicate);
            let samples: Vec<Proportion> = samplers
                .iter()
                .filter_map(|(n, sampler)| Proportion::new(sampler.draw(&mut random), *n).ok())
                .collect();
            tally.count(peers::bootstrap_extremes(&samples, INNER, &mut random)[which].contains(truth));
        }
        tally.share()
    }
}

pub(super) fn truths() -> impl Iterator<Item = Truth> {
    PAIRS.into_iter().flat_map(|(n1, n2)| {
        RATES
            .into_iter()
            .flat_map(move |p| [1.0, DISPARITY].map(|factor| Truth { group: (n1, factor * p), reference: (n2, p) }))
    })
}

const LABELS: [&str; 4] = ["n group", "n reference", "p group", "p reference"];

fn holds(interval: evenhand_inference::value::Measured<Interval>, truth: f64) -> bool {
    interval.is_ok_and(|interval| interval.contains(truth))
}

fn table(
    title: &'static str,
    text: &'static str,
    columns: Vec<Column>,
    compute: impl Fn(usize, Truth) -> Vec<Option<f64>> + Copy + 'static,
) -> Table {
    let rows = truths().enumerate().map(|(at, truth)| Row {
        labels: truth.labels(),
        is_sparse: truth.expects_at_most(SPARSE),
        compute: Box::new(move || compute(at, truth)),
    });
    Table { title, text, labels: LABELS.to_vec(), columns, rows: rows.collect() }
}

pub(super) fn tables() -> Vec<Table> {
    let level = Confidence::DEFAULT;
    let differences = table(
        "Difference of two rates: coverage",
        "Exact but for the last column. Sparse: a sample expects at most one success. The last column is the percentile interval of max − min, \
         which cannot reach 0: without disparity it never holds the truth unless a replicate ties.",
        vec![
            Column::exact("Miettinen-Nurminen", Promise::Covers),
            Column::exact("Mee", Promise::Nothing),
            Column::exact("Newcombe", Promise::Nothing),
            Column::exact("Agresti-Caffo", Promise::Nothing),
            Column::exact("Wald (peers)", Promise::Nothing),
            Column::simulated("bootstrap of max − min (peers)", Promise::Nothing, OUTER),
        ],
        move |at, truth| {
            let delta = truth.group.1 - truth.reference.1;
            let mut shares = truth
                .shares(|group, reference| {
                    let difference = Difference { group, reference };
                    [
                        holds(difference.miettinen_nurminen(level), delta),
                        holds(difference.mee(level), delta),
                        holds(difference.newcombe(level), delta),
                        holds(difference.agresti_caffo(level), delta),
                        peers::wald_difference(&group, &reference).contains(delta),
                    ]
                })
                .map(Some)
                .to_vec();
            shares.push(truth.bootstrap(20, at, 0, delta.abs()));
            shares
        },
    );
    let ratios = table(
        "Ratio of two rates: coverage",
        "Exact but for the last column. Sparse: a sample expects at most one success. Katz gives no interval where a sample has no success; \
         the last column is the percentile interval of min/max, which cannot exceed 1.",
        vec![
            Column::exact("Miettinen-Nurminen", Promise::Covers),
            Column::exact("Koopman", Promise::Nothing),
            Column::exact("MOVER-R", Promise::Nothing),
            Column::exact("Katz (peers)", Promise::Nothing),
            Column::simulated("bootstrap of min/max (peers)", Promise::Nothing, OUTER),
        ],
        move |at, truth| {
            let ratio = truth.group.1 / truth.reference.1;
            let mut shares = truth
                .shares(|group, reference| {
                    let sample = Ratio { group, reference };
                    [
                        holds(sample.miettinen_nurminen(level), ratio),
                        holds(sample.koopman(level), ratio),
                        holds(sample.mover_r(level), ratio),
                        holds(sample.katz(level), ratio),
                    ]
                })
                .map(Some)
                .to_vec();
            shares.push(truth.bootstrap(21, at, 1, ratio.min(1.0 / ratio)));
            shares
        },
    );
    let odds = table(
        "Odds ratio: coverage",
        "Exact. Sparse: a sample expects at most one success.",
        vec![
            Column::exact("score", Promise::Covers),
            Column::exact("Woolf, one half added", Promise::Nothing),
            Column::exact("Woolf (peers)", Promise::Nothing),
        ],
        move |_, truth| {
            let of = |p: f64| p / (1.0 - p);
            let odds = of(truth.group.1) / of(truth.reference.1);
            truth
                .shares(|group, reference| {
                    let sample = OddsRatio { group, reference };
                    [
                        holds(sample.score_interval(level), odds),
                        holds(sample.woolf_half(level), odds),
                        holds(sample.woolf(level), odds),
                    ]
                })
                .map(Some)
                .to_vec()
        },
    );
    vec![differences, ratios, odds]
}
