//! One run of a request: what is settled before anything is measured.

use super::request::Audit;
use super::subject::{Subject, of_role};
use crate::audit::by_customer::{ByCustomer, Customers};
use crate::audit::groups::Groups;
use crate::audit::protection::{Protection, Tables};
use crate::audit::setting::Setting;
use crate::audit::tally::Tally;
use crate::data::{ColumnRole, Specification};
use crate::error::Error;
use crate::metric::Criterion;
use crate::segment::Grouping;

/// A request and its subject, with all that the steps of an audit share.
pub(super) struct Run<'a> {
    pub(super) audit: &'a Audit,
    pub(super) subject: &'a Subject<'a>,
    pub(super) specification: Specification,
    pub(super) setting: Setting,
    pub(super) groupings: Vec<Grouping>,
    pub(super) strata: Vec<&'a str>,
    pub(super) criteria: Vec<&'static Criterion>,
    pub(super) by_customer: Option<ByCustomer<'a>>,
    pub(super) protection: Option<Protection>,
    /// Of everybody.
    pub(super) total: Tally,
}

impl<'a> Run<'a> {
    pub(super) fn new(audit: &'a Audit, subject: &'a Subject<'a>) -> Result<Self, Error> {
        let groupings = audit.checked_groupings(&subject.attributes)?;
        let strata = of_role(&subject.attributes, ColumnRole::Stratum);
        let criteria = audit.all_criteria()?;
        let everybody = (subject.tally)(&[])?;
        let specification = everybody.specification().clone();
        let setting = Setting {
            labels: specification.labels,
            favourable: specification.favourable,
            confidence: audit.policy.confidence,
            seed: audit.seed,
        };
        let by_customer = audit.by_customer(subject);
        let protection = audit.protection(subject, &groupings, &strata)?;
        let customers = by_customer.map(|rows| rows.moments(&[]).map(|all| all.total().clone())).transpose()?;
        let total = Tally::with_customers(everybody.total(), customers);
        Ok(Self { audit, subject, specification, setting, groupings, strata, criteria, by_customer, protection, total })
    }

    /// The groups of every grouping that may be shown.
    pub(super) fn groups(&self) -> Result<Vec<Groups>, Error> {
        let mut all = Vec::with_capacity(self.groupings.len());
        for grouping in &self.groupings {
            if self.protection.as_ref().is_some_and(|protection| protection.is_whole(grouping)) {
                continue;
            }
            let names: Vec<&str> = grouping.attributes().iter().map(String::as_str).collect();
            let moments = self.by_customer.map(|rows| rows.moments(&names)).transpose()?;
            let groups = Groups::new(grouping.clone(), &(self.subject.tally)(&names)?, &self.total, moments);
            all.push(match &self.protection {
                Some(protection) => groups.protected(protection),
                None => groups,
            });
        }
        Ok(all)
    }
}

impl Audit {
    /// What intervals rest on where they rest on customers.
    fn by_customer<'a>(&self, subject: &Subject<'a>) -> Option<ByCustomer<'a>> {
        match *subject.customer_rows {
            // How many customers stand behind a number could tell who they are.
            Customers::Whole(rows) if !self.rows_as_customers && self.suppression.is_none() => {
                rows.map(ByCustomer::Rows)
            }
            Customers::Replicated(tallies, _) => Some(ByCustomer::Replicates(tallies)),
            Customers::Whole(_) | Customers::Parted => None,
        }
    }

    /// What is withheld, where that was asked for.
    fn protection(
        &self,
        subject: &Subject<'_>,
        groupings: &[Grouping],
        strata: &[&str],
    ) -> Result<Option<Protection>, Error> {
        let Some(suppression) = self.suppression else { return Ok(None) };
        let held = self.populations.iter().map(|population| Grouping::by([population.attribute()]));
        let besides: Vec<Grouping> = held.filter(|held| !groupings.contains(held)).collect();
        let tables = Tables { groupings, besides: &besides, strata };
        Protection::new(suppression, self.previous.as_deref(), &tables, subject.tally).map(Some)
    }
}
