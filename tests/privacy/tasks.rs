//! Reports on other predictions than decisions, attacked.

use std::collections::BTreeMap;

use evenhand::Slices;
use evenhand::audit::Audited;
use evenhand::metric::Task;
use evenhand::privacy::Suppression;
use evenhand::task::{Options, Table, TableBuilder, TaskAudit};
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};
use serde_json::Value;

use super::attacker::{Attack, Conditions, Knowledge, all_slices, conditions};
use super::everywhere::forms;
use super::leaks::{hear_all, leaks, withheld};
use super::population::{Dice, KINDS, Population, levels, report};

const MINIMUM: u64 = 5;

/// Every task whose rows are customers, and whether a row has an outcome beside its decision. Numbers hang on what the row is, so
/// that two populations with the same counts have the same numbers.
const TASKS: [(Task, bool); 6] = [
    (Task::Scores, false),
    (Task::Classes, true),
    (Task::Values, false),
    (Task::Individual, true),
    (Task::Funnel, false),
    (Task::Uplift, true),
];

fn table(task: Task, population: &Population) -> TableBuilder {
    let rows: Vec<(usize, usize)> = population
        .cells
        .iter()
        .enumerate()
        .flat_map(|(at, cell)| cell.iter().enumerate().map(move |(kind, &count)| (at, kind, count)))
        .flat_map(|(at, kind, count)| std::iter::repeat_n((at, kind), count as usize))
        .collect();
    let mut table = Table::builder();
    for (attribute, name) in population.names().iter().enumerate() {
        let level = |at: usize| format!("l{}", levels(&population.shape, at)[attribute]);
        table = table.segment(name, rows.iter().map(|(at, _)| level(*at)));
    }
    let first = || rows.iter().map(|(_, kind)| KINDS[*kind].0).collect::<Vec<bool>>();
    let second = || rows.iter().map(|(_, kind)| KINDS[*kind].1).collect::<Vec<bool>>();
    let number = || rows.iter().map(|(_, kind)| [0.25, 0.75, 0.5, 0.9][*kind]).collect::<Vec<f64>>();
    let named = |yes: Vec<bool>| yes.into_iter().map(|yes| if yes { "card" } else { "loan" }).collect::<Vec<_>>();
    match task {
        Task::Scores => table.binary("outcome", "bought", first()).numbers("score", "score", number()),
        Task::Classes => table.names("prediction", "offer", named(first())).names("outcome", "taken", named(second())),
        // Nothing but the numbers tells rows apart, so that only their number is protected; all have one value.
        Task::Values => table.numbers("prediction", "spend", rows.iter().map(|_| 7.5)),
        Task::Individual => table.binary("decision", "sent", first()).binary("outcome", "bought", second()),
        Task::Funnel => table.binary("consented", "agreed", first()),
        _ => table.binary("treatment", "mailed", first()).binary("outcome", "bought", second()).numbers(
            "score",
            "lift",
            number(),
        ),
    }
}

/// A population as the task tells it apart.
fn population(task: Task, labelled: bool, shape: &[usize], seed: u64) -> Population {
    let mut population = Population::random(seed, shape, labelled, false);
    if task == Task::Values {
        population.cells.iter_mut().for_each(|cell| *cell = vec![cell.iter().sum()]);
    }
    population
}

/// `None` where a total is too small.
fn audited(task: Task, population: &Population, depth: usize) -> Option<Audited> {
    let slices = Slices::marginals().with_intersections(depth);
    let audit = TaskAudit::new().slices(slices).suppress(Suppression::below(MINIMUM).unwrap());
    audit.run_table(task, table(task, population).build().unwrap(), &Options::default()).ok()
}

#[test]
fn nobody_can_narrow_a_withheld_count_of_any_task() {
    let mut attacked: BTreeMap<String, usize> = BTreeMap::new();
    for (task, labelled) in TASKS {
        for (case, (shape, depth)) in [(&[5][..], 1), (&[3, 4], 1), (&[3, 3], 2)].into_iter().enumerate() {
            for seed in 0..4 {
                let population = population(task, labelled, shape, 3000 + 100 * case as u64 + seed);
                let Some(audited) = audited(task, &population, depth) else { continue };
                let mut known = Knowledge::read_task(&report(&audited).to_json().unwrap(), &population);
                hear_all(&mut known, &audited, &population);
                let attack = Attack { population: &population, reports: vec![&known] };
                let found = leaks(&attack, &[&population], depth);
                assert!(found.is_empty(), "{task}, case {case}, seed {seed}: {found:#?}\n{population:?}\n{known:?}");
                *attacked.entry(task.to_string()).or_default() += withheld(&population, depth, &known).len();
            }
        }
    }
    println!("withheld and attacked: {attacked:?}");
    assert!(attacked.len() == TASKS.len() && attacked.values().all(|count| *count > 10), "{attacked:?}");
}

