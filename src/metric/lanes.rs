//! The numbers of a [`Panel`] for many tables at once, side by side, so that a processor works on several of them together.
//!
//! What is not available is written as a float that is not finite: ∞ where it is infinite, NaN where it is undefined. Division
//! and subtraction of floats then follow the rules of [`Comparison::between`] by themselves: 0/0 and ∞ − ∞ are NaN, k/0 is ∞
//! and r/∞ is 0.

use super::comparison::{Combine, Comparison};
use super::criterion::{Composition, Criterion};
use super::metric::{Definition, Metric};
use super::panel::Panel;
use crate::cube::{Cells, Confusion};
use crate::value::{Measured, Sign, Unavailable};

/// A number in each of several tables.
type Lanes<const N: usize> = [f64; N];

impl Panel {
    /// Writes all numbers of `N` sets of groups at once, as those of the replicates of a bootstrap: for each group the six
    /// counts in the order of [`Cells::SINGLE`], each in all sets. Entries beyond [`Panel::statistics`] are left as they are.
    ///
    /// A number is that of [`Panel::evaluate`], to the last digit; where there is none it is not finite. Reasons are not told.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::data::LabelAvailability;
    /// use evenhand::metric::{CRITERIA, METRICS, Panel};
    ///
    /// // TN, FN, rejected without label, FP, TP and selected without label, of two groups, in two replicates.
    /// let groups = [
    ///     [[105, 100], [15, 20], [0, 0], [20, 20], [60, 60], [0, 0]],
    ///     [[104, 104], [16, 16], [0, 0], [16, 40], [24, 0], [0, 0]],
    /// ];
    /// let panel = Panel::new(METRICS, CRITERIA, LabelAvailability::All);
    /// let mut values = vec![[0.0; 2]; panel.statistics(2)];
    /// panel.evaluate_lanes(&groups, &mut values);
    /// let at = panel.place_of_comparison(2, "demographic_parity_difference", 1).unwrap();
    /// assert!((values[at][0] + 0.15).abs() < 1e-12 && (values[at][1] + 0.15).abs() < 1e-12);
    /// let at = panel.place_of_comparison(2, "predictive_parity_ratio", 1).unwrap();
    /// assert!((values[at][0] - 0.8).abs() < 1e-12 && values[at][1] == 0.0);
    /// ```
    pub fn evaluate_lanes<const N: usize>(&self, groups: &[[[u64; N]; 6]], values: &mut [Lanes<N>]) {
        let count = groups.len();
        if count == 0 {
            return;
        }
        let tables = Tables::new(groups);
        let mut sums = Sums { groups, known: vec![Vec::new(); 64] };
        let (of_metrics, of_criteria) = values.split_at_mut((self.metrics.len() * count).min(values.len()));
        for ((metric, identified), entries) in self.metrics.iter().zip(of_metrics.chunks_exact_mut(count)) {
            if identified.is_err() {
                entries.fill([f64::NAN; N]);
            } else {
                self.metric_lanes(metric, &mut sums, &tables, entries);
            }
        }
        let mut known: Vec<Option<[Lanes<N>; 2]>> = vec![None; self.metrics.len()];
        for ((criterion, parts), entries) in self.criteria.iter().zip(of_criteria.chunks_exact_mut(count)) {
            let (Composition::Compare { comparison, combine, .. }, Some(parts)) = (&criterion.composition, &parts.0)
            else {
                self.criterion_lanes(criterion, &tables, entries);
                continue;
            };
            let of = |part: usize| &of_metrics[part * count..(part + 1) * count];
            let Some((last, pairs)) = entries.split_last_mut() else { continue };
            let fold = Fold { comparison: *comparison, combine: *combine, parts: parts.len() };
            if let [part] = parts[..] {
                let (first, rest) = of(part).split_at(1);
                for (entry, value) in pairs.iter_mut().zip(rest) {
                    between_lanes(*comparison, value, &first[0], entry);
                }
            } else {
                let mut compared = vec![[0.0; N]; parts.len()];
                for (at, entry) in pairs.iter_mut().enumerate() {
                    for (compared, &part) in compared.iter_mut().zip(parts) {
                        between_lanes(*comparison, &of(part)[at + 1], &of(part)[0], compared);
                    }
                    fold.of(&compared, entry);
                }
            }
            if count < 2 {
                *last = [f64::NAN; N];
                continue;
            }
            let mut widest = vec![[0.0; N]; parts.len()];
            for (widest, &part) in widest.iter_mut().zip(parts) {
                let [least, most] = known[part].get_or_insert_with(|| extremes(of(part)));
                match comparison {
                    Comparison::Ratio => between_lanes(*comparison, least, most, widest),
                    Comparison::Difference | Comparison::LogRatio => between_lanes(*comparison, most, least, widest),
                }
            }
            fold.of(&widest, last);
        }
    }

    fn metric_lanes<const N: usize>(
        &self,
        metric: &Metric,
        sums: &mut Sums<'_, N>,
        tables: &Tables,
        entries: &mut [Lanes<N>],
    ) {
        match &metric.definition {
            Definition::Rate { of, among: below, .. } | Definition::Odds { of, against: below, .. } => {
                sums.add(*of);
                sums.add(*below);
                let (of, below) = (&sums.known[of.place()], &sums.known[below.place()]);
                for (entry, (of, below)) in entries.iter_mut().zip(of.iter().zip(below)) {
                    between_lanes(Comparison::Ratio, of, below, entry);
                }
            }
            Definition::Function { .. } | Definition::OfTask { .. } => {
                for (at, entry) in entries.iter_mut().enumerate() {
                    for (lane, value) in entry.iter_mut().enumerate() {
                        *value = coded(metric.value(tables.group(lane, at), self.labels));
                    }
                }
            }
        }
    }

