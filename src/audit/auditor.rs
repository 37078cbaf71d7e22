//! An audit whose rows come batch by batch.

use super::by_customer::Customers;
use super::engine::{Audit, Subject};
use super::result::Audited;
use super::table::Scored;
use super::tallies::Tallies;
use crate::cube::{Cube, Exclusions, Replicates};
use crate::data::{ColumnRole, CustomerCounter, Predictions};
use crate::error::{Error, ErrorKind, Problem};
use crate::segment::Grouping;

/// An audit whose rows come batch by batch, in bounded memory: it keeps counts, never rows.
///
/// Batches may be of any size and in any order, may lack levels that others have, and may be observed on different
/// machines and merged: the result is byte for byte that of [`Audit::run`] on all rows at once, which is one batch.
///
/// Memory grows with the combinations of levels that occur. Where customer ids were given, it also grows with the number
/// of different customers, by 20 to 40 bytes each.
///
/// Where customers come back, [`Audit::run`] rests its intervals on customers. That needs all rows of a customer together,
/// so here rows are counted as if they were independent, and the result says that its intervals are too narrow. With
/// [`Audit::cluster_bootstrap`] intervals rest on customers here too, and no list of customers is kept.
///
/// Two things depend on all rows and cannot be had batch by batch; they are refused from the second batch on: bands cut
/// at quantiles, and the table of an impact-ratio preset by scores, which are compared with the median of all.
///
/// # Example
///
/// ```
/// use evenhand::{Audit, Policy, Predictions};
///
/// let batch = |offset: usize| {
///     Predictions::builder()
///         .decision((offset..offset + 500).map(|i| i % 3 == 0))
///         .segment("channel", (offset..offset + 500).map(|i| if i % 2 == 0 { "app" } else { "web" }))
///         .build()
/// };
/// let audit = Audit::new().policy(Policy::four_fifths());
/// let mut monday = audit.auditor();
/// monday.observe_batch(&batch(0)?)?;
/// let mut tuesday = audit.auditor();
/// tuesday.observe_batch(&batch(500)?)?;
/// monday.merge(&tuesday)?;
/// let audited = monday.finish()?;
/// assert_eq!(audited.population.rows, Some(1000));
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "an auditor says nothing until it is finished"]
pub struct Auditor {
    audit: Audit,
    seen: Option<Seen>,
}

/// What is kept of the rows.
#[derive(Debug, Clone)]
struct Seen {
    groupings: Vec<Grouping>,
    tallies: Tallies,
    /// The same rows in every replicate of a bootstrap of customers, where one was asked for.
    replicates: Option<Tallies<Replicates>>,
    /// Rows left out: of everybody, then by each attribute alone.
    exclusions: Vec<Cube<Exclusions>>,
    customers: Option<CustomerCounter>,
    zero_weights: u64,
    /// The median score and the rows above it, where a table of the policy asks for them.
    scored: Option<(f64, Cube)>,
    /// What is known only of all rows together, and so forbids more of them.
    complete: Option<Problem>,
}

impl Auditor {
    /// An auditor without rows.
    pub(super) fn new(audit: Audit) -> Self {
        Self { audit, seen: None }
    }

    /// Takes the rows of a batch.
    ///
    /// # Errors
    ///
    /// A policy that does not hold together, or slices that do not exist; a batch of another specification than those
    /// before; a second batch where bands were cut at quantiles or scores are held against their median. Nothing of the
    /// batch has been counted then.
    pub fn observe_batch(&mut self, batch: &Predictions) -> Result<(), Error> {
        let complete = self.needs_all_rows(batch);
        self.audit.check_cluster_bootstrap(batch)?;
        let bootstrap = self.audit.cluster_bootstrap.map(|replicates| (replicates, self.audit.seed));
        // A bootstrap is asked for so that no list of customers need be kept.
        let customers = batch.customers.as_ref().filter(|_| bootstrap.is_none());
        let Some(seen) = &mut self.seen else {
            let attributes: Vec<(&str, ColumnRole)> =
                batch.columns().iter().map(|column| (column.name(), column.role())).collect();
            let groupings = self.audit.checked_groupings(&attributes)?;
            let median = if self.audit.wants_scores() { batch.median_score() } else { None };
            self.seen = Some(Seen {
                tallies: Tallies::fold(batch, &groupings),
                replicates: bootstrap.map(|keys| Tallies::fold_replicates(batch, &groupings, keys)),
                groupings,
                exclusions: exclusions(batch),
                customers: customers.cloned(),
                zero_weights: batch.zero_weights(),
                scored: median.and_then(|median| Some((median, Cube::fold(&batch.selected_above(median)?)))),
                complete,
            });
            return Ok(());
        };
        seen.admits(complete.as_ref())?;
        seen.tallies.add(batch, &seen.groupings)?;
        if let (Some(replicates), Some(keys)) = (&mut seen.replicates, bootstrap) {
            replicates.add_replicates(batch, &seen.groupings, keys)?;
        }
        seen.count(&exclusions(batch), customers, batch.zero_weights())
    }

