//! Numeric attributes as bands.

use serde::{Deserialize, Serialize};

use super::Codes;
use crate::segment::Level;

/// Where to cut a numeric attribute into bands. Bands are half-open, [lower, upper); NaN is missing.
///
/// Cut points should be declared before anyone looks at outcomes. Quantiles are of this very input: two tallies with
/// different cut points cannot be added.
///
/// # Example
///
/// ```
/// use evenhand::data::Cuts;
///
/// let cuts = Cuts::At(vec![25.0, 65.0]);
/// assert_eq!(cuts.labels(&[19.0]), ["under 25", "25 to under 65", "65 and over"]);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cuts {
    /// At these points, each of which begins a new band.
    At(Vec<f64>),
    /// At the quantiles that split the finite values into so many bands of about equal size.
    Quantiles(usize),
}

impl Cuts {
    /// The cut points for some values: sorted, finite and different.
    pub fn points(&self, values: &[f64]) -> Vec<f64> {
        let mut points = match self {
            Self::At(points) => points.clone(),
            Self::Quantiles(bands) => {
                let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
                sorted.sort_by(f64::total_cmp);
                (1..*bands).filter_map(|band| sorted.get(band * sorted.len() / bands).copied()).collect()
            }
        };
        points.retain(|point| point.is_finite());
        points.sort_by(f64::total_cmp);
        points.dedup();
        points
    }

    /// The names of the bands for some values.
    pub fn labels(&self, values: &[f64]) -> Vec<String> {
        labels(&self.points(values))
    }

    /// The levels of the bands, missing last, and the code of each value.
    pub(crate) fn encode(&self, values: &[f64]) -> (Vec<Level>, Codes) {
        let points = self.points(values);
        let missing = points.len() + 1;
        let codes = Codes::collect(values.iter().map(|value| {
            let band = if value.is_nan() { missing } else { points.partition_point(|point| point <= value) };
            u32::try_from(band).unwrap_or(u32::MAX)
        }));
        (labels(&points).into_iter().map(Level::Named).chain([Level::Missing]).collect(), codes)
    }
}

fn labels(points: &[f64]) -> Vec<String> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return vec!["all values".to_owned()];
    };
    std::iter::once(format!("under {first}"))
        .chain(points.windows(2).map(|pair| format!("{} to under {}", pair[0], pair[1])))
        .chain([format!("{last} and over")])
        .collect()
}
