//! Distances of classes, ready to be judged.

use super::distance::ClassMix;
use super::table::ClassTable;
use crate::evidence::{Distance, ErrorTail};
use crate::random::{Random, StreamKey};
use crate::sampling::draw_multinomial;
use crate::value::{Measured, Reason, Unavailable};
use crate::{Contrast, Simulation, resampling};

/// Which distance of two mixes of classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MixDistance {
    /// ½Σ|P − Q|.
    TotalVariation,
    /// Σ|F − G| over the steps between classes, for classes in order.
    Ordinal,
}

impl MixDistance {
    fn of(self, gaps: &[f64]) -> f64 {
        match self {
            Self::TotalVariation => 0.5 * gaps.iter().map(|gap| gap.abs()).sum::<f64>(),
            Self::Ordinal => {
                let steps = gaps.iter().scan(0.0, |ahead, gap| {
                    *ahead += gap;
                    Some(f64::abs(*ahead))
                });
                steps.sum()
            }
        }
    }

    fn most(self, classes: usize) -> f64 {
        match self {
            Self::TotalVariation => 1.0,
            Self::Ordinal => classes.saturating_sub(1) as f64,
        }
    }
}

/// The distance of two mixes of classes with the resampled size of its error: see [`Distance`].
///
/// # Undefined
///
/// As [`prediction_distance`](super::prediction_distance).
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Simulation, value::Confidence};
/// use evenhand_inference::classes::{ClassMix, MixDistance, mix_contrast};
///
/// let mix = ClassMix { group: &[600, 300, 100], reference: &[400, 300, 300] };
/// let apart = mix_contrast(mix, MixDistance::TotalVariation, Simulation::default()).unwrap();
/// assert!((apart.estimate().unwrap() - 0.2).abs() < 1e-12);
/// let interval = apart.interval(Confidence::DEFAULT).unwrap();
/// assert!(interval.lower > 0.14 && interval.upper < 0.26);
/// ```
pub fn mix_contrast(mix: ClassMix<'_>, distance: MixDistance, simulation: Simulation) -> Measured<Contrast> {
    let ClassMix { group, reference } = mix;
    if group.len() != reference.len() || simulation.draws == 0 {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    resampling::total(group)?;
    resampling::total(reference).map_err(|_| Unavailable::Undefined(Reason::NoReference))?;
    let sides = [Side::new(group), Side::new(reference)];
    let gaps: Vec<f64> = sides[0].shares.iter().zip(&sides[1].shares).map(|(own, other)| own - other).collect();
    let errors = errors(&[sides], simulation, |errors| distance.of(&errors[0]));
    let most = distance.most(group.len());
    Ok(Contrast::own(Distance { estimate: distance.of(&gaps), tail: ErrorTail::drawn(errors), most }))
}

/// Equalised odds of classes with the resampled size of its error: the largest total variation of the predictions of customers of one
/// actual class.
///
/// # Undefined
///
/// As [`class_odds`](super::class_odds). Actual classes that one side lacks are left out.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Simulation, classes::{ClassTable, odds_contrast}};
///
/// let mut table = ClassTable::new(2);
/// table.add(0, 0, 90).unwrap();
/// table.add(1, 1, 60).unwrap();
/// assert_eq!(odds_contrast(&table, &table, Simulation::default()).unwrap().estimate(), Ok(0.0));
/// ```
pub fn odds_contrast(group: &ClassTable, reference: &ClassTable, simulation: Simulation) -> Measured<Contrast> {
    let classes = group.classes();
    if classes != reference.classes() || simulation.draws == 0 {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let row =
        |table: &ClassTable, actual: usize| -> Vec<u64> { (0..classes).map(|class| table.at(actual, class)).collect() };
    let strata: Vec<[Side; 2]> = (0..classes)
        .filter(|&actual| group.actual(actual) > 0 && reference.actual(actual) > 0)
        .map(|actual| [Side::new(&row(group, actual)), Side::new(&row(reference, actual))])
        .collect();
    if strata.is_empty() {
        return Err(Unavailable::Undefined(Reason::NoLabels));
    }
    let largest = |gaps: &[Vec<f64>]| gaps.iter().map(|gaps| MixDistance::TotalVariation.of(gaps)).fold(0.0, f64::max);
    let gaps: Vec<Vec<f64>> = strata
        .iter()
        .map(|[own, others]| own.shares.iter().zip(&others.shares).map(|(own, other)| own - other).collect())
        .collect();
    let errors = errors(&strata, simulation, largest);
    Ok(Contrast::own(Distance { estimate: largest(&gaps), tail: ErrorTail::drawn(errors), most: 1.0 }))
}

/// One side of a comparison.
struct Side {
    counts: Vec<u64>,
    rows: u64,
    shares: Vec<f64>,
}

impl Side {
    fn new(counts: &[u64]) -> Self {
        let rows: u64 = counts.iter().sum();
        let shares = counts.iter().map(|&count| count as f64 / rows.max(1) as f64).collect();
        Self { counts: counts.to_vec(), rows, shares }
    }

    /// Adds the error of a resample to `errors`, times a sign.
    fn draw(&self, random: &mut Random, drawn: &mut Vec<u64>, sign: f64, errors: &mut [f64]) {
        drawn.clear();
        drawn.resize(self.counts.len(), 0);
        draw_multinomial(self.rows, &self.counts, random, drawn);
        for ((error, &count), share) in errors.iter_mut().zip(&*drawn).zip(&self.shares) {
            *error += sign * (count as f64 / self.rows.max(1) as f64 - share);
        }
    }
}

/// The size of the error of each resample, all strata drawn together.
fn errors(strata: &[[Side; 2]], simulation: Simulation, size: impl Fn(&[Vec<f64>]) -> f64) -> Vec<f64> {
    let Simulation { seed, stream, draws } = simulation;
    let mut drawn = Vec::new();
    let mut all: Vec<Vec<f64>> = strata.iter().map(|[own, _]| vec![0.0; own.counts.len()]).collect();
    (0..draws)
        .map(|replicate| {
            let mut random = Random::new(StreamKey { seed, stream, replicate: u64::from(replicate) });
            for ([own, others], errors) in strata.iter().zip(&mut all) {
                errors.fill(0.0);
                own.draw(&mut random, &mut drawn, 1.0, errors);
                others.draw(&mut random, &mut drawn, -1.0, errors);
            }
            size(&all)
        })
        .collect()
}
