//! Scores by segment: do they rank, and do they mean what they say, for everybody alike?

mod compare;
mod exhibits;
mod measure;
mod paired;

use std::sync::Arc;

pub use paired::ScoreTally;

use crate::audit::{MetricValue, Rule, TaskNote, Tolerance};
use crate::error::{BadValues, Error, ErrorKind, Problem, Problems};
use crate::inference::scores::{GroupedScores, ScoreEdges, ScoreTable, equal_mass_edges};
use crate::inference::{Contrast, Simulation};
use crate::metric::task::scores;
use crate::metric::{Criterion, Metric, Task};
use crate::segment::{Grouping, Slice};
use crate::value::Measured;

use super::family::{AllGroups, Family, TaskSetting};
use super::groups::RowGroups;
use super::options::Options;
use super::table::Table;

/// How scores are kept.
#[derive(Debug, Clone, PartialEq)]
enum Mode {
    /// Every distinct score.
    Exact,
    /// A histogram of each group.
    Binned(ScoreEdges),
}

/// The family of the task [`Task::Scores`].
///
/// In the exact mode the tally of a group is its sorted scores; in the binned mode it is a histogram, and what binning may
/// have changed widens the intervals. Both answer the same questions.
///
/// # Example
///
/// ```
/// use evenhand::task::{Options, Scores, Table, TaskAudit};
///
/// let rows = 0..400;
/// let table = Table::builder()
///     .segment("channel", rows.clone().map(|row| ["app", "web"][row % 2]))
///     .numbers("score", "score", rows.clone().map(|row| (row % 40) as f64 / 40.0))
///     .binary("outcome", "bought", rows.map(|row| (row % 40 + row % 7) / 23))
///     .build()?;
/// let audited = TaskAudit::new().run(&Scores::new(table, &Options::default())?)?;
/// let web = audited.tasks[0].grouping(&["channel"]).unwrap().slice(&["web"]).unwrap();
/// assert!(web.metric("auc").unwrap().value.unwrap() > 0.9);
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Scores {
    table: Table,
    mode: Mode,
    positives: Vec<bool>,
    /// Edges of bins of about equal size, of all rows: the same for every segment.
    edges: Vec<f64>,
    calibration_minimum: u64,
    permutations: u32,
    notes: Vec<TaskNote>,
    options: Vec<(String, String)>,
}

