//! Why a number or a verdict is not there.

use super::W;
use crate::audit::{Assessment, Audited};
use crate::report::reading;
use crate::value::{Reason, Sign, Unavailable};

/// Why there is no number, in full.
pub(in crate::report) fn unavailable(reason: Unavailable) -> String {
    match reason {
        Unavailable::Undefined(why) => format!("not defined: {}", why.text()),
        Unavailable::Infinite(Sign::Positive) => "infinite: the reference is zero".to_owned(),
        Unavailable::Infinite(Sign::Negative) => "minus infinite: a rate is zero".to_owned(),
        Unavailable::NotIdentified(why) => format!("not identified: {}", why.text()),
        Unavailable::Suppressed(why) => format!("withheld: {}", why.text()),
    }
}

/// The same in a word or two, for the text of a drawing.
pub(in crate::report) const fn unavailable_short(reason: Unavailable) -> &'static str {
    match reason {
        Unavailable::Undefined(_) => "not defined",
        Unavailable::Infinite(_) => "infinite",
        Unavailable::NotIdentified(_) => "not identified",
        Unavailable::Suppressed(_) => "withheld",
    }
}

/// Why a slice was not judged.
pub(in crate::report) fn not_assessed(audited: &Audited, assessment: &Assessment) -> String {
    let minimum = audited.policy.minimum_rows;
    let unit = super::counted_unit(reading::unit(audited)).to_lowercase();
    if assessment.rows < minimum {
        return format!("fewer than {} {unit}", W.count(minimum));
    }
    if assessment.reference.rows < minimum && assessment.reference.rows > 0 {
        return format!("fewer than {} {unit} to compare with", W.count(minimum));
    }
    match assessment.value.err().or(assessment.interval.err()).or(assessment.p_outside.err()) {
        Some(reason) => unavailable(reason),
        None => unavailable(Unavailable::Undefined(Reason::OutsideDomain)),
    }
}
