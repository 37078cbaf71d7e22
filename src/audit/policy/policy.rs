//! The policy as a whole.

use serde::{Deserialize, Serialize};

use super::exemption::Exemption;
use super::rule::Rule;
use crate::segment::Slice;
use crate::value::Confidence;

/// Rules, exemptions and the conditions under which a gate fails.
///
/// # Example
///
/// ```
/// use evenhand::audit::{Policy, Reference, Rule, Severity, Tolerance};
///
/// let policy = Policy::builder("Spring campaign")
///     .rule(
///         Rule::new("selection", "demographic_parity_difference")
///             .tolerance(Tolerance::within(-0.05, 0.05))
///             .reference(Reference::Rest)
///             .severity(Severity::High)
///             .owner("campaign lead")
///             .on_failure("review the features behind the score"),
///     )
///     .minimum_rows(50)
///     .build()?;
/// assert_eq!(policy.rules.len(), 1);
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Its version, as the owner numbers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The presets it was made from, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub presets: Vec<String>,
    /// Confidence of intervals and verdicts.
    pub confidence: Confidence,
    /// Slices with fewer rows are shown and not judged.
    pub minimum_rows: u64,
    /// Presets whose impact tables are printed, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<String>,
    /// The rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// Slices that a rule is not held against, for a reason and for a time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exemptions: Vec<Exemption>,
    /// Whom to tell, in which order, when a gate fails.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalation: Vec<String>,
}

impl Policy {
    /// The exemption that covers a slice under a rule, by its place.
    pub(in crate::audit) fn exemption_of(&self, rule: &str, slice: &Slice) -> Option<usize> {
        self.exemptions.iter().position(|one| one.rule == rule && slice.lies_within(&one.slice))
    }
}
