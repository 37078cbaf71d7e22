//! A forest plot: a line for each segment, a mark at its value, the tolerance as a shaded band.
//!
//! The drawing is as wide as the page and never scaled: places are percentages and text keeps its size, so that it is
//! legible on a telephone as on a wall. Each segment's name stands above its line.

use crate::report::words::Words;
use std::fmt::Write;

use super::axis::Axis;
use super::{class, open, percent, shape};
use crate::report::document::{Forest, ForestRow};
use crate::report::html::escape;

/// Height of one segment.
const ROW: usize = 36;
/// Where a segment's line runs, below its name.
const LINE: usize = 26;
/// Height of the axis.
const AXIS: usize = 30;

/// The drawing.
pub(crate) fn forest(forest: &Forest, id: usize) -> String {
    let axis = Axis::of(forest);
    let bottom = forest.rows.len() * ROW;
    let mut svg = String::with_capacity(700 + forest.rows.len() * 700);
    let size = format!("class=\"forest\" width=\"100%\" height=\"{}\"", bottom + AXIS);
    open(id, &size, &forest.title.shown(), &forest.description, &mut svg);
    let inside = |place: f64| place.clamp(0.0, 1.0);
    let left = forest.lower.map_or(0.0, |lower| inside(axis.place(lower)));
    let right = forest.upper.map_or(1.0, |upper| inside(axis.place(upper)));
    // Writing to a String cannot fail.
    let _ = write!(
        svg,
        "<rect class=\"band\" x=\"{}\" y=\"0\" width=\"{}\" height=\"{bottom}\"/>",
        percent(left),
        percent((right - left).max(0.002))
    );
    for (place, label) in axis.ticks(forest) {
        let place = percent(place);
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{place}\" x2=\"{place}\" y1=\"0\" y2=\"{bottom}\"/><text class=\"tick\" x=\"{place}\" \
             y=\"{}\">{}</text>",
            bottom + 18,
            escape(&label)
        );
    }
    let ideal = percent(inside(axis.place(forest.ideal)));
    let _ = write!(svg, "<line class=\"ideal\" x1=\"{ideal}\" x2=\"{ideal}\" y1=\"0\" y2=\"{bottom}\"/>");
    for (index, row) in forest.rows.iter().enumerate() {
        draw(forest.words, row, index * ROW, &axis, &mut svg);
    }
    svg.push_str("</svg>");
    svg
}

fn draw(w: Words, row: &ForestRow, top: usize, axis: &Axis, svg: &mut String) {
    let (y, text) = (top + LINE, top + 13);
    let _ = write!(
        svg,
        "<g class=\"{}\"><text class=\"name\" x=\"4\" y=\"{text}\">{}</text><text class=\"reading\" x=\"100%\" dx=\"-4\" \
         y=\"{text}\">{} {}</text>",
        class(row.verdict),
        escape(&row.label),
        escape(&row.reading),
        w.word(row.verdict)
    );
    if let Some((lower, upper)) = row.interval {
        let (from, to) = (axis.place(lower), axis.place(upper));
        let (left, right) = (percent(from.clamp(0.0, 1.0)), percent(to.clamp(0.0, 1.0)));
        let _ = write!(svg, "<line class=\"whisker\" x1=\"{left}\" x2=\"{right}\" y1=\"{y}\" y2=\"{y}\"/>");
        end(from >= 0.0, &left, y, "M6-5 0 0 6 5", svg);
        end(to <= 1.0, &right, y, "M-6-5 0 0-6 5", svg);
    }
    if let Some(place) = row.value.map(|value| axis.place(value)).filter(|place| (0.0..=1.0).contains(place)) {
        let _ = write!(
            svg,
            "<svg class=\"mark\" x=\"{}\" y=\"{y}\" overflow=\"visible\">{}</svg>",
            percent(place),
            shape(row.verdict)
        );
    }
    svg.push_str("</g>");
}

/// A small bar where an interval ends, an arrow where it goes on beyond the drawing.
fn end(is_inside: bool, place: &str, y: usize, arrow: &str, svg: &mut String) {
    let _ = if is_inside {
        write!(svg, "<line class=\"whisker\" x1=\"{place}\" x2=\"{place}\" y1=\"{}\" y2=\"{}\"/>", y - 4, y + 4)
    } else {
        write!(svg, "<svg x=\"{place}\" y=\"{y}\" overflow=\"visible\"><path class=\"whisker\" d=\"{arrow}\"/></svg>")
    };
}
