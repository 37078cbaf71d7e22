//! Small-cell suppression of an audit: what is left out before anything is derived, and what the report says of it.

use std::collections::BTreeMap;

use super::finding::{Finding, FindingCode, Gate, Notice};
use super::policy::{Policy, Severity};
use super::result::{Audited, ExclusionCount, Privacy, SliceResult, WithheldSlices};
use super::verdict::Verdict;
use crate::cube::{Cells, Confusion, Cube, Exclusions};
use crate::data::Exclusion;
use crate::error::{Error, ErrorKind, Problem};
use crate::privacy::{Demands, Suppression, Withheld, withhold};
use crate::segment::{Grouping, Slice};
use crate::value::{Reason, Unavailable, quotient};

/// Why a number about withheld slices is not there. Which of them are small is not said: it would bound their counts.
pub(crate) const WITHHELD: Unavailable = Unavailable::Suppressed(Reason::ProtectsSmallCell);

/// Rows by decision and outcome.
type Counts = [u64; 6];

/// Counts of one part of the kinds of rows over some attributes.
#[cfg_attr(not(feature = "tasks"), allow(dead_code, reason = "what tasks ask for besides"))]
pub(crate) type PartTally<'a> = &'a dyn Fn(usize, &[&str]) -> Result<Cube, Error>;

/// The tables that an audit would publish.
pub(super) struct Tables<'a> {
    /// What was asked for.
    pub(super) groupings: &'a [Grouping],
    /// Attributes that are held against a population without being audited alone.
    pub(super) besides: &'a [Grouping],
    pub(super) strata: &'a [&'a str],
}

/// What is withheld of an audit.
pub(crate) struct Protection {
    suppression: Suppression,
    withheld: Withheld,
    against_previous: bool,
}

impl Protection {
    /// Chooses what to withhold of every table that the audit would publish: slices, strata, slices within strata.
    pub(super) fn new(
        suppression: Suppression,
        previous: Option<&Audited>,
        wanted: &Tables<'_>,
        tally: &dyn Fn(&[&str]) -> Result<Cube, Error>,
    ) -> Result<Self, Error> {
        let Tables { groupings, besides, strata } = *wanted;
        let mut tables: Vec<Vec<String>> = groupings.iter().map(|grouping| grouping.attributes().to_vec()).collect();
        let mut demands = Demands::default();
        if !strata.is_empty() {
            let within =
                |own: &[String]| own.iter().cloned().chain(strata.iter().map(|&name| name.to_owned())).collect();
            let crossed: Vec<Vec<String>> = tables.iter().map(|own| within(own)).chain([within(&[])]).collect();
            if previous.is_some_and(|previous| !previous.conditional.is_empty()) {
                // What changed within strata is not followed from report to report.
                demands.groupings.extend(crossed.iter().cloned());
            }
            tables.extend(crossed);
        }
        tables.extend(besides.iter().map(|grouping| grouping.attributes().to_vec()));
        if let Some(previous) = previous {
            check_change(suppression, previous, &tally(&[])?.total())?;
            // Shares of populations are not followed from report to report.
            demands.groupings.extend(besides.iter().map(|grouping| grouping.attributes().to_vec()));
            demands.groupings.extend(unproved(previous, groupings));
        }
        loop {
            let withheld = withhold(suppression, &tables, &demands, tally)?;
            let known = (demands.slices.len(), demands.groupings.len());
            if let Some(previous) = previous {
                for grouping in groupings {
                    let current = tally(&grouping.attributes().iter().map(String::as_str).collect::<Vec<_>>())?;
                    changes(suppression, previous, grouping, &current, &withheld, groupings, &mut demands, tally)?;
                }
            }
            if known == (demands.slices.len(), demands.groupings.len()) {
                return Ok(Self { suppression, withheld, against_previous: previous.is_some() });
            }
        }
    }

