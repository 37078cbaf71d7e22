//! Comparisons within strata where rows are weighted or customers come back.

use crate::cube::{Cells, Confusion, GroupedMoments};
use crate::inference::estimate::Estimate;
use crate::inference::linearised::{LinearisedEstimate, StratumSums, risk_difference, risk_ratio};
use crate::inference::special::{two_sided_critical_value, two_sided_student_critical_value};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// Which cells a rate counts, among which, and whether it counts the others instead.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counting {
    pub(super) of: Cells,
    pub(super) among: Cells,
    pub(super) flips: bool,
}

impl Counting {
    fn counts(self, cell: Cells) -> bool {
        self.among.contains(cell) && self.of.contains(cell) != self.flips
    }

    fn sums(self, table: &Confusion) -> (f64, f64) {
        let (counted, rows) = (table.total(self.of), table.total(self.among));
        (if self.flips { rows - counted } else { counted }, rows)
    }

    /// The slope by each cell of a table from those by its two sums.
    fn slopes(self, selected: f64, rows: f64) -> [f64; 6] {
        Cells::SINGLE.map(|cell| match (self.among.contains(cell), self.counts(cell)) {
            (false, _) => 0.0,
            (true, true) => rows + selected,
            (true, false) => rows,
        })
    }
}

/// The difference and the ratio of one slice within strata, each with its linearised variance.
pub(super) struct LinearisedStrata {
    sums: Vec<StratumSums>,
    difference: Measured<(LinearisedEstimate, f64)>,
    ratio: Measured<(LinearisedEstimate, f64)>,
    /// Customers of the slice or of everyone else, whichever are fewer, where customers come back.
    units: Option<u64>,
    pub(super) is_weighted: bool,
}

impl LinearisedStrata {
    /// The slice at a place; `fine` has every combination of slice and stratum, by the places of both, in the order of the
    /// moments.
    pub(super) fn new(
        slice: usize,
        fine: &[(usize, usize, &Confusion)],
        strata: usize,
        counting: Counting,
        moments: Option<&GroupedMoments>,
        units: Option<u64>,
    ) -> Self {
        let mut sums = vec![StratumSums::default(); strata];
        for (own, stratum, table) in fine {
            let (selected, rows) = counting.sums(table);
            let sums = &mut sums[*stratum];
            if *own == slice {
                sums.group_selected += selected;
                sums.group_rows += rows;
            } else {
                sums.reference_selected += selected;
                sums.reference_rows += rows;
            }
        }
        let with_variance = |estimate: LinearisedEstimate| {
            let slopes: Vec<[f64; 6]> = fine
                .iter()
                .map(|(own, stratum, _)| {
                    let slopes = &estimate.slopes[*stratum];
                    if *own == slice {
                        counting.slopes(slopes.group_selected, slopes.group_rows)
                    } else {
                        counting.slopes(slopes.reference_selected, slopes.reference_rows)
                    }
                })
                .collect();
            let (squares, units) = if let Some(moments) = moments {
                (moments.quadratic_form(&slopes), moments.total().customers(counting.among))
            } else {
                let squares = fine.iter().zip(&slopes).map(|((_, _, table), slopes)| squared(table, slopes)).sum();
                (squares, fine.iter().map(|(_, _, table)| table.count(counting.among)).sum())
            };
            let units = units as f64;
            (estimate, squares * units / (units - 1.0))
        };
        Self {
            difference: risk_difference(&sums).map(with_variance),
            ratio: risk_ratio(&sums).map(with_variance),
            sums,
            units,
            is_weighted: fine.iter().any(|(_, _, table)| table.is_weighted()),
        }
    }

    pub(super) fn difference(&self, confidence: Confidence) -> Estimate {
        match &self.difference {
            Ok((estimate, variance)) => estimate.difference(*variance, self.units, confidence),
            Err(reason) => unavailable(*reason),
        }
    }

    pub(super) fn ratio(&self, confidence: Confidence) -> Estimate {
        match &self.ratio {
            Ok((estimate, variance)) => estimate.ratio(*variance, self.units, confidence),
            Err(reason) => unavailable(*reason),
        }
    }

    /// The odds ratio has no linearised form here.
    pub(super) fn no_odds_ratio(&self) -> Estimate {
        let reason = if self.is_weighted { Reason::WeightedRows } else { Reason::ClusteredRows };
        unavailable(Unavailable::Undefined(reason))
    }

    /// How much farther Student's quantile reaches than the normal one.
    pub(super) fn reach(&self, confidence: Confidence) -> Measured {
        let Some(units) = self.units else { return Ok(1.0) };
        if units < 2 {
            return Err(Unavailable::Undefined(Reason::TooFewUnits));
        }
        Ok(two_sided_student_critical_value(confidence, units as f64 - 1.0)? / two_sided_critical_value(confidence))
    }

    /// The weighted rates of a stratum: of the slice, and of everyone else.
    pub(super) fn rates(&self, stratum: usize) -> Option<[f64; 2]> {
        let sums = self.sums.get(stratum).filter(|sums| sums.group_rows > 0.0 && sums.reference_rows > 0.0)?;
        Some([sums.group_selected / sums.group_rows, sums.reference_selected / sums.reference_rows])
    }
}

/// Σ over rows of (weight × slope)².
fn squared(table: &Confusion, slopes: &[f64; 6]) -> f64 {
    let cells = Cells::SINGLE.iter().zip(slopes);
    cells
        .map(|(&cell, slope)| {
            let squares = table.moments(cell).map_or(table.count(cell) as f64, |moments| moments.squares);
            squares * slope * slope
        })
        .sum()
}

fn unavailable(reason: Unavailable) -> Estimate {
    Estimate { value: Err(reason), standard_error: Err(reason), interval: Err(reason) }
}
