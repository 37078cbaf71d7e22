//! Who holds everything published: the numbers found in the JSON become equations, and a linear program says how far each
//! count may lie.

use std::collections::{BTreeMap, BTreeSet};

use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, SolveOutcome, Variable};
use serde_json::Value;

use super::population::{Population, code, is_in};
use super::told::{Heard, Told};

/// Attribute and level.
pub(crate) type Conditions = Vec<(usize, usize)>;

/// What a report says.
#[derive(Default, Debug)]
pub(crate) struct Knowledge {
    /// Counts by kind of every slice that is published.
    pub(crate) counts: BTreeMap<Conditions, Vec<u64>>,
    /// Sums of selected, and of all, of parts that strata show: slice, selected, rows.
    pub(crate) sums: Vec<(Conditions, u64, u64)>,
    /// Slices that are said to be withheld, which have rows therefore.
    pub(crate) named: BTreeSet<Conditions>,
    /// Groupings of which nothing is published.
    pub(crate) whole: BTreeSet<Vec<usize>>,
    /// Every grouping that is published, at least in part.
    pub(crate) groupings: BTreeSet<Vec<usize>>,
    /// What other forms say of slices that the JSON does not count.
    pub(crate) told: Vec<Told>,
}

impl Knowledge {
    /// Reads a report as anybody would who knows which columns there are.
    pub(crate) fn read(json: &str, population: &Population) -> Self {
        let report: Value = serde_json::from_str(json).unwrap();
        let audited = &report["audited"];
        let mut known = Self::default();
        known.read_slice(conditions(&audited["overall"]["slice"]), &audited["overall"]["counts"], population);
        for grouping in list(&audited["groupings"]) {
            known.groupings.insert(attributes(&grouping["grouping"]));
            let axes = attributes(&grouping["grouping"]);
            let columns = &grouping["slices"];
            for at in 0..list(&columns["levels"][0]).len() {
                let levels = list(&columns["levels"]).iter().map(|levels| level(&levels[at]));
                let mut slice: Conditions = axes.iter().copied().zip(levels).collect();
                slice.sort_unstable();
                // A column holds one entry for each slice, or one for all.
                let counts = columns["counts"].get("all").unwrap_or(&columns["counts"][at]);
                known.read_slice(slice, counts, population);
            }
        }
        known.read_withheld(audited);
        for result in list(&audited["conditional"]) {
            for row in list(&result["rows"]) {
                let stratum = level(&row["stratum"][0]);
                let last = population.shape.len() - 1;
                let mut own = conditions(&result["slice"]);
                own.push((last, stratum));
                let number = |key: &str| row[key].as_u64().unwrap();
                known.sums.push((own, number("group_selected"), number("group_rows")));
                known.sums.push((
                    vec![(last, stratum)],
                    number("group_selected") + number("reference_selected"),
                    number("group_rows") + number("reference_rows"),
                ));
            }
        }
        known
    }

    /// Reads a report on another task. Which metrics it has of a group does not matter: whatever could be computed of the rows of
    /// a published group is taken as known, as if every one of its counts stood there.
    pub(crate) fn read_task(json: &str, population: &Population) -> Self {
        let report: Value = serde_json::from_str(json).unwrap();
        let audited = &report["audited"];
        let mut known = Self::default();
        let kinds = population.cells[0].len();
        let mut grant = |slice: Conditions, told: &Value| {
            let counts: Vec<u64> = (0..kinds).map(|kind| population.count(&slice, kind)).collect();
            assert_eq!(told.as_u64(), Some(counts.iter().sum()), "the report miscounts {slice:?}");
            known.counts.insert(slice, counts);
        };
        let task = &audited["tasks"][0];
        grant(Conditions::new(), &task["overall"]["count"]);
        for grouping in list(&task["groupings"]) {
            for slice in list(&grouping["slices"]) {
                grant(conditions(&slice["slice"]), &slice["count"]);
            }
        }
        known.groupings.extend(list(&task["groupings"]).iter().map(|grouping| attributes(&grouping["grouping"])));
        known.read_withheld(audited);
        known
    }

    fn read_withheld(&mut self, audited: &Value) {
        for withheld in list(&audited["privacy"]["withheld"]) {
            let axes = attributes(&withheld["grouping"]);
            if withheld["whole"].as_bool().unwrap() {
                self.whole.insert(axes);
            } else {
                self.named.extend(list(&withheld["slices"]).iter().map(conditions));
            }
        }
    }

    /// Takes in what another form says. What it says of a slice that the JSON counts must be true, and tells nothing new.
    pub(crate) fn hear(&mut self, form: &str, text: &str, population: &Population) -> Heard {
        let heard = Heard::read(form, text, population);
        for told in &heard.told {
            assert!(told.holds(population), "misread, or {form} is wrong: {told:?}");
            if !self.counts.contains_key(&told.slice) && !self.told.contains(told) {
                self.told.push(told.clone());
            }
        }
        heard
    }

