//! Folding rows into a cube, beside merely reading the same bytes.
//!
//! `cargo bench --features parallel --bench fold`; the numbers and their meaning are in `docs/PERFORMANCE.md`.
#![allow(missing_docs, clippy::unwrap_used)]

use std::cell::LazyCell;
use std::hint::black_box;
use std::ops::Deref;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use evenhand::{Cube, Predictions};

const ROWS: usize = 10_000_000;

/// The attributes of the workload with their numbers of levels.
const ATTRIBUTES: [(&str, u8); 5] =
    [("age_band", 6), ("gender", 3), ("region", 12), ("channel", 5), ("income_band", 8)];

/// How the codes of a column follow each other.
#[derive(Clone, Copy)]
enum Shape {
    Uniform,
    Constant,
    /// Half of the rows have the first level, a quarter the second, and so on.
    Skewed,
    Sorted,
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }

    fn below(&mut self, limit: u8) -> u8 {
        u8::try_from(self.next() % u64::from(limit)).unwrap()
    }
}

fn codes(rows: usize, levels: u8, shape: Shape, seed: u64) -> Vec<u8> {
    let mut random = Random(seed);
    (0..rows)
        .map(|row| match shape {
            Shape::Uniform => random.below(levels),
            Shape::Constant => levels / 2,
            Shape::Skewed => u8::try_from(random.next().trailing_ones()).unwrap().min(levels - 1),
            Shape::Sorted => u8::try_from(row * usize::from(levels) / rows).unwrap(),
        })
        .collect()
}

/// The columns as the fold reads them: one for each attribute, and one of outcome and decision.
struct Table {
    columns: Vec<Vec<u8>>,
    cells: Vec<u8>,
    predictions: Predictions,
}

/// A table that is made when the first benchmark asks for it, outside of the timer.
fn table(
    rows: usize,
    attributes: &'static [(&'static str, u8)],
    shape: Shape,
    labelled: bool,
    weighted: bool,
) -> impl Deref<Target = Table> {
    LazyCell::new(move || make_table(rows, attributes, shape, labelled, weighted))
}

fn make_table(rows: usize, attributes: &[(&str, u8)], shape: Shape, labelled: bool, weighted: bool) -> Table {
    let columns: Vec<Vec<u8>> =
        (1..).zip(attributes).map(|(seed, &(_, levels))| codes(rows, levels, shape, 7919 * seed)).collect();
    let decision = codes(rows, 2, shape, 31);
    let outcome = codes(rows, if labelled { 2 } else { 3 }, shape, 37);
    let mut builder = Predictions::builder()
        .decision(&decision)
        .outcome(outcome.iter().map(|&outcome| (outcome < 2).then_some(outcome)));
    for (&(name, levels), codes) in attributes.iter().zip(&columns) {
        // A constant column would lose the levels that no row has; their order keeps them.
        let names = || (0..levels).map(|level| format!("{level:03}"));
        builder = builder.segment_coded(name, codes.iter().copied(), names()).level_order(name, names());
    }
    if weighted {
        let mut random = Random(41);
        builder = builder.weight((0..rows).map(|_| 0.2 + (random.next() % 4096) as f64 / 777.0));
    }
    let cells = decision.iter().zip(&outcome).map(|(decision, outcome)| decision * 3 + outcome).collect();
    Table { columns, cells, predictions: builder.build().unwrap() }
}

/// Eight bytes at a time: the least that a program can do to have read a column.
fn read_words(bytes: &[u8]) -> u64 {
    bytes.as_chunks::<8>().0.iter().fold(0, |sum: u64, &word| sum.wrapping_add(u64::from_le_bytes(word)))
}

/// Byte by byte.
fn read_bytes(bytes: &[u8]) -> u64 {
    bytes.iter().map(|&byte| u64::from(byte)).sum()
}

#[cfg(feature = "parallel")]
fn on_all_cores(columns: &[&[u8]], read: impl Fn(&[u8]) -> u64 + Sync) -> u64 {
    use rayon::prelude::*;
    let part = columns[0].len().div_ceil(2 * rayon::current_num_threads());
    (0..columns[0].len().div_ceil(part))
        .into_par_iter()
        .map(|at| {
            let rows = at * part..((at + 1) * part).min(columns[0].len());
            columns.iter().map(|column| read(&column[rows.clone()])).fold(0, u64::wrapping_add)
        })
        .reduce(|| 0, u64::wrapping_add)
}

#[cfg(not(feature = "parallel"))]
fn on_all_cores(columns: &[&[u8]], read: impl Fn(&[u8]) -> u64 + Sync) -> u64 {
    columns.iter().map(|column| read(column)).fold(0, u64::wrapping_add)
}

