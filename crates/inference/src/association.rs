//! How strongly two attributes hang together: can one stand for the other?

use serde::{Deserialize, Serialize};

use super::estimate::chi_squared_test;
use super::two_sample::ChiSquaredTest;
use crate::value::{Measured, Reason, Unavailable};

/// The association of two attributes with unordered levels.
///
/// # Example
///
/// ```
/// use evenhand_inference::association::association;
///
/// // Every phone customer is over 65 and nobody else is.
/// let found = association(&[vec![40, 0], vec![0, 60]]).unwrap();
/// assert!((found.cramers_v - 1.0).abs() < 1e-12 && (found.corrected - 1.0).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Association {
    /// Pearson's test of independence.
    pub chi_squared: ChiSquaredTest,
    /// Cramér's V, 0 to 1. With many levels it is above 0 by chance alone.
    pub cramers_v: f64,
    /// Cramér's V without what chance alone adds.
    pub corrected: f64,
}

/// The association in a table of counts: one row a level of the one attribute, one column a level of the other.
///
/// # Formula
///
/// V = √(φ²/min(r − 1, c − 1)), φ² = χ²/n. Corrected: φ̃² = max(0, φ² − (r − 1)(c − 1)/(n − 1)), r̃ = r − (r − 1)²/(n − 1),
/// c̃ alike, Ṽ = √(φ̃²/min(r̃ − 1, c̃ − 1)). Levels without rows do not count among r and c.
///
/// # Undefined
///
/// Fewer than two rows: `Undefined(NoRows)`; fewer than two levels with rows on either side: `Undefined(NoVariation)`.
///
/// # Errors
///
/// As under *Undefined*; rows of unlike length: `Undefined(OutsideDomain)`.
///
/// # Source
///
/// H. Cramér, Mathematical Methods of Statistics (1946); W. Bergsma, Journal of the Korean Statistical Society 42 (2013).
///
/// # Example
///
/// ```
/// use evenhand_inference::association::association;
///
/// // METHODS T1 by selection: χ² 14.876608 on 400 rows.
/// let found = association(&[vec![80, 120], vec![40, 120], vec![6, 34]]).unwrap();
/// assert!((found.chi_squared.statistic - 14.876_608).abs() < 1e-6);
/// assert!((found.cramers_v - (14.876_608_f64 / 400.0).sqrt()).abs() < 1e-8);
/// ```
pub fn association(table: &[Vec<u64>]) -> Measured<Association> {
    let width = table.first().map_or(0, Vec::len);
    if table.iter().any(|row| row.len() != width) {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let rows: Vec<f64> = table.iter().map(|row| row.iter().map(|&count| count as f64).sum()).collect();
    let columns: Vec<f64> = (0..width).map(|at| table.iter().map(|row| row[at] as f64).sum()).collect();
    let n: f64 = rows.iter().sum();
    if n < 2.0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    let levels = |sums: &[f64]| sums.iter().filter(|sum| **sum > 0.0).count() as f64;
    let (r, c) = (levels(&rows), levels(&columns));
    if r < 2.0 || c < 2.0 {
        return Err(Unavailable::Undefined(Reason::NoVariation));
    }
    // Σx²/(row·column) − 1 is φ², without subtracting the expected counts one by one.
    let mut sum = 0.0;
    for (row, total) in table.iter().zip(&rows) {
        for (&count, column) in row.iter().zip(&columns).filter(|(count, _)| **count > 0) {
            let expected = total * column / n;
            let excess = count as f64 - expected;
            sum += excess * excess / expected;
        }
        // Cells without rows add their expected count.
        let empty: f64 = row.iter().zip(&columns).filter(|(count, _)| **count == 0).map(|(_, column)| *column).sum();
        sum += total * empty / n;
    }
    let free = (r - 1.0) * (c - 1.0);
    let phi = sum / n;
    let shrunk = |levels: f64| levels - (levels - 1.0) * (levels - 1.0) / (n - 1.0);
    let room = (shrunk(r) - 1.0).min(shrunk(c) - 1.0);
    let corrected = (phi - free / (n - 1.0)).max(0.0);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let degrees = free as u64;
    Ok(Association {
        chi_squared: chi_squared_test(sum, degrees),
        cramers_v: (phi / (r - 1.0).min(c - 1.0)).sqrt().min(1.0),
        corrected: if room > 0.0 { (corrected / room).sqrt().min(1.0) } else { 0.0 },
    })
}

/// The probability that a value of the one group exceeds one of the other, ties counted by half: the area under the ROC
/// curve of that value for membership.
///
/// # Formula
///
/// (#{x > y} + ½#{x = y})/(n₁n₂)
///
/// # Undefined
///
/// An empty group: `Undefined(OneGroup)`; a value that is not a number: `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// H. B. Mann and D. R. Whitney, Annals of Mathematical Statistics 18 (1947).
///
/// # Example
///
/// ```
/// use evenhand_inference::association::probability_larger;
///
/// assert_eq!(probability_larger(&[2.0, 3.0], &[1.0, 2.0]), Ok(0.875));
/// ```
pub fn probability_larger(group: &[f64], others: &[f64]) -> Measured {
    if group.is_empty() || others.is_empty() {
        return Err(Unavailable::Undefined(Reason::OneGroup));
    }
    if group.iter().chain(others).any(|value| value.is_nan()) {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let sorted = |values: &[f64]| {
        let mut values = values.to_vec();
        values.sort_unstable_by(f64::total_cmp);
        values
    };
    let (group, others) = (sorted(group), sorted(others));
    let (mut below, mut up_to) = (0, 0);
    let mut twice = 0_u128;
    for value in &group {
        while others.get(below).is_some_and(|other| other < value) {
            below += 1;
        }
        while others.get(up_to).is_some_and(|other| other <= value) {
            up_to += 1;
        }
        twice += (below + up_to) as u128;
    }
    Ok(twice as f64 / (2.0 * group.len() as f64 * others.len() as f64))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_identifier_hangs_together_with_nothing() {
        // One row a level: V is 1 whatever the other attribute, and means nothing.
        let table: Vec<Vec<u64>> = (0..60).map(|at| vec![u64::from(at % 3 == 0), u64::from(at % 3 != 0)]).collect();
        let found = association(&table).unwrap();
        assert!((found.cramers_v - 1.0).abs() < 1e-12 && found.corrected < 1e-6, "{found:?}");
        assert_eq!(association(&[vec![5, 0], vec![7, 0]]), Err(Unavailable::Undefined(Reason::NoVariation)));
        assert_eq!(association(&[vec![1], vec![]]), Err(Unavailable::Undefined(Reason::OutsideDomain)));
    }

    proptest! {
        #[test]
        fn areas_are_those_of_all_pairs(group in prop::collection::vec(0_u8..6, 1..20), others in prop::collection::vec(0_u8..6, 1..20)) {
            let wins: f64 = group.iter().flat_map(|a| others.iter().map(move |b| match a.cmp(b) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            })).sum();
            let floats = |values: &[u8]| values.iter().map(|&value| f64::from(value)).collect::<Vec<_>>();
            let area = probability_larger(&floats(&group), &floats(&others)).unwrap();
            prop_assert!((area - wins / (group.len() * others.len()) as f64).abs() < 1e-12);
        }

        #[test]
        fn corrected_lies_between_none_and_the_plain_value(table in prop::collection::vec(prop::collection::vec(0_u64..30, 4), 2..6)) {
            if let Ok(found) = association(&table) {
                prop_assert!((0.0..=1.0).contains(&found.corrected) && found.corrected <= found.cramers_v + 1e-9);
            }
        }
    }
}
