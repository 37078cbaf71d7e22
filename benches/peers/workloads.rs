//! Our side of the comparison with other tools, and the limit that reading sets, in turns within one run.
//!
//! `cargo bench --features parallel,simd,tasks --bench workloads -- DIRECTORY ROWS REPETITIONS [WORKLOAD …]`
//!
//! The directory holds the coded columns that `run.py` writes, one byte a row. Standard output is one JSON object: the
//! milliseconds of every repetition, and the numbers that `run.py` checks against the other tools'.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::type_complexity,
    reason = "a benchmark"
)]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::ops::Range;
use std::path::Path;
use std::time::Instant;

use evenhand::cube::{Cells, Confusion};
use evenhand::data::LabelAvailability;
use evenhand::inference::scores::{
    GroupedScores, Ranking, ScoreAssessment, ScoreEdges, ScoreTable, ranking, reliability,
};
use evenhand::inference::{Bootstrap, Difference, Proportion, Ratio, Resampling, Simulation};
use evenhand::metric::{METRICS, Metric, catalogue::criterion};
use evenhand::value::Confidence;
use evenhand::{Cube, Predictions};
use serde_json::{Value, json};

/// The attributes with their numbers of levels, as `run.py` draws them.
const ATTRIBUTES: [(&str, u8); 5] =
    [("age_band", 6), ("gender", 3), ("region", 12), ("channel", 5), ("income_band", 8)];

const LABELS: LabelAvailability = LabelAvailability::All;

struct Table {
    columns: Vec<Vec<u8>>,
    outcome: Vec<u8>,
    decision: Vec<u8>,
    /// The first attribute, the scores and the outcomes as W4 takes them; empty where it is not asked for.
    scored: (Vec<u32>, Vec<f64>, Vec<bool>),
}

impl Table {
    fn read(directory: &Path, rows: usize, scored: bool) -> Self {
        let column = |name: &str| {
            let mut bytes = std::fs::read(directory.join(format!("{name}.u8"))).unwrap();
            assert!(bytes.len() >= rows, "{name} has {} rows", bytes.len());
            bytes.truncate(rows);
            bytes
        };
        let columns: Vec<Vec<u8>> = ATTRIBUTES.iter().map(|(name, _)| column(name)).collect();
        let outcome = column("y_true");
        let scored = if scored {
            let bytes = std::fs::read(directory.join("score.f64")).unwrap();
            let scores = bytes.as_chunks::<8>().0[..rows].iter().map(|&score| f64::from_le_bytes(score)).collect();
            (columns[0].iter().copied().map(u32::from).collect(), scores, outcome.iter().map(|&y| y == 1).collect())
        } else {
            Default::default()
        };
        Self { columns, outcome, decision: column("y_pred"), scored }
    }

    fn predictions(&self, attributes: usize) -> Predictions {
        let mut builder = Predictions::builder().outcome(&self.outcome).decision(&self.decision);
        for (&(name, levels), codes) in ATTRIBUTES.iter().zip(&self.columns).take(attributes) {
            builder = builder.segment_coded(name, codes.iter().copied(), (0..levels).map(level));
        }
        builder.build().unwrap()
    }

    /// What a fold of so many attributes reads: their codes, and one byte for outcome and decision.
    fn bytes(&self, attributes: usize) -> Vec<&[u8]> {
        self.columns[..attributes].iter().chain([&self.decision]).map(Vec::as_slice).collect()
    }
}

fn level(code: u8) -> String {
    format!("level {code:02}")
}

/// The least that a program can do to have read some bytes: eight at a time, on the threads that a fold has.
fn read(columns: &[&[u8]]) -> u64 {
    let words = |bytes: &[u8]| {
        bytes.as_chunks::<8>().0.iter().fold(0_u64, |sum, &word| sum.wrapping_add(u64::from_le_bytes(word)))
    };
    let sum = |rows: Range<usize>| columns.iter().map(|column| words(&column[rows.clone()])).fold(0, u64::wrapping_add);
    let rows = columns[0].len();
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        let part = rows.div_ceil(2 * rayon::current_num_threads()).max(1);
        let parts = rows.div_ceil(part);
        (0..parts).into_par_iter().map(|at| sum(at * part..((at + 1) * part).min(rows))).reduce(|| 0, u64::wrapping_add)
    }
    #[cfg(not(feature = "parallel"))]
    sum(0..rows)
}

/// Every metric of every group of a table, and both differences.
fn rates(cube: &Cube, metrics: &[&'static Metric]) -> (Vec<f64>, f64, f64) {
    let groups: Vec<&Confusion> = cube.cells().map(|(_, cell)| cell).collect();
    let values = groups
        .iter()
        .flat_map(|group| metrics.iter().map(|metric| metric.value(group, LABELS).unwrap_or(f64::NAN)))
        .collect();
    let all = |id: &str| criterion(id).unwrap().all_groups(&groups, LABELS).unwrap_or(f64::NAN);
    (values, all("demographic_parity_difference"), all("equalized_odds"))
}

/// The same of several tables.
fn all_rates(cubes: &[(String, Cube)]) {
    let run = |(_, cube): &(String, Cube)| _ = black_box(rates(cube, METRICS));
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        cubes.par_iter().for_each(run);
    }
    #[cfg(not(feature = "parallel"))]
    cubes.iter().for_each(run);
}

