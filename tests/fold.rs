//! Every way of folding gives the cube that counting rows one by one gives.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, unreachable_pub, reason = "a test")]

use std::collections::BTreeMap;

use evenhand::cube::{Cells, Confusion, ExactSum};
use evenhand::segment::Level;
use evenhand::{Cube, Predictions};
use proptest::prelude::*;

/// Rows as a test describes them.
struct Rows {
    columns: Vec<(u32, Vec<u32>)>,
    decisions: Vec<Option<bool>>,
    outcomes: Vec<Option<bool>>,
    counts: Option<Vec<u64>>,
    weights: Option<Vec<f64>>,
}

/// Counts, and sums of weights and of their squares, by levels and code.
type Naive = BTreeMap<Vec<u32>, ([u64; 6], [(ExactSum, ExactSum); 6])>;

#[derive(Debug, Clone, Copy)]
enum Order {
    Random,
    Sorted,
    Constant,
}

/// A small generator, so that a failing case is a few numbers.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % limit
    }
}

impl Rows {
    /// `labels`: all, some, none, of the selected only. `excluded`: one row in so many has no decision.
    fn new(seed: u64, rows: usize, levels: &[u32], order: Order, labels: u8, excluded: u64) -> Self {
        let mut random = Random(seed | 1);
        let columns = levels
            .iter()
            .map(|&levels| {
                let code = |row: usize, random: &mut Random| match order {
                    Order::Random => random.below(u64::from(levels)),
                    Order::Sorted => row as u64 * u64::from(levels) / rows as u64,
                    Order::Constant => u64::from(levels - 1),
                };
                (levels, (0..rows).map(|row| u32::try_from(code(row, &mut random)).unwrap()).collect())
            })
            .collect();
        let decisions: Vec<Option<bool>> = (0..rows)
            .map(|_| if excluded > 0 && random.below(excluded) == 0 { None } else { Some(random.below(3) == 0) })
            .collect();
        let outcomes = decisions
            .iter()
            .map(|decision| match labels {
                0 => Some(random.below(2) == 0),
                1 => [Some(true), Some(false), None][usize::try_from(random.below(3)).unwrap()],
                2 => None,
                _ => (*decision == Some(true)).then(|| random.below(2) == 0),
            })
            .collect();
        Self { columns, decisions, outcomes, counts: None, weights: None }
    }

    fn name(code: u32) -> String {
        format!("{code:05}")
    }

    fn predictions(&self) -> Predictions {
        let mut builder = Predictions::builder().decision(&self.decisions).outcome(&self.outcomes);
        for (number, (levels, codes)) in self.columns.iter().enumerate() {
            builder =
                builder.segment_coded(&format!("column {number}"), codes.iter().copied(), (0..*levels).map(Self::name));
        }
        if let Some(counts) = &self.counts {
            builder = builder.count(counts.iter().copied());
        }
        if let Some(weights) = &self.weights {
            builder = builder.weight(weights);
        }
        builder.build().unwrap()
    }

    /// Counts and sums of weights by levels and code, one row after the other.
    fn naive(&self) -> Naive {
        let mut cells: Naive = BTreeMap::new();
        for row in 0..self.decisions.len() {
            let times = self.counts.as_ref().map_or(1, |counts| counts[row]);
            let Some(decision) = self.decisions[row] else { continue };
            if times == 0 {
                continue;
            }
            let code = usize::from(decision) * 3 + self.outcomes[row].map_or(2, usize::from);
            let cell = cells.entry(self.columns.iter().map(|(_, codes)| codes[row]).collect()).or_default();
            cell.0[code] += times;
            if let Some(weights) = &self.weights {
                cell.1[code].0.add(weights[row], times);
                cell.1[code].1.add(weights[row] * weights[row], times);
            }
        }
        cells
    }

