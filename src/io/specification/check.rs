//! Whether a specification is complete and agrees with itself, before any file is opened.

use super::{AuditSpecification, Bands};
use crate::error::{Error, ErrorKind, Problem, suggestion};
use crate::metric::Task;

/// A problem of a table and key.
pub(super) fn at(table: &str, key: &str, message: impl Into<String>) -> Problem {
    let place = match (table, key) {
        ("", key) => key.to_owned(),
        (table, "") => format!("[{table}]"),
        (table, key) => format!("[{table}] {key}"),
    };
    Problem::new(ErrorKind::Policy, message).place(place)
}

impl AuditSpecification {
    /// Whether it can be audited: complete, and without contradictions.
    ///
    /// # Errors
    ///
    /// Every problem at once: no decision, a column in two roles that exclude each other, values of a column that is not
    /// named, bands or an order of a column that is neither segment nor stratum, numbers out of their range, a minimum cell that
    /// protects nobody.
    pub fn check(&self) -> Result<(), Error> {
        let mut problems = Vec::new();
        match &self.task {
            Some(request) if request.kind != Task::Decisions => self.check_task(request, &mut problems),
            request => {
                self.check_decision(&mut problems);
                if let Some(request) = request {
                    self.check_task(request, &mut problems);
                }
            }
        }
        self.check_roles(&mut problems);
        self.check_values(&mut problems);
        self.check_bands_and_orders(&mut problems);
        self.check_slices(&mut problems);
        self.check_actions(&mut problems);
        self.check_measures(&mut problems);
        self.check_cluster_bootstrap(&mut problems);
        if let Err(error) = self.privacy.suppression() {
            problems.extend_from_slice(error.problems());
        }
        Error::check(problems)
    }

    fn check_actions(&self, problems: &mut Vec<Problem>) {
        for (at, action) in self.actions.iter().enumerate() {
            if let Err(error) = action.check() {
                problems.extend_from_slice(error.problems());
            }
            if !action.id.is_empty() && self.actions[..at].iter().any(|other| other.id == action.id) {
                let problem = self::at("actions", "id", "is there twice").value(&action.id);
                problems.push(problem.remedy("give each action a name of its own"));
            }
        }
    }

    fn check_measures(&self, problems: &mut Vec<Problem>) {
        for (at, measure) in self.scorecard.iter().enumerate() {
            if let Err(error) = measure.measure().check() {
                problems.extend_from_slice(error.problems());
            }
            if !measure.id.is_empty() && self.scorecard[..at].iter().any(|other| other.id == measure.id) {
                let problem = self::at("scorecard", "id", "is there twice").value(&measure.id);
                problems.push(problem.remedy("give each measure a name of its own"));
            }
        }
    }

    /// What can be said before a file is opened; the audit says the rest.
    fn check_cluster_bootstrap(&self, problems: &mut Vec<Problem>) {
        if self.cluster_bootstrap.is_none() {
            return;
        }
        if self.columns.customer.is_none() {
            problems.push(
                at("", "cluster_bootstrap", "rests on customers, and nobody is named as one")
                    .remedy("name the column of who the customer is under [columns] customer"),
            );
        }
        if self.task.as_ref().is_some_and(|task| task.kind != Task::Decisions) {
            problems.push(at("", "cluster_bootstrap", "is for decisions only").remedy("leave it out for this task"));
        }
    }

    fn check_decision(&self, problems: &mut Vec<Problem>) {
        let threshold = self.values.threshold;
        match (&self.columns.decision, threshold) {
            (Some(_), Some(_)) => problems.push(
                at("values", "threshold", "a decision column and a threshold were both given")
                    .remedy("leave one out: a threshold makes the decision from the score"),
            ),
            (None, None) => problems.push(
                at("columns", "decision", "no decision was given")
                    .remedy("name the column of the decision, or a score column and [values] threshold"),
            ),
            (None, Some(_)) if self.columns.score.is_none() => problems.push(
                at("values", "threshold", "a threshold was given without a score")
                    .remedy("name the column of the score under [columns] score"),
            ),
            _ => {}
        }
        if let Some(threshold) = threshold
            && !(0.0..=1.0).contains(&threshold)
        {
            problems.push(
                at("values", "threshold", "is not a threshold: scores lie between 0 and 1")
                    .value(threshold)
                    .remedy("give a number between 0 and 1"),
            );
        }
    }

    fn check_roles(&self, problems: &mut Vec<Problem>) {
        let columns = &self.columns;
        let lists = [("segments", &columns.segments), ("strata", &columns.strata)];
        let listed = lists.iter().flat_map(|(role, names)| names.iter().map(move |name| (*role, name.as_str())));
        let single = columns.single_roles().into_iter().filter_map(|(role, name)| Some((role, name?)));
        let asked: Vec<(&str, &str)> = single.chain(listed).collect();
        for (index, &(role, name)) in asked.iter().enumerate() {
            for &(earlier, _) in asked[..index].iter().filter(|(_, other)| *other == name) {
                if !self.may_share(name, earlier, role) {
                    problems.push(
                        at("columns", role, format!("is also asked for as {earlier}"))
                            .value(name)
                            .remedy(sharing_remedy(earlier, role)),
                    );
                }
            }
        }
    }

    /// A group can also be who scored high (in bands) or who consented; no other column has two meanings.
    fn may_share(&self, name: &str, earlier: &str, role: &str) -> bool {
        matches!(role, "segments" | "strata")
            && (earlier == "consent" || (earlier == "score" && self.bands.contains_key(name)))
    }

