//! What a number about one group is.

use std::fmt;

use super::task::{Task, Unit};
use crate::cube::{Cells, Confusion};
use crate::data::LabelAvailability;
use crate::value::{Measured, Reason, Unavailable, quotient};

/// A number about one group of customers, computed from its table of decisions and outcomes.
///
/// # Example
///
/// A metric of one's own is a `static` like those of the catalogue.
///
/// ```
/// use evenhand::cube::{Cells, Confusion};
/// use evenhand::data::LabelAvailability;
/// use evenhand::metric::{Definition, Metric, Range, Worse};
/// use evenhand::value::Reason;
///
/// static WASTED_OFFERS: Metric = Metric {
///     id: "wasted_offers",
///     name: "wasted offers",
///     aliases: &[],
///     question: "Of all customers, how many got an offer that they did not take?",
///     definition: Definition::Rate { of: Cells::FP, among: Cells::LABELLED, empty: Reason::NoLabels },
///     range: Range::UNIT,
///     worse: Worse::Neither,
///     source: "the marketing team's own definition",
/// };
///
/// let table = Confusion::default().with(Cells::FP, 20).with(Cells::TN, 180);
/// assert_eq!(WASTED_OFFERS.value(&table, LabelAvailability::All), Ok(0.1));
/// assert_eq!(WASTED_OFFERS.formula(), "FP / (TP + FP + FN + TN)");
/// ```
#[derive(Debug)]
pub struct Metric {
    /// The stable name: in policies, on the command line and in files.
    pub id: &'static str,
    /// The name in words.
    pub name: &'static str,
    /// Other names in use for the same number.
    pub aliases: &'static [&'static str],
    /// The question it answers, for someone who runs campaigns.
    pub question: &'static str,
    /// How it is computed.
    pub definition: Definition,
    /// Where its values lie.
    pub range: Range,
    /// Which side of another group's value is worse for a group's customers.
    pub worse: Worse,
    /// Where the definition comes from.
    pub source: &'static str,
}

/// How a metric is computed.
#[derive(Debug)]
pub enum Definition {
    /// The share of some cells among others: a proportion, with a proportion's intervals and tests.
    Rate {
        /// The cells that are counted.
        of: Cells,
        /// The cells among which they are counted; contains `of`.
        among: Cells,
        /// Why the rate is undefined where `among` is empty.
        empty: Reason,
    },
    /// Some cells for each of some others: odds, with an odds ratio's intervals and tests.
    Odds {
        /// The cells that are counted.
        of: Cells,
        /// The cells against which they are counted; shares none with `of`.
        against: Cells,
        /// Why the odds are undefined where both are empty.
        empty: Reason,
    },
    /// Any other function of the table.
    Function {
        /// The function.
        compute: fn(&Confusion) -> Measured,
        /// Its formula in words and symbols.
        formula: &'static str,
        /// The cells that must be known for it to be identified.
        needs: Cells,
    },
    /// A number about other predictions than yes or no: a table of decisions does not tell it, the family of its task does.
    OfTask {
        /// The task.
        task: Task,
        /// Its formula in words and symbols.
        formula: &'static str,
        /// How its values are written.
        unit: Unit,
    },
}

/// The interval in which a metric's values lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The smallest value; minus infinity where there is none.
    pub lower: f64,
    /// The largest value; infinity where there is none.
    pub upper: f64,
}

impl Range {
    /// From 0 to 1.
    pub const UNIT: Range = Range { lower: 0.0, upper: 1.0 };
    /// From −1 to 1.
    pub const SIGNED_UNIT: Range = Range { lower: -1.0, upper: 1.0 };
    /// Not negative.
    pub const POSITIVE: Range = Range { lower: 0.0, upper: f64::INFINITY };

    /// Whether a value lies inside, rounding forgiven.
    pub fn contains(self, value: f64) -> bool {
        value >= self.lower - 1e-12 && value <= self.upper + 1e-12
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bound = |value: f64| match value {
            f64::INFINITY => "∞".to_owned(),
            f64::NEG_INFINITY => "−∞".to_owned(),
            value => value.to_string().replace('-', "−"),
        };
        let open = |value: f64, closed: char, open: char| if value.is_finite() { closed } else { open };
        write!(
            f,
            "{}{}, {}{}",
            open(self.lower, '[', '('),
            bound(self.lower),
            bound(self.upper),
            open(self.upper, ']', ')')
        )
    }
}

