//! From two models' decisions to what changed.

use super::result::{
    MeasuredRate, PairedAudited, PairedGrouping, PairedSlice, RateChange, SelectionFlips, Unfairness, WidestGap,
};
use crate::audit::Correction;
use crate::cube::{Cell, Cells, Confusion, Cube, PairedConfusion, PairedDecision, PairedOutcome};
use crate::data::{ColumnRole, LabelAvailability, Predictions};
use crate::error::Error;
use crate::inference::mcnemar::DecisionChanges;
use crate::inference::paired::{PairedComparison, PairedGroup, PairedRate};
use crate::inference::{Proportion, benjamini_hochberg, holm};
use crate::segment::{Grouping, Slice, Slices};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// A comparison of two models on the same rows, slice by slice.
///
/// # Example
///
/// ```
/// use evenhand::Predictions;
/// use evenhand::paired::{PairedAudit, Unfairness};
///
/// // The old model selects phone customers half as often; the new one alike.
/// let model = |phone: usize| {
///     Predictions::builder()
///         .decision((0..2000).map(move |i| if i % 2 == 0 { i % 4 == 0 } else { i % phone == 1 }))
///         .segment("channel", (0..2000).map(|i| if i % 2 == 0 { "app" } else { "phone" }))
///         .build()
/// };
/// let audited = PairedAudit::new().run(&model(8)?, &model(4)?)?;
/// let phone = audited.slice("channel=phone").unwrap();
/// assert_eq!((phone.flips.gained, phone.flips.lost), (250, 0));
/// assert_eq!(phone.rates[0].answer, Unfairness::Less);
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a comparison does nothing until it is run"]
pub struct PairedAudit {
    slices: Slices,
    confidence: Confidence,
    minimum_rows: u64,
}

impl Default for PairedAudit {
    fn default() -> Self {
        Self::new()
    }
}

impl PairedAudit {
    /// Every segment by itself, at 95 % confidence, slices of 30 rows and more.
    pub fn new() -> Self {
        Self { slices: Slices::marginals(), confidence: Confidence::DEFAULT, minimum_rows: 30 }
    }

    /// Which slices to compare.
    pub fn slices(mut self, slices: Slices) -> Self {
        self.slices = slices;
        self
    }

    /// Confidence of every interval and answer.
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// Slices with fewer rows are shown and not judged.
    pub fn minimum_rows(mut self, rows: u64) -> Self {
        self.minimum_rows = rows;
        self
    }

    /// Compares two models on the same rows.
    ///
    /// # Errors
    ///
    /// Predictions that are not about the same rows, see [`Cube::fold_paired`]; slices that the data lack.
    pub fn run(&self, old: &Predictions, new: &Predictions) -> Result<PairedAudited, Error> {
        let mut audited = self.run_cube(&Cube::<PairedConfusion>::fold_paired(old, new)?)?;
        audited.customers = old.customers();
        Ok(audited)
    }

    /// The same from a cube that was folded elsewhere, or merged from several.
    ///
    /// # Errors
    ///
    /// Slices that the cube lacks.
    pub fn run_cube(&self, cube: &Cube<PairedConfusion>) -> Result<PairedAudited, Error> {
        let specification = cube.specification();
        let names = cube.names(ColumnRole::Segment);
        let total = cube.total();
        let rates = rates(specification.labels);
        let mut groupings = Vec::new();
        for grouping in self.slices.groupings(&names)? {
            groupings.push(self.grouping(&grouping, cube, &total, rates)?);
        }
        let mut audited = PairedAudited {
            decisions: specification.decision.clone(),
            rows: total.rows(),
            left_out: total.excluded(),
            customers: None,
            favourable: specification.favourable,
            labels: specification.labels,
            confidence: self.confidence,
            minimum_rows: self.minimum_rows,
            overall: flips(&total),
            groupings,
        };
        self.judge(&mut audited);
        Ok(audited)
    }