    fn check(&self) {
        let predictions = self.predictions();
        let cube = Cube::fold(&predictions);
        let naive = self.naive();
        let cells: Vec<(Vec<&Level>, &Confusion)> = cube.cells().collect();
        assert_eq!(cells.len(), naive.len());
        for ((levels, cell), (codes, (counts, sums))) in cells.into_iter().zip(&naive) {
            let names: Vec<String> = codes.iter().map(|&code| Self::name(code)).collect();
            assert_eq!(levels.iter().map(|level| level.name().unwrap()).collect::<Vec<_>>(), names);
            assert_eq!(cell.counts(), *counts);
            assert_eq!(cell.is_weighted(), self.weights.is_some());
            for (cells, (sum, squares)) in Cells::SINGLE.into_iter().zip(sums) {
                if let Some(moments) = cell.moments(cells) {
                    assert_eq!(moments.sum.to_bits(), sum.value().to_bits());
                    assert_eq!(moments.squares.to_bits(), squares.value().to_bits());
                }
            }
        }
        // Every roll-up is what folding over those attributes gives.
        let names: Vec<String> = cube.axes().iter().map(|axis| axis.name.clone()).collect();
        for skip in 0..names.len() {
            let kept: Vec<&String> = names.iter().enumerate().filter(|(at, _)| *at != skip).map(|(_, n)| n).collect();
            assert_eq!(cube.roll_up(&kept).unwrap(), Cube::fold_over(&predictions, &kept));
            let turned: Vec<&String> = kept.iter().rev().copied().collect();
            assert_eq!(cube.roll_up(&turned).unwrap(), Cube::fold_over(&predictions, &turned));
        }
        // Enough cells for every way, and few enough to compare all their sums.
        let cells = self.columns.iter().map(|(levels, _)| u64::from(*levels)).fold(1, u64::saturating_mul);
        if names.len() <= 5 && cells <= 10_000 && self.decisions.len() < 3000 {
            Self::check_together(&cube, &names);
        }
        let nothing: [&str; 0] = [];
        assert_eq!(cube.roll_up(&nothing).unwrap(), Cube::fold_over(&predictions, &nothing));
    }

    /// Roll-ups that share sums are those that do not.
    fn check_together(cube: &Cube, names: &[String]) {
        let all_but_one =
            |skip: usize| names.iter().enumerate().filter(move |(at, _)| *at != skip).map(|(_, name)| name);
        let mut keeps: Vec<Vec<&String>> = (0..names.len()).map(|skip| all_but_one(skip).rev().collect()).collect();
        keeps.extend(names.iter().flat_map(|a| names.iter().filter(move |b| a < *b).map(move |b| vec![b, a])));
        keeps.extend(names.iter().map(|name| vec![name]));
        keeps.extend([Vec::new(), names.iter().collect()]);
        for (keep, sums) in keeps.iter().zip(cube.roll_ups(&keeps).unwrap()) {
            assert_eq!(sums.axes(), cube.roll_up(keep).unwrap().axes());
            assert!(sums == cube.roll_up(keep).unwrap(), "{keep:?}");
        }
    }

    fn weighted(mut self, seed: u64, binades: u64) -> Self {
        let mut random = Random(seed | 1);
        let mut weight = || match random.below(50) {
            0 => 0.0,
            1 => f64::from_bits(random.below(1 << 54)),
            2 => f64::from_bits(((500 + random.below(1546)) << 52) | random.below(1 << 52)),
            _ => f64::from_bits(((1023 - binades / 2 + random.below(binades)) << 52) | random.below(1 << 52)),
        };
        self.weights = Some((0..self.decisions.len()).map(|_| weight()).collect());
        self
    }

    fn counted(mut self, seed: u64) -> Self {
        let mut random = Random(seed | 1);
        let mut count = || match random.below(20) {
            0 => 0,
            1 => random.below(1 << 45),
            _ => 1 + random.below(40),
        };
        self.counts = Some((0..self.decisions.len()).map(|_| count()).collect());
        self
    }
}

fn levels() -> impl Strategy<Value = Vec<u32>> {
    let one = prop_oneof![
        3 => 1_u32..8,
        2 => 8_u32..40,
        1 => prop_oneof![Just(128_u32), Just(255), Just(256), Just(257), Just(1000)],
    ];
    prop::collection::vec(one, 0..5)
}

fn row_count() -> impl Strategy<Value = usize> {
    prop_oneof![Just(1_usize), 2_usize..100, 100_usize..3000, 7_670_usize..7_690, Just(15_360), Just(15_367)]
}

