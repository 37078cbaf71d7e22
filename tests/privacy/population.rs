//! Small random populations, whose counts the attacker must not find.

use evenhand::audit::{Audit, Audited, Policy};
use evenhand::privacy::Suppression;
use evenhand::report::Report;
use evenhand::{Predictions, Slices};

/// Decision and outcome of each kind of row; without labels the first two are all there are.
pub(crate) const KINDS: [(bool, bool); 4] = [(false, false), (true, false), (false, true), (true, true)];

/// The place of each kind among the six counts of a slice, with labels and without.
pub(crate) fn code(labelled: bool, kind: usize) -> usize {
    if labelled { [0, 3, 1, 4][kind] } else { [2, 5][kind] }
}

/// Splitmix64: a few lines, so that a population is the same for ever.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % limit
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Population {
    /// Levels of each attribute.
    pub(crate) shape: Vec<usize>,
    /// Whether the last attribute is a stratum.
    pub(crate) stratum: bool,
    pub(crate) labelled: bool,
    /// Rows by kind, of each combination of levels in row-major order.
    pub(crate) cells: Vec<Vec<u64>>,
}

impl Population {
    /// Counts that are sometimes nothing, sometimes few, sometimes many, and rare levels.
    pub(crate) fn random(seed: u64, shape: &[usize], labelled: bool, stratum: bool) -> Self {
        let mut dice = Dice(seed);
        let rare: Vec<usize> = shape.iter().map(|&levels| dice.below(levels as u64 + 1) as usize).collect();
        let kinds = if labelled { 4 } else { 2 };
        let size = shape.iter().product();
        let mut cells = Vec::with_capacity(size);
        for at in 0..size {
            let levels = levels(shape, at);
            let is_rare = levels.iter().zip(&rare).any(|(level, rare)| level == rare);
            let most = if is_rare { [0, 3, 8][dice.below(3) as usize] } else { [12, 40, 90][dice.below(3) as usize] };
            cells.push((0..kinds).map(|_| dice.below(most + 1)).collect());
        }
        Self { shape: shape.to_vec(), stratum, labelled, cells }
    }

    /// The same people and some more.
    pub(crate) fn grown(&self, seed: u64) -> Self {
        let mut dice = Dice(seed);
        let mut grown = self.clone();
        for cell in &mut grown.cells {
            let most = [0, 2, 30][dice.below(3) as usize];
            cell.iter_mut().for_each(|count| *count += dice.below(most + 1));
        }
        grown
    }

    pub(crate) fn names(&self) -> Vec<String> {
        (0..self.shape.len()).map(|at| format!("a{at}")).collect()
    }

    pub(crate) fn predictions(&self) -> Predictions {
        let rows: Vec<(usize, usize, u64)> = self
            .cells
            .iter()
            .enumerate()
            .flat_map(|(at, cell)| cell.iter().enumerate().map(move |(kind, &count)| (at, kind, count)))
            .filter(|(.., count)| *count > 0)
            .collect();
        let mut builder = Predictions::builder()
            .decision(rows.iter().map(|(_, kind, _)| KINDS[*kind].0))
            .count(rows.iter().map(|(.., count)| *count));
        if self.labelled {
            builder = builder.outcome(rows.iter().map(|(_, kind, _)| KINDS[*kind].1));
        }
        for (attribute, name) in self.names().iter().enumerate() {
            let values: Vec<String> =
                rows.iter().map(|(at, ..)| format!("l{}", levels(&self.shape, *at)[attribute])).collect();
            builder = if self.stratum && attribute + 1 == self.shape.len() {
                builder.stratum(name, values)
            } else {
                builder.segment(name, values)
            };
        }
        builder.build().unwrap()
    }

    /// The audit that is published; `None` where the total itself is too small.
    pub(crate) fn audited(&self, minimum: Option<u64>, depth: usize, previous: Option<&Audited>) -> Option<Audited> {
        let mut audit = Audit::new().policy(Policy::marketing()).slices(Slices::marginals().with_intersections(depth));
        if let Some(minimum) = minimum {
            audit = audit.suppress(Suppression::below(minimum).unwrap());
        }
        if let Some(previous) = previous {
            audit = audit.previous(previous.clone());
        }
        audit.run(&self.predictions()).ok()
    }

    /// Rows of a kind in a slice.
    pub(crate) fn count(&self, conditions: &[(usize, usize)], kind: usize) -> u64 {
        (0..self.cells.len()).filter(|&at| is_in(&self.shape, at, conditions)).map(|at| self.cells[at][kind]).sum()
    }
}

pub(crate) fn report(audited: &Audited) -> Report {
    audited.report().title("Offer").build()
}

pub(crate) fn is_in(shape: &[usize], at: usize, conditions: &[(usize, usize)]) -> bool {
    let levels = levels(shape, at);
    conditions.iter().all(|&(attribute, level)| levels[attribute] == level)
}

/// The levels at a place in row-major order.
pub(crate) fn levels(shape: &[usize], at: usize) -> Vec<usize> {
    let mut rest = at;
    let mut found: Vec<usize> = shape
        .iter()
        .rev()
        .map(|&levels| {
            let level = rest % levels;
            rest /= levels;
            level
        })
        .collect();
    found.reverse();
    found
}
