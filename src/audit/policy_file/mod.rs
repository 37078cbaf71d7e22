//! Policies as TOML: what a team writes down, keeps under version control and hands to the program.
//!
//! ```toml
//! name = "Spring campaign"
//! version = "3"
//! confidence = 0.95                      # of every interval and verdict
//! minimum_rows = 50                      # slices with fewer rows are shown and not judged
//! presets = ["marketing"]                # their rules come first; see `evenhand explain marketing`
//! without = ["equal-relevance"]          # rules of the presets that are left out
//! tables = ["nyc-ll144"]                 # impact tables to print; those of the presets unless given
//! escalation = ["campaign lead", "model risk"]
//!
//! [[rule]]
//! id = "equal-reach"                     # a rule of the preset: only what is given here changes
//! tolerance = { min = -0.03, max = 0.03 }
//!
//! [[rule]]
//! id = "phone-offers"
//! criterion = "disparate_impact"
//! segments = ["age_band", "gender × channel"]   # or "gender x channel"; all that are audited unless given
//! tolerance = { min = 0.8, max = 1.25 }  # what is usual for the criterion unless given
//! reference = { age_band = "35-44" }     # or "rest" (unless given), "overall", "best", "largest"
//! summary = "each"                       # or "worst": the widest pair of each grouping
//! within_strata = false                  # compare within the declared strata
//! literal = "four-fifths"                # or "two-standard-deviations", "none"
//! family = "primary"                     # or "exploratory": many comparisons looked through
//! severity = "high"                      # or "medium" (unless given), "low", "info"
//! fail_on = ["outside", "inconclusive"]  # only "outside" unless given; [] never fails
//! owner = "campaign lead"
//! on_failure = "review the features behind the score"
//!
//! [[exemption]]
//! rule = "phone-offers"
//! slice = { channel = "phone", gender = "female" }   # { channel = { missing = true } } for the unknown
//! reason = "pilot, contract ends in January"
//! expires = 2027-01-31                   # the last day on which it holds
//! approved_by = "head of marketing"
//! ```
//!
//! A key that is not listed here is refused, with the nearest one that is: a policy must not pass because of a typing
//! error.

mod document;
mod exemption;
mod node;
mod read;
mod rule;
mod write;

use super::Policy;
use crate::error::{Error, ErrorKind, Problem};

impl Policy {
    /// Reads and checks a policy written as TOML.
    ///
    /// # Errors
    ///
    /// Every problem at once, with the table, the key and the line: text that is not TOML, keys that are not known, values
    /// of the wrong type, words that are not among the choices, and all that [`Policy::check`] finds.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::Policy;
    ///
    /// let policy = Policy::from_toml("presets = ['marketing']\nminimum_rows = 50")?;
    /// assert_eq!(policy.rules[1].id, "equal-reach");
    ///
    /// let error = Policy::from_toml("presets = ['marketing']\nminimum_row = 50").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "line 2: \"minimum_row\" is not a key of a policy; did you mean \"minimum_rows\"?"
    /// );
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        read::policy(text)
    }

    /// The policy as TOML, from which [`Policy::from_toml`] makes the same policy again.
    ///
    /// # Errors
    ///
    /// As [`Policy::check`]: what could not be read back is not written.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::Policy;
    ///
    /// let policy = Policy::four_fifths();
    /// assert_eq!(Policy::from_toml(&policy.to_toml()?)?, policy);
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn to_toml(&self) -> Result<String, Error> {
        self.check()?;
        let text = write::policy(self);
        if Self::from_toml(&text)? == *self {
            Ok(text)
        } else {
            let problem =
                Problem::new(ErrorKind::Policy, "the policy holds a name or an empty text that TOML would not keep");
            Err(problem.remedy("leave out what is empty, and name presets that exist").into())
        }
    }
}