/// Which side of a comparison harms the group's customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worse {
    /// Lower is worse for them.
    Below,
    /// Higher is worse for them.
    Above,
    /// Either side may be: it depends on what the decision does.
    Either,
    /// Neither: the metric describes, it does not judge.
    Neither,
}

/// A rate before division.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fraction {
    /// Rows counted.
    pub numerator: u64,
    /// Rows among which they are counted.
    pub denominator: u64,
}

impl Metric {
    /// The formula that is executed, written out.
    pub fn formula(&self) -> String {
        match &self.definition {
            Definition::Rate { of, among: below, .. } | Definition::Odds { of, against: below, .. } => {
                format!("{} / {}", bracketed(*of), bracketed(*below))
            }
            Definition::Function { formula, .. } | Definition::OfTask { formula, .. } => (*formula).to_owned(),
        }
    }

    /// The value on a table, or why there is none.
    ///
    /// # Undefined
    ///
    /// Where its own denominator is empty; not identified where the labels it needs are not collected.
    ///
    /// # Errors
    ///
    /// The reason, as data.
    pub fn value(&self, table: &Confusion, labels: LabelAvailability) -> Measured {
        self.identified(labels)?;
        match &self.definition {
            Definition::Rate { of, among: below, empty } | Definition::Odds { of, against: below, empty } => {
                quotient(table.total(*of), table.total(*below), *empty)
            }
            Definition::Function { compute, .. } => compute(table),
            Definition::OfTask { .. } => Err(Unavailable::Undefined(Reason::OutsideDomain)),
        }
    }

    /// Numerator and denominator, where the metric is a rate or odds.
    pub fn fraction(&self, table: &Confusion) -> Option<Fraction> {
        match &self.definition {
            Definition::Rate { of, among: below, .. } | Definition::Odds { of, against: below, .. } => {
                Some(Fraction { numerator: table.count(*of), denominator: table.count(*below) })
            }
            Definition::Function { .. } | Definition::OfTask { .. } => None,
        }
    }

    /// The kind of predictions that it is about.
    pub fn task(&self) -> Task {
        match self.definition {
            Definition::OfTask { task, .. } => task,
            Definition::Rate { .. } | Definition::Odds { .. } | Definition::Function { .. } => Task::Decisions,
        }
    }

    /// Whether such labels can tell the metric at all, however many rows there are.
    ///
    /// # Errors
    ///
    /// `NotIdentified`, with the reason.
    pub fn identified(&self, labels: LabelAvailability) -> Result<(), Unavailable> {
        let (of, among) = match &self.definition {
            Definition::Rate { of, among: below, .. } | Definition::Odds { of, against: below, .. } => (*of, *below),
            Definition::Function { needs, .. } => (*needs, *needs),
            Definition::OfTask { .. } => return Ok(()),
        };
        let needs = |selected| of.needs_label(selected) || among.needs_label(selected);
        let reads = |selected| of.reads_label(selected) || among.reads_label(selected);
        match labels {
            // Whether a row has a label is known of every row; which one it is, is not.
            LabelAvailability::SelectedOnly if !reads(true) && !reads(false) => Ok(()),
            LabelAvailability::SelectedOnly if needs(false) => Err(Unavailable::NotIdentified(Reason::SelectiveLabels)),
            LabelAvailability::None if needs(true) || needs(false) => {
                Err(Unavailable::NotIdentified(Reason::LabelsNotDeclared))
            }
            LabelAvailability::All
            | LabelAvailability::Delayed
            | LabelAvailability::SelectedOnly
            | LabelAvailability::None => Ok(()),
        }
    }

    /// Whether the metric reads outcomes at all.
    pub fn needs_labels(&self) -> bool {
        self.identified(LabelAvailability::None).is_err()
    }
}

fn bracketed(cells: Cells) -> String {
    let text = cells.to_string();
    if text.contains('+') { format!("({text})") } else { text }
}
