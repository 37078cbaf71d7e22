//! The words that some arguments choose from.

use clap::ValueEnum;
use evenhand::report::Language;

/// When to print colour.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum Color {
    /// Where there is a terminal that shows it.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

impl Color {
    /// The same for the streams.
    pub(super) fn choice(self) -> anstream::ColorChoice {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
    }
}

/// The side of a decision that customers want.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum FavourableSide {
    /// An offer, a discount, a credit.
    Selected,
    /// A fraud flag, a refusal, a dunning letter.
    NotSelected,
}

/// For which rows the outcome is known.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum LabelsKnown {
    /// For every row.
    All,
    /// Only for those who were selected.
    SelectedOnly,
    /// For no row.
    None,
    /// Outcomes still arrive.
    Delayed,
}

/// A day as YYYY-MM-DD; the library looks closer.
pub(super) fn day(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let in_range = |part: &str, digits: usize, most: u32| {
        part.len() == digits && part.parse::<u32>().is_ok_and(|number| (1..=most).contains(&number))
    };
    match parts[..] {
        [year, month, day] if in_range(year, 4, 9999) && in_range(month, 2, 12) && in_range(day, 2, 31) => {
            Ok(text.to_owned())
        }
        _ => Err("write it as 2026-11-22".to_owned()),
    }
}

/// A language of the report by its code.
pub(super) fn language(text: &str) -> Result<Language, String> {
    Language::from_code(text).ok_or_else(|| {
        let known: Vec<&str> = Language::ALL.iter().map(|language| language.code()).collect();
        format!("write one of: {}", known.join(", "))
    })
}