impl Scores {
    /// The family of a table of scores and outcomes. Rows without an outcome are left out and counted.
    ///
    /// # Errors
    ///
    /// Every problem at once: columns that are not those of the task, options that it does not take, scores that are not
    /// finite (unless `missing_scores = exclude`) or lie outside \[0, 1\], no row that is left.
    pub fn new(table: Table, options: &Options) -> Result<Self, Error> {
        let settings = Settings::read(&table, options)?;
        let mut problems = Problems::default();
        let roles = table.roles();
        let column =
            |key: &'static str| roles.iter().find(|role| role.role == key).map_or(key, |role| role.column.as_str());
        let (scores, outcomes) =
            (table.numbers("score").unwrap_or_default(), table.binary("outcome").unwrap_or_default());
        let mut missing = BadValues::new(
            column("score"),
            "is not a finite score",
            "mend the row, or leave such rows out with the option missing_scores = exclude",
        );
        let mut outside = BadValues::new(
            column("score"),
            "is not a score between 0 and 1",
            "rescale the scores to probabilities: calibration reads them as such",
        );
        let other = table.numbers("other_score");
        let mut missing_other = BadValues::new(
            column("other_score"),
            "is not a finite score",
            "mend the row, or leave such rows out with the option missing_scores = exclude",
        );
        let (mut leave_out, mut without_score, mut without_outcome) = (vec![false; table.rows()], 0, 0);
        let mut without_other = 0;
        for (row, (&score, outcome)) in scores.iter().zip(outcomes).enumerate() {
            let lacks_other = other.filter(|other| !other[row].is_finite());
            if let Some(other) = lacks_other {
                if settings.exclude {
                    without_other += u64::from(score.is_finite());
                } else {
                    missing_other.push(row, other[row]);
                }
            }
            if !score.is_finite() {
                if settings.exclude {
                    without_score += 1;
                } else {
                    missing.push(row, score);
                }
            } else if !(0.0..=1.0).contains(&score) {
                outside.push(row, score);
            }
            // A row that lacks both is counted once.
            without_outcome += u64::from(outcome.is_none() && score.is_finite() && lacks_other.is_none());
            leave_out[row] = outcome.is_none() || !score.is_finite() || lacks_other.is_some();
        }
        missing.report(&mut problems);
        missing_other.report(&mut problems);
        if other.is_some() && settings.mode != Mode::Exact {
            problems.push(
                Problem::new(ErrorKind::Value, "counts scores in bins, and two scores are compared row by row")
                    .place("option mode")
                    .value("binned")
                    .remedy("write mode = exact, or leave out other_score"),
            );
        }
        outside.report(&mut problems);
        if !leave_out.is_empty() && leave_out.iter().all(|out| *out) {
            problems.push(
                Problem::new(ErrorKind::Empty, "no row has both a score and an outcome")
                    .remedy("check the columns of outcome and score"),
            );
        }
        problems.into_result()?;
        let (table, _) = table.without(&leave_out);
        let mut notes = Vec::new();
        for (role, rows) in [("outcome", without_outcome), ("score", without_score), ("other_score", without_other)] {
            if rows > 0 {
                notes.push(TaskNote::MissingValues { role: role.to_owned(), rows });
            }
        }
        notes.push(TaskNote::RowsAreUnits);
        let positives =
            table.binary("outcome").unwrap_or_default().iter().map(|outcome| *outcome == Some(true)).collect();
        let mut family = Self {
            options: settings.written(),
            mode: settings.mode,
            positives,
            edges: Vec::new(),
            calibration_minimum: settings.calibration_minimum,
            permutations: settings.permutations,
            notes,
            table,
        };
        let everybody = vec![0; family.table.rows()];
        let all = family.fold(1, &everybody);
        let all: Vec<&ScoreTable> = all.iter().collect();
        // There is a row, and its score is a number.
        family.edges = equal_mass_edges(&all, settings.calibration_bins).unwrap_or_else(|_| vec![0.0, 1.0]);
        Ok(family)
    }

    /// The tables of groups of rows, comparable with each other and with those of any other grouping of the same rows.
    fn fold(&self, count: usize, groups: &[u32]) -> Vec<ScoreTable> {
        let scores = self.table.numbers("score").unwrap_or_default();
        let Ok(rows) = GroupedScores::new(count, groups, scores, &self.positives) else {
            return vec![ScoreTable::default(); count];
        };
        let Mode::Binned(edges) = &self.mode else { return rows.tables() };
        let histograms = rows.histograms(edges).unwrap_or_default();
        let Some(mut all) = histograms.first().cloned() else { return vec![ScoreTable::default(); count] };
        for histogram in &histograms[1..] {
            // They have the same edges.
            let _ = all.merge(histogram);
        }
        histograms.iter().map(|histogram| histogram.table_among(&all).unwrap_or_default()).collect()
    }

    fn has_other(&self) -> bool {
        self.table.numbers("other_score").is_some()
    }

    fn simulation(&self, setting: TaskSetting, stream: u64) -> Simulation {
        Simulation { draws: self.permutations, seed: setting.seed, stream }
    }
}

impl Family for Scores {
    type Tally = ScoreTally;

    fn task(&self) -> Task {
        Task::Scores
    }

    fn table(&self) -> &Table {
        &self.table
    }

    fn options(&self) -> Vec<(String, String)> {
        self.options.clone()
    }

    fn notes(&self) -> Vec<TaskNote> {
        self.notes.clone()
    }

