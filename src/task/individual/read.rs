//! The options and the rows of decisions looked at one by one.

use crate::error::{BadValues, Error, ErrorKind, Problem, Problems};
use crate::inference::inequality::BenefitTable;
use crate::metric::Task;
use crate::task::options::Options;
use crate::task::table::Table;

/// The options in force.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) alpha: f64,
    pub(super) benefits: BenefitTable,
    pub(super) neighbours: u64,
    pub(super) include_self: bool,
    pub(super) scaled: bool,
    pub(super) draws: u32,
}

impl Settings {
    pub(super) fn read(options: &Options) -> Result<Self, Error> {
        options.check(Task::Individual)?;
        let usual = BenefitTable::default();
        let number = |key: &str, default: f64| options.parsed(key, default, "a number");
        let own = Self {
            alpha: number("alpha", 2.0)?,
            benefits: BenefitTable {
                true_positive: number("benefit_true_positive", usual.true_positive)?,
                false_positive: number("benefit_false_positive", usual.false_positive)?,
                false_negative: number("benefit_false_negative", usual.false_negative)?,
                true_negative: number("benefit_true_negative", usual.true_negative)?,
            },
            neighbours: options.parsed("neighbours", 5, "a whole number")?,
            include_self: options.parsed("include_self", false, "true or false")?,
            scaled: options.get("scale") != Some("none"),
            draws: options.parsed("draws", 1000, "a whole number")?,
        };
        own.check(options).map(|()| own)
    }

    fn check(&self, options: &Options) -> Result<(), Error> {
        let mut problems = Problems::default();
        let mut refuse = |key: &str, value: String, message: &str, remedy: &str| {
            let problem = Problem::new(ErrorKind::Value, message.to_owned()).place(format!("option {key}"));
            problems.push(problem.value(value).remedy(remedy));
        };
        if !self.alpha.is_finite() {
            refuse("alpha", self.alpha.to_string(), "is not finite", "write a number, as 2");
        }
        for (key, benefit) in self.by_name() {
            if !(benefit.is_finite() && benefit >= 0.0) {
                refuse(key, benefit.to_string(), "is no benefit", "write a number of at least 0");
            }
        }
        if self.neighbours == 0 {
            refuse("neighbours", "0".to_owned(), "leaves nobody to compare with", "write at least 1");
        }
        if !(100..=1_000_000).contains(&self.draws) {
            refuse("draws", self.draws.to_string(), "is too few or too many", "write 100 to 1000000");
        }
        if let Some(scale) = options.get("scale").filter(|scale| !["standard", "none"].contains(scale)) {
            refuse("scale", scale.to_owned(), "is neither standard nor none", "write standard or none");
        }
        problems.into_result()
    }

    fn by_name(&self) -> [(&'static str, f64); 4] {
        [
            ("benefit_true_positive", self.benefits.true_positive),
            ("benefit_false_positive", self.benefits.false_positive),
            ("benefit_false_negative", self.benefits.false_negative),
            ("benefit_true_negative", self.benefits.true_negative),
        ]
    }

    /// As the report prints them.
    pub(super) fn written(&self, has_outcome: bool, has_features: bool) -> Vec<(String, String)> {
        let mut written = Vec::new();
        if has_outcome {
            written.push(("alpha", self.alpha.to_string()));
            written.extend(self.by_name().map(|(key, benefit)| (key, benefit.to_string())));
            written.push(("draws", self.draws.to_string()));
        }
        if has_features {
            written.push(("neighbours", self.neighbours.to_string()));
            written.push(("include_self", self.include_self.to_string()));
            written.push(("scale", if self.scaled { "standard" } else { "none" }.to_owned()));
        }
        written.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }
}

/// The table without the rows that lack a decision or a feature, and how many they were.
pub(super) fn checked(table: Table, settings: &Settings) -> Result<(Table, u64), Error> {
    table.check(Task::Individual)?;
    let mut problems = Problems::default();
    let features = table.all_numbers("feature").count();
    if features == 0 && table.binary("outcome").is_none() {
        problems.push(
            Problem::new(ErrorKind::Column, "neither an outcome nor features were given")
                .remedy("give an outcome for benefit, features for consistency"),
        );
    }
    if features > 0 && !cfg!(feature = "neighbours") {
        problems.push(
            Problem::new(ErrorKind::Column, "neighbours are not looked for in this build")
                .remedy("build with the cargo feature `neighbours`"),
        );
    }
    let mut leave_out: Vec<bool> = table.binary("decision").unwrap_or_default().iter().map(Option::is_none).collect();
    for (name, values) in table.all_numbers("feature") {
        let mut bad = BadValues::new(name, "is no finite number", "give finite features, and none where unknown");
        for (row, (out, &value)) in leave_out.iter_mut().zip(values).enumerate() {
            if value.is_infinite() {
                bad.push(row, value);
            }
            *out |= value.is_nan();
        }
        bad.report(&mut problems);
    }
    problems.into_result()?;
    let (table, missing) = table.without(&leave_out);
    let few = features > 0 && table.rows() as u64 <= settings.neighbours;
    if table.rows() == 0 || few {
        return Err(Problem::new(ErrorKind::Empty, format!("{} rows are left", table.rows()))
            .remedy("check the columns, or ask for fewer neighbours")
            .into());
    }
    Ok((table, missing as u64))
}

/// By how much the decision of each row differs from the mean of its neighbours'; none without features.
#[cfg(feature = "neighbours")]
pub(super) fn inconsistency(table: &Table, settings: &Settings) -> Result<Option<Vec<f64>>, Error> {
    let features: Vec<&[f64]> = table.all_numbers("feature").map(|(_, values)| values).collect();
    if features.is_empty() {
        return Ok(None);
    }
    let decisions: Vec<bool> =
        table.binary("decision").unwrap_or_default().iter().map(|decision| *decision == Some(true)).collect();
    super::neighbours::inconsistency(&features, &decisions, settings).map(Some)
}

#[cfg(not(feature = "neighbours"))]
#[allow(clippy::unnecessary_wraps, reason = "with neighbours it may fail")]
pub(super) fn inconsistency(_: &Table, _: &Settings) -> Result<Option<Vec<f64>>, Error> {
    Ok(None)
}