    fn grouping(
        &self,
        grouping: &Grouping,
        cube: &Cube<PairedConfusion>,
        total: &PairedConfusion,
        rates: &[PairedRate],
    ) -> Result<PairedGrouping, Error> {
        let by = cube.roll_up(grouping.attributes())?;
        let slices: Vec<PairedSlice> =
            by.groups().map(|(slice, cell)| self.slice(slice, cell, &rest(total, cell), rates)).collect();
        let widest = rates
            .iter()
            .enumerate()
            .map(|(at, &rate)| {
                let judged = || slices.iter().filter(|slice| slice.rows >= self.minimum_rows);
                WidestGap {
                    rate,
                    old: spread(judged().map(|slice| slice.rates[at].old.value)),
                    new: spread(judged().map(|slice| slice.rates[at].new.value)),
                }
            })
            .collect();
        Ok(PairedGrouping { grouping: grouping.clone(), slices, widest })
    }

    fn slice(&self, slice: Slice, cell: &PairedConfusion, rest: &PairedConfusion, rates: &[PairedRate]) -> PairedSlice {
        let small = cell.rows() < self.minimum_rows || rest.rows() < self.minimum_rows;
        let (old, new) = (cell.old_table(), cell.new_table());
        let depth = slice.conditions().len();
        let rates = rates
            .iter()
            .map(|&rate| {
                let pair = PairedComparison { group: group(cell, rate), reference: group(rest, rate) };
                let gap = pair.gap_change(rate, self.confidence);
                let change = pair.group.rate_change(rate, self.confidence);
                let too_few = Err(Unavailable::Undefined(Reason::TooFewRows));
                RateChange {
                    rate,
                    old: self.measured(&old, rate),
                    new: self.measured(&new, rate),
                    change: change.map(|(change, _)| change),
                    change_interval: change.and_then(|(_, interval)| interval),
                    gap_old: gap.before,
                    gap_new: gap.after,
                    gap_change: gap.change,
                    gap_change_interval: gap.interval,
                    p_value: if small { too_few } else { gap.p_value },
                    p_adjusted: if small { too_few } else { gap.p_value },
                    comparisons: 0,
                    correction: if depth <= 1 { Correction::Holm } else { Correction::BenjaminiHochberg },
                    answer: match (small, gap.is_smaller) {
                        (false, Some(true)) => Unfairness::Less,
                        (false, Some(false)) => Unfairness::More,
                        (false, None) if gap.p_value.is_ok() => Unfairness::Inconclusive,
                        _ => Unfairness::NotAssessed,
                    },
                }
            })
            .collect();
        PairedSlice { slice, rows: cell.rows(), left_out: cell.excluded(), flips: flips(cell), rates }
    }

    /// One rate of one model.
    fn measured(&self, table: &Confusion, rate: PairedRate) -> MeasuredRate {
        let (of, among, empty) = cells(rate);
        let (numerator, denominator) = (table.count(of), table.count(among));
        let proportion =
            if denominator == 0 { Err(Unavailable::Undefined(empty)) } else { Proportion::new(numerator, denominator) };
        MeasuredRate {
            value: proportion.and_then(|proportion| proportion.rate()),
            interval: proportion.and_then(|proportion| proportion.wilson(self.confidence)),
            numerator,
            denominator,
        }
    }

    /// Corrects each rate for the number of slices, single attributes and combinations apart, and keeps only answers that
    /// are shown.
    fn judge(&self, audited: &mut PairedAudited) {
        let deepest = audited.groupings.iter().map(|one| one.grouping.attributes().len()).max().unwrap_or(0);
        for depth in 1..=deepest {
            for rate in PairedRate::ALL {
                let mut family: Vec<&mut RateChange> = audited
                    .groupings
                    .iter_mut()
                    .filter(|one| one.grouping.attributes().len() == depth)
                    .flat_map(|one| &mut one.slices)
                    .flat_map(|slice| &mut slice.rates)
                    .filter(|one| one.rate == rate && one.p_value.is_ok())
                    .collect();
                let p_values: Vec<f64> = family.iter().filter_map(|one| one.p_value.ok()).collect();
                let adjusted = if depth <= 1 { holm(&p_values) } else { benjamini_hochberg(&p_values) };
                for (at, one) in family.iter_mut().enumerate() {
                    one.comparisons = p_values.len() as u64;
                    one.p_adjusted = adjusted.as_ref().map_or(Ok(p_values[at]), |all| Ok(all[at]));
                    if one.p_adjusted.is_ok_and(|p| p > self.confidence.alpha()) {
                        one.answer = Unfairness::Inconclusive;
                    }
                }
            }
        }
        let unjudged = audited.groupings.iter_mut().flat_map(|one| &mut one.slices).flat_map(|slice| &mut slice.rates);
        for one in unjudged.filter(|one| one.p_value.is_err()) {
            one.answer = Unfairness::NotAssessed;
        }
    }
}