/// Every pair as a sum over the base cuboid.
fn pairs(base: &Cube) -> Vec<(String, Cube)> {
    let mut keeps = Vec::new();
    for (at, (first, _)) in ATTRIBUTES.iter().enumerate() {
        keeps.extend(ATTRIBUTES[at + 1..].iter().map(|(second, _)| vec![*first, *second]));
    }
    let cubes = base.roll_ups(&keeps).unwrap();
    keeps.into_iter().map(|keep| keep.join("×")).zip(cubes).collect()
}

/// TN, FN, FP, TP of every group that has rows, and both differences.
fn numbers(cube: &Cube) -> Value {
    let counts = |cell: &Confusion| [Cells::TN, Cells::FN, Cells::FP, Cells::TP].map(|code| cell.count(code));
    let groups: BTreeMap<String, [u64; 4]> = cube
        .cells()
        .map(|(levels, cell)| (levels.iter().map(ToString::to_string).collect::<Vec<_>>().join("×"), counts(cell)))
        .collect();
    let (_, parity, odds) = rates(cube, &[]);
    json!({ "groups": groups, "demographic_parity_difference": parity, "equalized_odds_difference": odds })
}

/// 1,000 resamples of selection rate, true and false positive rate of every group and of both differences with their
/// percentile intervals, and every interval that a formula gives.
fn intervals(cube: &Cube) -> usize {
    let level = Confidence::DEFAULT;
    let groups: Vec<[u64; 4]> = cube
        .cells()
        .map(|(_, cell)| [Cells::TN, Cells::FN, Cells::FP, Cells::TP].map(|code| cell.count(code)))
        .collect();
    let rates: [fn(&[u64]) -> (u64, u64); 3] =
        [|c| (c[2] + c[3], c.iter().sum()), |c| (c[3], c[1] + c[3]), |c| (c[2], c[0] + c[2])];
    let mut found = 0;
    let mut statistics: Vec<Box<dyn Fn(&[u64]) -> evenhand::value::Measured>> = Vec::new();
    let quotient = |(of, among): (u64, u64)| {
        evenhand::value::quotient(of as f64, among as f64, evenhand::value::Reason::EmptyDenominator)
    };
    for rate in rates {
        for group in 0..groups.len() {
            statistics.push(Box::new(move |cells| quotient(rate(&cells[group * 4..][..4]))));
        }
    }
    let spread = move |cells: &[u64], rate: fn(&[u64]) -> (u64, u64)| {
        let mut range = (f64::INFINITY, f64::NEG_INFINITY);
        for group in cells.chunks_exact(4) {
            let value = quotient(rate(group))?;
            range = (range.0.min(value), range.1.max(value));
        }
        Ok(range.1 - range.0)
    };
    statistics.push(Box::new(move |cells| spread(cells, rates[0])));
    statistics.push(Box::new(move |cells| Ok(f64::max(spread(cells, rates[1])?, spread(cells, rates[2])?))));
    let counts: Vec<u64> = groups.iter().flatten().copied().collect();
    let simulation = Simulation { draws: 1000, seed: 1, stream: 0 };
    let bootstrap = Bootstrap { counts: &counts, resampling: Resampling::Multinomial, simulation };
    let statistics: Vec<&dyn Fn(&[u64]) -> evenhand::value::Measured> = statistics.iter().map(|s| &**s).collect();
    for distribution in bootstrap.distributions(&statistics).unwrap() {
        found += usize::from(distribution.percentile(level).is_ok()) + usize::from(distribution.bca(level).is_ok());
    }
    for rate in rates {
        let proportions: Vec<Proportion> =
            groups.iter().map(|group| rate(group)).map(|(of, among)| Proportion::new(of, among).unwrap()).collect();
        for group in &proportions {
            found += usize::from(group.wilson(level).is_ok());
            found += usize::from(group.jeffreys(level).is_ok());
            found += usize::from(group.clopper_pearson(level).is_ok());
            let (difference, ratio) = (
                Difference { group: *group, reference: proportions[0] },
                Ratio { group: *group, reference: proportions[0] },
            );
            found += usize::from(difference.newcombe(level).is_ok());
            found += usize::from(difference.miettinen_nurminen(level).is_ok());
            found += usize::from(ratio.koopman(level).is_ok()) + usize::from(ratio.katz(level).is_ok());
        }
    }
    found
}

