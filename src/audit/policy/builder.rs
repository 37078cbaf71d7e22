//! A policy put together in code.

use super::exemption::Exemption;
use super::policy::Policy;
use super::rule::Rule;
use crate::audit::preset::Preset;
use crate::error::Error;
use crate::metric::Criterion;
use crate::value::Confidence;

/// Puts a policy together; problems are reported all at once by [`PolicyBuilder::build`].
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until it is built"]
pub struct PolicyBuilder {
    policy: Policy,
    own: Vec<&'static Criterion>,
}

impl Policy {
    /// Starts a policy.
    pub fn builder(name: impl Into<String>) -> PolicyBuilder {
        PolicyBuilder {
            policy: Policy {
                name: name.into(),
                version: None,
                presets: Vec::new(),
                confidence: Confidence::DEFAULT,
                minimum_rows: 30,
                tables: Vec::new(),
                rules: Vec::new(),
                exemptions: Vec::new(),
                escalation: Vec::new(),
            },
            own: Vec::new(),
        }
    }
}

impl PolicyBuilder {
    /// One more rule.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.policy.rules.push(rule);
        self
    }

    /// One more exemption.
    pub fn exemption(mut self, exemption: Exemption) -> Self {
        self.policy.exemptions.push(exemption);
        self
    }

    /// All rules and tables of a preset, which may then be added to.
    pub fn preset(mut self, preset: &Preset) -> Self {
        let other = preset.policy();
        self.policy.presets.push(preset.id.to_owned());
        self.policy.tables.extend(other.tables);
        self.policy.rules.extend(other.rules);
        self
    }

    /// A criterion of the caller's own, which rules may then name; [`crate::Audit::criterion`] must be given it too.
    pub fn criterion(mut self, criterion: &'static Criterion) -> Self {
        self.own.push(criterion);
        self
    }

    /// The owner's version.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.policy.version = Some(version.into());
        self
    }

    /// Confidence of intervals and verdicts; 95 % unless said otherwise.
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.policy.confidence = confidence;
        self
    }

    /// Slices with fewer rows are shown and not judged; 30 unless said otherwise.
    pub fn minimum_rows(mut self, rows: u64) -> Self {
        self.policy.minimum_rows = rows;
        self
    }

    /// Print the impact tables of a preset, by its id.
    pub fn table(mut self, preset: impl Into<String>) -> Self {
        self.policy.tables.push(preset.into());
        self
    }

    /// Whom to tell next when a gate fails.
    pub fn escalate_to(mut self, who: impl Into<String>) -> Self {
        self.policy.escalation.push(who.into());
        self
    }

    /// The policy as it stands, for the crate's own presets, which a test checks.
    pub(in crate::audit) fn into_unchecked(self) -> Policy {
        self.policy
    }

    /// Checks the policy.
    ///
    /// # Errors
    ///
    /// As [`Policy::check`].
    pub fn build(self) -> Result<Policy, Error> {
        self.policy.check_with(&self.own).map(|()| self.policy)
    }
}