/// Another population with more of a withheld count: every byte of every form is the same.
#[test]
fn two_populations_give_the_same_report_on_a_task() {
    let mut same: BTreeMap<String, usize> = BTreeMap::new();
    for (task, labelled) in TASKS {
        for seed in 0..10 {
            let population = population(task, labelled, &[4, 3], 5000 + seed);
            let Some(audited) = audited(task, &population, 1) else { continue };
            let known = Knowledge::read_task(&report(&audited).to_json().unwrap(), &population);
            let attack = Attack { population: &population, reports: vec![&known] };
            let mut slices: Vec<Conditions> = all_slices(&population.shape, &[0]);
            slices.retain(|slice| !known.counts.contains_key(slice));
            for slice in slices {
                let truth = population.count(&slice, 0);
                let other = attack.another(&slice, 0, truth + 2 * MINIMUM);
                let again = self::audited(task, &other, 1).filter(|again| again.privacy == audited.privacy);
                // From its own counts another choice may be made; the report does not say how it was made.
                let Some(again) = again.filter(|_| other.count(&slice, 0) != truth) else { continue };
                for ((form, first), (_, second)) in forms(&audited).into_iter().zip(forms(&again)) {
                    assert!(first == second, "{form} of {task} tells the count of {slice:?}, seed {seed}");
                }
                *same.entry(task.to_string()).or_default() += 1;
            }
        }
    }
    println!("pairs alike in every byte: {same:?}");
    assert!(same.len() >= 4, "{same:?}");
}

/// How many of each level have a score in each bin, by outcome: what drawings say of it, solved for the rest.
struct ByScore {
    bins: usize,
    /// By level, bin and outcome.
    truth: Vec<u64>,
    /// Sums that are known: the level or everybody, the bin or all, the outcome.
    known: Vec<(Option<usize>, Option<usize>, usize, u64)>,
}

impl ByScore {
    fn place(&self, level: usize, bin: usize, outcome: usize) -> usize {
        (level * self.bins + bin) * 2 + outcome
    }

    fn holds(&self, at: usize, (level, bin, outcome): (Option<usize>, Option<usize>, usize)) -> bool {
        level.is_none_or(|level| at / 2 / self.bins == level)
            && bin.is_none_or(|bin| at / 2 % self.bins == bin)
            && at % 2 == outcome
    }

    fn know(&mut self, level: Option<usize>, bin: Option<usize>, outcome: usize) {
        let of = (level, bin, outcome);
        let sum = (0..self.truth.len()).filter(|&at| self.holds(at, of)).map(|at| self.truth[at]).sum();
        self.known.push((level, bin, outcome, sum));
    }

    fn range(&self, cell: usize) -> f64 {
        let end = |direction| {
            let mut problem = Problem::new(direction);
            let weight = |at: usize| f64::from(u8::from(at == cell));
            let all: Vec<Variable> =
                (0..self.truth.len()).map(|at| problem.add_var(weight(at), (0.0, f64::INFINITY))).collect();
            for &(level, bin, outcome, sum) in &self.known {
                let own = (0..all.len()).filter(|&at| self.holds(at, (level, bin, outcome)));
                let terms: Vec<(Variable, f64)> = own.map(|at| (all[at], 1.0)).collect();
                problem.add_constraint(terms.as_slice(), ComparisonOp::Eq, sum as f64);
            }
            match problem.solve() {
                Ok(SolveOutcome::Solution(solution)) => solution.objective(),
                other => unreachable!("the truth is a solution: {other:?}"),
            }
        };
        end(OptimizationDirection::Maximize) - end(OptimizationDirection::Minimize)
    }

