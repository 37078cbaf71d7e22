//! Figures as SVG, by small functions: the same numbers give the same bytes. No script, no font, no reference outside.

mod axis;
mod chart;
mod forest;
mod heat_map;
mod trend;

use std::fmt::Write;

pub(super) use chart::{chart, legend};
pub(super) use forest::forest;
pub(super) use heat_map::heat_map;
pub(super) use trend::trend;

use super::html::escape;
use crate::audit::Verdict;

/// Opens a drawing with its title and description for those who cannot see it.
fn open(id: usize, attributes: &str, title: &str, description: &str, svg: &mut String) {
    // Writing to a String cannot fail.
    let _ = write!(
        svg,
        "<svg role=\"img\" aria-labelledby=\"f{id}t f{id}d\" {attributes}><title id=\"f{id}t\">{}</title><desc \
         id=\"f{id}d\">{}</desc>",
        escape(title),
        escape(description)
    );
}

/// The class that colours a verdict.
pub(super) const fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Within => "vw",
        Verdict::Outside => "vo",
        Verdict::Inconclusive => "vi",
        Verdict::NotAssessed => "vn",
    }
}

/// The shape of a verdict, drawn around the origin.
const fn shape(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Within => "<circle r=\"5\"/>",
        Verdict::Outside => "<path d=\"M0-7 7 0 0 7-7 0z\"/>",
        Verdict::Inconclusive => "<path d=\"M0-6.5 6.5 5-6.5 5z\"/>",
        Verdict::NotAssessed => "<circle r=\"4.5\"/>",
    }
}

/// A length in percent of the drawing's width.
fn percent(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{}%", if text == "-0" { "0" } else { text })
}
