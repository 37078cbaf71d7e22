//! The nearest neighbours of every row.
//!
//! Rows with the same features are one place of the tree. A place's neighbours are the nearest places until enough rows are found,
//! and everybody at the distance of the last: so the order of rows cannot change who is whose neighbour.

use std::collections::BTreeMap;

use kdtree::KdTree;
use kdtree::distance::squared_euclidean;

use super::read::Settings;
use crate::error::{Error, ErrorKind, Problem};

/// Distances that differ by less than this share are the same: rounding of the sums of squares.
const SAME: f64 = 1e-12;

/// Everybody with the same features.
#[derive(Default)]
struct Place {
    rows: u64,
    selected: u64,
    /// |ŷ − mean of the neighbours| of those selected, and of the others.
    apart: [f64; 2],
}

/// |ŷ − mean ŷ of the neighbours| of each row.
pub(super) fn inconsistency(features: &[&[f64]], decisions: &[bool], settings: &Settings) -> Result<Vec<f64>, Error> {
    let scales: Vec<f64> = features.iter().map(|values| if settings.scaled { scale(values) } else { 1.0 }).collect();
    let key = |row: usize| -> Vec<u64> {
        // −0 and 0 are one value.
        features.iter().zip(&scales).map(|(values, scale)| (values[row] * scale + 0.0).to_bits()).collect()
    };
    let mut found: BTreeMap<Vec<u64>, Place> = BTreeMap::new();
    for (row, &selected) in decisions.iter().enumerate() {
        let place = found.entry(key(row)).or_default();
        place.rows += 1;
        place.selected += u64::from(selected);
    }
    let refused = |_| Error::from(Problem::new(ErrorKind::Value, "features cannot be compared").remedy("check them"));
    let mut tree = KdTree::new(features.len());
    let points: Vec<Vec<f64>> =
        found.keys().map(|key| key.iter().map(|&bits| f64::from_bits(bits)).collect()).collect();
    for (at, point) in points.iter().enumerate() {
        tree.add(point.as_slice(), at).map_err(refused)?;
    }
    let counts: Vec<(u64, u64)> = found.values().map(|place| (place.rows, place.selected)).collect();
    for (point, place) in points.iter().zip(found.values_mut()) {
        let (rows, selected) = nearest(&tree, point, &counts, settings).map_err(refused)?;
        for (selected_itself, apart) in [(1_u64, 0), (0, 1)] {
            // The place itself is among the nearest; whether the row is, is for the settings to say.
            let (rows, selected) = if settings.include_self {
                (rows, selected)
            } else {
                (rows - 1, selected.saturating_sub(selected_itself))
            };
            place.apart[apart] = (selected_itself as f64 - selected as f64 / rows.max(1) as f64).abs();
        }
    }
    Ok((0..decisions.len())
        .map(|row| found.get(&key(row)).map_or(0.0, |place| place.apart[usize::from(!decisions[row])]))
        .collect())
}

/// Rows, and selected rows, among the nearest, the point's own place included.
fn nearest(
    tree: &KdTree<f64, usize, &[f64]>,
    point: &[f64],
    counts: &[(u64, u64)],
    settings: &Settings,
) -> Result<(u64, u64), kdtree::ErrorKind> {
    let wanted = settings.neighbours + u64::from(!settings.include_self);
    let (mut rows, mut selected, mut last) = (0, 0, 0.0_f64);
    for (distance, &at) in tree.iter_nearest(point, &squared_euclidean)? {
        if rows >= wanted && distance > last * (1.0 + SAME) {
            break;
        }
        rows += counts[at].0;
        selected += counts[at].1;
        last = distance;
    }
    Ok((rows, selected))
}

/// One over the standard deviation; 1 of a constant, which makes no difference.
fn scale(values: &[f64]) -> f64 {
    let moments: crate::inference::Moments = values.iter().copied().collect();
    match moments.variance() {
        Ok(variance) if variance > 0.0 => 1.0 / variance.sqrt(),
        _ => 1.0,
    }
}
