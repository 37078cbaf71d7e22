//! Impact tables as written rules ask for them: rates, ratios, shares, and no verdict.

use serde::{Deserialize, Serialize};

use super::preset::NYC_LOCAL_LAW_144;
use crate::cube::{Cells, Confusion, Cube};
use crate::error::Error;
use crate::segment::{Grouping, Slice};
use crate::value::{Measured, Reason, quotient};

/// Share of the data below which a category may be left out of the ratios.
const SMALL_SHARE: f64 = 0.02;

/// One impact table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImpactTable {
    /// The preset that asks for it.
    pub preset: String,
    /// The categories' attributes.
    pub grouping: Grouping,
    /// The pooled median that scores were held against; strictly above it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_score: Option<f64>,
    /// Customers of unknown category, who are not in the table.
    pub unknown: u64,
    /// The categories.
    pub rows: Vec<ImpactRow>,
}

/// One category of an [`ImpactTable`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImpactRow {
    /// The category.
    pub slice: Slice,
    /// Customers.
    pub rows: u64,
    /// Their share of all customers of known category.
    #[serde(with = "crate::value::measured")]
    pub share: Measured,
    /// Whether the share is below 2 %, so that the category may be left out of the ratios; it is not in the highest rate.
    pub below_two_percent: bool,
    /// Customers selected.
    pub selected: u64,
    /// Selected among customers.
    #[serde(with = "crate::value::measured")]
    pub selection_rate: Measured,
    /// The rate over the highest rate.
    #[serde(with = "crate::value::measured")]
    pub impact_ratio: Measured,
    /// Customers scored above the median, where there are scores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above_median: Option<u64>,
    /// Those among customers.
    #[serde(with = "crate::value::measured")]
    pub scoring_rate: Measured,
    /// The scoring rate over the highest scoring rate.
    #[serde(with = "crate::value::measured")]
    pub scoring_ratio: Measured,
}

/// The tally of everybody, by who scores above the pooled median.
pub(super) struct Scored<'a> {
    pub(super) median: f64,
    pub(super) cube: &'a Cube,
}

/// The table of one grouping; categories with an unknown level are counted, not listed.
pub(super) fn impact_table(
    cube: &Cube,
    scored: Option<&Scored<'_>>,
    grouping: &Grouping,
) -> Result<ImpactTable, Error> {
    let rolled = cube.roll_up(grouping.attributes())?;
    let above = scored.map(|scored| scored.cube.roll_up(grouping.attributes())).transpose()?;
    let known = |slice: &Slice| slice.conditions().iter().all(|condition| !condition.level.is_missing());
    let groups: Vec<(Slice, &Confusion)> = rolled.groups().filter(|(slice, _)| known(slice)).collect();
    let total: u64 = groups.iter().map(|(_, table)| table.count(Cells::ALL)).sum();
    let unknown = rolled.groups().filter(|(slice, _)| !known(slice)).map(|(_, table)| table.count(Cells::ALL)).sum();
    let above_median = |slice: &Slice| {
        above.as_ref().map(|cube| {
            cube.groups().find(|(other, _)| other == slice).map_or(0, |(_, table)| table.count(Cells::SELECTED))
        })
    };
    let mut rows: Vec<ImpactRow> = groups
        .iter()
        .map(|(slice, table)| {
            let count = table.count(Cells::ALL);
            let share = quotient(count as f64, total as f64, Reason::NoRows);
            let above_median = above_median(slice);
            ImpactRow {
                slice: slice.clone(),
                rows: count,
                share,
                below_two_percent: share.is_ok_and(|share| share < SMALL_SHARE),
                selected: table.count(Cells::SELECTED),
                selection_rate: rate(table.count(Cells::SELECTED), count),
                impact_ratio: Err(crate::value::Unavailable::Undefined(Reason::NoReference)),
                above_median,
                scoring_rate: above_median
                    .map_or(Err(crate::value::Unavailable::Undefined(Reason::NoScores)), |above| rate(above, count)),
                scoring_ratio: Err(crate::value::Unavailable::Undefined(Reason::NoScores)),
            }
        })
        .collect();
    let highest = |of: fn(&ImpactRow) -> Measured| {
        rows.iter().filter(|row| !row.below_two_percent).filter_map(|row| of(row).ok()).reduce(f64::max)
    };
    let (selection, scoring) = (highest(|row| row.selection_rate), highest(|row| row.scoring_rate));
    for row in &mut rows {
        if let Some(highest) = selection {
            row.impact_ratio = row.selection_rate.and_then(|rate| quotient(rate, highest, Reason::ZeroOverZero));
        }
        if let Some(highest) = scoring {
            row.scoring_ratio = row.scoring_rate.and_then(|rate| quotient(rate, highest, Reason::ZeroOverZero));
        }
    }
    Ok(ImpactTable {
        preset: NYC_LOCAL_LAW_144.id.to_owned(),
        grouping: grouping.clone(),
        median_score: scored.map(|scored| scored.median),
        unknown,
        rows,
    })
}

fn rate(count: u64, of: u64) -> Measured {
    quotient(count as f64, of as f64, Reason::NoRows)
}
