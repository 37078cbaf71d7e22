//! The words of the forms for build pipelines, beside those of the report.

/// A sentence, and the reason for which it is not held against the rule.
pub(in crate::report) fn exempted(sentence: &str, reason: &str) -> String {
    format!("{sentence} Exempted: {}", crate::report::text::visible(reason))
}

/// "disparate impact of 0.8 to 1.25 is asked for"
pub(in crate::report) fn rule_asks(criterion: &str, asks: &str) -> String {
    format!("The policy asks for a {} of {asks}.", super::criterion_name(criterion))
}
