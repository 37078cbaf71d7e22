//! Crude and adjusted selection rates within strata.

use super::run::Run;
use crate::audit::conditional::{Stratification, StratifiedRate};
use crate::audit::groups::Groups;
use crate::audit::stratified_result::ConditionalResult;
use crate::error::Error;
use crate::metric::rates::SELECTION_RATE;

impl Run<'_> {
    pub(super) fn conditional(&self, all: &[Groups]) -> Result<Vec<ConditionalResult>, Error> {
        if self.strata.is_empty() {
            return Ok(Vec::new());
        }
        let mut results = Vec::new();
        for groups in all {
            let attributes = groups.grouping.attributes().iter().map(String::as_str);
            let keep: Vec<&str> = attributes.chain(self.strata.iter().copied()).collect();
            let cube = (self.subject.tally)(&keep)?;
            let rate = StratifiedRate { metric: &SELECTION_RATE, favourable_side: true, customers: self.by_customer };
            if let Ok(mut stratification) = Stratification::new(&cube, groups, &self.strata, rate, self.setting)? {
                if let Some(protection) = &self.protection {
                    stratification.retain(|slice| protection.publishes_within(slice, &self.strata));
                }
                // A model for each intersection would cost more than all else.
                let modelled = groups.grouping.attributes().len() == 1;
                results.extend(stratification.results(
                    &self.strata,
                    &SELECTION_RATE,
                    modelled,
                    self.setting.confidence,
                ));
            }
        }
        Ok(results)
    }
}