    /// What is no comparison of metrics of the panel: table by table.
    fn criterion_lanes<const N: usize>(&self, criterion: &Criterion, tables: &Tables, entries: &mut [Lanes<N>]) {
        if let Composition::Population(_) | Composition::OfTask { .. } = criterion.composition {
            entries.fill([f64::NAN; N]);
            return;
        }
        let Some((last, pairs)) = entries.split_last_mut() else { return };
        for lane in 0..N {
            let groups: Vec<&Confusion> = tables.set(lane).iter().collect();
            for (entry, group) in pairs.iter_mut().zip(&groups[1..]) {
                entry[lane] = coded(criterion.compare(group, groups[0], self.labels));
            }
            last[lane] = coded(criterion.all_groups(&groups, self.labels));
        }
    }
}

/// The groups of each set as tables of their own, for what asks for tables.
struct Tables {
    tables: Vec<Confusion>,
    groups: usize,
}

impl Tables {
    fn new<const N: usize>(groups: &[[[u64; N]; 6]]) -> Self {
        let table = |lane: usize| groups.iter().map(move |cells| Confusion::from_counts(cells.map(|cell| cell[lane])));
        Self { tables: (0..N).flat_map(table).collect(), groups: groups.len() }
    }

    fn set(&self, lane: usize) -> &[Confusion] {
        &self.tables[lane * self.groups..(lane + 1) * self.groups]
    }

    fn group(&self, lane: usize, at: usize) -> &Confusion {
        &self.tables[lane * self.groups + at]
    }
}

/// Rows of each group in sets of cells, each set counted once.
struct Sums<'a, const N: usize> {
    groups: &'a [[[u64; N]; 6]],
    known: Vec<Vec<Lanes<N>>>,
}

impl<const N: usize> Sums<'_, N> {
    fn add(&mut self, cells: Cells) {
        let known = &mut self.known[cells.place()];
        if !known.is_empty() {
            return;
        }
        for group in self.groups {
            let mut sums = [0_u64; N];
            for code in cells.codes() {
                for (sum, rows) in sums.iter_mut().zip(&group[code]) {
                    *sum = sum.saturating_add(*rows);
                }
            }
            known.push(sums.map(|sum| sum as f64));
        }
    }
}

/// A number, or what is not finite in its place.
fn coded(value: Measured) -> f64 {
    match value {
        Ok(value) => value,
        Err(Unavailable::Infinite(Sign::Positive)) => f64::INFINITY,
        Err(Unavailable::Infinite(Sign::Negative)) => f64::NEG_INFINITY,
        Err(_) => f64::NAN,
    }
}

/// [`Comparison::between`] of numbers so coded, written in place: copies would cost more than the divisions.
fn between_lanes<const N: usize>(comparison: Comparison, group: &Lanes<N>, reference: &Lanes<N>, into: &mut Lanes<N>) {
    for (into, (group, reference)) in into.iter_mut().zip(group.iter().zip(reference)) {
        *into = match comparison {
            Comparison::Difference => group - reference,
            Comparison::Ratio => group / reference,
            Comparison::LogRatio => (group / reference).ln(),
        };
    }
}

/// The least and the largest of some numbers; NaN where one of them is.
fn extremes<const N: usize>(values: &[Lanes<N>]) -> [Lanes<N>; 2] {
    let (mut least, mut most, mut sum) = ([f64::INFINITY; N], [f64::NEG_INFINITY; N], [0.0; N]);
    for value in values {
        for lane in 0..N {
            least[lane] = if value[lane] < least[lane] { value[lane] } else { least[lane] };
            most[lane] = if value[lane] > most[lane] { value[lane] } else { most[lane] };
            // NaN once is NaN for good; a product with zero alone would make one of ∞.
            sum[lane] += if value[lane].is_nan() { f64::NAN } else { 0.0 };
        }
    }
    for lane in 0..N {
        least[lane] += sum[lane];
        most[lane] += sum[lane];
    }
    [least, most]
}

/// Several comparisons made one, as [`Combine::apply`] does; one alone is left as it is.
struct Fold {
    comparison: Comparison,
    combine: Combine,
    parts: usize,
}

impl Fold {
    fn of<const N: usize>(&self, values: &[Lanes<N>], into: &mut Lanes<N>) {
        let Some((first, rest)) = values.split_first() else {
            *into = [f64::NAN; N];
            return;
        };
        *into = *first;
        if self.parts == 1 {
            return;
        }
        for all in into.iter_mut() {
            *all = self.folded(*all);
        }
        for value in rest {
            for (all, value) in into.iter_mut().zip(value) {
                *all = self.both(*all, self.folded(*value));
            }
        }
        if self.combine != Combine::Worst {
            for all in into.iter_mut() {
                *all /= self.parts as f64;
            }
        }
    }

    fn folded(&self, value: f64) -> f64 {
        match (self.comparison, self.combine) {
            (_, Combine::MeanSigned) => value,
            // A ratio of ∞ is as far from parity as one of 0.
            (Comparison::Ratio, _) if value.is_infinite() => 0.0,
            (Comparison::Ratio, _) if value > 1.0 => 1.0 / value,
            (Comparison::Ratio, _) => value,
            (Comparison::Difference | Comparison::LogRatio, _) => value.abs(),
        }
    }

    fn both(&self, one: f64, other: f64) -> f64 {
        match self.combine {
            _ if one.is_nan() || other.is_nan() => f64::NAN,
            Combine::Worst if self.comparison == Comparison::Ratio => one.min(other),
            Combine::Worst => one.max(other),
            Combine::MeanAbsolute | Combine::MeanSigned => one + other,
        }
    }
}
