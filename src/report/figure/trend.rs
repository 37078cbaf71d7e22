//! Small multiples of lines over periods: one panel for each segment, all on one scale, the tolerance as a shaded band.
//!
//! As wide as the page and never scaled, like the forest: places are percentages across and pixels down.

use std::fmt::Write;

use super::{class, open, percent, shape};
use crate::report::document::{TrendFigure, TrendMark, TrendPanel};
use crate::report::html::escape;

/// Height of one panel: its name, and the room of its line.
const NAME: usize = 22;
const ROOM: f64 = 74.0;
const PANEL: usize = 110;
/// Height of the names of the periods.
const PERIODS: usize = 26;
/// Characters of a period's name.
const SHOWN: usize = 12;
/// Ratios beyond these lie at the edge.
const RATIOS: (f64, f64) = (0.05, 20.0);

/// From values to pixels below the top of a panel's room.
struct Height {
    low: f64,
    high: f64,
    logarithmic: bool,
}

impl Height {
    fn of(figure: &TrendFigure) -> Self {
        let marks = figure.panels.iter().flat_map(|panel| &panel.marks);
        let ends = marks
            .flat_map(|mark| [Some(mark.value), mark.interval.map(|own| own.0), mark.interval.map(|own| own.1)])
            .chain([figure.lower, figure.upper, Some(figure.ideal)]);
        let scaled = |value: f64| if figure.logarithmic { value.clamp(RATIOS.0, RATIOS.1).ln() } else { value };
        let (low, high) = ends
            .flatten()
            .filter(|value| value.is_finite())
            .map(scaled)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let (low, high) = if low < high { (low, high) } else { (low - 0.1, low + 0.1) };
        Self { low, high, logarithmic: figure.logarithmic }
    }

    fn at(&self, value: f64) -> f64 {
        let scaled = match (self.logarithmic, value > 0.0) {
            (true, true) => value.ln(),
            (true, false) => f64::NEG_INFINITY,
            (false, _) => value,
        };
        (1.0 - (scaled - self.low) / (self.high - self.low)).clamp(0.0, 1.0) * ROOM
    }
}

/// The drawing.
pub(crate) fn trend(figure: &TrendFigure, id: usize) -> String {
    let height = Height::of(figure);
    let all = figure.panels.len() * PANEL;
    let mut svg = String::with_capacity(600 + figure.panels.len() * 900);
    let size = format!("class=\"trend\" width=\"100%\" height=\"{}\"", all + PERIODS);
    open(id, &size, &figure.title.shown(), &figure.description, &mut svg);
    for (index, panel) in figure.panels.iter().enumerate() {
        draw(figure, panel, index * PANEL, &height, &mut svg);
    }
    let count = figure.periods.len();
    // Names would run into each other: with many periods only the first and the last are told.
    let told = |at: usize| count <= 6 || at == 0 || at + 1 == count;
    for (at, period) in figure.periods.iter().enumerate().filter(|(at, _)| told(*at)) {
        let name: String = if period.chars().count() > SHOWN {
            period.chars().take(SHOWN - 1).chain(['…']).collect()
        } else {
            period.clone()
        };
        let _ = write!(
            svg,
            "<text class=\"tick\" x=\"{}\" y=\"{}\">{}</text>",
            percent(place(at, count)),
            all + 16,
            escape(&name)
        );
    }
    svg.push_str("</svg>");
    svg
}

/// Where a period stands across.
fn place(at: usize, count: usize) -> f64 {
    (at as f64 + 0.5) / count.max(1) as f64
}

fn draw(figure: &TrendFigure, panel: &TrendPanel, top: usize, height: &Height, svg: &mut String) {
    let w = figure.words;
    let room = (top + NAME) as f64;
    let y = |value: f64| format!("{:.1}", room + height.at(value));
    let upper = figure.upper.map_or(0.0, |upper| height.at(upper));
    let lower = figure.lower.map_or(ROOM, |lower| height.at(lower));
    // Writing to a String cannot fail.
    let _ = write!(
        svg,
        "<g class=\"{}\"><text class=\"name\" x=\"4\" y=\"{}\">{}</text><text class=\"reading\" x=\"100%\" dx=\"-4\" \
         y=\"{}\">{} {}</text><rect class=\"band\" x=\"0\" width=\"100%\" y=\"{:.1}\" height=\"{:.1}\"/><line class=\"ideal\" \
         x1=\"0\" x2=\"100%\" y1=\"{ideal}\" y2=\"{ideal}\"/></g>",
        class(panel.verdict),
        top + 15,
        escape(&panel.label),
        top + 15,
        escape(&panel.reading),
        w.word(panel.verdict),
        room + upper,
        (lower - upper).max(1.0),
        ideal = y(figure.ideal),
    );
    let count = figure.periods.len();
    for pair in panel.marks.windows(2) {
        let [from, to] = pair else { continue };
        // A period without a value is a gap and no line.
        if to.period == from.period + 1 {
            let _ = write!(
                svg,
                "<line class=\"run\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
                percent(place(from.period, count)),
                y(from.value),
                percent(place(to.period, count)),
                y(to.value)
            );
        }
    }
    for TrendMark { period, value, interval, verdict } in &panel.marks {
        let x = percent(place(*period, count));
        if let Some((lower, upper)) = interval {
            let _ = write!(
                svg,
                "<line class=\"whisker\" x1=\"{x}\" x2=\"{x}\" y1=\"{}\" y2=\"{}\"/>",
                y(*lower),
                y(*upper)
            );
        }
        let _ = write!(
            svg,
            "<g class=\"{}\"><svg class=\"mark\" x=\"{x}\" y=\"{}\" overflow=\"visible\">{}</svg></g>",
            class(*verdict),
            y(*value),
            shape(*verdict)
        );
    }
}
