//! Numbers if declared errors of recording were undone.

use super::asked::metrics_of;
use super::run::Run;
use crate::audit::groups::Groups;
use crate::audit::uncertain::{CorrectionResult, correct_outcomes, correct_segments};
use crate::error::{Error, ErrorKind, Problem, Problems};

impl Run<'_> {
    /// By the metrics of the criteria, for single attributes. None where slices are withheld: a correction mixes the counts of
    /// all levels.
    pub(super) fn corrections(&self, all: &[Groups]) -> Result<Vec<CorrectionResult>, Error> {
        if self.protection.is_some() {
            return Ok(Vec::new());
        }
        let metrics = metrics_of(&self.criteria);
        let single = |attribute: &str| all.iter().find(|groups| groups.grouping.attributes() == [attribute]);
        let mut problems = Problems::default();
        let mut corrections = Vec::new();
        for error in &self.audit.segment_errors {
            match single(error.attribute()).map(|groups| correct_segments(error, groups, &metrics, self.setting)) {
                Some(Ok(correction)) => corrections.push(correction),
                Some(Err(error)) => problems.extend(error),
                None => problems.push(
                    Problem::new(ErrorKind::Column, "has error rates and is not audited by itself")
                        .value(error.attribute())
                        .remedy("name an attribute of the data that is a segment"),
                ),
            }
        }
        problems.into_result()?;
        if let Some(accuracy) = self.audit.label_accuracy {
            let single = all.iter().filter(|groups| groups.grouping.attributes().len() == 1);
            corrections.extend(single.map(|groups| correct_outcomes(accuracy, groups, &metrics, self.setting)));
        }
        Ok(corrections)
    }
}
