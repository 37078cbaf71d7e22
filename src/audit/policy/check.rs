//! Whether a policy holds together: with the catalogue, and with itself.

use super::correction::Correction;
use super::exemption::is_date;
use super::policy::Policy;
use super::reference::Reference;
use super::rule::{Rule, Summary};
use super::tolerance::Tolerance;
use crate::audit::preset;
use crate::error::{Error, ErrorKind, Problem, Problems, suggestion};
use crate::metric::{Composition, Criterion, Definition, PopulationStatistic, Task, catalogue};

impl Policy {
    /// Checks the policy against the catalogue and against itself.
    ///
    /// # Errors
    ///
    /// Every problem at once: a criterion that the catalogue lacks, a rule named twice, a tolerance whose bounds
    /// contradict each other or leave out the ideal, a rule that cannot be combined so, an exemption from a rule that is
    /// not there or with a date that is none.
    pub fn check(&self) -> Result<(), Error> {
        self.check_with(&[])
    }

    /// The same, with criteria of the caller's own beside the catalogue.
    pub(crate) fn check_with(&self, own: &[&'static Criterion]) -> Result<(), Error> {
        let mut problems = Problems::default();
        for (index, rule) in self.rules.iter().enumerate() {
            let place = format!("rule {:?}", rule.id);
            if self.rules[..index].iter().any(|earlier| earlier.id == rule.id) {
                problems.push(
                    Problem::new(ErrorKind::Policy, "is named twice")
                        .place(&place)
                        .remedy("give each rule a name of its own"),
                );
            }
            Complaints { place: &place, problems: &mut problems }.about(rule, own);
        }
        for exemption in &self.exemptions {
            let place = format!("exemption of {:?}", exemption.slice.to_string());
            if !self.rules.iter().any(|rule| rule.id == exemption.rule) {
                let known = self.rules.iter().map(|rule| rule.id.as_str());
                problems.push(
                    Problem::new(ErrorKind::Policy, "is no rule of this policy")
                        .place(&place)
                        .value(&exemption.rule)
                        .remedy(suggestion(&exemption.rule, known)),
                );
            }
            if exemption.reason.trim().is_empty() {
                problems.push(Problem::new(ErrorKind::Policy, "has no reason").place(&place).remedy("say why"));
            }
            if !is_date(&exemption.expires) {
                problems.push(
                    Problem::new(ErrorKind::Policy, "is not a date")
                        .place(&place)
                        .value(&exemption.expires)
                        .remedy("write the last day on which it holds as 2027-01-31"),
                );
            }
        }
        for table in &self.tables {
            if preset::find(table).is_err() {
                problems.push(
                    Problem::new(ErrorKind::Policy, "is no preset with tables")
                        .value(table)
                        .remedy(suggestion(table, preset::PRESETS.iter().map(|preset| preset.id))),
                );
            }
        }
        problems.into_result()
    }
}

/// A criterion by its name: the caller's own first, then the catalogue's.
pub(in crate::audit) fn resolve(name: &str, own: &[&'static Criterion]) -> Result<&'static Criterion, Error> {
    own.iter().copied().find(|criterion| criterion.id == name).map_or_else(|| catalogue::criterion(name), Ok)
}

/// What is wrong with one rule, said of its place.
struct Complaints<'a> {
    place: &'a str,
    problems: &'a mut Problems,
}

impl Complaints<'_> {
    fn refuse(&mut self, message: impl Into<String>, remedy: &str) {
        self.problems.push(Problem::new(ErrorKind::Policy, message).place(self.place).remedy(remedy));
    }

    fn about(&mut self, rule: &Rule, own: &[&'static Criterion]) {
        let criterion = match resolve(&rule.criterion, own) {
            Ok(criterion) => criterion,
            Err(error) => return self.problems.extend(error.in_place(self.place)),
        };
        if let Composition::Population(statistic) = criterion.composition {
            self.about_representation(rule, statistic);
        } else {
            self.about_comparison(rule, criterion);
        }
        self.about_tolerance(rule.tolerance, criterion.ideal);
    }

    /// Whether some value is acceptable, and the value of equal treatment among them.
    fn about_tolerance(&mut self, tolerance: Tolerance, ideal: f64) {
        let bounds = [tolerance.min, tolerance.max];
        if bounds.iter().flatten().any(|bound| !bound.is_finite()) {
            self.refuse("has a tolerance that is not a number", "write min and max as finite numbers");
        } else if let [Some(min), Some(max)] = bounds
            && min > max
        {
            self.refuse(
                format!("has a tolerance from {min} to {max}, which nothing can meet"),
                "put the smaller bound into min and the larger into max",
            );
        } else if bounds == [None, None] {
            self.refuse("has a tolerance without bounds", "give min, max or both");
        } else if !tolerance.zone().contains(ideal) {
            self.refuse(
                format!("tolerates {tolerance}, which leaves out {ideal}, the value of equal treatment"),
                "widen the tolerance: a ratio is ideal at 1, a difference at 0",
            );
        }
    }

    /// Whether a rule about representation asks for what can be had.
    fn about_representation(&mut self, rule: &Rule, statistic: PopulationStatistic) {
        if !matches!(rule.reference, Reference::Rest | Reference::Population) {
            self.refuse("compares with a population and names another reference", "write reference = \"population\"");
        }
        if rule.within_strata {
            self.refuse("compares with a population within strata, which it does not have", "take within_strata away");
        }
        if rule.literal.is_some() {
            self.refuse(
                "has a literal rule about selection, and is about representation",
                "take the literal rule away",
            );
        }
        match (statistic, rule.summary) {
            (PopulationStatistic::ShareRatio, Summary::Worst) => {
                self.refuse("asks for the widest pair of representation ratios", "judge each: summary = \"each\"");
            }
            (PopulationStatistic::TotalVariation | PopulationStatistic::StabilityIndex, Summary::Each) => {
                self.refuse("is about all groups at once", "judge it with summary = \"worst\"");
            }
            _ => {}
        }
    }

    /// Whether a rule that compares groups asks for what can be had.
    fn about_comparison(&mut self, rule: &Rule, criterion: &Criterion) {
        let id = criterion.id;
        if rule.reference == Reference::Population {
            self.refuse(
                format!("{id} does not compare with a population"),
                "name a criterion of representation, or reference = \"rest\"",
            );
        }
        if criterion.task() != Task::Decisions && (rule.within_strata || rule.literal.is_some()) {
            self.refuse(
                format!("{id} has no comparison within strata and no literal rule"),
                "take within_strata and literal away: they are for decisions",
            );
        }
        if (criterion.is_of_all_groups() || criterion.comparison().is_none())
            && (rule.within_strata || rule.summary == Summary::Each)
        {
            self.refuse(
                format!("{id} is about all groups at once"),
                "judge it with summary = \"worst\", without strata",
            );
        }
        if rule.within_strata && rule.summary == Summary::Worst && criterion.comparison().is_some() {
            self.refuse(
                "asks for the widest pair within strata, for which there is no valid interval",
                "judge each group within strata, or the widest pair without",
            );
        }
        match rule.correction {
            Some(Correction::Simultaneous) => self.refuse(
                "asks for a simultaneous interval as the correction of separate comparisons",
                "judge the widest pair with summary = \"worst\", or name another correction",
            ),
            Some(Correction::WestfallYoung) if !can_share_shuffles(rule, criterion) => self.refuse(
                "asks for Westfall-Young, whose shuffles compare one rate of each group with that of everyone else",
                "name a criterion of one rate, reference = \"rest\", no strata and summary = \"each\"; or another correction",
            ),
            _ => {}
        }
        if rule.reference == Reference::WidestPair {
            self.refuse(
                "asks for the other group of the widest pair, which is found and not chosen",
                "judge the widest pair with summary = \"worst\"",
            );
        }
        if rule.within_strata && rule.reference != Reference::Rest {
            self.refuse(
                "asks for another reference within strata, where a group is compared with everyone else",
                "write reference = \"rest\", or one rule within strata and one without",
            );
        }
        if rule.within_strata && criterion.metrics().len() != 1 {
            self.refuse(
                format!("{id} has several metrics; strata are compared by one"),
                "write one rule for each metric",
            );
        }
    }
}

/// Whether the comparisons of a rule can share shuffles.
fn can_share_shuffles(rule: &Rule, criterion: &Criterion) -> bool {
    let is_rate = matches!(criterion.metrics(), [metric] if matches!(metric.definition, Definition::Rate { .. }));
    is_rate && rule.reference == Reference::Rest && !rule.within_strata && rule.summary == Summary::Each
}
