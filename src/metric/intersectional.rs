//! Criteria about all groups at once.

use super::comparison::Comparison;
use super::criterion::{Composition, Criterion};
use super::metric::{Metric, Range};
use super::rates::{BASE_RATE, FALSE_POSITIVE_RATE, SELECTION_RATE};
use crate::cube::{Cells, Confusion};
use crate::value::{Measured, Reason, Sign, Unavailable, finite, quotient};

/// Prior count of each outcome where differential fairness is smoothed: total concentration 1, as the authors' code.
const HALF: f64 = 0.5;

/// The largest log ratio between any two groups, of being selected and of not.
pub static DIFFERENTIAL_FAIRNESS: Criterion = Criterion {
    id: "differential_fairness",
    name: "differential fairness ε",
    aliases: &["edf", "empirical_differential_fairness"],
    question: "Over all segments and both decisions, by what factor (e to the ε) do chances differ at most?",
    composition: Composition::Groups {
        compute: |groups| {
            epsilon(groups, |group| group.total(Cells::SELECTED), |group| group.total(Cells::REJECTED), 0.0)
        },
        formula: "max over groups i, j and decisions d of |ln P(d | i) − ln P(d | j)|",
        needs: NEEDS_SELECTION,
    },
    ideal: 0.0,
    range: Range::POSITIVE,
    source: "Foulds, Islam, Keya, Pan 2020",
    note: "Infinite where a group has none of one decision: see differential_fairness_smoothed. Biased upward with many \
           small groups.",
};

/// The same with half a row added to each decision of each group.
pub static DIFFERENTIAL_FAIRNESS_SMOOTHED: Criterion = Criterion {
    id: "differential_fairness_smoothed",
    name: "differential fairness ε, smoothed",
    aliases: &["smoothed_edf"],
    question: "By what factor (e to the ε) do chances differ at most, with thin segments drawn a little together?",
    composition: Composition::Groups {
        compute: |groups| {
            epsilon(groups, |group| group.total(Cells::SELECTED), |group| group.total(Cells::REJECTED), HALF)
        },
        formula: "max over groups i, j and decisions d of |ln((n_id + ½)/(n_i + 1)) − ln((n_jd + ½)/(n_j + 1))|",
        needs: NEEDS_SELECTION,
    },
    ideal: 0.0,
    range: Range::POSITIVE,
    source: "Foulds, Islam, Keya, Pan 2020",
    note: "Total concentration 1, ½ for each decision, as in the authors' code and AIF360; 1 for each is also seen.",
};

/// How much more the decisions differ than the labels do.
pub static DIFFERENTIAL_FAIRNESS_AMPLIFICATION: Criterion = Criterion {
    id: "differential_fairness_amplification",
    name: "bias amplification",
    aliases: &["differential_fairness_bias_amplification"],
    question: "Does the model widen a difference that is already in the outcomes?",
    composition: Composition::Groups {
        compute: |groups| {
            let decisions =
                epsilon(groups, |group| group.total(Cells::SELECTED), |group| group.total(Cells::REJECTED), 0.0);
            Comparison::Difference.between(
                decisions,
                epsilon(
                    groups,
                    |group| group.total(Cells::ACTUAL_POSITIVES),
                    |group| group.total(Cells::ACTUAL_NEGATIVES),
                    0.0,
                ),
            )
        },
        formula: "ε of the decisions − ε of the labels, both unsmoothed",
        needs: NEEDS_LABELS,
    },
    ideal: 0.0,
    range: Range { lower: f64::NEG_INFINITY, upper: f64::INFINITY },
    source: "Foulds, Islam, Keya, Pan 2020",
    note: "Comparable only with the same smoothing on both sides.",
};