    fn metrics(&self) -> Vec<&'static Metric> {
        let bound = &scores::AUC_BINNING_BOUND;
        let asked = |metric: &&'static Metric| {
            (self.mode != Mode::Exact || metric.id != bound.id) && (self.has_other() || !paired::is_of_two(metric.id))
        };
        Task::Scores.metrics().iter().copied().filter(asked).collect()
    }

    fn criteria(&self) -> Vec<&'static Criterion> {
        let all = Task::Scores.criteria().iter().copied();
        all.filter(|criterion| self.has_other() || !paired::is_of_two(criterion.id)).collect()
    }

    fn headline(&self) -> Vec<&'static str> {
        let usual = [
            scores::AUC_DIFFERENCE.id,
            scores::CROSS_AUC.id,
            scores::BPSN.id,
            scores::BNSP.id,
            scores::CALIBRATION_DIFFERENCE.id,
            scores::POSITIVE_BALANCE.id,
            scores::NEGATIVE_BALANCE.id,
            scores::KOLMOGOROV_SMIRNOV.id,
            scores::WASSERSTEIN.id,
            scores::MULTIACCURACY.id,
            scores::MULTICALIBRATION.id,
            scores::SUBGROUP_SHORTFALL.id,
        ];
        let of_two = [scores::AUC_CHANGE_OF_SEGMENT.id, scores::AUC_GAP_CHANGE.id];
        usual.into_iter().chain(of_two.into_iter().filter(|_| self.has_other())).collect()
    }

    fn default_rules(&self) -> Vec<Rule> {
        vec![
            Rule::new("auc", scores::AUC_DIFFERENCE.id).tolerance(Tolerance::within(-0.05, 0.05)),
            Rule::new("calibration", scores::CALIBRATION_DIFFERENCE.id).tolerance(Tolerance::within(-0.05, 0.05)),
            Rule::new("balance-of-responders", scores::POSITIVE_BALANCE.id).tolerance(Tolerance::within(-0.05, 0.05)),
        ]
    }

    fn tallies(&self, groups: &RowGroups) -> Vec<ScoreTally> {
        let tables = self.fold(groups.count(), groups.codes());
        let mut pairs = self.pairs(groups.count(), groups.codes()).map(Vec::into_iter);
        let mut next = || pairs.as_mut().and_then(Iterator::next).map(Arc::new).into_iter().collect();
        tables.into_iter().map(|table| ScoreTally { table, pairs: next() }).collect()
    }

    fn merge(&self, into: &mut ScoreTally, other: &ScoreTally) {
        into.merge(other);
    }

    fn count(&self, tally: &ScoreTally) -> u64 {
        tally.table.rows()
    }

    fn value(&self, metric: &'static Metric, tally: &ScoreTally, setting: TaskSetting) -> MetricValue {
        if paired::is_of_two(metric.id) {
            paired::value(metric, tally, setting.confidence)
        } else {
            self.measure(metric, &tally.table, setting)
        }
    }

    fn compare(
        &self,
        criterion: &'static Criterion,
        group: &ScoreTally,
        reference: &ScoreTally,
        setting: TaskSetting,
    ) -> Measured<Contrast> {
        if paired::is_of_two(criterion.id) {
            paired::contrast(criterion, group, reference, setting.confidence)
        } else {
            self.contrast(criterion, &group.table, &reference.table, setting)
        }
    }

    fn all_groups(
        &self,
        criterion: &'static Criterion,
        groups: &[&ScoreTally],
        setting: TaskSetting,
    ) -> Measured<AllGroups> {
        let tables: Vec<&ScoreTable> = groups.iter().map(|group| &group.table).collect();
        self.of_all(criterion, &tables, setting)
    }

    fn exhibits(
        &self,
        grouping: Option<&Grouping>,
        groups: &[(&Slice, &ScoreTally)],
        setting: TaskSetting,
    ) -> Vec<crate::audit::Exhibit> {
        let tables: Vec<(&Slice, &ScoreTable)> = groups.iter().map(|(slice, tally)| (*slice, &tally.table)).collect();
        self.drawings(grouping, &tables, setting)
    }
}

