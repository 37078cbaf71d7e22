//! Many tests at once: simulated error rates of the corrections.

use evenhand_inference::{
    benjamini_hochberg, benjamini_yekutieli, e_benjamini_hochberg, holm, special::normal_upper_tail, value::Measured,
};

use super::{
    ALPHA, Tally, random, rate,
    table::{Column, Promise, Row, Table},
};

const REPLICATES: u32 = 10_000;

fn rejected(adjusted: Measured<Vec<f64>>) -> Vec<bool> {
    adjusted.unwrap_or_default().iter().map(|p| *p <= ALPHA).collect()
}

pub(super) fn tables() -> Vec<Table> {
    let rows = [2_usize, 5, 20]
        .into_iter()
        .flat_map(|tests| [0, tests / 2].map(|effects| (tests, effects)))
        .flat_map(|(tests, effects)| [0.0, 0.5].map(|correlation| (tests, effects, correlation)))
        .enumerate()
        .map(|(at, (tests, effects, correlation)): (usize, (usize, usize, f64))| Row {
            labels: vec![tests.to_string(), effects.to_string(), rate(correlation)],
            is_sparse: false,
            compute: Box::new(move || {
                let mut wrong = Tally::default();
                let mut plain = Tally::default();
                let mut shares = [0.0; 3];
                for replicate in 0..REPLICATES {
                    let mut random = random(90, at, replicate);
                    let common = random.normal();
                    let z: Vec<f64> = (0..tests)
                        .map(|test| {
                            let shift = if test < effects { 3.0 } else { 0.0 };
                            shift + f64::sqrt(correlation) * common + f64::sqrt(1.0 - correlation) * random.normal()
                        })
                        .collect();
                    let p: Vec<f64> = z.iter().map(|z| (2.0 * normal_upper_tail(z.abs())).min(1.0)).collect();
                    // The likelihood ratio of a shift of 3 against none.
                    let e: Vec<f64> = z.iter().map(|z| (3.0 * z - 4.5).exp()).collect();
                    let is_false = |rejects: &[bool]| rejects[effects..].iter().any(|rejects| *rejects);
                    wrong.count(is_false(&rejected(holm(&p))));
                    plain.count(is_false(&rejected(Ok(p.clone()))));
                    let lists = [
                        rejected(benjamini_hochberg(&p)),
                        rejected(benjamini_yekutieli(&p)),
                        e_benjamini_hochberg(&e, ALPHA).unwrap_or_default(),
                    ];
                    for (share, rejects) in shares.iter_mut().zip(lists) {
                        let all = rejects.iter().filter(|rejects| **rejects).count();
                        let false_ones = rejects[effects..].iter().filter(|rejects| **rejects).count();
                        *share += if all == 0 { 0.0 } else { false_ones as f64 / all as f64 };
                    }
                }
                let [bh, by, e] = shares.map(|share| Some(share / f64::from(REPLICATES)));
                vec![wrong.share(), bh, by, e, plain.share()]
            }),
        });
    let column = |name, promise| Column::simulated(name, promise, REPLICATES);
    vec![Table {
        title: "Many tests at once",
        text: "Simulated; normal statistics of which some are shifted by 3, with the correlation given. Holm and no correction: how often any false rejection is made. \
               The others: the mean share of false ones among the rejections.",
        labels: vec!["tests", "real effects", "correlation"],
        columns: vec![
            column("Holm, any false rejection", Promise::Size),
            column("Benjamini-Hochberg, false share", Promise::Size),
            column("Benjamini-Yekutieli, false share", Promise::Size),
            column("e-values, false share", Promise::Size),
            column("uncorrected (peers), any false rejection", Promise::Nothing),
        ],
        rows: rows.collect(),
    }]
}
