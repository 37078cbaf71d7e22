//! A heat map of two attributes: the rate printed in each cell, small cells hatched, cells outside marked.

use std::fmt::Write;

use super::open;
use crate::report::document::{HeatCell, HeatMap};
use crate::report::html::escape;

const WIDTH: usize = 70;
const HEIGHT: usize = 34;
/// Width of a character of a label, roughly.
const LETTER: usize = 8;
/// Longest label in characters.
const LONGEST: usize = 20;

/// From the lowest to the highest rate: light to dark in one hue, so that it survives every kind of colour vision and a
/// black and white printer.
const SHADES: [(f64, f64, f64); 3] = [(238.0, 243.0, 247.0), (110.0, 167.0, 206.0), (6.0, 63.0, 110.0)];

/// The drawing, at its natural size: its container scrolls where the page is narrower.
pub(crate) fn heat_map(map: &HeatMap, id: usize) -> String {
    let longest = |labels: &mut dyn Iterator<Item = &String>| {
        labels.map(|label| label.chars().count().min(LONGEST)).max().unwrap_or(0)
    };
    let left =
        longest(&mut map.rows.iter().map(|(label, _)| label)).max(map.down.chars().count().min(LONGEST)) * LETTER + 14;
    let widest = longest(&mut map.columns.iter());
    let slanted = widest * LETTER > WIDTH - 4;
    let top = if slanted { widest * 5 + 40 } else { 44 };
    let (width, height) = (left + map.columns.len() * WIDTH + 2, top + map.rows.len() * HEIGHT + 2);
    let overhang = if slanted { widest * 5 } else { 0 };
    let mut svg = String::with_capacity(800 + map.rows.len() * map.columns.len() * 220);
    let size =
        format!("class=\"heat\" width=\"{0}\" height=\"{height}\" viewBox=\"0 0 {0} {height}\"", width + overhang);
    open(id, &size, &map.title.shown(), &map.description, &mut svg);
    // Writing to a String cannot fail.
    let _ = write!(
        svg,
        "<text class=\"axis\" x=\"{left}\" y=\"14\">{} →</text><text class=\"axis\" x=\"0\" y=\"{}\">{} ↓</text>",
        escape(&cut(&map.across)),
        top - 10,
        escape(&cut(&map.down))
    );
    for (column, label) in map.columns.iter().enumerate() {
        let x = left + column * WIDTH + WIDTH / 2;
        let turn = if slanted { format!(" transform=\"rotate(-38 {x} {})\"", top - 8) } else { String::new() };
        let class = if slanted { "slanted" } else { "column" };
        let _ = write!(svg, "<text class=\"{class}\" x=\"{x}\" y=\"{}\"{turn}>{}</text>", top - 8, escape(&cut(label)));
    }
    for (row, (label, cells)) in map.rows.iter().enumerate() {
        let y = top + row * HEIGHT;
        let _ = write!(
            svg,
            "<text class=\"row\" x=\"{}\" y=\"{}\">{}</text>",
            left - 8,
            y + HEIGHT / 2 + 4,
            escape(&cut(label))
        );
        for (column, cell) in cells.iter().enumerate() {
            draw(cell, left + column * WIDTH, y, &mut svg);
        }
    }
    svg.push_str("</svg>");
    svg
}

fn draw(cell: &HeatCell, x: usize, y: usize, svg: &mut String) {
    // A flag in the corner takes some room.
    let (middle, base) = (x + WIDTH / 2 - if cell.outside { 6 } else { 0 }, y + HEIGHT / 2 + 4);
    let Some(shade) = cell.shade else {
        let _ = write!(svg, "<text class=\"empty\" x=\"{middle}\" y=\"{base}\">{}</text>", escape(&cell.reading));
        return;
    };
    let (fill, ink) = colours(shade);
    let (width, height) = (WIDTH - 2, HEIGHT - 2);
    let _ = write!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>");
    if cell.small {
        let mut hatch = String::new();
        for step in (8..width + height).step_by(8) {
            let (x1, y1) = (x + step.min(width), y + step.saturating_sub(width));
            let (x2, y2) = (x + step.saturating_sub(height), y + step.min(height));
            let _ = write!(hatch, "M{x1} {y1} {x2} {y2}");
        }
        let _ = write!(svg, "<path d=\"{hatch}\" stroke=\"{ink}\" stroke-opacity=\".45\"/>");
    }
    let halo = if cell.small {
        format!(" stroke=\"{fill}\" stroke-width=\"5\" paint-order=\"stroke\"")
    } else {
        String::new()
    };
    let _ = write!(
        svg,
        "<text class=\"cell\" x=\"{middle}\" y=\"{base}\" fill=\"{ink}\"{halo}>{}</text>",
        escape(&cell.reading)
    );
    if cell.outside {
        let (right, upper) = (x + width - 9, y + 9);
        let _ = write!(svg, "<path class=\"flag\" d=\"M{right} {}l6 6-6 6-6-6z\" stroke=\"{ink}\"/>", upper - 6);
    }
}

fn cut(label: &str) -> String {
    if label.chars().count() > LONGEST {
        label.chars().take(LONGEST - 1).chain(['…']).collect()
    } else {
        label.to_owned()
    }
}

/// The colour of a cell and that of the ink which can be read on it.
fn colours(shade: f64) -> (String, &'static str) {
    let (from, to, along) =
        if shade < 0.5 { (SHADES[0], SHADES[1], shade * 2.0) } else { (SHADES[1], SHADES[2], shade * 2.0 - 1.0) };
    let mix = |from: f64, to: f64| from + (to - from) * along;
    let (red, green, blue) = (mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2));
    let linear = |channel: f64| {
        let channel = channel / 255.0;
        if channel <= 0.040_45 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    // Black where its contrast (L + 0.05) / 0.05 beats that of white, 1.05 / (L + 0.05): never less than 4.58.
    let ink = if (luminance + 0.05).powi(2) > 1.05 * 0.05 { "#000000" } else { "#ffffff" };
    (format!("#{:02x}{:02x}{:02x}", byte(red), byte(green), byte(blue)), ink)
}

/// A channel as a byte.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 to 255")]
fn byte(channel: f64) -> u8 {
    channel.round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shade_can_be_read() {
        for step in 0..=100 {
            let (fill, ink) = colours(f64::from(step) / 100.0);
            let channel = |at: usize| {
                let value = f64::from(u8::from_str_radix(&fill[at..at + 2], 16).unwrap()) / 255.0;
                if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            let luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
            let contrast = if ink == "#ffffff" { 1.05 / (luminance + 0.05) } else { (luminance + 0.05) / 0.05 };
            assert!(contrast >= 4.5, "{fill} with {ink}: {contrast}");
        }
    }
}