impl Table {
    fn bytes(&self) -> Vec<&[u8]> {
        self.columns.iter().chain([&self.cells]).map(Vec::as_slice).collect()
    }
}

/// The base cuboid, all ten pairs and five singles.
fn all_pairs(predictions: &Predictions) -> Vec<Cube> {
    pairs_of(&Cube::fold(predictions))
}

/// Singles from pairs: each is then a sum over a few dozen cells.
fn pairs_of(base: &Cube) -> Vec<Cube> {
    let names: Vec<String> = base.axes().iter().map(|axis| axis.name.clone()).collect();
    let mut cubes = Vec::new();
    for (at, first) in names.iter().enumerate() {
        for second in &names[at + 1..] {
            let pair = base.roll_up(&[first, second]).unwrap();
            if at == 0 {
                cubes.push(pair.roll_up(&[second]).unwrap());
            }
            if at == 0 && second == &names[1] {
                cubes.push(pair.roll_up(&[first]).unwrap());
            }
            cubes.push(pair);
        }
    }
    cubes
}

fn group<'a>(
    criterion: &'a mut Criterion,
    name: &str,
    rows: usize,
) -> criterion::BenchmarkGroup<'a, criterion::measurement::WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(20).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(1));
    group.throughput(Throughput::Elements(rows as u64));
    group
}

fn one_attribute(criterion: &mut Criterion) {
    for rows in [100_000, 1_000_000, ROWS, 10 * ROWS] {
        let table = table(rows, &ATTRIBUTES[..1], Shape::Uniform, true, false);
        let mut read = group(criterion, "read/two columns", rows);
        read.bench_function(BenchmarkId::new("as u64", rows), |b| {
            let bytes = table.bytes();
            b.iter(|| on_all_cores(black_box(&bytes), read_words));
        });
        read.bench_function(BenchmarkId::new("as u8", rows), |b| {
            let bytes = table.bytes();
            b.iter(|| on_all_cores(black_box(&bytes), read_bytes));
        });
        read.finish();
        let mut w1 = group(criterion, "W1/one attribute", rows);
        w1.bench_function(BenchmarkId::new("uniform", rows), |b| {
            let rows = &table.predictions;
            b.iter(|| Cube::fold(black_box(rows)));
        });
    }
    for (name, shape) in [("constant", Shape::Constant), ("skewed", Shape::Skewed), ("sorted", Shape::Sorted)] {
        let table = table(ROWS, &ATTRIBUTES[..1], shape, true, false);
        group(criterion, "W1/one attribute", ROWS).bench_function(BenchmarkId::new(name, ROWS), |b| {
            let rows = &table.predictions;
            b.iter(|| Cube::fold(black_box(rows)));
        });
    }
    let unlabelled = table(ROWS, &ATTRIBUTES[..1], Shape::Uniform, false, false);
    group(criterion, "W1/one attribute", ROWS).bench_function(BenchmarkId::new("some without label", ROWS), |b| {
        let rows = &unlabelled.predictions;
        b.iter(|| Cube::fold(black_box(rows)));
    });
}

fn by_levels(criterion: &mut Criterion) {
    // Both sides of the limit between bits and tables.
    const LEVELS: [[(&str, u8); 1]; 8] =
        [[("a", 2)], [("a", 6)], [("a", 9)], [("a", 12)], [("a", 13)], [("a", 24)], [("a", 100)], [("a", 250)]];
    for attribute in &LEVELS {
        let table = table(ROWS, attribute, Shape::Uniform, true, false);
        let id = BenchmarkId::from_parameter(attribute[0].1);
        group(criterion, "one attribute by levels", ROWS).bench_function(id, |b| {
            let rows = &table.predictions;
            b.iter(|| Cube::fold(black_box(rows)));
        });
    }
}