/// AUC with its standard error, and the reliability table with its errors, of every group: from sorted rows, or from
/// histograms of 1,024 bins.
fn scores(table: &Table, binned: bool) -> Vec<(Ranking, f64)> {
    let (groups, scores, positives) = &table.scored;
    let rows = GroupedScores::new(usize::from(ATTRIBUTES[0].1), groups, scores, positives).unwrap();
    let edges: Vec<f64> = (0..=15).map(|edge| f64::from(edge) / 15.0).collect();
    if binned {
        let read = |table: ScoreTable| {
            let calibration = reliability(&table, &edges, Confidence::DEFAULT).unwrap();
            (ranking(&table, &table, Confidence::DEFAULT).unwrap(), calibration.expected_calibration_error)
        };
        let histograms = rows.histograms(&ScoreEdges::default()).unwrap();
        return histograms.iter().map(|histogram| read(histogram.table())).collect();
    }
    let read = |found: ScoreAssessment| (found.ranking.unwrap(), found.calibration.unwrap().expected_calibration_error);
    rows.assess(&edges, Confidence::DEFAULT).unwrap().into_iter().map(read).collect()
}

fn score_numbers(table: &Table, binned: bool) -> Value {
    let of = |(at, (ranking, error)): (usize, &(Ranking, f64))| {
        let name = level(u8::try_from(at).unwrap());
        (name, json!({ "auc": ranking.value, "bound": ranking.binning_bound, "calibration_error": error }))
    };
    scores(table, binned).iter().enumerate().map(of).collect::<serde_json::Map<_, _>>().into()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [directory, rows, repetitions, only @ ..] = &arguments[..] else {
        eprintln!("usage: workloads DIRECTORY ROWS REPETITIONS [WORKLOAD …]");
        return;
    };
    let (rows, repetitions): (usize, usize) = (rows.parse().unwrap(), repetitions.parse().unwrap());
    let wanted = |name: &str| only.is_empty() || only.iter().any(|only| only == name);
    let table = Table::read(Path::new(directory), rows, wanted("W4") || wanted("W4 binned"));
    let (one, five) = (
        table.predictions(1),
        table.predictions(if only.is_empty() || only.iter().any(|name| name == "W2" || name.ends_with('5')) {
            5
        } else {
            1
        }),
    );
    let names: Vec<String> = (0..ATTRIBUTES[0].1).map(level).collect();
    let strings: Vec<&str> = if wanted("W7") {
        table.columns[0].iter().map(|&code| names[usize::from(code)].as_str()).collect()
    } else {
        Vec::new()
    };

    let base = Cube::fold(&five);
    let w1 = || {
        black_box(rates(&Cube::fold(black_box(&one)), METRICS));
    };
    let workloads: Vec<(&str, Box<dyn Fn() + '_>)> = vec![
        ("read 2 columns", Box::new(|| _ = black_box(read(black_box(&table.bytes(1)))))),
        ("fold 1", Box::new(|| _ = black_box(Cube::fold(black_box(&one))))),
        ("W1", Box::new(w1)),
        ("read 6 columns", Box::new(|| _ = black_box(read(black_box(&table.bytes(5)))))),
        ("fold 5", Box::new(|| _ = black_box(Cube::fold(black_box(&five))))),
        (
            "W2",
            Box::new(|| {
                all_rates(&pairs(&Cube::fold(black_box(&five))));
            }),
        ),
        (
            "after fold 5",
            Box::new(|| {
                all_rates(&pairs(black_box(&base)));
            }),
        ),
        (
            "W3",
            Box::new(|| {
                let cube = Cube::fold(black_box(&one));
                black_box((rates(&cube, METRICS), intervals(&cube)));
            }),
        ),
        ("W4", Box::new(|| _ = black_box(scores(black_box(&table), false)))),
        ("W4 binned", Box::new(|| _ = black_box(scores(black_box(&table), true)))),
        (
            "W7",
            Box::new(|| {
                let builder = Predictions::builder().outcome(&table.outcome).decision(&table.decision);
                let predictions = builder.segment("age_band", black_box(&strings)).build().unwrap();
                black_box(rates(&Cube::fold(&predictions), METRICS));
            }),
        ),
    ];
    let mut times: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    // In turns, so that what else the machine does falls on all of them alike; the first turn is not counted.
    for turn in 0..=repetitions {
        for (name, run) in workloads.iter().filter(|(name, _)| wanted(name)) {
            let start = Instant::now();
            run();
            let milliseconds = start.elapsed().as_secs_f64() * 1e3;
            if turn > 0 {
                times.entry(name).or_default().push(milliseconds);
            }
        }
    }
    let pairs: BTreeMap<String, Value> = if wanted("W2") {
        pairs(&base).iter().map(|(name, cube)| (name.clone(), numbers(cube))).collect()
    } else {
        BTreeMap::new()
    };
    let mut result = json!({ "rows": rows, "milliseconds": times, "W1": numbers(&Cube::fold(&one)), "W2": pairs });
    for (name, binned) in [("W4", false), ("W4 binned", true)] {
        if wanted(name) {
            result[name] = score_numbers(&table, binned);
        }
    }
    println!("{result}");
}