/// The rates that the labels allow. Labels of selected rows only are those of the model that was used: they do not tell what
/// came of rows that only the other model selects.
fn rates(labels: LabelAvailability) -> &'static [PairedRate] {
    match labels {
        LabelAvailability::All | LabelAvailability::Delayed => &PairedRate::ALL,
        LabelAvailability::SelectedOnly | LabelAvailability::None => &[PairedRate::Selection],
    }
}

/// What is counted among what, and why there may be nothing.
fn cells(rate: PairedRate) -> (Cells, Cells, Reason) {
    match rate {
        PairedRate::TruePositive => (Cells::TP, Cells::ACTUAL_POSITIVES, Reason::NoActualPositives),
        PairedRate::FalsePositive => (Cells::FP, Cells::ACTUAL_NEGATIVES, Reason::NoActualNegatives),
        PairedRate::Precision => (Cells::TP, Cells::TP.or(Cells::FP), Reason::NoneSelected),
        PairedRate::Accuracy => (Cells::TP.or(Cells::TN), Cells::LABELLED, Reason::NoLabels),
        _ => (Cells::SELECTED, Cells::ALL, Reason::NoRows),
    }
}

/// The rows that a rate looks at, by outcome. Selection looks at all rows, labelled or not.
fn group(cell: &PairedConfusion, rate: PairedRate) -> PairedGroup {
    let of = |outcome: PairedOutcome| DecisionChanges {
        kept_selected: cell.count(outcome, PairedDecision::KeptSelected),
        gained: cell.count(outcome, PairedDecision::Gained),
        lost: cell.count(outcome, PairedDecision::Lost),
        kept_rejected: cell.count(outcome, PairedDecision::KeptRejected),
    };
    if rate == PairedRate::Selection {
        return PairedGroup { positive: DecisionChanges::default(), negative: changes(cell) };
    }
    PairedGroup { positive: of(PairedOutcome::Positive), negative: of(PairedOutcome::Negative) }
}

fn changes(cell: &PairedConfusion) -> DecisionChanges {
    DecisionChanges {
        kept_selected: cell.decided(PairedDecision::KeptSelected),
        gained: cell.decided(PairedDecision::Gained),
        lost: cell.decided(PairedDecision::Lost),
        kept_rejected: cell.decided(PairedDecision::KeptRejected),
    }
}

fn flips(cell: &PairedConfusion) -> SelectionFlips {
    let changes = changes(cell);
    SelectionFlips {
        kept_selected: changes.kept_selected,
        gained: changes.gained,
        lost: changes.lost,
        kept_rejected: changes.kept_rejected,
        p_value: changes.mcnemar().map(|test| test.exact.mid_p_two_sided),
    }
}

/// Everyone but a slice.
fn rest(total: &PairedConfusion, cell: &PairedConfusion) -> PairedConfusion {
    let mut rest = PairedConfusion::default();
    for outcome in PairedOutcome::ALL {
        for decision in PairedDecision::ALL {
            let others = total.count(outcome, decision).saturating_sub(cell.count(outcome, decision));
            rest.merge(&PairedConfusion::default().with(outcome, decision, others));
        }
    }
    rest
}

/// Largest minus smallest.
fn spread(values: impl Iterator<Item = Measured>) -> Measured {
    let values = values.collect::<Measured<Vec<f64>>>()?;
    if values.len() < 2 {
        return Err(Unavailable::Undefined(Reason::OneGroup));
    }
    let (least, most) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), &value| (least.min(value), most.max(value)));
    Ok(most - least)
}
