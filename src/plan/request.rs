//! What is expected, and what is to be shown.

use serde::{Deserialize, Serialize};

use super::result::Planned;
use super::solve;
use crate::audit::policy::{Rule, Tolerance, default_tolerance};
use crate::cube::{Cells, Confusion, Cube};
use crate::data::Favourable;
use crate::error::{Error, ErrorKind, Problem, Problems, suggestion};
use crate::inference::RateScale;
use crate::metric::{Comparison, Composition, Criterion, Definition, catalogue};
use crate::value::Confidence;

/// A segment that will be in the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExpectedSegment {
    /// Its name.
    pub name: String,
    /// Its size relative to the others: shares, percentages or counts.
    pub share: f64,
    /// Its rate, of what the criterion compares.
    pub rate: f64,
}

/// What a segment is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanReference {
    /// Everyone else, as the audit does unless told otherwise.
    #[default]
    Rest,
    /// One of the segments.
    Segment(String),
}

/// Which rates are taken from an earlier campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PilotRates {
    /// Everybody's rate for every segment: how many customers would show that segments are alike?
    Pooled,
    /// Each segment its own: how many customers would settle what was seen?
    Observed,
}

/// A request for sizes.
///
/// # Example
///
/// ```
/// use evenhand::plan::Plan;
///
/// let planned = Plan::new("disparate_impact")
///     .segment("app", 0.6, 0.05)
///     .segment("web", 0.3, 0.05)
///     .segment("phone", 0.1, 0.05)
///     .run()?;
/// // The smallest segment decides: 27,000 customers or so, until phone customers are shown to be treated alike.
/// assert_eq!(planned.driver.as_deref(), Some("phone"));
/// assert!(planned.customers.unwrap() > 20_000);
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[must_use = "a plan does nothing until it is run"]
pub struct Plan {
    /// The attribute whose levels the segments are, where an earlier campaign told.
    pub attribute: Option<String>,
    /// The criterion of the rule, by its name.
    pub criterion: String,
    /// The acceptable values; the usual ones of the criterion unless given.
    pub tolerance: Option<Tolerance>,
    /// The segments.
    pub segments: Vec<ExpectedSegment>,
    /// What each is compared with.
    pub reference: PlanReference,
    /// Confidence of the verdicts.
    pub confidence: Confidence,
    /// The probability with which the true verdict should be reached.
    pub power: f64,
    /// Comparisons of the rule's family; as many as segments are compared unless given.
    pub comparisons: Option<u64>,
    /// By how much clusters or weights inflate the variance; 1 for customers who are drawn one by one.
    pub design_effect: f64,
    /// The share of customers among whom the rate is counted: 1 for selection, the response rate for reach among responders.
    pub among: f64,
    /// A disparity that must not be overlooked: sizes are also given for a segment that lies there.
    pub detect: Option<f64>,
    /// A number of customers in all, for which it is asked what they can show.
    pub customers: Option<u64>,
    /// Customers who were seen already, where segments come from an earlier campaign.
    pub seen: Option<u64>,
}

impl Plan {
    /// A plan for a criterion of the catalogue, without segments: 95 % confidence, 80 % power, everyone else as reference.
    pub fn new(criterion: impl Into<String>) -> Self {
        Self {
            attribute: None,
            criterion: criterion.into(),
            tolerance: None,
            segments: Vec::new(),
            reference: PlanReference::Rest,
            confidence: Confidence::DEFAULT,
            power: 0.8,
            comparisons: None,
            design_effect: 1.0,
            among: 1.0,
            detect: None,
            customers: None,
            seen: None,
        }
    }

    /// A plan for a rule of a policy: its criterion and its tolerance.
    pub fn of_rule(rule: &Rule) -> Self {
        Self { tolerance: Some(rule.tolerance), ..Self::new(rule.criterion.clone()) }
    }

    /// One more segment, with its size relative to the others and its rate.
    pub fn segment(mut self, name: impl Into<String>, share: f64, rate: f64) -> Self {
        self.segments.push(ExpectedSegment { name: name.into(), share, rate });
        self
    }

    /// One more segment as it was seen: so many of so many customers. The plan then says what would settle it.
    pub fn observed(mut self, name: impl Into<String>, selected: u64, customers: u64) -> Self {
        self.seen = Some(self.seen.unwrap_or(0).saturating_add(customers));
        // No customers is no segment, and no rate: both are refused when the plan is run.
        self.segment(name, customers as f64, selected as f64 / customers as f64)
    }

