//! Lines over two axes, and marks on one line for each category: a series for each segment, told apart by colour, dashes
//! and marks.
//!
//! As wide as the page and never scaled: lines are stretched to the width, text keeps its size.

use std::fmt::Write;

use super::{open, percent};
use crate::report::document::{Chart, ChartPoint, ChartSeries, Plot};
use crate::report::html::escape;
use crate::report::numbers::Scale;

/// Height of the area of lines.
const HEIGHT: usize = 260;
/// Room above the topmost tick.
const TOP: usize = 8;
/// Height of the axis below.
const AXIS: usize = 44;
/// Room for the numbers of the upright axis, in pixels.
const LEFT: usize = 44;
/// Height of a category's name, above the lines of its series.
const NAME: usize = 20;
/// Between the lines of two series: a mark is 13 high, and neighbours may touch and not hide each other.
const LINE: usize = 12;
/// Height of a category with few series.
const ROW: usize = 48;
/// Series that are drawn; the table has them all.
pub(crate) const DRAWN: usize = 8;

/// The drawing.
pub(crate) fn chart(chart: &Chart, id: usize) -> String {
    match &chart.plot {
        Plot::Curves { diagonal } => curves(chart, *diagonal, id),
        Plot::Marks { categories } => marks(chart, categories, id),
    }
}

/// The ends of an axis that shows every value, from 0 where no value is far from it; ranks have no 0.
fn range(scale: Scale, values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low > high {
        return (0.0, 1.0);
    }
    let low = if scale != Scale::Whole && low > 0.0 && low < 0.6 * high { 0.0 } else { low };
    let high = if high < 0.0 && high > 0.6 * low { 0.0 } else { high };
    if low < high { (low, high) } else { (low - 0.5, high + 0.5) }
}

/// Round values between two ends, some four of them; whole where nothing lies between whole numbers.
fn ticks(scale: Scale, (low, high): (f64, f64)) -> Vec<f64> {
    let rough = (high - low) / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|unit| unit * power).into_iter().find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(rough);
    let step = if scale == Scale::Whole { step.ceil() } else { step };
    let first = (low / step - 1e-9).ceil();
    (0..8).map(|index| (first + f64::from(index)) * step).take_while(|value| *value <= high + step * 1e-9).collect()
}

fn curves(chart: &Chart, diagonal: bool, id: usize) -> String {
    let points = || chart.series.iter().take(DRAWN).flat_map(|series| &series.points);
    let ends = |value: &ChartPoint| {
        let (lower, upper) = value.2.unwrap_or((value.1, value.1));
        [value.1, lower, upper]
    };
    let both = |(low, high): (f64, f64)| if diagonal { (low.min(0.0), high.max(1.0)) } else { (low, high) };
    let across = both(range(chart.across_scale, points().map(|point| point.0)));
    let up = both(range(chart.up_scale, points().flat_map(ends)));
    let place_across = |value: f64| (value - across.0) / (across.1 - across.0);
    let place_up = |value: f64| 1.0 - (value - up.0) / (up.1 - up.0);
    let mut svg = String::with_capacity(2_000 + points().count() * 24);
    let size = format!("class=\"chart\" width=\"100%\" height=\"{}\"", TOP + HEIGHT + AXIS);
    open(id, &size, &chart.title.shown(), &chart.description, &mut svg);
    // Writing to a String cannot fail.
    for value in ticks(chart.up_scale, up) {
        let y = TOP as f64 + place_up(value) * HEIGHT as f64;
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"100%\" y1=\"{y:.1}\" y2=\"{y:.1}\"/><text class=\"tick up\" x=\"{}\" \
             y=\"{:.1}\">{}</text>",
            LEFT - 6,
            y + 4.0,
            escape(&chart.words.as_written(chart.up_scale, value))
        );
    }
    // The area, with its own coordinates from 0 to 1 in both directions, stretched to what is left of the width.
    let _ = write!(
        svg,
        "<svg x=\"{LEFT}\" y=\"{TOP}\" width=\"100%\" height=\"{HEIGHT}\" overflow=\"visible\"><svg class=\"area\" \
         width=\"calc(100% - {LEFT}px)\" height=\"{HEIGHT}\" viewBox=\"0 0 1 1\" preserveAspectRatio=\"none\" overflow=\"visible\">"
    );
    if diagonal {
        let (left, bottom) = (place_across(0.0), place_up(0.0));
        let (right, top) = (place_across(1.0), place_up(1.0));
        let _ = write!(
            svg,
            "<line class=\"ideal\" x1=\"{left:.4}\" y1=\"{bottom:.4}\" x2=\"{right:.4}\" y2=\"{top:.4}\"/>"
        );
    }
    for (at, series) in chart.series.iter().take(DRAWN).enumerate() {
        let line: Vec<String> =
            series.points.iter().map(|(x, y, _)| format!("{:.4},{:.4}", place_across(*x), place_up(*y))).collect();
        let _ = write!(svg, "<polyline class=\"s s{at}\" points=\"{}\"/>", line.join(" "));
    }
    svg.push_str("</svg></svg>");
    let bottom = TOP + HEIGHT;
    let _ = write!(
        svg,
        "<svg x=\"{LEFT}\" y=\"0\" width=\"calc(100% - {LEFT}px)\" height=\"{0}\" overflow=\"visible\">",
        bottom + AXIS
    );
    for value in ticks(chart.across_scale, across) {
        let place = place_across(value);
        let anchor = if place > 0.97 { " end" } else { "" };
        let _ = write!(
            svg,
            "<text class=\"tick{anchor}\" x=\"{}\" y=\"{}\">{}</text>",
            percent(place),
            bottom + 17,
            escape(&chart.words.as_written(chart.across_scale, value))
        );
    }
    let _ = write!(
        svg,
        "<text class=\"axis end\" x=\"100%\" y=\"{}\">{} →</text></svg></svg>",
        bottom + 37,
        escape(&chart.across)
    );
    svg
}

