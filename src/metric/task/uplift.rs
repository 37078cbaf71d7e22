//! Definitions of the task `uplift`: the effect of a treatment.

use super::entry::{ANY, between, compare, metric};
use super::{Role, RoleKind, TaskOption};
use crate::metric::{Criterion, Metric, Range};

metric! {
    /// The average effect on an event.
    TREATMENT_EFFECT of Uplift: "treatment_effect", "effect of the treatment",
    ["average_treatment_effect", "ate", "uplift"], Share, Range::SIGNED_UNIT, Below,
    "outcome rate of treated − outcome rate of untreated",
    "How many more customers of this segment respond because of the treatment?", "Rubin 1974"
}
metric! {
    /// The average effect on an amount.
    AMOUNT_EFFECT of Uplift: "amount_effect", "effect on the amount", ["average_amount_effect"], Number, ANY, Below,
    "mean amount of treated − mean amount of untreated",
    "How much more does a customer of this segment spend because of the treatment?", "Rubin 1974"
}
metric! {
    /// What happens with the treatment.
    TREATED_OUTCOME_RATE of Uplift: "treated_outcome_rate", "outcome rate with treatment", [], Share, Range::UNIT,
    Below, "treated with outcome / treated", "What share of the treated customers responds?", "evenhand"
}
metric! {
    /// What happens without it.
    UNTREATED_OUTCOME_RATE of Uplift: "untreated_outcome_rate", "outcome rate without treatment", [], Share,
    Range::UNIT, Neither, "untreated with outcome / untreated", "What share of the customers responds anyway?",
    "evenhand"
}
metric! {
    /// The amount with the treatment.
    TREATED_MEAN_AMOUNT of Uplift: "treated_mean_amount", "mean amount with treatment", [], Number, ANY, Below,
    "sum of amounts of treated / treated", "How much does a treated customer spend?", "evenhand"
}
metric! {
    /// The amount without it.
    UNTREATED_MEAN_AMOUNT of Uplift: "untreated_mean_amount", "mean amount without treatment", [], Number, ANY,
    Neither, "sum of amounts of untreated / untreated", "How much does a customer spend anyway?", "evenhand"
}
metric! {
    /// Whom the rule would treat.
    TARGETING_RATE of Uplift: "targeting_rate", "share targeted", [], Share, Range::UNIT, Below, "targeted / customers",
    "What share of this segment would the rule treat?", "evenhand"
}
metric! {
    /// The value of the rule, by weighting.
    POLICY_VALUE of Uplift: "policy_value", "value of the rule", ["inverse_propensity_value"], Number, ANY, Below,
    "mean of y·1{t = π} / P(t)", "What would a customer of this segment bring if the rule decided?",
    "Horvitz and Thompson 1952"
}
metric! {
    /// The same with weights that are made to sum to the customers.
    NORMALISED_POLICY_VALUE of Uplift: "normalised_policy_value", "value of the rule (weights normalised)", [], Number,
    ANY, Below, "Σ y·1{t = π} / P(t) over Σ 1{t = π} / P(t)",
    "What would a customer bring if the rule decided, with steadier weights?", "Hájek 1971"
}
metric! {
    /// What the rule adds to treating nobody.
    POLICY_GAIN of Uplift: "policy_gain", "gain from the rule", ["benefit"], Number, ANY, Below,
    "mean of π·y·(t / e − (1 − t) / (1 − e))",
    "What does the rule add for a customer of this segment, compared with treating nobody?", "Horvitz and Thompson 1952"
}
metric! {
    /// The value of the rule, with a model of the outcome.
    ROBUST_POLICY_VALUE of Uplift: "robust_policy_value", "value of the rule (doubly robust)", ["doubly_robust_value"],
    Number, ANY, Below, "mean of m(π) + 1{t = π} / P(t)·(y − m(t))",
    "What would a customer bring if the rule decided, with a model of the outcome to steady it?", "Dudík et al. 2014"
}
metric! {
    /// What the rule adds to treating nobody, with a model of the outcome.
    ROBUST_POLICY_GAIN of Uplift: "robust_policy_gain", "gain from the rule (doubly robust)", ["doubly_robust_gain"],
    Number, ANY, Below, "mean of π·(m(1) − m(0) + t / e·(y − m(1)) − (1 − t) / (1 − e)·(y − m(0)))",
    "What does the rule add for a customer, with a model of the outcome to steady it?",
    "Robins, Rotnitzky and Zhao 1994"
}
metric! {
    /// How well the score finds those whom the treatment moves.
    QINI_COEFFICIENT of Uplift: "qini_coefficient", "Qini coefficient", ["qini"], Number, ANY, Below,
    "area under Q(φ) − Q(1) / 2, Q(φ) = Y₁ − Y₀·N₁ / N₀ of the best-scored share φ",
    "How many responses does treating the best-scored first add over treating at random?", "Radcliffe 2007"
}
metric! {
    /// The same for each treated customer, so that segments of different size compare.
    QINI_PER_TREATED of Uplift: "qini_per_treated", "Qini coefficient per treated customer", [], Number, ANY, Below,
    "Qini coefficient / treated", "How well does the score find those of this segment whom the treatment moves?",
    "Radcliffe 2007"
}
metric! {
    /// The least share that can benefit.
    BENEFITING_AT_LEAST of Uplift: "benefiting_at_least", "share that benefits, at least", [], Share, Range::UNIT,
    Below, "max(0, p₁ − p₀), p₁ with and p₀ without treatment",
    "What share responds only because of the treatment, at the least that the data allow?", "Fréchet 1951"
}
metric! {
    /// The largest share that can benefit.
    BENEFITING_AT_MOST of Uplift: "benefiting_at_most", "share that benefits, at most", [], Share, Range::UNIT, Neither,
    "min(p₁, 1 − p₀), p₁ with and p₀ without treatment",
    "What share responds only because of the treatment, at the most that the data allow?", "Fréchet 1951"
}