fn five_attributes(criterion: &mut Criterion) {
    for rows in [100_000, 1_000_000, ROWS] {
        let table = table(rows, &ATTRIBUTES, Shape::Uniform, true, false);
        group(criterion, "read/six columns", rows).bench_function(BenchmarkId::new("as u64", rows), |b| {
            let bytes = table.bytes();
            b.iter(|| on_all_cores(black_box(&bytes), read_words));
        });
        let mut w2 = group(criterion, "W2/five attributes", rows);
        w2.bench_function(BenchmarkId::new("all pairs, uniform", rows), |b| {
            let rows = &table.predictions;
            b.iter(|| all_pairs(black_box(rows)));
        });
        w2.bench_function(BenchmarkId::new("base only, uniform", rows), |b| {
            let rows = &table.predictions;
            b.iter(|| Cube::fold(black_box(rows)));
        });
        w2.finish();
        if rows == ROWS {
            let base = LazyCell::new(|| Cube::fold(&table.predictions));
            let mut roll_up = group(criterion, "roll-up/8640 cells", 15);
            roll_up.bench_function("fifteen tables", |b| {
                let base = &*base;
                b.iter(|| pairs_of(black_box(base)));
            });
            roll_up.bench_function("one pair", |b| {
                let base = &*base;
                b.iter(|| black_box(base).roll_up(&["age_band", "region"]));
            });
            roll_up.finish();
            for (name, _) in ATTRIBUTES {
                group(criterion, "single table", rows).bench_function(BenchmarkId::new(name, rows), |b| {
                    let rows = &table.predictions;
                    b.iter(|| Cube::fold_over(black_box(rows), &[name]));
                });
            }
        }
    }
    for (name, shape) in [("constant", Shape::Constant), ("skewed", Shape::Skewed), ("sorted", Shape::Sorted)] {
        let table = table(ROWS, &ATTRIBUTES, shape, true, false);
        let id = BenchmarkId::new(format!("all pairs, {name}"), ROWS);
        group(criterion, "W2/five attributes", ROWS).bench_function(id, |b| {
            let rows = &table.predictions;
            b.iter(|| all_pairs(black_box(rows)));
        });
    }
}

fn weighted(criterion: &mut Criterion) {
    for attributes in [&ATTRIBUTES[..1], &ATTRIBUTES] {
        let table = table(ROWS, attributes, Shape::Uniform, true, true);
        let id = BenchmarkId::new(format!("{} attributes", attributes.len()), ROWS);
        group(criterion, "weighted", ROWS).bench_function(id, |b| {
            let rows = &table.predictions;
            b.iter(|| Cube::fold(black_box(rows)));
        });
    }
}

fn sparse(criterion: &mut Criterion) {
    const HUNDREDS: [(&str, u8); 4] = [("a", 100), ("b", 100), ("c", 100), ("d", 100)];
    for (name, shape) in [("skewed", Shape::Skewed), ("uniform", Shape::Uniform)] {
        let table = table(ROWS / 10, &HUNDREDS, shape, true, false);
        group(criterion, "sparse/100^4 cells", ROWS / 10).bench_function(BenchmarkId::new(name, ROWS / 10), |b| {
            let rows = &table.predictions;
            b.iter(|| Cube::fold(black_box(rows)));
        });
    }
}

fn strings(criterion: &mut Criterion) {
    let names = ["18-24", "25-34", "35-44", "45-54", "55-64", "65 and over"];
    let code = || codes(ROWS, 6, Shape::Uniform, 43).into_iter();
    let age = LazyCell::new(|| code().map(|code| names[usize::from(code)]).collect::<Vec<&str>>());
    let decision = LazyCell::new(|| vec![true; ROWS]);
    let mut strings = group(criterion, "strings", ROWS);
    strings.sample_size(10);
    strings.bench_function(BenchmarkId::new("six levels, borrowed", ROWS), |b| {
        let values = &*age;
        b.iter(|| Predictions::builder().segment("age_band", black_box(values)));
    });
    let own = LazyCell::new(|| age.iter().map(ToString::to_string).collect::<Vec<String>>());
    strings.bench_function(BenchmarkId::new("six levels, owned", ROWS), |b| {
        let values = &*own;
        b.iter(|| Predictions::builder().segment("age_band", black_box(values)));
    });
    let many: Vec<String> = (0..5000).map(|level| format!("postal area number {level}")).collect();
    let areas = LazyCell::new(|| {
        let mut random = Random(47);
        (0..ROWS).map(|_| many[usize::try_from(random.next() % 5000).unwrap()].as_str()).collect::<Vec<&str>>()
    });
    strings.bench_function(BenchmarkId::new("5000 levels of 20 letters", ROWS), |b| {
        let values = &*areas;
        b.iter(|| Predictions::builder().segment("area", black_box(values)));
    });
    strings.bench_function(BenchmarkId::new("to W1: build and fold", ROWS), |b| {
        let (decision, age) = (&*decision, &*age);
        b.iter(|| {
            let builder = Predictions::builder().decision(decision).outcome(decision).segment("age_band", age);
            Cube::fold(&builder.build().unwrap())
        });
    });
}

criterion_group!(benches, one_attribute, by_levels, five_attributes, weighted, sparse, strings);
criterion_main!(benches);
