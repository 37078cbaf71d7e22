//! Rows left out: in total, and by the levels of each single attribute.

use super::run::Run;
use crate::audit::groups::{Group, Groups};
use crate::audit::result::ExclusionCount;
use crate::cube::{Cells, Cube, Exclusions};
use crate::data::Exclusion;
use crate::segment::Slice;
use crate::value::{Reason, quotient};

impl Run<'_> {
    /// The counts by reason, and the rows left out in all where that may be said.
    pub(super) fn exclusions(&self, all: &[Groups]) -> (Vec<ExclusionCount>, Option<u64>) {
        let [everybody, by_attribute @ ..] = self.subject.exclusions else { return (Vec::new(), Some(0)) };
        let audited = self.total.count(Cells::ALL);
        if let Some(protection) = &self.protection {
            return protection.exclusions(everybody, audited, self.audit.previous.as_deref());
        }
        let mut counts = Vec::new();
        let mut push = |slice: &Slice, excluded: &Exclusions, audited: u64| {
            for reason in Exclusion::ALL {
                let rows = excluded.count(reason);
                if rows > 0 {
                    let share = quotient(rows as f64, (audited + excluded.total()) as f64, Reason::NoRows);
                    counts.push(ExclusionCount { slice: slice.clone(), reason, rows, share });
                }
            }
        };
        push(&Slice::everybody(), &everybody.total(), audited);
        for groups in all.iter().filter(|groups| groups.grouping.attributes().len() == 1) {
            let own = by_attribute
                .iter()
                .find(|cube| cube.axes().iter().any(|axis| groups.grouping.attributes() == [axis.name.as_str()]));
            for (slice, excluded) in own.into_iter().flat_map(Cube::groups) {
                let audited = groups.list.iter().find(|group| group.slice == slice).map_or(0, Group::rows);
                push(&slice, excluded, audited);
            }
        }
        (counts, Some(everybody.total().total()))
    }
}
