//! From values to places on a line, and the ticks of that line.

use crate::report::document::Forest;
use crate::report::numbers::Scale;

/// Room at both ends of the line, as a share of the width.
const MARGIN: f64 = 0.03;
/// Ticks stand at least so far apart, as a share of the width.
const APART: f64 = 0.11;
/// Ratios beyond these are drawn as arrows.
const RATIOS: (f64, f64) = (0.05, 20.0);

/// A line on which values have places between 0 and 1.
pub(super) struct Axis {
    low: f64,
    high: f64,
    logarithmic: bool,
    percent: bool,
}

impl Axis {
    /// The line that shows every value, every finite end of an interval and the tolerance.
    pub(super) fn of(forest: &Forest) -> Self {
        let ends = forest.rows.iter().flat_map(|row| {
            row.value.into_iter().chain(row.interval.into_iter().flat_map(|(lower, upper)| [lower, upper]))
        });
        let marks =
            ends.chain(forest.lower).chain(forest.upper).chain([forest.ideal]).filter(|value| value.is_finite());
        let scaled = |value: f64| if forest.logarithmic { value.clamp(RATIOS.0, RATIOS.1).ln() } else { value };
        let (low, high) = marks
            .map(scaled)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let (low, high) = if low < high { (low, high) } else { (low - 0.1, low + 0.1) };
        let room = (high - low) * MARGIN;
        Self { low: low - room, high: high + room, logarithmic: forest.logarithmic, percent: forest.percent }
    }

    /// The place of a value; outside 0 to 1 where it lies beyond the line.
    pub(super) fn place(&self, value: f64) -> f64 {
        let scaled = match (self.logarithmic, value > 0.0) {
            (true, true) => value.ln(),
            (true, false) => return -1.0,
            (false, _) => value,
        };
        ((scaled - self.low) / (self.high - self.low)).clamp(-1.0, 2.0)
    }

    /// Places and labels, first the ideal and the bounds of the tolerance, then round values that do not crowd them.
    pub(super) fn ticks(&self, forest: &Forest) -> Vec<(f64, String)> {
        let mut ticks: Vec<(f64, String)> = Vec::new();
        let wanted = [Some(forest.ideal), forest.lower, forest.upper].into_iter().flatten();
        for value in wanted.chain(self.round_values()) {
            let place = self.place(value);
            let is_free = ticks.iter().all(|(other, _)| (other - place).abs() >= APART);
            if (MARGIN / 2.0..=1.0 - MARGIN / 2.0).contains(&place) && is_free {
                let scale = if self.percent { Scale::Points } else { Scale::Ratio };
                ticks.push((place, forest.words.as_written(scale, value)));
            }
        }
        ticks.sort_by(|a, b| a.0.total_cmp(&b.0));
        ticks
    }

    fn round_values(&self) -> Vec<f64> {
        if self.logarithmic {
            return vec![0.5, 2.0, 0.1, 10.0, 0.2, 5.0, 0.7, 1.5, 3.0, 0.3, 0.9, 1.1, 0.6, 0.4, 0.05, 20.0];
        }
        let rough = (self.high - self.low) / 5.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step =
            [1.0, 2.0, 5.0, 10.0].map(|unit| unit * power).into_iter().find(|step| *step >= rough).unwrap_or(rough);
        let first = (self.low / step).ceil();
        (0..12).map(|index| (first + f64::from(index)) * step).take_while(|value| *value <= self.high).collect()
    }
}