    /// The same for rows of more kinds than a table has counts: in several parts, each with the counts of some kinds. What any
    /// part needs withheld is withheld of all, and each part then proves again that nobody can narrow its counts.
    #[cfg_attr(not(feature = "tasks"), allow(dead_code, reason = "what tasks ask for besides"))]
    pub(crate) fn of_parts(
        suppression: Suppression,
        groupings: &[Grouping],
        parts: usize,
        tally: PartTally<'_>,
    ) -> Result<Self, Error> {
        let tables: Vec<Vec<String>> = groupings.iter().map(|grouping| grouping.attributes().to_vec()).collect();
        let mut demands = Demands::default();
        loop {
            let mut withheld = Withheld::default();
            for part in 0..parts {
                withheld.add(withhold(suppression, &tables, &demands, &|names| tally(part, names))?);
            }
            let more = withheld.demands();
            if more == demands || parts == 1 {
                return Ok(Self { suppression, withheld, against_previous: false });
            }
            demands = more;
        }
    }

    /// Whether a slice is published.
    pub(crate) fn publishes(&self, slice: &Slice) -> bool {
        self.withheld.is_published(slice)
    }

    /// Whether any slice of a grouping is withheld.
    pub(crate) fn concerns(&self, grouping: &Grouping) -> bool {
        self.withheld.concerns(grouping.attributes())
    }

    /// Whether no slice of a grouping is published.
    pub(crate) fn is_whole(&self, grouping: &Grouping) -> bool {
        self.withheld.is_whole(grouping.attributes())
    }

    /// Whether a slice is published at all levels of the strata.
    pub(super) fn publishes_within(&self, slice: &Slice, strata: &[&str]) -> bool {
        let own = slice.conditions().iter().map(|condition| condition.attribute.as_str());
        let all: Vec<&str> = own.chain(strata.iter().copied()).collect();
        self.publishes(slice) && !self.withheld.concerns(strata) && !self.withheld.touches(&all, slice)
    }

    /// The slices of a grouping that are named as withheld.
    pub(super) fn slices(&self, grouping: &Grouping) -> Vec<Slice> {
        // In the order of the grouping's attributes.
        let ordered = |slice: &Slice| {
            grouping.attributes().iter().fold(Slice::everybody(), |own, name| match slice.level(name) {
                Some(level) => own.and(name, level.clone()),
                None => own,
            })
        };
        self.withheld.slices(grouping.attributes()).iter().map(ordered).collect()
    }

    /// The numbers of excluded customers that may be published, by reason and in all.
    pub(super) fn exclusions(
        &self,
        excluded: &Cube<Exclusions>,
        audited: u64,
        previous: Option<&Audited>,
    ) -> (Vec<ExclusionCount>, Option<u64>) {
        let total = excluded.total();
        let minimum = self.suppression.minimum_cell();
        let is_fine = |now: u64, before: Option<u64>| {
            (now == 0 || now >= minimum) && before.is_none_or(|before| !self.suppression.is_small_change(before, now))
        };
        let known = previous.is_none_or(|previous| {
            let listed: u64 = everybody(&previous.exclusions).map(|one| one.rows).sum();
            previous.population.excluded == Some(listed)
        });
        let before = |reason: Exclusion| {
            previous.map(|previous| {
                everybody(&previous.exclusions).filter(|one| one.reason == reason).map(|one| one.rows).sum::<u64>()
            })
        };
        let by_reason = known && Exclusion::ALL.iter().all(|&reason| is_fine(total.count(reason), before(reason)));
        let in_all = is_fine(total.total(), previous.and_then(|previous| previous.population.excluded));
        let counts = Exclusion::ALL
            .into_iter()
            .filter(|&reason| by_reason && in_all && total.count(reason) > 0)
            .map(|reason| ExclusionCount {
                slice: Slice::everybody(),
                reason,
                rows: total.count(reason),
                share: quotient(total.count(reason) as f64, (audited + total.total()) as f64, Reason::NoRows),
            })
            .collect();
        (counts, in_all.then(|| total.total()))
    }

    /// What the report says about it. `groupings` are all that were asked for, `slices` those that are published.
    pub(crate) fn summary(&self, groupings: &[Grouping], slices: u64, strata: &[&str], exclusions: bool) -> Privacy {
        let withheld: Vec<WithheldSlices> = groupings
            .iter()
            .filter(|grouping| self.concerns(grouping))
            .map(|grouping| {
                let whole = self.is_whole(grouping);
                let slices = if whole { Vec::new() } else { self.slices(grouping) };
                WithheldSlices { grouping: grouping.clone(), whole, slices }
            })
            .filter(|one| one.whole || !one.slices.is_empty())
            .collect();
        let named = withheld.iter().map(|one| one.slices.len() as u64).sum();
        let within = |grouping: &Grouping| -> Vec<String> {
            grouping.attributes().iter().cloned().chain(strata.iter().map(|&name| name.to_owned())).collect()
        };
        Privacy {
            suppression: self.suppression,
            against_previous: self.against_previous,
            published: slices,
            slices: named,
            share: quotient(named as f64, (slices + named) as f64, Reason::NoRows),
            withheld,
            strata: !strata.is_empty() && groupings.iter().any(|grouping| self.withheld.concerns(&within(grouping))),
            exclusions,
        }
    }
}

