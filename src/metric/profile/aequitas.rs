//! Aequitas: every group's metric over a reference group's, and a verdict between 0.8 and 1.25.

use super::input::share;
use super::{MissingSegment, PeerDefinition, PeerInput, PeerValue, Profile};
use crate::cube::{Cells, Confusion};
use crate::metric::criteria;

/// The definitions of Aequitas.
pub(super) static AEQUITAS: Profile = Profile {
    id: "aequitas",
    aliases: &[],
    tool: "Aequitas",
    version: "1.1.0",
    missing: MissingSegment::Drops,
    definitions: DEFINITIONS,
};

/// What the tool puts in place of an infinite disparity unless told otherwise (`fill_divbyzero`).
const FILL: f64 = 10.0;
/// A disparity is fair between this and its reciprocal.
const TAU: f64 = 0.8;

const TEN: &str = "a/0 is 10 there (fill_divbyzero), infinite here; 0/0 is NaN.";
const SHARES: &str = "ppr is the group's share of all who are selected, so that it moves with the size of the group.";
const VERDICT: &str = "A yes or no from the point value alone; ours weighs the evidence. NaN where the disparity is.";
const BOTH: &str = "Unless both are NaN, a NaN counts as unfair. Our equalized_odds is a number.";

macro_rules! definitions {
    (@nearest none) => { None };
    (@nearest $nearest:ident) => { Some(&criteria::$nearest) };
    ($($function:literal = $formula:literal, $compute:expr, $nearest:ident, $differs:expr;)*) => {
        &[$(PeerDefinition {
            function: $function,
            arguments: "",
            formula: $formula,
            differs: $differs,
            nearest: definitions!(@nearest $nearest),
            source: "aequitas.group, aequitas.bias and aequitas.fairness, read and run",
            compute: |input| PeerValue::from($compute(&Frame::new(input))),
        }),*]
    };
}

