//! One request from end to end, step by step.

use super::grouping::Measuring;
use super::request::Audit;
use super::run::Run;
use super::subject::Subject;
use crate::audit::auditor::Auditor;
use crate::audit::by_customer::Customers;
use crate::audit::groups::Groups;
use crate::audit::representation::{RepresentationResult, compare_with_populations};
use crate::audit::result::{Audited, ExclusionCount, GroupingResult, Population, Privacy, RuleResult, WorstResult};
use crate::audit::rules;
use crate::cube::{Cells, Cube, CustomerRows};
use crate::data::Predictions;
use crate::error::{Error, ErrorKind, Problem};
use crate::segment::{Grouping, Slice};

impl Audit {
    /// Audits predictions.
    ///
    /// All attributes are folded at once where their levels multiply to few enough cells, each grouping by itself
    /// otherwise; the result is the same. This is one batch of an [`Auditor`].
    ///
    /// # Errors
    ///
    /// A policy that does not hold together, or slices and criteria that do not exist. With [`Audit::suppress`]: weighted
    /// rows, and totals, or changes of totals since the previous audit, that are too small to publish.
    pub fn run(&self, predictions: &Predictions) -> Result<Audited, Error> {
        let mut auditor = self.auditor();
        auditor.observe_batch(predictions)?;
        if self.cluster_bootstrap.is_some() {
            return auditor.finish();
        }
        let customer_rows = CustomerRows::new(predictions);
        let is_known = predictions.customer_codes.is_some();
        auditor.finish_with(&if is_known { Customers::Whole(customer_rows.as_ref()) } else { Customers::Parted })
    }

    /// An auditor that takes the rows batch by batch; its result is that of [`Audit::run`] on all of them, but for
    /// customers who come back: see [`Auditor`].
    pub fn auditor(&self) -> Auditor {
        Auditor::new(self.clone())
    }

    /// Audits a cube that was tallied elsewhere. Exclusions, customers and scores are not known from it.
    ///
    /// # Errors
    ///
    /// As [`Audit::run`]; with [`Audit::cluster_bootstrap`], since a cube does not know its customers.
    pub fn run_cube(&self, cube: &Cube) -> Result<Audited, Error> {
        if self.cluster_bootstrap.is_some() {
            return Err(Problem::new(ErrorKind::Incompatible, "rests on customers, and a cube does not know them")
                .place("cluster_bootstrap")
                .remedy("audit the rows, all at once or batch by batch")
                .into());
        }
        let subject = Subject {
            customer_rows: &Customers::Parted,
            tally: &|keep: &[&str]| cube.roll_up(keep),
            attributes: cube.axes().iter().map(|axis| (axis.name.as_str(), axis.role)).collect(),
            exclusions: &[],
            customers: None,
            zero_weights: None,
            scored: None,
        };
        self.audit_subject(&subject)
    }

    pub(in crate::audit) fn audit_subject(&self, subject: &Subject<'_>) -> Result<Audited, Error> {
        Run::new(self, subject)?.audited()
    }
}

impl Run<'_> {
    fn audited(self) -> Result<Audited, Error> {
        let all = self.groups()?;
        let resampled = self.audit.resampled(&self.criteria);
        let measuring = Measuring {
            audit: self.audit,
            criteria: &self.criteria,
            resampled: &resampled,
            total: &self.total,
            setting: self.setting,
        };
        let groupings = in_parallel(&all, |at, groups| measuring.grouping(groups, at));
        let overall = measuring.slice(Slice::everybody(), &self.total);
        let representation = self.representation()?;
        let rules = self.judged(&all, &groupings, &representation)?;
        let corrections = self.corrections(&all)?;
        let conditional = self.conditional(&all)?;
        let policy = &self.audit.policy;
        let (mut findings, mut gate) = rules::findings(policy, self.audit.as_of.as_deref(), &rules, &conditional);
        let tables = self.tables(&all)?;
        let (exclusions, excluded) = self.exclusions(&all);
        let mut notices = self.notices(&all, &overall);
        let privacy = self.privacy(&all, &exclusions, excluded);
        if let Some(privacy) = &privacy {
            privacy.add_findings(policy, &mut findings, &mut gate);
            notices.extend(privacy.notice());
        }
        Ok(Audited {
            population: self.population(excluded),
            policy: policy.clone(),
            as_of: self.audit.as_of.clone(),
            own_definitions: self.audit.own_definitions(),
            seed: self.audit.seed,
            overall,
            groupings,
            representation,
            corrections,
            conditional,
            rules,
            tables,
            exclusions,
            notices,
            findings,
            gate,
            privacy,
            tasks: Vec::new(),
            specification: self.specification,
        })
    }

    /// The rows that are known of, and what became of them.
    fn population(&self, excluded: Option<u64>) -> Population {
        let audited = self.total.count(Cells::ALL);
        Population {
            rows: excluded.map(|excluded| audited + excluded),
            audited,
            excluded,
            labelled: self.total.count(Cells::LABELLED),
            selected: self.total.count(Cells::SELECTED),
            zero_weights: self.subject.zero_weights,
            customers: if self.protection.is_some() { None } else { self.subject.customers },
        }
    }

    /// Shares of levels against those of declared populations.
    fn representation(&self) -> Result<Vec<RepresentationResult>, Error> {
        let attributes: Vec<&str> = self.subject.attributes.iter().map(|(name, _)| *name).collect();
        let mut results =
            compare_with_populations(&self.audit.populations, &attributes, self.subject.tally, self.setting)?;
        if let Some(protection) = &self.protection {
            // Shares are of all levels together.
            results.retain(|result| !protection.concerns(&Grouping::by([result.attribute.as_str()])));
        }
        Ok(results)
    }

    /// Every rule of the policy with its verdicts.
    fn judged(
        &self,
        all: &[Groups],
        measured: &[GroupingResult],
        representation: &[RepresentationResult],
    ) -> Result<Vec<RuleResult>, Error> {
        let worst: Vec<&[WorstResult]> = measured.iter().map(|result| &result.worst[..]).collect();
        let evidence = rules::Evidence {
            policy: &self.audit.policy,
            cube: self.subject.tally,
            strata: &self.strata,
            customers: self.by_customer,
            groupings: all,
            worst: &worst,
            representation,
            setting: self.setting,
            protection: self.protection.as_ref(),
        };
        let judge = |rule| rules::judge(rule, self.audit.resolve(&rule.criterion)?, &evidence);
        self.audit.policy.rules.iter().map(judge).collect()
    }

    /// What was withheld, where something was to be.
    fn privacy(&self, all: &[Groups], exclusions: &[ExclusionCount], excluded: Option<u64>) -> Option<Privacy> {
        let protection = self.protection.as_ref()?;
        let published = all.iter().map(|groups| groups.list.len() as u64).sum();
        let unsaid = excluded.is_none() || (exclusions.is_empty() && excluded != Some(0));
        Some(protection.summary(&self.groupings, published, &self.strata, unsaid))
    }
}

#[cfg(feature = "parallel")]
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    use rayon::prelude::*;
    items.par_iter().enumerate().map(|(at, item)| work(at, item)).collect()
}

#[cfg(not(feature = "parallel"))]
fn in_parallel<T, R>(items: &[T], work: impl Fn(usize, &T) -> R) -> Vec<R> {
    items.iter().enumerate().map(|(at, item)| work(at, item)).collect()
}