impl Privacy {
    /// What a reader must know, where anything is withheld.
    pub(crate) fn notice(&self) -> Option<Notice> {
        let groupings = self.withheld.iter().filter(|one| one.whole).count() as u64;
        (self.slices > 0 || groupings > 0).then(|| Notice::Withheld {
            slices: self.slices,
            groupings,
            minimum: self.suppression.minimum_cell(),
        })
    }

    /// That the rules say nothing about what is withheld: a rule must not pass because nobody may look.
    pub(crate) fn add_findings(&self, policy: &Policy, findings: &mut Vec<Finding>, gate: &mut Gate) {
        for (at, withheld) in self.withheld.iter().enumerate() {
            for rule in policy.rules.iter().filter(|rule| rule.concerns(&withheld.grouping)) {
                let fails_gate = rule.fail_on.contains(&Verdict::NotAssessed);
                let finding = Finding {
                    id: format!("{}/{}/{}", FindingCode::Withheld.code(), rule.id, withheld.grouping),
                    code: FindingCode::Withheld,
                    severity: if fails_gate { rule.severity.min(Severity::Low) } else { Severity::Info },
                    rule: Some(rule.id.clone()),
                    slice: Slice::everybody(),
                    people: None,
                    fails_gate,
                    exempted: None,
                    owner: rule.owner.clone(),
                    action: None,
                    evidence: format!("privacy.withheld[{at}]"),
                };
                if fails_gate {
                    gate.failures.push(finding.id.clone());
                }
                findings.push(finding);
            }
        }
        super::rules::sort(findings, gate);
    }
}

fn everybody(exclusions: &[ExclusionCount]) -> impl Iterator<Item = &ExclusionCount> {
    exclusions.iter().filter(|one| one.slice.conditions().is_empty())
}

/// Refuses a report whose total tells, beside the one before, about a few people.
fn check_change(suppression: Suppression, previous: &Audited, everybody: &Confusion) -> Result<(), Error> {
    for ((now, before), cell) in everybody.counts().into_iter().zip(previous.overall.counts).zip(Cells::SINGLE) {
        if suppression.is_small_change(before, now) {
            let minimum = suppression.minimum_cell();
            return Err(Problem::new(
                ErrorKind::Incompatible,
                format!("since the previous report fewer than {minimum} customers entered or left the cell {cell}"),
            )
            .place("previous")
            .remedy("publish nothing now, and wait until more customers have changed")
            .into());
        }
    }
    Ok(())
}

/// New combinations, where the previous report withholds anything: its proofs know nothing of them.
fn unproved<'a>(previous: &'a Audited, groupings: &'a [Grouping]) -> impl Iterator<Item = Vec<String>> + 'a {
    let withholds = previous.privacy.as_ref().is_some_and(|privacy| !privacy.withheld.is_empty());
    let is_known = |grouping: &Grouping| previous.groupings.iter().any(|result| result.grouping.same_as(grouping));
    groupings
        .iter()
        .filter(move |grouping| withholds && grouping.attributes().len() > 1 && !is_known(grouping))
        .map(|grouping| grouping.attributes().to_vec())
}