    /// The segments of one attribute of an earlier campaign, with their sizes and rates, and the share among whom rates are
    /// counted.
    ///
    /// Segments without such customers are left out.
    ///
    /// # Errors
    ///
    /// An attribute that the cube lacks, or a criterion that cannot be planned.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::plan::{PilotRates, Plan};
    /// use evenhand::{Cube, Predictions};
    ///
    /// let pilot = Predictions::builder()
    ///     .decision((0..400).map(|i| i % 3 == 0))
    ///     .segment("channel", (0..400).map(|i| if i % 4 == 0 { "phone" } else { "app" }))
    ///     .build()?;
    /// let plan = Plan::new("disparate_impact").pilot(&Cube::fold(&pilot), "channel", PilotRates::Pooled)?;
    /// assert_eq!(plan.segments[1].share, 100.0);
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn pilot(mut self, cube: &Cube, attribute: &str, rates: PilotRates) -> Result<Self, Error> {
        let Comparable { of, among, favourable_side, .. } = comparable(&self.criterion)?;
        let by = cube.roll_up(&[attribute])?;
        let whole = by.total();
        let turned = favourable_side && cube.specification().favourable == Favourable::NotSelected;
        let rate = |cell: &Confusion| {
            let (of, among) = (cell.count(of), cell.count(among));
            (if turned { among - of } else { of }) as f64 / among as f64
        };
        let pooled = rate(&whole);
        for (slice, cell) in by.groups().filter(|(_, cell)| cell.count(among) > 0) {
            let rate = if rates == PilotRates::Pooled { pooled } else { rate(cell) };
            self = self.segment(slice.label(), cell.count(among) as f64, rate);
        }
        self.attribute = Some(attribute.to_owned());
        self.seen = Some(whole.count(Cells::ALL));
        self.among = whole.count(among) as f64 / whole.count(Cells::ALL) as f64;
        Ok(self)
    }

    /// The acceptable values in place of the usual ones.
    pub fn tolerance(mut self, tolerance: Tolerance) -> Self {
        self.tolerance = Some(tolerance);
        self
    }

    /// One segment as the reference of all others, in place of everyone else.
    pub fn reference(mut self, segment: impl Into<String>) -> Self {
        self.reference = PlanReference::Segment(segment.into());
        self
    }

    /// Confidence of the verdicts.
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// The probability with which the true verdict should be reached.
    pub fn power(mut self, power: f64) -> Self {
        self.power = power;
        self
    }

    /// Comparisons of the rule's family, where other segments than these belong to it.
    pub fn comparisons(mut self, comparisons: u64) -> Self {
        self.comparisons = Some(comparisons);
        self
    }

    /// By how much clusters or weights inflate the variance.
    pub fn design_effect(mut self, design_effect: f64) -> Self {
        self.design_effect = design_effect;
        self
    }

    /// The share of customers among whom the rate is counted.
    pub fn among(mut self, share: f64) -> Self {
        self.among = share;
        self
    }

    /// A disparity that must not be overlooked.
    pub fn detect(mut self, disparity: f64) -> Self {
        self.detect = Some(disparity);
        self
    }

    /// A number of customers in all, for which it is asked what they can show.
    pub fn customers(mut self, customers: u64) -> Self {
        self.customers = Some(customers);
        self
    }

    /// The sizes.
    ///
    /// # Errors
    ///
    /// Every problem at once: a criterion that is unknown or does not compare one rate, fewer than two segments, shares that
    /// are not positive, rates that are not between 0 and 1, a tolerance that does not hold parity, a confidence of at most
    /// one half, a power that is not above the error probability, a disparity to detect that is acceptable. A size that does not exist is no error but
    /// the reason in its place.
    pub fn run(&self) -> Result<Planned, Error> {
        let comparable = match comparable(&self.criterion) {
            Ok(comparable) => comparable,
            Err(error) => {
                let mut problems = Problems::default();
                problems.extend(error);
                self.check_numbers(&mut problems);
                return Err(problems.into_result().err().unwrap_or_else(|| nothing().into()));
            }
        };
        let tolerance = self.tolerance.unwrap_or_else(|| default_tolerance(comparable.criterion));
        let mut problems = Problems::default();
        self.check_numbers(&mut problems);
        self.check_tolerance(comparable.scale, tolerance, &mut problems);
        problems.into_result()?;
        Ok(solve::solve(self, comparable.criterion, comparable.scale, tolerance))
    }

