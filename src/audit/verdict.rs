//! The four verdicts.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What the evidence says about a tolerance. "Not significant" is never "fair".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Shown to lie inside the tolerance.
    Within,
    /// Shown to lie outside the tolerance.
    Outside,
    /// The interval straddles the bound of the tolerance: more rows would settle it.
    Inconclusive,
    /// Nothing can be said: too few rows, undefined, suppressed or not identified.
    NotAssessed,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Verdict; 4] = [Verdict::Within, Verdict::Outside, Verdict::Inconclusive, Verdict::NotAssessed];

    /// The verdict in words.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::Outside => "outside",
            Self::Inconclusive => "inconclusive",
            Self::NotAssessed => "not assessed",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}