/// Demands what the difference to the previous report would show of one grouping. Nothing is published that the previous
/// report withheld, and no change by few people: not of a slice, and not of all withheld parts of a wider slice together.
#[allow(clippy::too_many_arguments)]
fn changes(
    suppression: Suppression,
    previous: &Audited,
    grouping: &Grouping,
    current: &Cube,
    withheld: &Withheld,
    groupings: &[Grouping],
    demands: &mut Demands,
    tally: &dyn Fn(&[&str]) -> Result<Cube, Error>,
) -> Result<(), Error> {
    let hidden = previous.privacy.iter().flat_map(|privacy| &privacy.withheld);
    let hidden: Vec<&WithheldSlices> = hidden.filter(|one| one.grouping.same_as(grouping)).collect();
    let attributes = grouping.attributes().to_vec();
    let demand_all = |demands: &mut Demands| {
        if !withheld.is_whole(&attributes) && !demands.groupings.contains(&attributes) {
            demands.groupings.push(attributes.clone());
        }
    };
    if hidden.iter().any(|one| one.whole) {
        demand_all(demands);
        return Ok(());
    }
    let Some(before) = previous.groupings.iter().find(|result| result.grouping.same_as(grouping)) else {
        return Ok(());
    };
    // What the earlier report showed and this one does not is known but for what changed, of which there is no table here.
    let was_shown = |slice: &SliceResult| !withheld.is_published(&slice.slice);
    if attributes.len() > 1 && before.slices.iter().any(was_shown) {
        demand_all(demands);
        return Ok(());
    }
    let of_before = |slice: &Slice| -> Option<[u64; 6]> {
        let is_same = |other: &Slice| other.lies_within(slice) && slice.lies_within(other);
        let is_hidden = previous
            .privacy
            .iter()
            .flat_map(|privacy| &privacy.withheld)
            .any(|one| one.slices.iter().any(|hidden| slice.lies_within(hidden)));
        let found = before.slices.iter().find(|one: &&SliceResult| is_same(&one.slice));
        found.map(|one| one.counts).or((!is_hidden).then_some([0; 6]))
    };
    let mut now: BTreeMap<Slice, [u64; 6]> = current.groups().map(|(slice, table)| (slice, table.counts())).collect();
    let named = hidden.iter().flat_map(|one| &one.slices);
    for slice in before.slices.iter().map(|one| &one.slice).chain(named) {
        let ordered = grouping.attributes().iter().filter_map(|name| Some((name, slice.level(name)?)));
        let ordered = ordered.fold(Slice::everybody(), |own, (name, level)| own.and(name, level.clone()));
        now.entry(ordered).or_insert([0; 6]);
    }
    for (slice, &counts) in now.iter().filter(|(slice, _)| withheld.is_published(slice)) {
        let small = of_before(slice).is_none_or(|before| {
            before.iter().zip(counts).any(|(&before, now)| suppression.is_small_change(before, now))
        });
        if small && current.groups().any(|(own, _)| own == *slice) {
            demands.slices.push(slice.clone());
        } else if small {
            // It has no rows any more, which a table that is published shows.
            demand_all(demands);
        }
    }
    // What is left of every wider slice that both reports publish.
    let mut wider: Vec<(Slice, [u64; 6], [u64; 6])> =
        vec![(Slice::everybody(), previous.overall.counts, tally(&[])?.total().counts())];
    for other in groupings.iter().filter(|other| {
        other.attributes().len() < grouping.attributes().len()
            && other.attributes().iter().all(|name| grouping.attributes().contains(name))
    }) {
        let names: Vec<&str> = other.attributes().iter().map(String::as_str).collect();
        let old = previous.groupings.iter().find(|result| result.grouping.same_as(other));
        for (slice, table) in tally(&names)?.groups().filter(|(slice, _)| withheld.is_published(slice)) {
            let is_same = |own: &Slice| own.lies_within(&slice) && slice.lies_within(own);
            if let Some(old) = old.and_then(|result| result.slices.iter().find(|one| is_same(&one.slice))) {
                wider.push((slice.clone(), old.counts, table.counts()));
            }
        }
    }
    for (slice, old, new) in wider {
        let parts: Vec<(Counts, Counts)> = now
            .iter()
            .filter(|(own, _)| own.lies_within(&slice) && withheld.is_published(own))
            .filter_map(|(own, &counts)| Some((of_before(own)?, counts)))
            .collect();
        let (mut old, mut new) = (old, new);
        for (before, after) in parts {
            old = std::array::from_fn(|kind| old[kind].saturating_sub(before[kind]));
            new = std::array::from_fn(|kind| new[kind].saturating_sub(after[kind]));
        }
        if old.iter().zip(new).any(|(&old, new)| suppression.is_small_change(old, new)) {
            demand_all(demands);
        }
    }
    Ok(())
}
