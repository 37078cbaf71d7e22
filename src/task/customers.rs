//! Customers who come back: their rows are not independent, so errors come from leaving out blocks of customers in turn.

use std::collections::BTreeMap;

use super::family::AllGroups;
use super::groups::RowGroups;
use super::table::Table;
use crate::data::CustomerSummary;
use crate::inference::special::two_sided_student_critical_value;
use crate::inference::{Contrast, Evidence, Interval, Method, NormalScale};
use crate::metric::{Definition, Metric, Range, Unit};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// Blocks into which customers are put, about as many in each: thirty errors make one standard error.
pub(super) const BLOCKS: usize = 30;

/// A group of fewer customers has an interval that is uncertain itself.
pub(super) const FEW: u64 = 20;

/// The customers of a table, some of whom have several rows.
pub(super) struct Customers {
    /// Who each row is of.
    of_row: Vec<u32>,
    /// The block of each customer.
    block: Vec<u32>,
    pub(super) blocks: usize,
    pub(super) summary: CustomerSummary,
}

impl Customers {
    /// The customers, where they are known and come back. A row without one is of a customer of its own.
    pub(super) fn of(table: &Table) -> Option<Self> {
        let column = table.customers()?;
        let mut rows_of = vec![0_u64; column.levels().len()];
        let of_row: Vec<u32> = (0..table.rows())
            .map(|row| {
                let code = column.codes.get(row);
                if column.levels()[code as usize].is_missing() {
                    rows_of.push(1);
                    u32::try_from(rows_of.len() - 1).unwrap_or(u32::MAX)
                } else {
                    rows_of[code as usize] += 1;
                    code
                }
            })
            .collect();
        let summary = CustomerSummary {
            customers: rows_of.iter().filter(|rows| **rows > 0).count() as u64,
            repeated: rows_of.iter().filter(|rows| **rows > 1).count() as u64,
            most_rows: rows_of.iter().copied().max().unwrap_or_default(),
        };
        if summary.repeated == 0 {
            return None;
        }
        // In an order that has nothing to do with names, and is the same in every run.
        let mut order: Vec<u32> = (0..u32::try_from(rows_of.len()).unwrap_or(u32::MAX)).collect();
        order.sort_by_key(|customer| (mixed(u64::from(*customer)), *customer));
        let blocks = BLOCKS.min(usize::try_from(summary.customers).unwrap_or(BLOCKS)).max(2);
        let mut block = vec![0; rows_of.len()];
        let present = order.into_iter().filter(|customer| rows_of[*customer as usize] > 0);
        for (place, customer) in present.enumerate() {
            block[customer as usize] = u32::try_from(place % blocks).unwrap_or_default();
        }
        Some(Self { of_row, block, blocks, summary })
    }

    /// Groups of rows split by block, and the group and block of each part.
    pub(super) fn split(&self, groups: &RowGroups) -> (RowGroups, Vec<(usize, usize)>) {
        groups.split(|row| self.block[self.of_row[row] as usize], self.blocks)
    }

    /// How many customers each group has.
    pub(super) fn count(&self, groups: &RowGroups) -> Vec<u64> {
        let mut seen: Vec<(u32, u32)> = groups.codes().iter().copied().zip(self.of_row.iter().copied()).collect();
        seen.sort_unstable();
        seen.dedup();
        let mut counts = vec![0; groups.count()];
        for (group, _) in &seen {
            counts[*group as usize] += 1;
        }
        counts
    }
}