/// The largest gap to the overall selection rate, weighted by the size of the group.
pub static SUBGROUP_FAIRNESS: Criterion = Criterion {
    id: "subgroup_fairness",
    name: "subgroup fairness γ",
    aliases: &["statistical_parity_subgroup_fairness"],
    question: "Which segment's gap to the average weighs most, counting how many people are in it?",
    composition: Composition::Groups {
        compute: |groups| {
            gamma(
                groups,
                |group| group.total(Cells::SELECTED),
                |group| group.total(Cells::ALL),
                |group| group.total(Cells::ALL),
            )
        },
        formula: "max over groups g of P(g) · |selection rate of g − overall selection rate|",
        needs: NEEDS_SELECTION,
    },
    ideal: 0.0,
    range: Range::UNIT,
    source: "Kearns, Neel, Roth, Wu 2018",
    note: "Small groups weigh little by design: read it beside the unweighted gaps.",
};

/// The largest gap to the overall false positive rate, weighted by the share of the group's negatives.
pub static SUBGROUP_FAIRNESS_FALSE_POSITIVE: Criterion = Criterion {
    id: "subgroup_fairness_false_positive",
    name: "subgroup fairness γ of false positives",
    aliases: &["false_positive_subgroup_fairness"],
    question: "Which segment's gap in false alarms weighs most, counting how many people are concerned?",
    composition: Composition::Groups {
        compute: |groups| {
            gamma(
                groups,
                |group| group.total(Cells::FP),
                |group| group.total(Cells::ACTUAL_NEGATIVES),
                |group| group.total(Cells::LABELLED),
            )
        },
        formula: "max over groups g of P(g, y = 0) · |FPR of g − overall FPR|",
        needs: NEEDS_FALSE_POSITIVES,
    },
    ideal: 0.0,
    range: Range::UNIT,
    source: "Kearns, Neel, Roth, Wu 2018",
    note: "Small groups weigh little by design: read it beside the unweighted gaps.",
};

static NEEDS_SELECTION: &[&Metric] = &[&SELECTION_RATE];
static NEEDS_LABELS: &[&Metric] = &[&SELECTION_RATE, &BASE_RATE];
static NEEDS_FALSE_POSITIVES: &[&Metric] = &[&FALSE_POSITIVE_RATE];

/// `yes` and `no` count the two kinds of rows of a group; as functions, so that each pair of sets has a loop of its own.
fn epsilon(
    groups: &[&Confusion],
    yes: impl Fn(&Confusion) -> f64,
    no: impl Fn(&Confusion) -> f64,
    prior: f64,
) -> Measured {
    let (mut least, mut most) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    for group in groups {
        let counts = [yes(group), no(group)];
        let total = counts[0] + counts[1] + 2.0 * prior;
        for (side, count) in counts.into_iter().enumerate() {
            let share = quotient(count + prior, total, Reason::NoRows)?;
            least[side] = least[side].min(share);
            most[side] = most[side].max(share);
        }
    }
    let mut widest = 1.0_f64;
    for (least, most) in least.into_iter().zip(most) {
        if least == 0.0 && most > 0.0 {
            return Err(Unavailable::Infinite(Sign::Positive));
        }
        if most > 0.0 {
            widest = widest.max(most / least);
        }
    }
    finite(widest.ln())
}

fn gamma(
    groups: &[&Confusion],
    of: impl Fn(&Confusion) -> f64,
    among: impl Fn(&Confusion) -> f64,
    population: impl Fn(&Confusion) -> f64,
) -> Measured {
    let sum = |count: &dyn Fn(&Confusion) -> f64| groups.iter().map(|group| count(group)).sum::<f64>();
    let overall = quotient(sum(&of), sum(&among), Reason::EmptyDenominator)?;
    let everybody = sum(&population);
    let mut widest = 0.0_f64;
    for group in groups {
        // A group without rows among the denominator has weight zero, whatever its rate.
        let rows = among(group);
        if rows > 0.0 {
            let gap = (of(group) / rows - overall).abs();
            widest = widest.max(rows / everybody * gap);
        }
    }
    finite(widest)
}
