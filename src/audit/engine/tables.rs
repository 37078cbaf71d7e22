//! The tables of impact ratios that a preset prescribes.

use super::run::Run;
use crate::audit::groups::Groups;
use crate::audit::protection::WITHHELD;
use crate::audit::table::{ImpactTable, impact_table};
use crate::error::Error;

impl Run<'_> {
    pub(super) fn tables(&self, all: &[Groups]) -> Result<Vec<ImpactTable>, Error> {
        if self.audit.policy.tables.is_empty() {
            return Ok(Vec::new());
        }
        // Shares are of all categories, and the median is somebody's score.
        let scored = self.subject.scored.as_ref().filter(|_| self.audit.suppression.is_none());
        all.iter()
            .filter(|groups| groups.is_complete())
            .map(|groups| {
                let names: Vec<&str> = groups.grouping.attributes().iter().map(String::as_str).collect();
                let mut table = impact_table(&(self.subject.tally)(&names)?, scored, &groups.grouping)?;
                if self.subject.scored.is_some() && scored.is_none() {
                    for row in &mut table.rows {
                        (row.scoring_rate, row.scoring_ratio) = (Err(WITHHELD), Err(WITHHELD));
                    }
                }
                Ok(table)
            })
            .collect()
    }
}