    fn check_numbers(&self, problems: &mut Problems) {
        let mut wrong = |message: &str, value: f64, remedy: &str| {
            problems.push(Problem::new(ErrorKind::Value, message).value(value).remedy(remedy));
        };
        let alpha = self.confidence.alpha();
        if alpha >= 0.5 {
            wrong("is too low a confidence to show anything", self.confidence.level(), "write 0.95 for 95 %");
        }
        if !(self.power > alpha && self.power < 1.0) {
            wrong(
                "is no power to plan for: it lies above the error probability and below 1",
                self.power,
                "write 0.8 for 80 %; no number of customers gives certainty",
            );
        }
        if !(self.design_effect > 0.0 && self.design_effect.is_finite()) {
            wrong("is no design effect", self.design_effect, "give 1 where customers are drawn one by one");
        }
        if !(self.among > 0.0 && self.among <= 1.0) {
            wrong(
                "is not the share of customers among whom the rate is counted",
                self.among,
                "give a number above 0 and up to 1",
            );
        }
        if self.comparisons == Some(0) {
            wrong("is no number of comparisons", 0.0, "give at least 1");
        }
        if self.customers == Some(0) {
            wrong("is no number of customers", 0.0, "give at least 1, or leave it out");
        }
        if self.segments.len() < 2 {
            problems.push(
                Problem::new(ErrorKind::Empty, format!("{} segments were given", self.segments.len()))
                    .remedy("give at least two: a disparity needs someone to compare with"),
            );
        }
        for (at, segment) in self.segments.iter().enumerate() {
            let problem = |message: &str, value: f64| {
                Problem::new(ErrorKind::Value, message).place(format!("segment {:?}", segment.name)).value(value)
            };
            if !(segment.share > 0.0 && segment.share.is_finite()) {
                problems
                    .push(problem("is no size of a segment", segment.share).remedy("give a share or a count above 0"));
            }
            if !(0.0..=1.0).contains(&segment.rate) {
                problems.push(
                    problem("is no rate between 0 and 1", segment.rate)
                        .remedy("write 0.05 for 5 %, and give every segment a rate"),
                );
            }
            if self.segments[..at].iter().any(|other| other.name == segment.name) {
                problems.push(
                    Problem::new(ErrorKind::Value, "stands twice among the segments")
                        .value(&segment.name)
                        .remedy("name it once"),
                );
            }
        }
        if let PlanReference::Segment(name) = &self.reference
            && !self.segments.iter().any(|segment| segment.name == *name)
        {
            problems.push(
                Problem::new(ErrorKind::Value, "is the reference and no segment of the plan")
                    .value(name)
                    .remedy(suggestion(name, self.segments.iter().map(|segment| segment.name.as_str()))),
            );
        }
    }

    fn check_tolerance(&self, scale: RateScale, tolerance: Tolerance, problems: &mut Problems) {
        let (parity, example) = match scale {
            RateScale::Ratio => (1.0, "0.8 to 1.25"),
            RateScale::Difference => (0.0, "-0.05 to 0.05"),
        };
        let fits = |bound: f64| match scale {
            RateScale::Ratio => bound > 0.0 && bound.is_finite(),
            RateScale::Difference => bound.abs() <= 1.0,
        };
        let bounds = [tolerance.min, tolerance.max];
        let wrong = bounds.iter().flatten().any(|bound| !fits(*bound));
        if wrong || bounds == [None, None] || !tolerance.zone().contains(parity) {
            problems.push(
                Problem::new(ErrorKind::Policy, format!("is no tolerance around parity, which is {parity}"))
                    .value(tolerance)
                    .remedy(format!("give bounds on both sides of it, as {example}, or one bound")),
            );
        } else if bounds.iter().flatten().any(|bound| (bound - parity).abs() < f64::EPSILON) {
            problems.push(
                Problem::new(
                    ErrorKind::Policy,
                    "leaves no room at parity: no number of customers can show that rates are equal to the last digit",
                )
                .value(tolerance)
                .remedy(format!("widen it, as {example}")),
            );
        }
        if let Some(detect) = self.detect {
            if tolerance.zone().contains(detect) {
                problems.push(
                    Problem::new(
                        ErrorKind::Value,
                        format!("is to be detected and is acceptable: the tolerance is {tolerance}"),
                    )
                    .value(detect)
                    .remedy("name a disparity beyond the tolerance, or narrow the tolerance"),
                );
            }
            if scale == RateScale::Ratio && (detect.is_nan() || detect < 0.0) {
                problems.push(
                    Problem::new(ErrorKind::Value, "is no ratio of rates")
                        .value(detect)
                        .remedy("give a number of at least 0"),
                );
            }
        }
    }
}

/// A criterion of one rate on one scale.
pub(super) struct Comparable {
    pub(super) criterion: &'static Criterion,
    pub(super) scale: RateScale,
    of: Cells,
    among: Cells,
    favourable_side: bool,
}

/// The rate that a criterion compares, if it is one rate.
fn comparable(name: &str) -> Result<Comparable, Error> {
    let criterion = catalogue::criterion(name)?;
    let refused = |message: &str| {
        Problem::new(ErrorKind::Policy, message)
            .value(name)
            .remedy("plan for a criterion of one rate, as disparate_impact, demographic_parity_difference or equal_opportunity_difference")
    };
    let Composition::Compare { metrics: [metric], comparison, favourable_side, .. } = &criterion.composition else {
        return Err(refused("compares several rates at once, or all segments in one number").into());
    };
    let scale = match comparison {
        Comparison::Ratio => RateScale::Ratio,
        Comparison::Difference => RateScale::Difference,
        Comparison::LogRatio => return Err(refused("compares logarithms").into()),
    };
    match metric.definition {
        Definition::Rate { of, among, .. } => {
            Ok(Comparable { criterion, scale, of, among, favourable_side: *favourable_side })
        }
        _ => Err(refused("compares numbers that are no rates").into()),
    }
}

fn nothing() -> Problem {
    Problem::new(ErrorKind::Policy, "nothing was planned")
}
