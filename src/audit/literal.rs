//! Rules of thumb, counted literally beside a verdict.

use super::policy::LiteralRule;
use super::result::LiteralResult;
use super::setting::Setting;
use super::tally::{Tally, sample};
use crate::cube::Cells;
use crate::data::Favourable;
use crate::inference::{Difference, Proportion, Ratio, four_fifths, pooled_z};
use crate::value::{Reason, Unavailable};

/// The rule of a group against its reference, and what practitioners read beside it.
pub(super) fn literal_result(
    rule: LiteralRule,
    group: &Tally,
    reference: &Tally,
    setting: Setting,
) -> Option<LiteralResult> {
    let counted = match setting.favourable {
        Favourable::Selected => Cells::SELECTED,
        Favourable::NotSelected => Cells::REJECTED,
    };
    let (x, n) = (group.count(counted), group.count(Cells::ALL));
    let (x_reference, n_reference) = (reference.count(counted), reference.count(Cells::ALL));
    let samples = (Proportion::new(x, n).ok()?, Proportion::new(x_reference, n_reference).ok()?);
    let ratio = Ratio { group: samples.0, reference: samples.1 };
    // The rule counts people as they stand; its p-value allows for customers who come back.
    let known = |tally: &Tally, plain: Proportion| match tally.customers() {
        Some(_) => sample(&crate::metric::rates::SELECTION_RATE, true, tally, setting),
        None => Ok(plain),
    };
    let tested = known(group, samples.0).and_then(|own| Ok((own, known(reference, samples.1)?)));
    let (met, statistic, p_value) = match rule {
        LiteralRule::FourFifths => {
            let below = !four_fifths(&ratio).ok()?.point_is_below;
            // Two rates of zero have no ratio, and so no evidence about it.
            let p_value = tested
                .and_then(|(group, reference)| {
                    let ratio = Ratio { group, reference };
                    four_fifths(&ratio)?;
                    ratio.default_test(0.8)
                })
                .map(|test| test.p_less);
            (below, ratio.estimate(), p_value)
        }
        LiteralRule::TwoStandardDeviations => {
            let test = tested.and_then(|(group, reference)| pooled_z(&Difference { group, reference })).ok()?;
            (test.z.abs() < 2.0, Ok(test.z), Ok(test.p_two_sided))
        }
    };
    let reference_rate = x_reference as f64 / n_reference as f64;
    let undefined = Err(Unavailable::Undefined(Reason::OutsideDomain));
    let flipped = if x < n && x_reference > 0 {
        Proportion::new(x + 1, n)
            .and_then(|group| Ratio { group, reference: Proportion::new(x_reference - 1, n_reference)? }.estimate())
    } else {
        undefined
    };
    let shortfall = n as f64 * reference_rate - x as f64;
    // Whole numbers: the smallest m with 5 (x + m) n_ref ≥ 4 x_ref n.
    let (wanted, have) = (4 * i128::from(x_reference) * i128::from(n), 5 * i128::from(x) * i128::from(n_reference));
    let step = 5 * i128::from(n_reference);
    let missing = ((wanted - have).max(0) + step - 1) / step;
    Some(LiteralResult {
        met,
        statistic,
        p_value,
        flipped,
        shortfall: Ok(shortfall.max(0.0)),
        to_four_fifths: Ok(missing as f64),
    })
}
