//! Small cells of a task: what a row can be, counted by segment, so that what must be withheld is known before anything else.

use std::collections::BTreeMap;

use super::groups::RowGroups;
use super::table::Table;
use crate::audit::{CountedUnit, Drawing, Exhibit, ExhibitKind, Protection, TaskNote};
use crate::cube::{Axis, Confusion, Cube};
use crate::data::{ColumnRole, Favourable, LabelAvailability, Specification};
use crate::error::{Error, ErrorKind, Problem};
use crate::metric::Task;
use crate::privacy::Suppression;
use crate::segment::Grouping;

/// Kinds of rows that are told apart at most: beyond that hardly any group has enough of each.
const MOST_KINDS: usize = 60;

/// Counts that a table of a cube has room for.
const PLACES: usize = 6;

/// What is withheld of a task's groupings. A group is published whose rows of every kind are none or at least the minimum: a kind
/// is one combination of the yes, no and names that the task reads, as treated customers who bought.
///
/// # Errors
///
/// Rows that are not customers, too many kinds, and a kind of which everybody together has too few.
pub(super) fn protection(
    suppression: Suppression,
    task: Task,
    unit: CountedUnit,
    table: &Table,
    groupings: &[Grouping],
) -> Result<Protection, Error> {
    let refuse = |message: String, remedy: &str| {
        Error::from(Problem::new(ErrorKind::Policy, message).place("minimum_cell").remedy(remedy))
    };
    if unit != CountedUnit::Customers {
        let remedy = "audit without a minimum cell, and keep the report inside";
        return Err(refuse(format!("small cells of the task {task} cannot be protected: its rows are items"), remedy));
    }
    let (names, kinds) = kinds(table);
    if names.len() > MOST_KINDS {
        let remedy =
            "group the rare classes or labels into one, or audit without a minimum cell and keep the report inside";
        return Err(refuse(format!("there are {} kinds of rows, too many to protect each", names.len()), remedy));
    }
    let mut totals = vec![0_u64; names.len()];
    for kind in &kinds {
        totals[*kind as usize] += 1;
    }
    let minimum = suppression.minimum_cell();
    if let Some((name, _)) = names.iter().zip(&totals).find(|(_, total)| **total < minimum) {
        let remedy = "leave such rows out, or take more rows";
        let message = format!("of all customers fewer than {minimum} have {name}, so nothing can be published");
        return Err(refuse(message, remedy));
    }
    let parts = names.len().div_ceil(PLACES).max(1);
    let of_part = |part: usize, attributes: &[&str]| cube(table, &kinds, part, attributes);
    Protection::of_parts(suppression, groupings, parts, &of_part)
}

/// What each row is, and the kinds in words.
fn kinds(table: &Table) -> (Vec<String>, Vec<u32>) {
    let rows = table.rows();
    let mut kinds = vec![0_u32; rows];
    let mut names = vec![String::new()];
    for (column, values) in table.told_apart() {
        let mut known: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        let mut told = Vec::new();
        for (kind, value) in kinds.iter_mut().zip(&values.codes) {
            let next = u32::try_from(told.len()).unwrap_or(u32::MAX);
            let before = *kind;
            *kind = *known.entry((before, *value)).or_insert_with(|| {
                let joined = if names[before as usize].is_empty() { "" } else { " and " };
                let level = &values.levels[*value as usize];
                told.push(format!("{}{joined}{column} {level}", names[before as usize]));
                next
            });
        }
        names = told;
    }
    if names.iter().all(String::is_empty) {
        names = vec!["a row".to_owned()];
    }
    (names, kinds)
}

/// The counts of some kinds over some attributes.
fn cube(table: &Table, kinds: &[u32], part: usize, attributes: &[&str]) -> Result<Cube, Error> {
    let groups = RowGroups::of(table, &Grouping::by(attributes.iter().map(|name| (*name).to_owned())));
    let mut counts = vec![[0_u64; PLACES]; groups.count()];
    for (&group, &kind) in groups.codes().iter().zip(kinds) {
        if let Some(place) = (kind as usize).checked_sub(part * PLACES).filter(|place| *place < PLACES) {
            counts[group as usize][place] += 1;
        }
    }
    let axis = |name: &&str| {
        let column = table.segment(name)?;
        let levels = column.levels().to_vec();
        Some(Axis { name: (*name).to_owned(), role: ColumnRole::Segment, declared: true, levels })
    };
    let axes: Vec<Axis> = attributes.iter().filter_map(axis).collect();
    let specification = Specification {
        decision: String::new(),
        outcome: None,
        score: None,
        weight: None,
        favourable: Favourable::Selected,
        labels: LabelAvailability::None,
        attributes: Vec::new(),
    };
    let cells = groups.slices().iter().zip(counts).map(|(slice, counts)| {
        let levels = attributes.iter().filter_map(|name| slice.level(name).cloned()).collect();
        (levels, Confusion::from_counts(counts))
    });
    Cube::from_cells(axes, specification, cells)
}

/// Leaves out what a drawing shows of few customers, and drawings of which nothing is left.
///
/// A drawing over scores counts customers by score, and nothing protects those counts: a bin that is left out is the rest of
/// the others, and bins of withheld groups are those of everybody without the groups that are shown. So only everybody's
/// reliability is drawn, where no bin holds few: how the customers of a bin are spread over the groups is not said anywhere.
pub(super) fn exhibits(exhibits: &mut Vec<Exhibit>, minimum: u64) {
    exhibits.retain(|exhibit| match exhibit.kind {
        ExhibitKind::Roc | ExhibitKind::ThresholdSweep | ExhibitKind::Qini => false,
        ExhibitKind::Reliability => exhibit.grouping.is_none() && has_no_small_bin(&exhibit.drawing, minimum),
        _ => true,
    });
    for exhibit in exhibits.iter_mut() {
        if let Drawing::Curves { series, .. } = &mut exhibit.drawing {
            for curve in series.iter_mut() {
                curve.points.retain(|point| point.count.is_none_or(|count| count >= minimum));
            }
            series.retain(|curve| !curve.points.is_empty());
        }
    }
    exhibits.retain(|exhibit| match &exhibit.drawing {
        Drawing::Curves { series, .. } => !series.is_empty(),
        Drawing::Bars { .. } => true,
    });
}

/// Whether of every bin neither few responded nor few did not: both can be computed from its count and its rate.
fn has_no_small_bin(drawing: &Drawing, minimum: u64) -> bool {
    let Drawing::Curves { series, .. } = drawing else { return false };
    let is_small = |count: f64| count > 0.5 && count < minimum as f64 - 0.5;
    series.iter().flat_map(|curve| &curve.points).all(|point| {
        point.count.is_some_and(|count| {
            let responders = point.y * count as f64;
            !is_small(responders) && !is_small(count as f64 - responders)
        })
    })
}

/// Whether a note counts so few customers that it is left out.
pub(super) fn is_small(note: &TaskNote, minimum: u64) -> bool {
    match note {
        TaskNote::MissingValues { rows, .. } | TaskNote::UnknownOutcomes { rows } => *rows < minimum,
        TaskNote::RowsAreUnits => false,
    }
}