/// Metrics of one group.
pub static METRICS: &[&Metric] = &[
    &TREATMENT_EFFECT,
    &AMOUNT_EFFECT,
    &TREATED_OUTCOME_RATE,
    &UNTREATED_OUTCOME_RATE,
    &TREATED_MEAN_AMOUNT,
    &UNTREATED_MEAN_AMOUNT,
    &BENEFITING_AT_LEAST,
    &BENEFITING_AT_MOST,
    &TARGETING_RATE,
    &POLICY_GAIN,
    &POLICY_VALUE,
    &NORMALISED_POLICY_VALUE,
    &ROBUST_POLICY_GAIN,
    &ROBUST_POLICY_VALUE,
    &QINI_PER_TREATED,
    &QINI_COEFFICIENT,
];

compare! {
    /// Difference of effects.
    TREATMENT_EFFECT_DIFFERENCE: Difference of TREATMENT_EFFECT within Range { lower: -2.0, upper: 2.0 },
    "treatment_effect_difference", "effect of the treatment (difference)", ["uplift_difference"],
    "Does the treatment move as many customers of every segment, in percentage points?", "Rubin 1974",
    "Effects differ between segments by chance too: see the test of equal effects beside it."
}
compare! {
    /// Difference of effects on an amount.
    AMOUNT_EFFECT_DIFFERENCE: Difference of AMOUNT_EFFECT within ANY, "amount_effect_difference",
    "effect on the amount (difference)", [], "Does the treatment add as much for a customer of every segment?",
    "Rubin 1974", ""
}
compare! {
    /// Difference of targeting rates.
    TARGETING_DIFFERENCE: Difference of TARGETING_RATE within Range::SIGNED_UNIT, "targeting_difference",
    "targeting parity (difference)", [], "Would the rule treat every segment equally often, in percentage points?",
    "Dwork et al. 2012", ""
}
compare! {
    /// Ratio of targeting rates.
    TARGETING_RATIO: Ratio of TARGETING_RATE within Range::POSITIVE, "targeting_ratio", "targeting parity (ratio)",
    ["targeting_parity"], "Would the rule treat every segment equally often, relative to the others?",
    "Feldman et al. 2015",
    "A segment that the treatment does not move is rightly targeted less: read it beside the effect."
}
compare! {
    /// Difference of the values of the rule.
    POLICY_VALUE_DIFFERENCE: Difference of POLICY_VALUE within ANY, "policy_value_difference",
    "value of the rule (difference)", [], "Would a customer of every segment bring as much if the rule decided?",
    "Horvitz and Thompson 1952", "It contains what customers would bring anyway; the gain from the rule does not."
}
compare! {
    /// Difference of gains.
    BENEFIT_PARITY_DIFFERENCE: Difference of POLICY_GAIN within ANY, "benefit_parity_difference",
    "benefit parity (difference)", ["benefit_parity"], "Does the rule add as much for a customer of every segment?",
    "Horvitz and Thompson 1952", ""
}
compare! {
    /// Difference of gains, with a model of the outcome.
    ROBUST_BENEFIT_PARITY_DIFFERENCE: Difference of ROBUST_POLICY_GAIN within ANY, "robust_benefit_parity_difference",
    "benefit parity (difference, doubly robust)", [],
    "Does the rule add as much for a customer of every segment, by the steadier estimate?",
    "Robins, Rotnitzky and Zhao 1994", "The predictions must not have been fitted to the rows that they are for."
}
compare! {
    /// Difference of Qini coefficients.
    QINI_DIFFERENCE: Difference of QINI_PER_TREATED within ANY, "qini_difference",
    "Qini coefficient per treated customer (difference)", [],
    "Does the score find those whom the treatment moves equally well in every segment?", "Radcliffe 2007", ""
}