fn order() -> impl Strategy<Value = Order> {
    prop_oneof![3 => Just(Order::Random), 1 => Just(Order::Sorted), 1 => Just(Order::Constant)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plain_rows(
        seed: u64, rows in row_count(), levels in levels(), order in order(), labels in 0_u8..4, excluded in 0_u64..5,
    ) {
        Rows::new(seed, rows, &levels, order, labels, excluded).check();
    }

    #[test]
    fn counted_rows(seed: u64, rows in row_count(), levels in levels(), labels in 0_u8..4, excluded in 0_u64..5) {
        Rows::new(seed, rows, &levels, Order::Random, labels, excluded).counted(seed).check();
    }

    #[test]
    fn weighted_rows(
        seed: u64, rows in 1_usize..2000, levels in levels(), labels in 0_u8..4, binades in 1_u64..120, counted: bool,
    ) {
        let rows = Rows::new(seed, rows, &levels, Order::Random, labels, 7).weighted(seed, binades);
        if counted { rows.counted(seed).check() } else { rows.check() }
    }
}

/// Shapes on both sides of every limit of the way that a fold chooses.
#[test]
fn the_limits_between_the_ways() {
    for levels in [
        &[][..],
        &[1],
        &[2, 2, 2, 2, 2, 2, 2, 2, 2],
        &[16],
        &[17],
        &[24],
        &[25],
        &[6, 3, 12, 5, 8],
        &[64, 64, 4],
        &[256, 256],
        &[256, 256, 4],
        &[256, 257, 4],
        &[2000, 131],
        &[2000, 132],
        &[256; 16],
        &[256; 17],
        &[1, 256, 1, 3, 300, 2],
    ] {
        for (order, labels) in [(Order::Random, 0), (Order::Sorted, 1), (Order::Constant, 2), (Order::Random, 3)] {
            // None, some and all rows excluded; many cells are slow to compare without optimisation.
            let choices: &[u64] =
                if levels.iter().map(|&levels| u64::from(levels)).fold(1_u64, u64::saturating_mul) < 10_000 {
                    &[0, 3, 1]
                } else {
                    &[3]
                };
            for &excluded in choices {
                Rows::new(11, 2500, levels, order, labels, excluded).check();
            }
        }
    }
}

/// Four codes a cell and rows enough for tables of packed counters: even ones, ones of which a few cells take nearly all
/// after a while, so that counters carry into each other and their chunk is counted again, and sorted ones.
#[test]
fn packed_counters() {
    let levels = [6, 3, 12, 5, 4];
    let even = || Rows::new(3, 300_007, &levels, Order::Random, 0, 0);
    even().check();
    Rows::new(4, 200_001, &levels, Order::Sorted, 0, 0).check();
    for (from, to) in [(70_000, 300_007), (150_000, 152_000), (0, 300_007)] {
        let mut rows = even();
        for row in from..to {
            // Neighbours differ, and every second row is of one cell and one code.
            if row % 2 == 0 {
                rows.columns.iter_mut().for_each(|(_, codes)| codes[row] = 1);
                (rows.decisions[row], rows.outcomes[row]) = (Some(true), Some(true));
            }
        }
        rows.check();
    }
    // Three codes: outcomes of the selected only.
    Rows::new(6, 200_001, &levels, Order::Random, 3, 0).check();
}

/// Enough rows for several pieces, in pools of several sizes.
#[cfg(feature = "parallel")]
#[test]
fn the_number_of_threads_changes_nothing() {
    let rows = |levels: &[u32]| Rows::new(5, 700_001, levels, Order::Random, 1, 9);
    let tables = [
        rows(&[6]),
        rows(&[6, 3, 12, 5]),
        Rows::new(5, 700_001, &[6, 3, 12, 8], Order::Random, 0, 0),
        rows(&[257, 3]),
        rows(&[6, 3]).weighted(3, 20),
        rows(&[6, 3]).weighted(3, 90),
        rows(&[6, 300]).counted(3),
        rows(&[6]).counted(3).weighted(4, 20),
        rows(&[64, 64, 65]),
        rows(&[700, 700]).weighted(4, 20),
    ];
    for (case, table) in tables.iter().enumerate() {
        let predictions = table.predictions();
        let fold = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| Cube::fold(&predictions))
        };
        let alone = fold(1);
        for threads in [2, 3, 8] {
            assert!(fold(threads) == alone, "table {case} with {threads} threads");
        }
        if case < 9 {
            table.check();
        }
    }
}
