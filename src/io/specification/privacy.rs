//! What must not be published, as a person writes it down.

use serde::{Deserialize, Serialize};

use super::check::at;
use crate::error::{Error, Problem};
use crate::privacy::Suppression;

/// The table `[privacy]`: which counts are too small to publish.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PrivacyRequest {
    /// Slices with a count from 1 to one less than this are withheld; all are shown where not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_cell: Option<u64>,
    /// Whether a count of 0 that others have is too small too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub withhold_zeros: bool,
    /// The report that was published before, as JSON; its path, relative to this specification.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
}

impl PrivacyRequest {
    /// The suppression asked for, if any.
    ///
    /// # Errors
    ///
    /// A minimum that is too small, and keys that mean nothing without one.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::io::PrivacyRequest;
    ///
    /// let request = PrivacyRequest { minimum_cell: Some(10), ..PrivacyRequest::default() };
    /// assert_eq!(request.suppression()?.unwrap().minimum_cell(), 10);
    /// assert_eq!(PrivacyRequest::default().suppression()?, None);
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn suppression(&self) -> Result<Option<Suppression>, Error> {
        let Some(minimum) = self.minimum_cell else {
            let unused = [("withhold_zeros", self.withhold_zeros), ("previous", self.previous.is_some())];
            let problems: Vec<Problem> = unused
                .into_iter()
                .filter(|(_, given)| *given)
                .map(|(key, _)| {
                    at("privacy", key, "means nothing without a minimum cell").remedy("give minimum_cell = 10, say")
                })
                .collect();
            return Error::check(problems).map(|()| None);
        };
        let suppression = Suppression::below(minimum).map_err(|error| error.in_place("[privacy]"))?;
        Ok(Some(suppression.zeros(self.withhold_zeros)))
    }
}