fn marks(chart: &Chart, categories: &[String], id: usize) -> String {
    let drawn = || chart.series.iter().take(DRAWN);
    let values = drawn().flat_map(|series| series.points.iter()).flat_map(|point| {
        let (lower, upper) = point.2.unwrap_or((point.1, point.1));
        [point.1, lower, upper]
    });
    let across = range(chart.up_scale, values);
    let place = |value: f64| 0.02 + 0.96 * (value - across.0) / (across.1 - across.0);
    let lines = drawn().count();
    let height = ROW.max(NAME + lines * LINE + 4);
    let bottom = categories.len() * height;
    let mut svg = String::with_capacity(1_000 + categories.len() * chart.series.len() * 160);
    let size = format!("class=\"chart marks\" width=\"100%\" height=\"{}\"", bottom + AXIS);
    open(id, &size, &chart.title.shown(), &chart.description, &mut svg);
    for value in ticks(chart.up_scale, across) {
        let x = percent(place(value));
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{x}\" x2=\"{x}\" y1=\"0\" y2=\"{bottom}\"/><text class=\"tick\" x=\"{x}\" \
             y=\"{}\">{}</text>",
            bottom + 17,
            escape(&chart.words.as_written(chart.up_scale, value))
        );
    }
    for (row, category) in categories.iter().enumerate() {
        let top = row * height;
        // Categories of many lines are parted, so that no mark is taken for one of its neighbours.
        if row > 0 && lines > 2 {
            let _ = write!(svg, "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"{top}\" y2=\"{top}\"/>");
        }
        let _ = write!(svg, "<text class=\"name\" x=\"4\" y=\"{}\">{}</text>", top + 15, escape(category));
        for (at, series) in drawn().enumerate() {
            let found = series.points.iter().find(|point| (point.0 - row as f64).abs() < 0.5);
            let Some((_, value, interval)) = found else { continue };
            let y = (top + usize::midpoint(NAME, height)) as f64 + offset(at, lines);
            if let Some((lower, upper)) = interval {
                let _ = write!(
                    svg,
                    "<line class=\"s s{at}\" x1=\"{}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\"/>",
                    percent(place(*lower)),
                    percent(place(*upper))
                );
            }
            let _ =
                write!(svg, "<svg x=\"{}\" y=\"{y}\" overflow=\"visible\">{}</svg>", percent(place(*value)), mark(at));
        }
    }
    let _ =
        write!(svg, "<text class=\"axis end\" x=\"100%\" y=\"{}\">{} →</text></svg>", bottom + 37, escape(&chart.up));
    svg
}

/// How far below the middle of its category a series is drawn.
fn offset(at: usize, series: usize) -> f64 {
    (at as f64 - series.saturating_sub(1) as f64 / 2.0) * LINE as f64
}

/// The mark of a series around the origin.
fn mark(series: usize) -> String {
    let shape = match series % 4 {
        0 => "<circle r=\"5\"",
        1 => "<path d=\"M0-6.5 6.5 5-6.5 5z\"",
        2 => "<path d=\"M-5-5H5V5H-5z\"",
        _ => "<path d=\"M0-7 7 0 0 7-7 0z\"",
    };
    format!("{shape} class=\"m m{series}\"/>")
}

/// The list that says which line is whose.
pub(crate) fn legend(series: &[ChartSeries], is_line: bool) -> String {
    let mut out = String::from("<ul class=\"series\">");
    for (at, one) in series.iter().take(DRAWN).enumerate() {
        let sample = if is_line {
            format!("<line class=\"s s{at}\" x1=\"0\" x2=\"26\" y1=\"7\" y2=\"7\"/>")
        } else {
            format!("<svg x=\"13\" y=\"7\" overflow=\"visible\">{}</svg>", mark(at))
        };
        let _ = write!(
            out,
            "<li><svg class=\"sample\" width=\"26\" height=\"14\" aria-hidden=\"true\">{sample}</svg> {}</li>",
            escape(&one.label)
        );
    }
    out.push_str("</ul>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_a_few_round_ticks_within_their_ends() {
        for ends in [(0.0, 1.0), (-3.0, 17.0), (0.002, 0.0031), (950.0, 12_345.0)] {
            let ticks = ticks(Scale::Plain, ends);
            assert!((2..=6).contains(&ticks.len()), "{ends:?}: {ticks:?}");
            assert!(ticks.iter().all(|tick| *tick >= ends.0 - 1e-9 && *tick <= ends.1 + 1e-9));
        }
        assert_eq!(range(Scale::Plain, [0.2, 0.9].into_iter()), (0.0, 0.9));
        assert_eq!(range(Scale::Plain, std::iter::empty()), (0.0, 1.0));
        // Ranks begin at 1, and nothing lies between two of them.
        assert_eq!(range(Scale::Whole, [1.0, 10.0].into_iter()), (1.0, 10.0));
        assert_eq!(ticks(Scale::Whole, (1.0, 10.0)), [3.0, 6.0, 9.0]);
        assert_eq!(ticks(Scale::Whole, (1.0, 3.0)), [1.0, 2.0, 3.0]);
    }
}
