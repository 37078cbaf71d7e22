//! Equalised odds of classes: whether customers of the same actual class are predicted alike in both groups.

use serde::{Deserialize, Serialize};

use super::{distance::total_variation, table::ClassTable};
use crate::noise_floor::{NullDistribution, summary};
use crate::permutation::Permutation;
use crate::value::{Measured, Reason, Unavailable};
use crate::{Simulation, holm};

/// How differently customers of the same actual class are predicted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassOdds {
    /// By actual class: the distance of the predictions of its customers; `None` if a group has none of it.
    pub classes: Vec<Option<NullDistribution>>,
    /// P-values of those after Holm's correction.
    pub corrected_p_values: Vec<Option<f64>>,
    /// The actual class with the largest distance; the first of several.
    pub worst: usize,
    /// That distance with what chance makes of the largest of all.
    pub largest: NullDistribution,
    /// The simulation behind the numbers.
    pub simulation: Simulation,
}

/// Equalised odds of classes.
///
/// # Formula
///
/// By actual class y: ½Σ|P(ŷ | y, group) − P(ŷ | y, reference)|, and the largest. Groups are permuted among customers of the same
/// actual class, which is exact if equalised odds hold.
///
/// # Undefined
///
/// If no actual class has customers in both groups: `Undefined(NoLabels)`.
///
/// # Errors
///
/// As under *Undefined*; tables of different classes, or no draw: `Undefined(OutsideDomain)`.
///
/// # Source
///
/// After Hardt, Price and Srebro (2016), *`NeurIPS`*, for more than two classes: ŷ independent of the group given y.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Simulation, classes::{ClassTable, class_odds}};
///
/// let table = |counts: [[u64; 2]; 2]| {
///     let mut table = ClassTable::new(2);
///     for (actual, row) in counts.into_iter().enumerate() {
///         for (predicted, rows) in row.into_iter().enumerate() {
///             table.add(actual, predicted, rows).unwrap();
///         }
///     }
///     table
/// };
/// // With two classes the distance is the gap of the false and of the true positive rate.
/// let odds =
///     class_odds(&table([[90, 10], [40, 60]]), &table([[80, 20], [10, 90]]), Simulation::default()).unwrap();
/// assert_eq!(odds.worst, 1);
/// assert!((odds.largest.observed.unwrap() - 0.3).abs() < 1e-12 && odds.largest.p_value.unwrap() < 0.01);
/// ```
pub fn class_odds(group: &ClassTable, reference: &ClassTable, simulation: Simulation) -> Measured<ClassOdds> {
    let classes = group.classes();
    if classes != reference.classes() || simulation.draws == 0 {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let filled: Vec<usize> =
        (0..classes).filter(|&class| group.actual(class) > 0 && reference.actual(class) > 0).collect();
    if filled.is_empty() {
        return Err(Unavailable::Undefined(Reason::NoLabels));
    }
    let side = |table: &ClassTable| -> Vec<u64> {
        filled
            .iter()
            .flat_map(|&actual| (0..classes).map(move |class| (actual, class)))
            .map(|(a, p)| table.at(a, p))
            .collect()
    };
    let (own, others) = (side(group), side(reference));
    let cells: Vec<u64> = own.iter().chain(&others).copied().collect();
    let strata: Vec<usize> = (0..own.len()).map(|place| place / classes).collect();
    let distances = |own: &[u64], others: &[u64]| -> Vec<f64> {
        own.chunks(classes).zip(others.chunks(classes)).map(|(own, others)| total_variation(own, others)).collect()
    };
    let observed = distances(&own, &others);
    let mut draws: Vec<Vec<f64>> = vec![Vec::with_capacity(simulation.draws as usize); filled.len()];
    let mut largest = Vec::with_capacity(simulation.draws as usize);
    let permutation = Permutation { counts: &cells, groups: 2, strata: Some(&strata), simulation };
    permutation.each(|drawn| {
        let (own, others) = drawn.split_at(own.len());
        let drawn = distances(own, others);
        largest.push(drawn.iter().copied().fold(0.0, f64::max));
        for (values, value) in draws.iter_mut().zip(drawn) {
            values.push(value);
        }
    })?;
    let mut by_class = vec![None; classes];
    for ((&class, &distance), values) in filled.iter().zip(&observed).zip(draws) {
        by_class[class] = Some(summary(Ok(distance), values, simulation.draws));
    }
    let mut worst = 0;
    for (place, distance) in observed.iter().enumerate() {
        if *distance > observed[worst] {
            worst = place;
        }
    }
    let p_values = by_class.iter().flatten().map(|distance| distance.p_value).collect::<Measured<Vec<f64>>>()?;
    let mut corrected = holm(&p_values)?.into_iter();
    let corrected_p_values =
        by_class.iter().map(|class: &Option<NullDistribution>| class.as_ref().and_then(|_| corrected.next())).collect();
    Ok(ClassOdds {
        classes: by_class,
        corrected_p_values,
        worst: filled[worst],
        largest: summary(Ok(observed[worst]), largest, simulation.draws),
        simulation,
    })
}
