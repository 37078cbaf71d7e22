//! Means of values: simulated.

use evenhand_inference::{Means, Moments, Random, Standardiser, value::Confidence};

use super::{
    ALPHA, Tally, random,
    table::{Column, Promise, Row, Table},
};

const REPLICATES: u32 = 10_000;
const LEVEL: Confidence = Confidence::DEFAULT;

fn values(count: u64, mean: f64, skewed: bool, random: &mut Random) -> Moments {
    (0..count)
        .map(|_| if skewed { -mean * random.uniform().ln() } else { mean * (1.0 + 0.25 * random.normal()) })
        .collect()
}

/// Student's test with one variance for both groups.
fn pooled_t(means: &Means) -> Option<f64> {
    let (n1, n2) = (means.group.count as f64, means.reference.count as f64);
    let d = means.standardised_difference(Standardiser::Pooled).ok()?;
    Some(d / (1.0 / n1 + 1.0 / n2).sqrt())
}

pub(super) fn tables() -> Vec<Table> {
    let rows = [(20, 20), (50, 50), (200, 200), (20, 200), (200, 20)]
        .into_iter()
        .flat_map(|sizes| [(false, 1.0), (false, 0.6), (true, 1.0), (true, 0.6)].map(|(skewed, f)| (sizes, skewed, f)))
        .enumerate()
        .map(|(at, ((n1, n2), skewed, factor)): (usize, ((u64, u64), bool, f64))| Row {
            labels: vec![
                n1.to_string(),
                n2.to_string(),
                if skewed { "exponential".to_owned() } else { "normal".to_owned() },
                super::rate(factor),
            ],
            is_sparse: skewed && n1.min(n2) < 50,
            compute: Box::new(move || {
                let mut tallies = [Tally::default(); 5];
                for replicate in 0..REPLICATES {
                    let mut random = random(70, at, replicate);
                    let group = values(n1, factor, skewed, &mut random);
                    let reference = values(n2, 1.0, skewed, &mut random);
                    let means = Means { group, reference };
                    let welch = means.welch(LEVEL);
                    tallies[0].count(welch.is_ok_and(|test| test.interval.contains(factor - 1.0)));
                    tallies[1].count(means.ratio_interval(LEVEL).is_ok_and(|interval| interval.contains(factor)));
                    if (factor - 1.0).abs() < 1e-12 {
                        tallies[2].count(welch.is_ok_and(|test| test.p_two_sided <= ALPHA));
                        let interval = means.standardised_interval(Standardiser::Pooled, LEVEL);
                        tallies[3].count(interval.is_ok_and(|interval| interval.contains(0.0)));
                        tallies[4].count(pooled_t(&means).is_some_and(|t| t.abs() > 1.96));
                    }
                }
                tallies.iter().map(|tally| tally.share()).collect()
            }),
        });
    let column = |name, promise| Column::simulated(name, promise, REPLICATES);
    vec![Table {
        title: "Means of values",
        text: "Simulated; normal values with a standard deviation of a quarter of their mean, or exponential ones, as spending. The group's mean is the reference's \
               times the factor. Sparse: a skewed sample with fewer than 50 values.",
        labels: vec!["n group", "n reference", "values", "factor"],
        columns: vec![
            column("difference, Welch", Promise::Covers),
            column("ratio of means", Promise::Covers),
            column("Welch's test, size", Promise::Size),
            column("standardised difference", Promise::Covers),
            column("z with a pooled variance (peers), size", Promise::Nothing),
        ],
        rows: rows.collect(),
    }]
}