static DEFINITIONS: &[PeerDefinition] = definitions! {
    "Group.get_crosstabs[ppr]" = "selected of the group / all selected", |f: &Frame| f.of_group(ppr), none, SHARES;
    "Group.get_crosstabs[pprev]" = "selection rate", |f: &Frame| f.of_group(pprev), none, "The same number.";
    "Group.get_crosstabs[precision]" = "PPV", |f: &Frame| f.of_group(precision), none, "NaN where ours is undefined.";
    "Group.get_crosstabs[fdr]" = "FDR", |f: &Frame| f.of_group(fdr), none, "NaN where ours is undefined.";
    "Group.get_crosstabs[for]" = "FOR", |f: &Frame| f.of_group(omission), none, "NaN where ours is undefined.";
    "Group.get_crosstabs[fpr]" = "FPR", |f: &Frame| f.of_group(fpr), none, "NaN where ours is undefined.";
    "Group.get_crosstabs[fnr]" = "FNR", |f: &Frame| f.of_group(fnr), none, "NaN where ours is undefined.";
    "Group.get_crosstabs[tpr]" = "TPR", |f: &Frame| f.of_group(tpr), none, "NaN where ours is undefined.";
    "Group.get_crosstabs[accuracy]" = "accuracy", |f: &Frame| f.of_group(accuracy), none, "The same number.";
    "Bias.get_disparity_predefined_groups[ppr_disparity]" = "ppr / ppr of the reference",
        |f: &Frame| f.disparity(ppr), none, SHARES;
    "Bias.get_disparity_predefined_groups[pprev_disparity]" = "selection rate / selection rate of the reference",
        |f: &Frame| f.disparity(pprev), DISPARATE_IMPACT, TEN;
    "Bias.get_disparity_predefined_groups[precision_disparity]" = "PPV / PPV of the reference",
        |f: &Frame| f.disparity(precision), PREDICTIVE_PARITY_RATIO, TEN;
    "Bias.get_disparity_predefined_groups[fdr_disparity]" = "FDR / FDR of the reference",
        |f: &Frame| f.disparity(fdr), FALSE_DISCOVERY_RATE_DIFFERENCE, "A ratio; ours is the difference. a/0 is 10 there.";
    "Bias.get_disparity_predefined_groups[for_disparity]" = "FOR / FOR of the reference",
        |f: &Frame| f.disparity(omission), FALSE_OMISSION_RATE_DIFFERENCE, "A ratio; ours is the difference. a/0 is 10 there.";
    "Bias.get_disparity_predefined_groups[fpr_disparity]" = "FPR / FPR of the reference",
        |f: &Frame| f.disparity(fpr), PREDICTIVE_EQUALITY_RATIO, TEN;
    "Bias.get_disparity_predefined_groups[fnr_disparity]" = "FNR / FNR of the reference",
        |f: &Frame| f.disparity(fnr), FALSE_NEGATIVE_RATE_RATIO, TEN;
    "Bias.get_disparity_predefined_groups[tpr_disparity]" = "TPR / TPR of the reference",
        |f: &Frame| f.disparity(tpr), EQUAL_OPPORTUNITY_RATIO, TEN;
    "Bias.get_disparity_major_group[ppr_disparity]" = "ppr / ppr of the largest group",
        |f: &Frame| f.disparity_to_largest(ppr), none, SHARES;
    "Bias.get_disparity_major_group[pprev_disparity]" = "selection rate / selection rate of the largest group",
        |f: &Frame| f.disparity_to_largest(pprev), DISPARATE_IMPACT, TEN;
    "Bias.get_disparity_min_metric[ppr_disparity]" = "ppr / least ppr of any group",
        |f: &Frame| f.disparity_to_least(ppr), none, SHARES;
    "Bias.get_disparity_min_metric[pprev_disparity]" = "selection rate / least selection rate of any group",
        |f: &Frame| f.disparity_to_least(pprev), DISPARATE_IMPACT,
        "The worst-treated group is the reference, so that every ratio is at least 1. a/0 is 10.";
    "Fairness.get_group_value_fairness[Statistical Parity]" = "0.8 ≤ ppr disparity ≤ 1.25",
        |f: &Frame| f.fair(ppr), none, "Of shares of all selected: elsewhere the name means the selection rate.";
    "Fairness.get_group_value_fairness[Impact Parity]" = "0.8 ≤ selection rate ratio ≤ 1.25",
        |f: &Frame| f.fair(pprev), DISPARATE_IMPACT, VERDICT;
    "Fairness.get_group_value_fairness[FPR Parity]" = "0.8 ≤ FPR ratio ≤ 1.25",
        |f: &Frame| f.fair(fpr), PREDICTIVE_EQUALITY_RATIO, VERDICT;
    "Fairness.get_group_value_fairness[TPR Parity]" = "0.8 ≤ TPR ratio ≤ 1.25",
        |f: &Frame| f.fair(tpr), EQUAL_OPPORTUNITY_RATIO, VERDICT;
    "Fairness.get_group_value_fairness[Precision Parity]" = "0.8 ≤ PPV ratio ≤ 1.25",
        |f: &Frame| f.fair(precision), PREDICTIVE_PARITY_RATIO, VERDICT;
    "Fairness.get_group_value_fairness[Equalized Odds]" = "FPR Parity and TPR Parity",
        |f: &Frame| pair(f.fair(fpr), f.fair(tpr)), EQUALIZED_ODDS, BOTH;
    "Fairness.get_group_value_fairness[Unsupervised Fairness]" = "Statistical Parity and Impact Parity",
        |f: &Frame| f.unsupervised(), DISPARATE_IMPACT, "Demands equal shares of all selected, and so groups of equal size.";
    "Fairness.get_group_value_fairness[Supervised Fairness]" = "FDR, FPR, FOR and FNR Parity",
        |f: &Frame| f.supervised(), none, "Four criteria at once, which unequal base rates rule out for any imperfect model.";
    "Fairness.get_overall_fairness[Overall Fairness]" = "no group is unfair, supervised or unsupervised",
        |f: &Frame| Some(f.overall()), none, "True where everything is NaN.";
};

/// The groups as the tool tabulates them.
struct Frame<'a> {
    input: PeerInput<'a>,
    /// Rows selected, those of a missing segment included.
    selected: f64,
}

