//! Westfall and Young's correction of a rule: its slices share the shuffles of one joint table.

use super::result::Assessment;
use super::rules::Evidence;
use super::tally::cells;
use crate::inference::{SharedShuffles, Simulation};
use crate::metric::{Composition, Criterion, Definition};
use crate::value::{Measured, Reason, Unavailable};

/// Shuffles: an adjusted p-value of 5 % is then known to within 1.4 points.
const SHUFFLES: u32 = 999;

/// A joint table of more cells than this takes seconds to shuffle a thousand times.
const MOST_CELLS: usize = 50_000;

/// The corrected p-values of a family, in its order.
///
/// # Errors
///
/// `Undefined(OutsideDomain)` where rows are weighted, customers come back, slices are withheld, or the attributes of the family
/// were counted apart or have too many levels together: what is shuffled are rows, of all attributes at once.
pub(super) fn adjust(criterion: &Criterion, evidence: &Evidence<'_>, family: &[&mut Assessment]) -> Measured<Vec<f64>> {
    let unsuited = Unavailable::Undefined(Reason::OutsideDomain);
    let Composition::Compare { metrics: [metric], .. } = criterion.composition else { return Err(unsuited) };
    let (Definition::Rate { .. }, Some((of, among))) = (&metric.definition, cells(metric)) else {
        return Err(unsuited);
    };
    if evidence.customers.is_some() || evidence.protection.is_some() {
        return Err(unsuited);
    }
    let mut attributes: Vec<&str> =
        family.iter().flat_map(|one| one.grouping.attributes()).map(String::as_str).collect();
    attributes.sort_unstable();
    attributes.dedup();
    let cube = (evidence.cube)(&attributes).map_err(|_| unsuited)?;
    let table: Vec<_> = cube.groups().take(MOST_CELLS + 1).collect();
    if table.len() > MOST_CELLS || table.iter().any(|(_, cell)| cell.is_weighted()) {
        return Err(unsuited);
    }
    let trials: Vec<u64> = table.iter().map(|(_, cell)| cell.count(among)).collect();
    let successes: Vec<u64> = table.iter().map(|(_, cell)| cell.count(of)).collect();
    let slices: Vec<Vec<usize>> =
        family.iter().map(|one| (0..table.len()).filter(|&at| table[at].0.lies_within(&one.slice)).collect()).collect();
    let p_values = family.iter().map(|one| one.p_outside).collect::<Measured<Vec<f64>>>()?;
    let simulation = Simulation { draws: SHUFFLES, seed: evidence.setting.seed, stream: 1 << 33 };
    SharedShuffles { trials: &trials, successes: &successes, slices: &slices, simulation }.adjust(&p_values)
}
