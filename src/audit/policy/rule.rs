//! One rule, and how it is written down.

use serde::{Deserialize, Serialize};

use super::correction::{Correction, Family};
use super::reference::Reference;
use super::severity::Severity;
use super::tolerance::{Tolerance, default_tolerance};
use crate::audit::verdict::Verdict;
use crate::metric::catalogue;
use crate::segment::Grouping;

/// One rule: a criterion over some segments, with a tolerance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Rule {
    /// Its name within the policy.
    pub id: String,
    /// The criterion, by the catalogue's id.
    pub criterion: String,
    /// The groupings it is held against; empty means all that are audited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<Grouping>,
    /// The values that are acceptable.
    pub tolerance: Tolerance,
    /// What a group is compared with.
    pub reference: Reference,
    /// Whether each group is judged, or the widest pair of a grouping.
    pub summary: Summary,
    /// Whether the comparison is made within the declared strata.
    pub within_strata: bool,
    /// A literal rule of thumb that is reported beside the verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub literal: Option<LiteralRule>,
    /// How its comparisons are corrected for their number.
    pub family: Family,
    /// The correction by name, where it is not to be that of the family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
    /// How bad a failure is.
    pub severity: Severity,
    /// Which verdicts fail the gate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fail_on: Vec<Verdict>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What to do when it fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_failure: Option<String>,
}

/// Whether each group is judged, or the widest pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Summary {
    /// Each group against its reference.
    #[default]
    Each,
    /// The widest pair of groups, with an interval that allows for having searched it.
    Worst,
}

/// Rules of thumb that are reported literally, beside the verdict and never instead of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiteralRule {
    /// The observed ratio is at least 4/5, compared in whole numbers.
    FourFifths,
    /// The observed difference is less than two standard deviations from none.
    TwoStandardDeviations,
}

impl Rule {
    /// A rule on a criterion of the catalogue, with the tolerance that is usual for it: ±0.05 for a difference, 0.8 to
    /// 1.25 for a ratio.
    pub fn new(id: impl Into<String>, criterion: impl Into<String>) -> Self {
        let criterion = criterion.into();
        let tolerance = catalogue::criterion(&criterion).map_or(Tolerance { min: None, max: None }, default_tolerance);
        Self {
            id: id.into(),
            criterion,
            segments: Vec::new(),
            tolerance,
            reference: Reference::default(),
            summary: Summary::default(),
            within_strata: false,
            literal: None,
            family: Family::default(),
            correction: None,
            severity: Severity::default(),
            fail_on: vec![Verdict::Outside],
            owner: None,
            on_failure: None,
        }
    }

    /// Held against these groupings only.
    #[must_use]
    pub fn segments(mut self, segments: impl IntoIterator<Item = Grouping>) -> Self {
        self.segments = segments.into_iter().collect();
        self
    }

    /// The values that are acceptable.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Tolerance) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// What a group is compared with.
    #[must_use]
    pub fn reference(mut self, reference: Reference) -> Self {
        self.reference = reference;
        self
    }

    /// Judge the widest pair of each grouping instead of each group.
    #[must_use]
    pub fn worst_pair(mut self) -> Self {
        self.summary = Summary::Worst;
        self
    }

    /// Compare within the declared strata.
    #[must_use]
    pub fn within_strata(mut self) -> Self {
        self.within_strata = true;
        self
    }

    /// Report a literal rule beside the verdict.
    #[must_use]
    pub fn literal(mut self, literal: LiteralRule) -> Self {
        self.literal = Some(literal);
        self
    }

    /// How comparisons are corrected for their number.
    #[must_use]
    pub fn family(mut self, family: Family) -> Self {
        self.family = family;
        self
    }

    /// How bad a failure is.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Which verdicts fail the gate; only [`Verdict::Outside`] unless said otherwise.
    #[must_use]
    pub fn fail_on(mut self, verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        self.fail_on = verdicts.into_iter().collect();
        self
    }

    /// Who answers for it.
    #[must_use]
    pub fn owner(mut self, owner: impl Into<String>) -> Self {
        self.owner = Some(owner.into());
        self
    }

    /// What to do when it fails.
    #[must_use]
    pub fn on_failure(mut self, action: impl Into<String>) -> Self {
        self.on_failure = Some(action.into());
        self
    }

    /// How the comparisons of slices of so many attributes are corrected.
    pub fn correction(&self, attributes: usize) -> Correction {
        match self.correction {
            Some(correction) => correction,
            None if self.is_declared(attributes) => Correction::Holm,
            None => Correction::BenjaminiHochberg,
        }
    }

    /// Correct by this, whatever the family.
    #[must_use]
    pub fn corrected_by(mut self, correction: Correction) -> Self {
        self.correction = Some(correction);
        self
    }

    /// Whether comparisons of slices of so many attributes were declared in advance.
    pub(in crate::audit) fn is_declared(&self, attributes: usize) -> bool {
        self.family == Family::Primary && (attributes <= 1 || !self.segments.is_empty())
    }

    /// Whether a grouping is among those that the rule is held against.
    pub fn concerns(&self, grouping: &Grouping) -> bool {
        self.segments.is_empty() || self.segments.iter().any(|own| own.same_as(grouping))
    }
}