type Measure = fn(&Frame<'_>, &Confusion) -> f64;

impl<'a> Frame<'a> {
    fn new(input: &PeerInput<'a>) -> Self {
        Self { input: *input, selected: input.everybody().total(Cells::SELECTED) }
    }

    fn of_group(&self, measure: Measure) -> f64 {
        measure(self, self.input.group())
    }

    fn against(&self, measure: Measure, group: &Confusion, reference: f64) -> f64 {
        let disparity = measure(self, group) / reference;
        if disparity == f64::INFINITY { FILL } else { disparity }
    }

    fn disparity(&self, measure: Measure) -> f64 {
        self.against(measure, self.input.group(), measure(self, self.input.reference()))
    }

    fn disparity_to_largest(&self, measure: Measure) -> f64 {
        // The first of equally large groups.
        let larger = |best: &'a Confusion, group: &'a Confusion| {
            if group.total(Cells::LABELLED) > best.total(Cells::LABELLED) { group } else { best }
        };
        let largest = self.input.groups().reduce(larger).unwrap_or(self.input.group());
        self.against(measure, self.input.group(), measure(self, largest))
    }

    fn disparity_to_least(&self, measure: Measure) -> f64 {
        let least = self.input.groups().map(|group| measure(self, group)).fold(f64::NAN, f64::min);
        self.against(measure, self.input.group(), least)
    }

    fn fair(&self, measure: Measure) -> Option<bool> {
        self.fair_for(self.input.group(), measure)
    }

    fn fair_for(&self, group: &Confusion, measure: Measure) -> Option<bool> {
        let disparity = self.against(measure, group, measure(self, self.input.reference()));
        (!disparity.is_nan()).then(|| (TAU..=1.0 / TAU).contains(&disparity))
    }

    fn unsupervised_for(&self, group: &Confusion) -> Option<bool> {
        pair(self.fair_for(group, ppr), self.fair_for(group, pprev))
    }

    fn supervised_for(&self, group: &Confusion) -> Option<bool> {
        let first = pair(self.fair_for(group, fdr), self.fair_for(group, fpr));
        pair(first, pair(self.fair_for(group, omission), self.fair_for(group, fnr)))
    }

    fn unsupervised(&self) -> Option<bool> {
        self.unsupervised_for(self.input.group())
    }

    fn supervised(&self) -> Option<bool> {
        self.supervised_for(self.input.group())
    }

    fn overall(&self) -> bool {
        self.input
            .groups()
            .all(|group| self.unsupervised_for(group) != Some(false) && self.supervised_for(group) != Some(false))
    }
}

/// Both, where NaN counts as unfair unless both are NaN.
fn pair(first: Option<bool>, second: Option<bool>) -> Option<bool> {
    (first.is_some() || second.is_some()).then_some(first == Some(true) && second == Some(true))
}

fn ppr(frame: &Frame<'_>, table: &Confusion) -> f64 {
    table.total(Cells::SELECTED) / frame.selected
}

fn pprev(_: &Frame<'_>, table: &Confusion) -> f64 {
    share(table, Cells::SELECTED, Cells::ALL)
}

fn precision(_: &Frame<'_>, table: &Confusion) -> f64 {
    share(table, Cells::TP, Cells::TP.or(Cells::FP))
}

fn fdr(_: &Frame<'_>, table: &Confusion) -> f64 {
    share(table, Cells::FP, Cells::TP.or(Cells::FP))
}

fn omission(_: &Frame<'_>, table: &Confusion) -> f64 {
    share(table, Cells::FN, Cells::FN.or(Cells::TN))
}

fn fpr(_: &Frame<'_>, table: &Confusion) -> f64 {
    share(table, Cells::FP, Cells::ACTUAL_NEGATIVES)
}

fn fnr(_: &Frame<'_>, table: &Confusion) -> f64 {
    share(table, Cells::FN, Cells::ACTUAL_POSITIVES)
}

fn tpr(_: &Frame<'_>, table: &Confusion) -> f64 {
    share(table, Cells::TP, Cells::ACTUAL_POSITIVES)
}

fn accuracy(_: &Frame<'_>, table: &Confusion) -> f64 {
    share(table, Cells::TP.or(Cells::TN), Cells::LABELLED)
}