/// A bijection without a pattern (the last steps of `SplitMix64`).
const fn mixed(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// What is left of a group when each block of customers is left out.
#[derive(Debug, Clone)]
pub(super) struct Replicates<T> {
    /// One for each block; none where nothing is left.
    pub(super) without: Vec<Option<T>>,
    /// Blocks in which the group has rows.
    pub(super) filled: usize,
}

impl<T: Clone> Replicates<T> {
    /// From the parts of a group, by block.
    pub(super) fn of(parts: &BTreeMap<usize, T>, blocks: usize, merge: &impl Fn(&mut T, &T)) -> Self {
        let join = |left: Option<&T>, right: Option<&T>| match (left, right) {
            (Some(left), Some(right)) => {
                let mut both = left.clone();
                merge(&mut both, right);
                Some(both)
            }
            (one, other) => one.or(other).cloned(),
        };
        let mut before = Vec::with_capacity(blocks);
        let mut sum: Option<T> = None;
        for block in 0..blocks {
            before.push(sum.clone());
            sum = join(sum.as_ref(), parts.get(&block));
        }
        let (mut after, mut without) = (None, Vec::with_capacity(blocks));
        for (block, before) in before.iter().enumerate().rev() {
            without.push(join(before.as_ref(), after.as_ref()));
            after = join(parts.get(&block), after.as_ref());
        }
        without.reverse();
        Self { without, filled: parts.len() }
    }

    /// Of several groups together; a block is filled where it is in any of them.
    pub(super) fn together<'r>(all: impl IntoIterator<Item = &'r Self>, merge: &impl Fn(&mut T, &T)) -> Option<Self>
    where
        T: 'r,
    {
        let mut all = all.into_iter();
        let mut sum = all.next()?.clone();
        for other in all {
            for (own, more) in sum.without.iter_mut().zip(&other.without) {
                match (own.as_mut(), more) {
                    (Some(own), Some(more)) => merge(own, more),
                    (None, Some(more)) => *own = Some(more.clone()),
                    (_, None) => {}
                }
            }
            sum.filled = sum.filled.max(other.filled);
        }
        Some(sum)
    }
}

/// Why what is not smooth has no interval where customers come back.
pub(super) const CLUSTERED: Unavailable = Unavailable::Undefined(Reason::ClusteredRows);

/// An estimate of whose error nothing is known, and why.
#[derive(Debug)]
struct Unsettled {
    estimate: f64,
    reason: Unavailable,
}

impl Evidence for Unsettled {
    fn estimate(&self) -> Measured {
        Ok(self.estimate)
    }

    fn interval(&self, _: Confidence) -> Measured<Interval> {
        Err(self.reason)
    }

    fn p_at(&self, _: f64) -> Measured<(f64, f64)> {
        Err(self.reason)
    }
}

/// A number of all groups at once, of which nothing is known but itself where customers come back.
pub(super) fn of_all(found: &AllGroups) -> Measured<AllGroups> {
    let estimate = found.contrast.estimate()?;
    Ok(AllGroups { contrast: Contrast::own(Unsettled { estimate, reason: CLUSTERED }), p_value: Err(CLUSTERED) })
}

/// The standard error of a number from those without each block.
///
/// # Formula
///
/// √((J − 1)/J · Σ(θⱼ − θ̄)²), J blocks
///
/// # Errors
///
/// `Undefined(TooFewUnits)` where rows lie in one block, or a block holds all that the number needs; `Undefined(Boundary)` where
/// no block changes it.
///
/// # Source
///
/// P. S. Kott, Journal of Official Statistics 17 (2001), the delete-a-group jackknife.
fn standard_error(replicates: impl Iterator<Item = Option<f64>>, filled: usize) -> Measured {
    let too_few = Unavailable::Undefined(Reason::TooFewUnits);
    let values: Vec<f64> = replicates.collect::<Option<_>>().ok_or(too_few)?;
    if filled < 2 {
        return Err(too_few);
    }
    let blocks = values.len() as f64;
    let mean = values.iter().sum::<f64>() / blocks;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let error = ((blocks - 1.0) / blocks * squares).sqrt();
    if error > 1e-12 * mean.abs() { Ok(error) } else { Err(Unavailable::Undefined(Reason::Boundary)) }
}