    /// Whether published zeros settle a cell: it is part of a sum of nothing, or its bin has all of its outcome.
    fn is_settled(&self, cell: usize) -> bool {
        let all: u64 = self.truth.iter().skip(cell % 2).step_by(2).sum();
        self.known.iter().any(|&(level, bin, outcome, sum)| {
            let is_all = level.is_none() && bin.is_some() && sum == all;
            self.holds(cell, (level, bin, outcome)) && (sum == 0 || is_all)
        })
    }
}

/// What drawings over scores say of customers by bins of the score does not narrow a count that they do not show.
#[test]
fn drawings_over_scores_do_not_give_customers_by_score_away() {
    let (mut attacked, mut drawn) = (0, 0);
    for seed in 0..16 {
        let mut dice = Dice(900 + seed);
        let mut rows: Vec<(usize, f64, bool)> = Vec::new();
        for (level, size) in [6, 30 + dice.below(120), 150, 260].into_iter().enumerate() {
            for _ in 0..size {
                let score = dice.below(1000) as f64 / 1000.0;
                rows.push((level, score, (dice.below(100) as f64) < 30.0 + 40.0 * score));
            }
        }
        rows.sort_by(|one, other| one.1.total_cmp(&other.1));
        let table = Table::builder()
            .segment("a0", rows.iter().map(|row| format!("l{}", row.0)))
            .numbers("score", "score", rows.iter().map(|row| row.1))
            .binary("outcome", "bought", rows.iter().map(|row| row.2));
        let audit = TaskAudit::new().suppress(Suppression::below(MINIMUM).unwrap());
        let Ok(audited) = audit.run_table(Task::Scores, table.build().unwrap(), &Options::default()) else { continue };
        let json: Value = serde_json::from_str(&report(&audited).to_json().unwrap()).unwrap();
        let task = &json["audited"]["tasks"][0];
        let exhibits: &[Value] = task["exhibits"].as_array().map_or(&[], Vec::as_slice);
        let curves = || {
            let reliability = exhibits.iter().filter(|one| one["kind"] == "reliability");
            reliability.flat_map(|one| one["drawing"]["curves"]["series"].as_array().unwrap())
        };
        let points = |curve: &'_ Value| -> Vec<(f64, u64)> {
            let all = curve["points"].as_array().unwrap().iter();
            all.map(|one| (one["x"].as_f64().unwrap(), one["count"].as_u64().unwrap())).collect()
        };
        // The bins are those of everybody, in the order of the scores; without them no point of a group says which it is.
        let Some(everybody) = curves().find(|curve| conditions(&curve["slice"]).is_empty()).map(points) else {
            continue;
        };
        let ends: Vec<u64> = everybody.iter().scan(0, |sum, (_, count)| (*sum += count, Some(*sum)).1).collect();
        assert_eq!(ends.last(), Some(&(rows.len() as u64)), "a bin of everybody is left out");
        let bins = ends.len();
        let mut known = ByScore { bins, truth: vec![0; 4 * bins * 2], known: Vec::new() };
        let bin_at: Vec<usize> = (0..rows.len() as u64).map(|row| ends.partition_point(|end| *end <= row)).collect();
        for ((level, _, outcome), bin) in rows.iter().zip(&bin_at) {
            let place = known.place(*level, *bin, usize::from(*outcome));
            known.truth[place] += 1;
        }
        for outcome in 0..2 {
            known.know(None, None, outcome);
            for slice in task["groupings"][0]["slices"].as_array().unwrap() {
                known.know(Some(conditions(&slice["slice"])[0].1), None, outcome);
            }
        }
        let mut shown = Vec::new();
        for curve in curves() {
            let level = conditions(&curve["slice"]).first().map(|(_, level)| *level);
            for (x, _) in points(curve) {
                // A mean lies among the scores of its bin.
                let bin = bin_at[rows.partition_point(|row| row.1 < x).min(rows.len() - 1)];
                drawn += 1;
                for outcome in 0..2 {
                    known.know(level, Some(bin), outcome);
                    shown.extend(level.map(|level| known.place(level, bin, outcome)));
                }
            }
        }
        for cell in (0..known.truth.len()).filter(|cell| !shown.contains(cell) && !known.is_settled(*cell)) {
            attacked += 1;
            let range = known.range(cell);
            assert!(range > MINIMUM as f64 - 1e-6, "seed {seed}: cell {cell} is known to within {range}");
        }
    }
    println!("{attacked} counts by score attacked, {drawn} points drawn");
    assert!(attacked > 300 && drawn > 20, "{attacked} attacked, {drawn} drawn");
}
