//! What the report holds beside the audit: `[[scorecard]]`, `[[sections]]` and `[theme]` of an `audit.toml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[cfg(feature = "policy-file")]
use super::parse::unknown;
#[cfg(feature = "policy-file")]
use super::table::{Entries, Entry};
use crate::report::{Better, Measure, MeasureUnit, Palette, Perspective, Section};
use crate::segment::{Level, Slice};

/// The keys of a measure.
#[cfg(feature = "policy-file")]
pub(super) const MEASURE_KEYS: &[&str] =
    &["id", "name", "perspective", "unit", "better", "target", "value", "previous", "segments"];
/// The keys of a section.
#[cfg(feature = "policy-file")]
pub(super) const SECTION_KEYS: &[&str] = &["title", "before", "text", "file"];
/// The keys of the theme.
#[cfg(feature = "policy-file")]
pub(super) const THEME_KEYS: &[&str] = &["light", "dark", "logo", "logo_text"];
/// The keys of its colours.
#[cfg(feature = "policy-file")]
pub(super) const PALETTE_KEYS: &[&str] = &["paper", "wash", "ink", "muted", "accent"];

/// A table `[[scorecard]]`: one measure of the scorecard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MeasureEntry {
    /// Its name, which stays the same from report to report.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it is about; business where not given.
    pub perspective: Perspective,
    /// How its values are written; a number where not given.
    pub unit: MeasureUnit,
    /// Which way is good; higher where not given.
    pub better: Better,
    /// What it should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// What it was before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<f64>,
    /// What it is in segments, by attribute and level.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub segments: BTreeMap<String, BTreeMap<String, f64>>,
}

impl Default for MeasureEntry {
    fn default() -> Self {
        Self {
            id: String::new(),
            name: String::new(),
            perspective: Perspective::Business,
            unit: MeasureUnit::default(),
            better: Better::Higher,
            target: None,
            value: None,
            previous: None,
            segments: BTreeMap::new(),
        }
    }
}

impl MeasureEntry {
    /// The measure as the report takes it; what it lacks is said by [`Measure::check`].
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::io::MeasureEntry;
    ///
    /// let lift = MeasureEntry { id: "lift".into(), name: "Lift".into(), value: Some(1.8), ..MeasureEntry::default() };
    /// assert_eq!(lift.measure().value, Ok(1.8));
    /// assert!(MeasureEntry::default().measure().check().is_err());
    /// ```
    pub fn measure(&self) -> Measure {
        let measure = Measure::new(&self.id, &self.name, self.perspective, self.value.unwrap_or(f64::NAN));
        let mut measure = measure.unit(self.unit.clone()).better(self.better);
        (measure.target, measure.previous) = (self.target, self.previous);
        for (attribute, levels) in &self.segments {
            for (level, value) in levels {
                measure = measure.segment(Slice::everybody().and(attribute, Level::named(level)), *value);
            }
        }
        measure
    }
}

/// A table `[[sections]]`: a section in the caller's own words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SectionEntry {
    /// The heading.
    pub title: String,
    /// The section that it stands before; after the others where not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Section>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A file of Markdown, relative to this specification.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// The table `[theme]`: colours and a logo.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ThemeEntry {
    /// Colours on a light screen.
    #[serde(skip_serializing_if = "super::is_default")]
    pub light: Palette,
    /// Colours on a dark screen.
    #[serde(skip_serializing_if = "super::is_default")]
    pub dark: Palette,
    /// A PNG or an SVG, relative to this specification.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// What the logo says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_text: Option<String>,
}

/// One measure; what it lacks is said by [`Measure::check`].
#[cfg(feature = "policy-file")]
pub(super) fn read_measure(fields: Vec<Entry<'_>>, read: &mut Entries<'_>) -> MeasureEntry {
    let mut measure = MeasureEntry::default();
    for entry in fields {
        match entry.key {
            "id" => measure.id = read.text(entry).unwrap_or_default(),
            "name" => measure.name = read.text(entry).unwrap_or_default(),
            "target" => measure.target = read.real(entry),
            "value" => measure.value = read.real(entry),
            "previous" => measure.previous = read.real(entry),
            "perspective" => {
                let choices = Perspective::ALL.map(|own| (own.code(), own));
                measure.perspective = read.choice(entry, &choices).unwrap_or(Perspective::Business);
            }
            "better" => {
                let choices = Better::ALL.map(|own| (own.code(), own));
                measure.better = read.choice(entry, &choices).unwrap_or(Better::Higher);
            }
            "unit" => measure.unit = read_unit(entry, read),
            "segments" => {
                for attribute in read.table(entry, "scorecard.segments") {
                    let mut levels = BTreeMap::new();
                    for level in read.table(attribute, "scorecard.segments") {
                        levels.extend(read.real(level).map(|value| (level.key.to_owned(), value)));
                    }
                    measure.segments.insert(attribute.key.to_owned(), levels);
                }
            }
            _ => unknown(entry, read),
        }
    }
    measure
}

#[cfg(feature = "policy-file")]
fn read_unit(entry: Entry<'_>, read: &mut Entries<'_>) -> MeasureUnit {
    if !entry.is_table() {
        let choices = [("number", MeasureUnit::Number), ("share", MeasureUnit::Share), ("count", MeasureUnit::Count)];
        return read.choice(entry, &choices).unwrap_or_default();
    }
    let mut unit = MeasureUnit::default();
    for inner in read.table(entry, "scorecard.unit") {
        if inner.key == "amount" {
            unit = read.text(inner).map(MeasureUnit::Amount).unwrap_or_default();
        } else {
            read.push(inner, "is not a unit", "write \"share\", \"count\", \"number\" or { amount = \"EUR\" }");
        }
    }
    unit
}

/// One section of the caller's own.
#[cfg(feature = "policy-file")]
pub(super) fn read_section(fields: Vec<Entry<'_>>, read: &mut Entries<'_>) -> SectionEntry {
    let mut section = SectionEntry::default();
    for entry in fields {
        match entry.key {
            "title" => section.title = read.text(entry).unwrap_or_default(),
            "text" => section.text = read.text(entry),
            "file" => section.file = read.text(entry),
            "before" => section.before = read.choice(entry, &Section::ALL.map(|own| (own.code(), own))),
            _ => unknown(entry, read),
        }
    }
    section
}

/// Colours and logo.
#[cfg(feature = "policy-file")]
pub(super) fn read_theme(entry: Entry<'_>, read: &mut Entries<'_>) -> ThemeEntry {
    let mut theme = ThemeEntry::default();
    for inner in read.table(entry, "theme") {
        match inner.key {
            "light" => theme.light = read_palette(inner, "theme.light", read),
            "dark" => theme.dark = read_palette(inner, "theme.dark", read),
            "logo" => theme.logo = read.text(inner),
            "logo_text" => theme.logo_text = read.text(inner),
            _ => unknown(inner, read),
        }
    }
    theme
}

#[cfg(feature = "policy-file")]
fn read_palette(entry: Entry<'_>, table: &'static str, read: &mut Entries<'_>) -> Palette {
    let mut palette = Palette::new();
    for inner in read.table(entry, table) {
        match inner.key {
            "paper" => palette.paper = read.text(inner),
            "wash" => palette.wash = read.text(inner),
            "ink" => palette.ink = read.text(inner),
            "muted" => palette.muted = read.text(inner),
            "accent" => palette.accent = read.text(inner),
            _ => unknown(inner, read),
        }
    }
    palette
}
