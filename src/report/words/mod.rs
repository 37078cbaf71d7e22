//! Everything that a reader reads, in English and in one place.

/// The title of a report that was given none.
pub(super) fn default_title(policy: &str) -> String {
    format!("Bias audit under the policy \u{201c}{policy}\u{201d}")
}