    fn read_slice(&mut self, slice: Conditions, counts: &Value, population: &Population) {
        let counts: Vec<u64> = list(counts).iter().map(|count| count.as_u64().unwrap()).collect();
        let kinds = population.cells[0].len();
        let own = (0..kinds).map(|kind| counts[code(population.labelled, kind)]).collect();
        self.counts.insert(slice, own);
    }

    /// Whether a slice is hidden by a wider one that is named, or by a wider grouping of which nothing is published.
    pub(crate) fn is_hidden(&self, slice: &Conditions) -> bool {
        let axes: Vec<usize> = slice.iter().map(|(attribute, _)| *attribute).collect();
        self.named.iter().any(|wider| wider != slice && wider.iter().all(|one| slice.contains(one)))
            || self.whole.iter().any(|whole| whole.iter().all(|attribute| axes.contains(attribute)))
    }

    /// Every slice of the published groupings that is neither shown nor named nor hidden: it has no rows.
    pub(crate) fn empty(&self, shape: &[usize]) -> Vec<Conditions> {
        let mut found = Vec::new();
        for axes in &self.groupings {
            for slice in all_slices(shape, axes) {
                if !self.counts.contains_key(&slice) && !self.named.contains(&slice) && !self.is_hidden(&slice) {
                    found.push(slice);
                }
            }
        }
        found
    }
}

/// Every combination of levels of some attributes.
pub(crate) fn all_slices(shape: &[usize], axes: &[usize]) -> Vec<Conditions> {
    let mut found: Vec<Conditions> = vec![Vec::new()];
    for &axis in axes {
        found = found
            .into_iter()
            .flat_map(|before| {
                (0..shape[axis]).map(move |level| before.iter().copied().chain([(axis, level)]).collect())
            })
            .collect();
    }
    found
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn level(value: &Value) -> usize {
    value.as_str().unwrap().trim_start_matches('l').parse().unwrap()
}

fn attributes(value: &Value) -> Vec<usize> {
    list(value).iter().map(|name| name.as_str().unwrap().trim_start_matches('a').parse().unwrap()).collect()
}

/// The conditions of a slice as the report writes them.
pub(crate) fn conditions(slice: &Value) -> Conditions {
    let mut found: Conditions = list(slice)
        .iter()
        .map(|one| (one["attribute"].as_str().unwrap().trim_start_matches('a').parse().unwrap(), level(&one["level"])))
        .collect();
    found.sort_unstable();
    found
}

/// The linear program of one report, or of one and its successor: what may the base cells be?
pub(crate) struct Attack<'k> {
    pub(crate) population: &'k Population,
    /// Reports of the population as it was and as it is. In the second the people of the first are still there.
    pub(crate) reports: Vec<&'k Knowledge>,
}

