//! Segments beside each other.

use super::tally::UpliftTally;
use super::value::estimate;
use crate::inference::{Contrast, Difference, Ratio, uplift};
use crate::task::family::AllGroups;
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// A group against its reference; the harm check compares it with no effect.
pub(super) fn pair(
    criterion: &str,
    group: &UpliftTally,
    reference: &UpliftTally,
    confidence: Confidence,
) -> Measured<Contrast> {
    let difference = |metric: &str| {
        let (group, reference) = (estimate(metric, group, confidence), estimate(metric, reference, confidence));
        let value = group.value? - reference.value?;
        let error = group.standard_error?.hypot(reference.standard_error?);
        Ok(Contrast::normal(value, error))
    };
    match criterion {
        "treatment_effect_difference" => difference("treatment_effect"),
        "amount_effect_difference" => difference("amount_effect"),
        "policy_value_difference" => difference("policy_value"),
        "benefit_parity_difference" => difference("policy_gain"),
        "robust_benefit_parity_difference" => difference("robust_policy_gain"),
        "qini_difference" => difference("qini_per_treated"),
        "targeting_difference" => {
            Ok(Contrast::Difference(Difference { group: group.targeting()?, reference: reference.targeting()? }))
        }
        "targeting_ratio" => {
            Ok(Contrast::Ratio(Ratio { group: group.targeting()?, reference: reference.targeting()? }))
        }
        "harm_of_targeted" if group.targeted > 0 => Ok(Contrast::Difference(group.counts().difference()?)),
        "amount_harm_of_targeted" if group.targeted > 0 => {
            let effect = estimate("amount_effect", group, confidence);
            Ok(Contrast::normal(effect.value?, effect.standard_error?))
        }
        "harm_of_targeted" | "amount_harm_of_targeted" => Err(Unavailable::Undefined(Reason::NoneSelected)),
        _ => Err(Unavailable::Undefined(Reason::OutsideDomain)),
    }
}

/// Cochran's test over all segments, whose statistic is shown and not judged, or how far their effects lie apart, which is. The
/// p-value of both is that of equal effects.
pub(super) fn heterogeneity(
    criterion: &str,
    groups: &[&UpliftTally],
    is_amount: bool,
    confidence: Confidence,
) -> Measured<AllGroups> {
    let metric = if is_amount { "amount_effect" } else { "treatment_effect" };
    let effects: Vec<_> = groups.iter().map(|group| estimate(metric, group, confidence)).collect();
    let found = uplift::heterogeneity(&effects)?;
    let contrast = match criterion {
        "effect_spread" => Contrast::own(uplift::EffectSpread::of(&effects)?),
        _ => Contrast::Described(found.test.statistic),
    };
    Ok(AllGroups { contrast, p_value: Ok(found.test.p_value) })
}
