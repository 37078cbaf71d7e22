//! Comparisons within strata: simulated.

use evenhand_inference::{
    BinomialSampler, Difference, Proportion,
    estimate::Estimate,
    logistic::{LogisticCell, fit_logistic},
    mantel_haenszel::mantel_haenszel,
    stratified::{Stratum, crude},
    stratified_tests::{ContinuityCorrection, breslow_day, cochran_mantel_haenszel},
    value::{Confidence, Measured},
};

use super::{
    ALPHA, Tally, peers, random,
    table::{Column, Promise, Row, Table},
};

const REPLICATES: u32 = 4_000;
const LEVEL: Confidence = Confidence::DEFAULT;

/// On which scale the group's rates differ from the reference's by one and the same amount in every stratum.
#[derive(Clone, Copy)]
enum Scale {
    Difference(f64),
    Ratio(f64),
    Odds(f64),
}

impl Scale {
    fn group_rate(self, reference: f64) -> f64 {
        match self {
            Self::Difference(by) => reference + by,
            Self::Ratio(by) => reference * by,
            Self::Odds(by) => {
                let odds = by * reference / (1.0 - reference);
                odds / (1.0 + odds)
            }
        }
    }
}

/// A design: strata with rates from .1 to .6; the group is found where rates are low, the reference where they are high.
#[derive(Clone, Copy)]
struct Design {
    strata: usize,
    rows: u64,
    scale: Scale,
}

impl Design {
    fn samplers(&self) -> Vec<[(u64, BinomialSampler); 2]> {
        (0..self.strata)
            .map(|stratum| {
                let position = stratum as f64 / (self.strata - 1) as f64;
                let reference = 0.1 + 0.5 * position;
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the rows")]
                let group_rows = (self.rows as f64 * (0.75 - 0.5 * position)).round() as u64;
                [(group_rows, self.scale.group_rate(reference)), (self.rows - group_rows, reference)]
                    .map(|(n, p)| (n, BinomialSampler::new(n, p).prepared()))
            })
            .collect()
    }
}

fn covers(estimate: &Estimate, truth: f64) -> bool {
    estimate.interval.is_ok_and(|interval| interval.contains(truth))
}

fn adjusted_odds(strata: &[Stratum]) -> Measured<Estimate> {
    let cells: Vec<LogisticCell> = strata
        .iter()
        .enumerate()
        .flat_map(|(at, stratum)| {
            let cell = |group, successes, trials| LogisticCell { group, controls: vec![at], successes, trials };
            [
                cell(0, stratum.reference_selected, stratum.reference_rows),
                cell(1, stratum.group_selected, stratum.group_rows),
            ]
        })
        .collect();
    Ok(fit_logistic(&cells, LEVEL)?.effects[0].odds_ratio.clone())
}

fn crude_pair(strata: &[Stratum]) -> Measured<Difference> {
    let all = crude(strata)?;
    Ok(Difference {
        group: Proportion::new(all.group_selected, all.group_rows)?,
        reference: Proportion::new(all.reference_selected, all.reference_rows)?,
    })
}

fn shares(row: usize, strata: usize, rows: u64, effect: bool) -> Vec<Option<f64>> {
    let scales = if effect {
        [Scale::Difference(-0.05), Scale::Ratio(0.7), Scale::Odds(0.5)]
    } else {
        [Scale::Difference(0.0), Scale::Ratio(1.0), Scale::Odds(1.0)]
    };
    let mut tallies = [Tally::default(); 8];
    for (which, scale) in scales.into_iter().enumerate() {
        let samplers = Design { strata, rows, scale }.samplers();
        for replicate in 0..REPLICATES {
            let mut random = random(60 + which as u64, row, replicate);
            let table: Vec<Stratum> = samplers
                .iter()
                .map(|[group, reference]| Stratum {
                    group_selected: group.1.draw(&mut random),
                    group_rows: group.0,
                    reference_selected: reference.1.draw(&mut random),
                    reference_rows: reference.0,
                })
                .collect();
            let found = mantel_haenszel(&table, LEVEL);
            match scale {
                Scale::Difference(truth) => {
                    tallies[0].count(covers(&found.risk_difference, truth));
                    let crude = crude_pair(&table);
                    tallies[6].count(
                        crude.is_ok_and(|crude| peers::wald_difference(&crude.group, &crude.reference).contains(truth)),
                    );
                }
                Scale::Ratio(truth) => tallies[1].count(covers(&found.risk_ratio, truth)),
                Scale::Odds(truth) => {
                    tallies[2].count(covers(&found.odds_ratio, truth));
                    let adjusted = adjusted_odds(&table);
                    tallies[7].count(adjusted.is_err());
                    if let Ok(estimate) = adjusted {
                        tallies[3].count(covers(&estimate, truth));
                    }
                    if !effect {
                        let test = cochran_mantel_haenszel(&table, ContinuityCorrection::None);
                        tallies[4].count(test.is_ok_and(|test| test.p_value <= ALPHA));
                    }
                    tallies[5].count(breslow_day(&table).is_ok_and(|test| test.tarone.p_value <= ALPHA));
                }
            }
        }
    }
    tallies.iter().map(|tally| tally.share()).collect()
}

pub(super) fn tables() -> Vec<Table> {
    let rows = [2, 5, 20]
        .into_iter()
        .flat_map(|strata| [20, 50, 200, 1000].into_iter().map(move |rows| (strata, rows)))
        .flat_map(|(strata, rows)| [false, true].map(|effect| (strata, rows, effect)))
        .enumerate()
        .map(|(at, (strata, rows, effect)): (usize, (usize, u64, bool))| Row {
            labels: vec![
                strata.to_string(),
                rows.to_string(),
                if effect { "−.05, .7, .5".to_owned() } else { "none".to_owned() },
            ],
            is_sparse: rows < 50,
            compute: Box::new(move || shares(at, strata, rows, effect)),
        });
    let column = |name, promise| Column::simulated(name, promise, REPLICATES);
    vec![Table {
        title: "Strata: Mantel-Haenszel, logistic regression and their tests",
        text: "Simulated. Rates rise from .1 to .6 over the strata, and the group sits where they are low: three of four rows in the first stratum, one of four in the last. \
               The effect is the same in every stratum, on the scale of each method: a difference of −.05, a ratio of .7, an odds ratio of .5, or none. Sparse: fewer \
               than 50 rows in a stratum. The crude column ignores the strata. Logistic regression: coverage among the fits; the last \
               column is the share refused, where a stratum has no success or no failure.",
        labels: vec!["strata", "rows in each", "effect"],
        columns: vec![
            column("difference", Promise::Covers),
            column("ratio", Promise::Covers),
            column("odds ratio", Promise::Covers),
            column("logistic odds ratio", Promise::Covers),
            column("CMH, size", Promise::Size),
            column("Breslow-Day-Tarone, size", Promise::Size),
            column("crude difference (peers)", Promise::Nothing),
            column("logistic, refused", Promise::Nothing),
        ],
        rows: rows.collect(),
    }]
}
