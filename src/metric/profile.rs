//! What other tools compute under their own names, with their own conventions at the edges.
//!
//! Tools disagree on what a name means: see `docs/METRICS.md`. A [`Profile`] reproduces one tool, to the NaN, so that a
//! reviewer finds last year's number again and sees why ours differs. Nothing here is ever used for a verdict.

mod aequitas;
mod aif360;
mod clarify;
mod fairlearn;
mod input;
mod value;

pub use input::PeerInput;
pub use value::PeerValue;

use super::criterion::Criterion;
use crate::error::{Error, ErrorKind, Problem, suggestion};

/// One tool, in the version whose answers are reproduced.
#[derive(Debug)]
pub struct Profile {
    /// The stable name, for policies and the command line.
    pub id: &'static str,
    /// Other names in use.
    pub aliases: &'static [&'static str],
    /// The tool's own name.
    pub tool: &'static str,
    /// The version that was read and run.
    pub version: &'static str,
    /// What it does with rows whose segment is missing.
    pub missing: MissingSegment,
    /// What it computes.
    pub definitions: &'static [PeerDefinition],
}

/// What a tool does with rows whose segment is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingSegment {
    /// It refuses the whole input, with this exception.
    Refuses(&'static str),
    /// It drops them, though it may count them in totals.
    Drops,
    /// It counts them among the rest, against which a group is compared.
    CountsAmongRest,
}

/// One function of a tool.
#[derive(Debug)]
pub struct PeerDefinition {
    /// The tool's own name for it.
    pub function: &'static str,
    /// Arguments other than the tool's defaults; empty for the defaults.
    pub arguments: &'static str,
    /// What it computes, in our symbols.
    pub formula: &'static str,
    /// How it differs from ours.
    pub differs: &'static str,
    /// The criterion of ours that is nearest, if any is near.
    pub nearest: Option<&'static Criterion>,
    /// Where the tool defines it.
    pub source: &'static str,
    /// The number; call it through [`Profile::value`], which also knows what the tool refuses.
    pub compute: fn(&PeerInput<'_>) -> PeerValue,
}

/// Every tool that can be reproduced.
pub static PROFILES: &[&Profile] = &[&fairlearn::FAIRLEARN, &aif360::AIF360, &aequitas::AEQUITAS, &clarify::CLARIFY];

/// A tool by its name; case does not matter.
///
/// # Errors
///
/// A name that no tool has, with the nearest one.
///
/// # Example
///
/// ```
/// use evenhand::cube::{Cells, Confusion};
/// use evenhand::metric::profile::{PeerInput, PeerValue, profile};
///
/// // Nobody is selected in either group: one tool says NaN, one says 0, which reads as the worst bias. Here it is undefined.
/// let nobody = Confusion::default().with(Cells::TN, 8).with(Cells::FN, 2);
/// let groups = [&nobody, &nobody];
/// let input = PeerInput::new(&groups, 1, 0)?;
/// let (fairlearn, clarify) = (profile("fairlearn")?, profile("clarify")?);
/// assert_eq!(fairlearn.value(fairlearn.definition("demographic_parity_ratio")?, &input), PeerValue::NotANumber);
/// assert_eq!(clarify.value(clarify.definition("DI")?, &input), PeerValue::Number(0.0));
/// assert!(profile("fairlern").unwrap_err().to_string().contains("did you mean \"fairlearn\"?"));
/// # Ok::<(), evenhand::Error>(())
/// ```
pub fn profile(name: &str) -> Result<&'static Profile, Error> {
    let wanted = name.trim().to_lowercase();
    let known =
        || PROFILES.iter().flat_map(|profile| std::iter::once(profile.id).chain(profile.aliases.iter().copied()));
    PROFILES
        .iter()
        .copied()
        .find(|profile| profile.id == wanted || profile.aliases.contains(&wanted.as_str()))
        .ok_or_else(|| {
            Problem::new(ErrorKind::UnknownName, "is not a tool whose definitions are known")
                .value(name)
                .remedy(suggestion(name, known().collect::<Vec<_>>()))
                .into()
        })
}

impl Profile {
    /// A function of the tool by its own name, its class left out or not: `disparate_impact` is
    /// `ClassificationMetric.disparate_impact`. With arguments it is named as in [`PeerDefinition::name`].
    ///
    /// # Errors
    ///
    /// A function that the tool lacks, or that is not reproduced, with the nearest one.
    pub fn definition(&self, name: &str) -> Result<&'static PeerDefinition, Error> {
        let wanted = name.trim();
        let exact = self.definitions.iter().find(|definition| definition.name() == wanted);
        let method = || {
            self.definitions.iter().find(|definition| {
                definition.arguments.is_empty()
                    && definition.function.rsplit_once('.').is_some_and(|(_, method)| method == wanted)
            })
        };
        exact.or_else(method).ok_or_else(|| {
            let known: Vec<String> = self.definitions.iter().map(PeerDefinition::name).collect();
            Problem::new(ErrorKind::UnknownName, format!("is not a function of {} that is reproduced", self.tool))
                .value(name)
                .remedy(suggestion(name, known.iter().map(String::as_str)))
                .into()
        })
    }

    /// What the tool returns, its refusals included.
    pub fn value(&self, definition: &PeerDefinition, input: &PeerInput<'_>) -> PeerValue {
        match self.missing {
            MissingSegment::Refuses(exception) if input.missing().is_some() => PeerValue::Refused(exception),
            _ => (definition.compute)(input),
        }
    }
}

impl PeerDefinition {
    /// The function as a caller writes it: `equalized_odds_ratio`, `equalized_odds_ratio(agg="mean")`.
    pub fn name(&self) -> String {
        if self.arguments.is_empty() {
            self.function.to_owned()
        } else {
            format!("{}({})", self.function, self.arguments)
        }
    }
}