impl Attack<'_> {
    /// The least and the most rows that a slice may have of a kind in one of the reports, as far as linear programming says.
    pub(crate) fn range(&self, report: usize, slice: &Conditions, kind: usize) -> (f64, f64) {
        // Where it has no limit, nothing is known.
        let solve =
            |direction| self.solve(direction, report, slice, kind, None).map_or(f64::INFINITY, |(value, _)| value);
        (solve(OptimizationDirection::Minimize), solve(OptimizationDirection::Maximize))
    }

    /// Another population of whole people that the first report fits as well, with as many as can be, up to a limit, of a
    /// kind in a slice.
    pub(crate) fn another(&self, slice: &Conditions, kind: usize, most: u64) -> Population {
        let (_, cells) = self.solve(OptimizationDirection::Maximize, 0, slice, kind, Some(most)).unwrap();
        Population { cells, ..self.population.clone() }
    }

    /// The best value and the base cells that reach it; `None` where there is no limit. With a limit, people are whole.
    fn solve(
        &self,
        direction: OptimizationDirection,
        report: usize,
        slice: &Conditions,
        kind: usize,
        whole: Option<u64>,
    ) -> Option<(f64, Vec<Vec<u64>>)> {
        let shape = &self.population.shape;
        let kinds = self.population.cells[0].len();
        let mut problem = Problem::new(direction);
        let mut variable = |counts: bool, cell: usize| {
            let weight = if counts && is_in(shape, cell, slice) { 1.0 } else { 0.0 };
            if whole.is_some() {
                problem.add_integer_var(weight, (0, 10_000))
            } else {
                problem.add_var(weight, (0.0, f64::INFINITY))
            }
        };
        // By step, base cell and kind: who came with each report.
        let mut steps: Vec<Vec<Vec<Variable>>> = Vec::new();
        for step in 0..self.reports.len() {
            let cells = 0..self.population.cells.len();
            let of_cell = |cell| (0..kinds).map(|own| variable(own == kind && step <= report, cell)).collect();
            steps.push(cells.map(of_cell).collect());
        }
        if let Some(most) = whole {
            let cells = (0..self.population.cells.len()).filter(|&cell| is_in(shape, cell, slice));
            let terms: Vec<(Variable, f64)> = cells.map(|cell| (steps[0][cell][kind], 1.0)).collect();
            problem.add_constraint(terms.as_slice(), ComparisonOp::Le, most as f64);
        }
        for (at, known) in self.reports.iter().enumerate() {
            let sum = |slice: &Conditions, wanted: &dyn Fn(usize) -> bool| -> Vec<(Variable, f64)> {
                let mut terms = Vec::new();
                for step in &steps[..=at] {
                    for cell in (0..self.population.cells.len()).filter(|&cell| is_in(shape, cell, slice)) {
                        terms.extend((0..kinds).filter(|&own| wanted(own)).map(|own| (step[cell][own], 1.0)));
                    }
                }
                terms
            };
            let mut equal = |terms: Vec<(Variable, f64)>, value: u64| {
                problem.add_constraint(terms.as_slice(), ComparisonOp::Eq, value as f64);
            };
            for (slice, counts) in &known.counts {
                for (own, &count) in counts.iter().enumerate() {
                    equal(sum(slice, &|kind| kind == own), count);
                }
            }
            for (slice, selected, rows) in &known.sums {
                equal(sum(slice, &|kind| super::population::KINDS[kind].0), *selected);
                equal(sum(slice, &|_| true), *rows);
            }
            for slice in known.empty(shape) {
                equal(sum(&slice, &|_| true), 0);
            }
            for told in &known.told {
                // Either end of a share is a line through the origin: the part less so much of the whole.
                for (end, side) in [(told.least, ComparisonOp::Ge), (told.most, ComparisonOp::Le)] {
                    let mut terms: Vec<(Variable, f64)> = Vec::new();
                    for (step, cell) in
                        steps[..=at].iter().flat_map(|step| (0..step.len()).map(move |cell| (step, cell)))
                    {
                        if is_in(shape, cell, &told.slice) == told.rest {
                            continue;
                        }
                        for (kind, &variable) in step[cell].iter().enumerate() {
                            let is = |kinds: u8| f64::from(kinds >> kind & 1);
                            let weight = is(told.of) - told.among.map_or(0.0, |among| end * is(among));
                            terms.extend((weight != 0.0).then_some((variable, weight)));
                        }
                    }
                    problem.add_constraint(terms.as_slice(), side, if told.among.is_some() { 0.0 } else { end });
                }
            }
            for slice in &known.named {
                problem.add_constraint(sum(slice, &|_| true).as_slice(), ComparisonOp::Ge, 1.0);
            }
        }
        match problem.solve() {
            Ok(SolveOutcome::Solution(solution)) => {
                let cell =
                    |cell: &Vec<Variable>| cell.iter().map(|&own| solution.var_value(own).round() as u64).collect();
                Some((solution.objective(), steps[0].iter().map(cell).collect()))
            }
            Err(Error::Unbounded) => None,
            other => unreachable!("the truth is a solution, and no limit was set: {other:?}"),
        }
    }

    /// Whether published zeros alone tell a count: all its cells are in one, or all else of a published slice is.
    pub(crate) fn is_settled_by_zeros(&self, report: usize, slice: &Conditions, kind: usize) -> bool {
        let known = self.reports[report];
        let shape = &self.population.shape;
        let empty = known.empty(shape);
        let is_zero = |at: usize| {
            empty.iter().any(|slice| is_in(shape, at, slice))
                || known.counts.iter().any(|(slice, counts)| counts[kind] == 0 && is_in(shape, at, slice))
        };
        let cells = |slice: &Conditions| -> Vec<usize> {
            (0..self.population.cells.len()).filter(|&at| is_in(shape, at, slice)).collect()
        };
        let own = cells(slice);
        own.iter().all(|&at| is_zero(at))
            || known.counts.keys().any(|wider| {
                let all = cells(wider);
                own.iter().all(|at| all.contains(at)) && all.iter().all(|at| own.contains(at) || is_zero(*at))
            })
    }

    /// Whether the report before published a count, and nobody came to a wider slice since, as both reports show.
    pub(crate) fn is_settled_before(&self, report: usize, slice: &Conditions, kind: usize) -> bool {
        let Some(before) = report.checked_sub(1).map(|before| self.reports[before]) else { return false };
        before.counts.contains_key(slice)
            && before.counts.iter().any(|(wider, counts)| {
                let now = self.reports[report].counts.get(wider);
                wider.iter().all(|one| slice.contains(one)) && now.is_some_and(|now| now[kind] == counts[kind])
            })
    }
}
