//! How bad a failure is.

use serde::{Deserialize, Serialize};

/// How bad a failure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// For information.
    Info,
    /// To be looked at.
    Low,
    /// To be mended in the ordinary course.
    #[default]
    Medium,
    /// To be mended before the model is used further.
    High,
}

impl Severity {
    /// The severity in words.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}