/// The options as they are in force.
struct Settings {
    mode: Mode,
    bins: u32,
    calibration_bins: usize,
    calibration_minimum: u64,
    permutations: u32,
    exclude: bool,
}

impl Settings {
    fn read(table: &Table, options: &Options) -> Result<Self, Error> {
        let mut problems = Problems::default();
        let mut note = |result: Result<(), Error>| {
            if let Err(error) = result {
                problems.extend(error);
            }
        };
        note(table.check(Task::Scores));
        note(options.check(Task::Scores));
        let word = |key: &str, words: [&'static str; 2]| match options.get(key) {
            None => Ok(false),
            Some(text) if text.trim() == words[0] => Ok(false),
            Some(text) if text.trim() == words[1] => Ok(true),
            Some(text) => Err(Error::from(
                Problem::new(ErrorKind::Value, format!("is neither {} nor {}", words[0], words[1]))
                    .place(format!("option {key}"))
                    .value(text)
                    .remedy(format!("write {} or {}", words[0], words[1])),
            )),
        };
        let binned = word("mode", ["exact", "binned"]);
        let exclude = word("missing_scores", ["refuse", "exclude"]);
        let positive = "a whole number from 1 up";
        let bins = options.parsed("bins", ScoreEdges::UNIT_BINS, positive);
        let calibration_bins = options.parsed("calibration_bins", 10_usize, positive);
        let calibration_minimum = options.parsed("calibration_minimum", 30_u64, "a whole number");
        let permutations = options.parsed("permutations", 199_u32, "a whole number");
        let edges = bins.as_ref().map(|&bins| ScoreEdges::unit(bins.min(MOST_BINS)));
        if bins.as_ref().is_ok_and(|&bins| bins == 0 || bins > MOST_BINS) {
            note(Err(out_of_range("bins", format!("write a number from 1 to {MOST_BINS}"))));
        }
        if calibration_bins.as_ref().is_ok_and(|&bins| bins == 0) {
            note(Err(out_of_range("calibration_bins", "write a number from 1 up".to_owned())));
        }
        note(binned.as_ref().map(|_| ()).map_err(Clone::clone));
        note(exclude.as_ref().map(|_| ()).map_err(Clone::clone));
        note(bins.as_ref().map(|_| ()).map_err(Clone::clone));
        note(calibration_bins.as_ref().map(|_| ()).map_err(Clone::clone));
        note(calibration_minimum.as_ref().map(|_| ()).map_err(Clone::clone));
        note(permutations.as_ref().map(|_| ()).map_err(Clone::clone));
        let mode = match edges {
            Ok(Ok(edges)) if matches!(binned, Ok(true)) => Mode::Binned(edges),
            _ => Mode::Exact,
        };
        problems.into_result()?;
        Ok(Self {
            mode,
            bins: bins?,
            calibration_bins: calibration_bins?,
            calibration_minimum: calibration_minimum?,
            permutations: permutations?,
            exclude: exclude?,
        })
    }

    fn written(&self) -> Vec<(String, String)> {
        let mut written = vec![("mode", if self.mode == Mode::Exact { "exact" } else { "binned" }.to_owned())];
        if self.mode != Mode::Exact {
            written.push(("bins", self.bins.to_string()));
        }
        written.push(("calibration_bins", self.calibration_bins.to_string()));
        written.push(("calibration_minimum", self.calibration_minimum.to_string()));
        written.push(("permutations", self.permutations.to_string()));
        written.push(("missing_scores", if self.exclude { "exclude" } else { "refuse" }.to_owned()));
        written.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }
}

/// Most bins: beyond that sorting the rows is as cheap.
const MOST_BINS: u32 = 1 << 16;

fn out_of_range(key: &str, remedy: String) -> Error {
    Problem::new(ErrorKind::Value, "is out of range").place(format!("option {key}")).remedy(remedy).into()
}