    /// Takes the rows that another auditor of the same audit has seen.
    ///
    /// # Errors
    ///
    /// As [`Auditor::observe_batch`]; another bootstrap of customers.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        let bootstrap = |own: &Self| own.audit.cluster_bootstrap.map(|replicates| (replicates, own.audit.seed));
        if bootstrap(self) != bootstrap(other) {
            return Err(Problem::new(
                ErrorKind::Incompatible,
                "the two have other replicates, or another seed for them",
            )
            .place("cluster_bootstrap")
            .remedy("merge auditors of one audit")
            .into());
        }
        match (&mut self.seen, &other.seen) {
            (_, None) => Ok(()),
            (own @ None, Some(others)) => {
                *own = Some(others.clone());
                Ok(())
            }
            (Some(seen), Some(others)) => {
                seen.admits(others.complete.as_ref())?;
                seen.tallies.merge(&others.tallies, &seen.groupings)?;
                if let (Some(own), Some(others)) = (&mut seen.replicates, &others.replicates) {
                    own.merge(others, &seen.groupings)?;
                }
                seen.count(&others.exclusions, others.customers.as_ref(), others.zero_weights)
            }
        }
    }

    /// The audit of all rows seen. To look before the last batch, finish a clone.
    ///
    /// # Errors
    ///
    /// No batch was observed, or criteria do not exist.
    pub fn finish(self) -> Result<Audited, Error> {
        self.finish_with(&Customers::Parted)
    }

    /// The same with what is known of the rows of each customer.
    pub(super) fn finish_with(self, customer_rows: &Customers<'_>) -> Result<Audited, Error> {
        let Some(seen) = &self.seen else {
            return Err(Problem::new(ErrorKind::Empty, "no rows were observed")
                .remedy("observe at least one batch")
                .into());
        };
        let bootstrap = seen.replicates.as_ref().zip(self.audit.cluster_bootstrap);
        let replicated = bootstrap.map(|(tallies, replicates)| Customers::Replicated(tallies, replicates));
        let customer_rows = replicated.as_ref().unwrap_or(customer_rows);
        let everybody = seen.tallies.over(&[])?;
        let specification = everybody.specification();
        self.audit.audit_subject(&Subject {
            customer_rows,
            tally: &|keep: &[&str]| seen.tallies.over(keep),
            attributes: specification.attributes.iter().map(|own| (own.name.as_str(), own.role)).collect(),
            exclusions: &seen.exclusions,
            customers: seen.customers.as_ref().map(CustomerCounter::summary),
            zero_weights: specification.weight.is_some().then_some(seen.zero_weights),
            scored: seen.scored.as_ref().map(|(median, cube)| Scored { median: *median, cube }),
        })
    }

    /// Why rows of a batch cannot be audited together with others, if they cannot.
    fn needs_all_rows(&self, batch: &Predictions) -> Option<Problem> {
        if let Some(column) = batch.columns().iter().find(|column| column.by_quantiles) {
            return Some(
                Problem::new(ErrorKind::Incompatible, "is cut at quantiles, which depend on all rows")
                    .column(column.name())
                    .remedy("give the cut points, or all rows as one batch"),
            );
        }
        (self.audit.wants_scores() && batch.specification().score.is_some()).then(|| {
            Problem::new(
                ErrorKind::Incompatible,
                "a table of the policy compares scores with their median, which depends on all rows",
            )
            .remedy("give all rows as one batch, or leave the score out")
        })
    }
}

impl Seen {
    /// Whether rows can be added: nothing here or there is known of all rows together only.
    fn admits(&self, others: Option<&Problem>) -> Result<(), Error> {
        self.complete.as_ref().or(others).map_or(Ok(()), |problem| Err(problem.clone().into()))
    }

    /// Adds what is kept beside the tallies.
    fn count(
        &mut self,
        exclusions: &[Cube<Exclusions>],
        customers: Option<&CustomerCounter>,
        zero_weights: u64,
    ) -> Result<(), Error> {
        for (own, others) in self.exclusions.iter_mut().zip(exclusions) {
            own.absorb(others)?;
        }
        if let Some(others) = customers {
            self.customers.get_or_insert_default().merge(others);
        }
        self.zero_weights += zero_weights;
        Ok(())
    }
}

/// Rows left out of everybody and of each attribute.
fn exclusions(batch: &Predictions) -> Vec<Cube<Exclusions>> {
    let everybody: [&str; 0] = [];
    let alone = batch.columns().iter().map(|column| Cube::fold_exclusions_over(batch, &[column.name()]));
    std::iter::once(Cube::fold_exclusions_over(batch, &everybody)).chain(alone).collect()
}
