//! The definitions that a request names, found in the catalogue or among the caller's own.

use super::request::Audit;
use super::subject::of_role;
use crate::audit::policy::{Reference, resolve};
use crate::audit::result::OwnDefinition;
use crate::audit::verdicts;
use crate::data::ColumnRole;
use crate::error::{Error, ErrorKind, Problem};
use crate::metric::{Composition, Criterion, METRICS, Metric, Task};
use crate::segment::Grouping;

impl Audit {
    /// The groupings to audit, where the request holds together.
    pub(in crate::audit) fn checked_groupings(
        &self,
        attributes: &[(&str, ColumnRole)],
    ) -> Result<Vec<Grouping>, Error> {
        self.policy.check_with(&self.own_criteria)?;
        verdicts::check_day(self.as_of.as_deref())?;
        verdicts::groupings(&self.slices, &self.policy, &of_role(attributes, ColumnRole::Segment))
    }

    /// Whether a table of the policy compares scores with their median.
    pub(in crate::audit) fn wants_scores(&self) -> bool {
        !self.policy.tables.is_empty()
    }

    pub(super) fn has_rule(&self, criterion: &Criterion) -> bool {
        self.policy.rules.iter().any(|rule| self.resolve(&rule.criterion).is_ok_and(|own| own.id == criterion.id))
    }

    pub(super) fn resolve(&self, name: &str) -> Result<&'static Criterion, Error> {
        resolve(name, &self.own_criteria)
    }

    /// What the caller's own metrics and criteria are, so that a report can print what was executed.
    pub(super) fn own_definitions(&self) -> Vec<OwnDefinition> {
        let own = |metric: &&&Metric| METRICS.iter().all(|known| known.id != metric.id);
        let metrics = self.own_metrics.iter().filter(own).map(|metric| OwnDefinition {
            id: metric.id.to_owned(),
            name: metric.name.to_owned(),
            question: metric.question.to_owned(),
            formula: metric.formula(),
            source: metric.source.to_owned(),
        });
        let criteria = self.own_criteria.iter().map(|criterion| OwnDefinition {
            id: criterion.id.to_owned(),
            name: criterion.name.to_owned(),
            question: criterion.question.to_owned(),
            formula: criterion.formula(),
            source: criterion.source.to_owned(),
        });
        metrics.chain(criteria).collect()
    }

    /// The headline criteria and those of the policy, each once.
    pub(super) fn all_criteria(&self) -> Result<Vec<&'static Criterion>, Error> {
        let mut criteria: Vec<&'static Criterion> = Vec::new();
        let named = self.criteria.iter().chain(self.policy.rules.iter().map(|rule| &rule.criterion));
        for name in named {
            let criterion = self.resolve(name)?;
            if criterion.task() != Task::Decisions {
                return Err(Problem::new(
                    ErrorKind::Policy,
                    format!("is a criterion of the task {}, and decisions are audited", criterion.task()),
                )
                .value(name)
                .remedy(format!("audit it with `task = \"{}\"`, under a policy of its own", criterion.task()))
                .into());
            }
            // Representation is held against a population, not group against group.
            let compares = !matches!(criterion.composition, Composition::Population(_));
            if compares && !criteria.iter().any(|known| known.id == criterion.id) {
                criteria.push(criterion);
            }
        }
        Ok(criteria)
    }

    /// Metrics that are functions of the table and are worth resampling: of a criterion, or named by the caller.
    pub(super) fn resampled(&self, criteria: &[&'static Criterion]) -> Vec<&'static str> {
        let of_criteria = criteria.iter().flat_map(|criterion| criterion.metrics());
        of_criteria.chain(&self.own_metrics).map(|metric| metric.id).collect()
    }

    /// The reference of the rule that asks for a criterion of this grouping, else everyone else.
    pub(super) fn reference_of(&self, criterion: &Criterion, grouping: &Grouping) -> &Reference {
        let rule = self.policy.rules.iter().find(|rule| {
            self.resolve(&rule.criterion).is_ok_and(|own| own.id == criterion.id) && rule.concerns(grouping)
        });
        rule.map_or(&Reference::Rest, |rule| &rule.reference)
    }
}

/// The metrics that criteria compare, each once.
pub(super) fn metrics_of(criteria: &[&'static Criterion]) -> Vec<&'static Metric> {
    let mut metrics: Vec<&'static Metric> = Vec::new();
    for metric in criteria.iter().flat_map(|criterion| criterion.metrics()) {
        if !metrics.iter().any(|known| known.id == metric.id) {
            metrics.push(metric);
        }
    }
    metrics
}
