//! Warum eine Zahl oder ein Urteil fehlt.

use super::W;
use crate::audit::{Assessment, Audited};
use crate::report::reading;
use crate::report::words::german::catalogue;
use crate::value::{Reason, Sign, Unavailable};

pub(in crate::report) fn unavailable(reason: Unavailable) -> String {
    match reason {
        Unavailable::Undefined(why) => format!("nicht definiert: {}", catalogue::reason(why)),
        Unavailable::Infinite(Sign::Positive) => "unendlich: der Vergleichswert ist null".to_owned(),
        Unavailable::Infinite(Sign::Negative) => "minus unendlich: eine Quote ist null".to_owned(),
        Unavailable::NotIdentified(why) => format!("nicht bestimmbar: {}", catalogue::reason(why)),
        Unavailable::Suppressed(why) => format!("zurückgehalten: {}", catalogue::reason(why)),
    }
}

pub(in crate::report) const fn unavailable_short(reason: Unavailable) -> &'static str {
    match reason {
        Unavailable::Undefined(_) => "nicht definiert",
        Unavailable::Infinite(_) => "unendlich",
        Unavailable::NotIdentified(_) => "nicht bestimmbar",
        Unavailable::Suppressed(_) => "zurückgehalten",
    }
}

pub(in crate::report) fn not_assessed(audited: &Audited, assessment: &Assessment) -> String {
    let minimum = audited.policy.minimum_rows;
    let unit = super::counted_unit(reading::unit(audited));
    if assessment.rows < minimum {
        return format!("weniger als {} {unit}", W.count(minimum));
    }
    if assessment.reference.rows < minimum && assessment.reference.rows > 0 {
        return format!("weniger als {} {unit} zum Vergleich", W.count(minimum));
    }
    match assessment.value.err().or(assessment.interval.err()).or(assessment.p_outside.err()) {
        Some(reason) => unavailable(reason),
        None => unavailable(Unavailable::Undefined(Reason::OutsideDomain)),
    }
}