    fn check_values(&self, problems: &mut Vec<Problem>) {
        let (columns, values) = (&self.columns, &self.values);
        let positives = [
            ("outcome", &columns.outcome, &values.outcome_positive),
            ("decision", &columns.decision, &values.decision_positive),
            ("consent", &columns.consent, &values.consent_positive),
        ];
        for (role, column, positive) in positives {
            let Some(positive) = positive else { continue };
            let key = format!("{role}_positive");
            if column.is_none() {
                problems.push(
                    at("values", &key, format!("names a level, but there is no {role} column"))
                        .value(positive)
                        .remedy(format!("name the column under [columns] {role}, or drop the line")),
                );
            }
            if values.missing.contains(positive) {
                problems.push(
                    at("values", &key, "is also among the cells that mean missing")
                        .value(positive)
                        .remedy("take it out of [values] missing"),
                );
            }
        }
        if values.max_levels == 0 {
            problems.push(at("values", "max_levels", "allows no level").remedy("allow at least 1"));
        }
        if let Some(delimiter) = values.delimiter
            && (!delimiter.is_ascii() || matches!(delimiter, '"' | '\r' | '\n'))
        {
            problems.push(
                at("values", "delimiter", "cannot stand between cells")
                    .value(delimiter)
                    .remedy("use an ASCII character such as , or ;"),
            );
        }
        if let Some(confidence) = self.confidence
            && !(confidence > 0.0 && confidence < 1.0)
        {
            let problem = at("", "confidence", "is not between 0 and 1").value(confidence);
            problems.push(if (50.0..100.0).contains(&confidence) {
                problem.remedy(format!("write {}", confidence / 100.0))
            } else {
                problem.remedy("write 0.95, say")
            });
        }
    }

    fn check_bands_and_orders(&self, problems: &mut Vec<Problem>) {
        let attributes = || self.columns.segments.iter().chain(&self.columns.strata).map(String::as_str);
        let keys = self.bands.keys().map(|name| ("bands", name));
        let keys = keys.chain(self.order.keys().map(|name| ("order", name)));
        let keys = keys.chain(self.population.keys().map(|name| ("population", name)));
        for (table, name) in keys {
            if !attributes().any(|attribute| attribute == name) {
                problems.push(
                    at(table, name, "is neither a segment nor a stratum").remedy(known_attribute(name, attributes())),
                );
            }
        }
        for (name, population) in &self.population {
            if let Err(error) = population.reference(name) {
                problems.extend(error.problems().iter().map(|problem| problem.clone().place("[population]")));
            }
        }
        for name in self.order.keys().filter(|name| self.bands.contains_key(*name)) {
            problems.push(
                at("order", name, "has bands already, and bands come in their own order").remedy("drop the order"),
            );
        }
        for (name, levels) in &self.order {
            if let Some(twice) = levels.iter().enumerate().find(|(at, level)| levels[..*at].contains(level)) {
                problems.push(at("order", name, "stands twice").value(twice.1).remedy("name each level once"));
            }
        }
        for (name, bands) in &self.bands {
            match bands {
                Bands::At(points)
                    if points.is_empty()
                        || points.iter().any(|point| !point.is_finite())
                        || points.windows(2).any(|pair| pair[0] >= pair[1]) =>
                {
                    problems.push(
                        at("bands", name, "are not cut points: they are finite and increase")
                            .value(format_args!("{points:?}"))
                            .remedy("list the lower ends of the bands above the first, as [25, 35, 65]"),
                    );
                }
                Bands::Quantiles { quantiles } if *quantiles < 2 => {
                    problems.push(
                        at("bands", name, "are too few bands").value(quantiles).remedy("ask for 2 quantiles or more"),
                    );
                }
                Bands::At(_) | Bands::Quantiles { .. } => {}
            }
        }
    }

    fn check_slices(&self, problems: &mut Vec<Problem>) {
        let slices = &self.slices;
        if !slices.only.is_empty() && (slices.intersections.is_some() || !slices.also.is_empty()) {
            problems.push(
                at("slices", "only", "excludes intersections and also")
                    .remedy("list every grouping under only, or drop it"),
            );
        }
        if slices.intersections == Some(0) {
            problems.push(
                at("slices", "intersections", "compares nothing").value(0).remedy("1 compares each segment alone"),
            );
        }
        let segments = || self.columns.segments.iter().map(String::as_str);
        for (key, groupings) in [("also", &slices.also), ("only", &slices.only)] {
            for name in groupings.iter().flatten() {
                if !segments().any(|segment| segment == name) {
                    problems.push(
                        at("slices", key, "is not a segment").value(name).remedy(known_attribute(name, segments())),
                    );
                }
            }
            if groupings.iter().any(Vec::is_empty) {
                problems.push(at("slices", key, "holds a grouping of no segment").remedy("name at least one"));
            }
        }
    }
}

fn sharing_remedy(earlier: &str, role: &str) -> String {
    match (earlier, role) {
        ("segments" | "strata", _) if earlier == role => "name it once".to_owned(),
        ("segments", _) => {
            "name it once: as a segment to compare its levels, as a stratum to compare within them".to_owned()
        }
        ("score", _) => "give it [bands], so that scores become groups".to_owned(),
        _ => format!("one column cannot be both {earlier} and {}", role.trim_end_matches('s')),
    }
}

fn known_attribute<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    if known.clone().next().is_none() {
        return "name it under [columns] segments".to_owned();
    }
    suggestion(name, known)
}