/// A comparison whose error comes from customers; what is not smooth, as a distance or the largest of several, is shown and not
/// judged.
pub(super) fn contrast(
    whole: &Contrast,
    replicates: impl Iterator<Item = Option<f64>>,
    filled: usize,
) -> Measured<Contrast> {
    let estimate = whole.estimate()?;
    let unknown = |reason: Unavailable| Contrast::own(Unsettled { estimate, reason });
    let scale = match whole {
        Contrast::Normal { scale, .. } => *scale,
        Contrast::Difference(_) => NormalScale::Identity,
        Contrast::Ratio(_) => NormalScale::Logarithm,
        _ => return Ok(unknown(CLUSTERED)),
    };
    let on_scale = |value: f64| match scale {
        NormalScale::Identity => Some(value),
        NormalScale::Logarithm => (value > 0.0).then(|| value.ln()),
    };
    let error = standard_error(replicates.map(|value| value.and_then(on_scale)), filled);
    Ok(match error {
        Ok(standard_error) => Contrast::Normal {
            estimate,
            standard_error,
            degrees_of_freedom: Some((filled - 1) as f64),
            scale,
            method: Method::CustomerJackknife,
        },
        Err(reason) => unknown(reason),
    })
}

/// The interval of a metric from customers: of a share on its log-odds, so that it stays between 0 and 1.
pub(super) fn interval(
    metric: &Metric,
    value: f64,
    replicates: impl Iterator<Item = Option<f64>>,
    filled: usize,
    confidence: Confidence,
) -> Measured<Interval> {
    let is_share =
        matches!(metric.definition, Definition::OfTask { unit: Unit::Share, .. }) && metric.range == Range::UNIT;
    let to = |value: f64| if is_share { (value / (1.0 - value)).ln() } else { value };
    let back = |value: f64| if is_share { 1.0 / (1.0 + (-value).exp()) } else { value };
    let centre = to(value);
    if !centre.is_finite() {
        return Err(Unavailable::Undefined(Reason::Boundary));
    }
    let finite = |value: f64| Some(to(value)).filter(|value| value.is_finite());
    let error = standard_error(replicates.map(|value| value.and_then(finite)), filled)?;
    let half = error * two_sided_student_critical_value(confidence, (filled - 1) as f64)?;
    let (lower, upper) = (back(centre - half).max(metric.range.lower), back(centre + half).min(metric.range.upper));
    Ok(Interval { lower, upper, confidence, method: Method::CustomerJackknife })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaving_out_each_of_several_numbers_gives_the_error_of_their_mean() {
        // The jackknife of a mean is its usual standard error, s/√n.
        let values = [3.0, 5.0, 4.0, 8.0];
        let sum: f64 = values.iter().sum();
        let replicates = values.iter().map(|value| Some((sum - value) / 3.0));
        let deviations: f64 = values.iter().map(|value| (value - 5.0_f64).powi(2)).sum();
        assert!((standard_error(replicates, 4).unwrap() - (deviations / 3.0 / 4.0).sqrt()).abs() < 1e-12);
        assert!(standard_error([Some(1.0), None].into_iter(), 2).is_err());
        assert!(standard_error([Some(1.0), Some(1.0)].into_iter(), 2).is_err());
    }

    #[test]
    fn replicates_are_everything_but_one_block() {
        let parts = BTreeMap::from([(0, vec!['a']), (2, vec!['c'])]);
        let merge = |into: &mut Vec<char>, other: &Vec<char>| into.extend(other);
        let found = Replicates::of(&parts, 3, &merge);
        assert_eq!(found.without, [Some(vec!['c']), Some(vec!['a', 'c']), Some(vec!['a'])]);
        let alone = Replicates::of(&BTreeMap::from([(1, vec!['x'])]), 3, &merge);
        assert_eq!((alone.without[1].clone(), alone.filled), (None, 1));
        let both = Replicates::together([&found, &alone], &merge).unwrap();
        assert_eq!(both.without[0], Some(vec!['c', 'x']));
    }
}