between! {
    /// The effect of a segment that is treated, against none.
    HARM_OF_TARGETED of Uplift: GroupAlone, [TREATMENT_EFFECT], "harm_of_targeted", "effect where the rule treats",
    ["harm_check"], Share, Range::SIGNED_UNIT, Below,
    "effect of the treatment on the group, if somebody of it is targeted",
    "Is a segment treated that the treatment harms?", "evenhand",
    "Compared with no effect, not with other segments. A segment of which nobody is targeted has no value."
}
between! {
    /// The same on an amount.
    AMOUNT_HARM_OF_TARGETED of Uplift: GroupAlone, [AMOUNT_EFFECT], "amount_harm_of_targeted",
    "effect on the amount where the rule treats", [], Number, ANY, Below,
    "effect on the amount of the group, if somebody of it is targeted",
    "Is a segment treated that spends less because of the treatment?", "evenhand",
    "Compared with no effect, not with other segments. A segment of which nobody is targeted has no value."
}
between! {
    /// Cochran's statistic of equal effects.
    EFFECT_HETEROGENEITY of Uplift: AllGroups, [TREATMENT_EFFECT, AMOUNT_EFFECT], "effect_heterogeneity",
    "heterogeneity of effects (Cochran's Q)", ["cochran_q"], Number, Range::POSITIVE, Neither,
    "Σ w(τ − τ̄)², w = 1 / SE², τ̄ = Σ wτ / Σ w",
    "Could the treatment do the same for every segment, and the rest be chance?", "Cochran 1954",
    "Chance alone makes it as large as the number of segments less one, and it grows with the rows: read its p-value, \
     and judge `effect_spread`."
}
between! {
    /// How far effects lie apart.
    EFFECT_SPREAD of Uplift: AllGroups, [TREATMENT_EFFECT, AMOUNT_EFFECT], "effect_spread",
    "spread of effects between segments", ["between_segment_standard_deviation"], Number, Range::POSITIVE, Above,
    "τ ≥ 0 with Σ (effect − mean)² / (SE² + τ²) = segments − 1",
    "How far do the effects of segments lie apart, beyond what chance does?", "Paule and Mandel 1982; Viechtbauer 2007",
    "The standard deviation of the true effects, in units of the effect, every segment counting alike: 0.02 is two \
     percentage points. Its test of 0 is Cochran's."
}
/// Comparisons of groups.
pub static CRITERIA: &[&Criterion] = &[
    &TREATMENT_EFFECT_DIFFERENCE,
    &AMOUNT_EFFECT_DIFFERENCE,
    &EFFECT_HETEROGENEITY,
    &EFFECT_SPREAD,
    &HARM_OF_TARGETED,
    &AMOUNT_HARM_OF_TARGETED,
    &TARGETING_DIFFERENCE,
    &TARGETING_RATIO,
    &BENEFIT_PARITY_DIFFERENCE,
    &ROBUST_BENEFIT_PARITY_DIFFERENCE,
    &POLICY_VALUE_DIFFERENCE,
    &QINI_DIFFERENCE,
];

const fn role(key: &'static str, kind: RoleKind, required: bool, meaning: &'static str) -> Role {
    Role { key, kind, several: false, required, meaning }
}

/// Columns that it reads.
pub const ROLES: &[Role] = &[
    role(
        "treatment",
        RoleKind::Binary,
        true,
        "whether the customer was treated, by chance or with a known probability",
    ),
    role("outcome", RoleKind::Binary, false, "whether the customer responded; this or an amount is needed"),
    role("amount", RoleKind::Number, false, "what the customer spent, in place of an outcome"),
    role("score", RoleKind::Number, false, "the predicted effect, for the Qini curve"),
    role("targeted", RoleKind::Binary, false, "whether the rule would treat the customer"),
    role("propensity", RoleKind::Number, false, "the probability with which the customer was to be treated"),
    role("predicted_treated", RoleKind::Number, false, "the outcome that a model predicts with treatment"),
    role("predicted_untreated", RoleKind::Number, false, "the outcome that a model predicts without treatment"),
];

/// Options that it takes.
pub const OPTIONS: &[TaskOption] = &[
    TaskOption {
        key: "propensity",
        meaning: "the probability of treatment of every customer; where neither this nor a column is given, the share treated",
    },
    TaskOption {
        key: "bins",
        meaning: "into how many bins of equal size the score is cut where it has more values; 256 unless given",
    },
];
