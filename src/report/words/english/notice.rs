//! What a reader of the numbers must know, whatever the policy says.

use super::W;
use super::label::{customers, plural};
use crate::audit::Notice;
use crate::report::text::Text;

pub(in crate::report) fn notice(notice: &Notice) -> Text {
    match notice {
        Notice::RepeatedCustomers { .. }
        | Notice::RowLevelIntervals { .. }
        | Notice::FewCustomers { .. }
        | Notice::ClusterBootstrap { .. } => repeated(notice),
        Notice::CustomersComeBack => Text::default().strong("Customers come back. ").plain(
            "How often is withheld to protect them. Intervals count rows as if they were independent, so they are narrower than \
             they should be.",
        ),
        Notice::Withheld { slices, groupings, minimum } => {
            let mut what = Vec::new();
            if *slices > 0 {
                what.push(plural(*slices, "segment", "segments"));
            }
            if *groupings > 0 {
                what.push(plural(*groupings, "whole grouping", "whole groupings"));
            }
            Text::default().strong("Segments are withheld. ").plain(format!(
                "{} with all numbers about them, so that nobody can learn about fewer than {} people. Whether the rules hold for \
                 them cannot be told from this report.",
                what.join(" and "),
                W.count(*minimum)
            ))
        }
        Notice::SelectiveLabels => Text::default().strong("Outcomes are known for selected customers only. ").plain(
            "What the others would have done cannot be known from these data: true and false positive rates, base rates and \
             accuracy are not identified, however many rows there are. Only what is said about selected customers, and \
             about the decisions themselves, can be judged.",
        ),
        Notice::NoLabels => Text::default()
            .strong("There are no outcomes. ")
            .plain("Only the decisions can be audited: whether they were right is not known."),
        Notice::MissingLabels { rows } => Text::default().strong("Some outcomes are missing. ").plain(format!(
            "{} should have an outcome and have none. Rates that need outcomes rest on the others; if outcomes are missing \
             for a reason, those rates are off.",
            customers(*rows)
        )),
        Notice::PendingLabels { rows } => Text::default().strong("Some outcomes are still to come. ").plain(format!(
            "{} have none yet. Segments that answer later look worse than they are.",
            customers(*rows)
        )),
        Notice::OneLevel { attribute, level } => Text::default()
            .strong("Nothing to compare. ")
            .plain("All customers have ")
            .name(attribute)
            .plain(" = ")
            .name(level)
            .plain("."),
        Notice::SmallSlices { slices, minimum } => Text::default().strong("Small segments. ").plain(format!(
            "{} fewer than {} customers. Their numbers are shown and not judged.",
            plural(*slices, "segment has", "segments have"),
            W.count(*minimum)
        )),
        Notice::OneOutcome { positive } => Text::default().strong("Every outcome is the same. ").plain(if *positive {
            "All known outcomes are positive: rates among negatives are not defined."
        } else {
            "All known outcomes are negative: rates among positives are not defined."
        }),
        Notice::OneDecision { selected } => Text::default().strong("Every decision is the same. ").plain(if *selected {
            "Everybody is selected, so selection cannot differ between segments."
        } else {
            "Nobody is selected, so selection cannot differ between segments."
        }),
        Notice::UnknownSegment { attribute, rows } => Text::default()
            .strong("Unknown segment. ")
            .name(attribute)
            .plain(format!(" is not known for {}. They are audited as a segment of their own.", customers(*rows))),
        Notice::ZeroWeights { rows } => Text::default().strong("Weight zero. ").plain(format!(
            "{} with weight zero counted towards no rate.",
            plural(*rows, "row", "rows")
        )),
        Notice::ExemptionsUndated => Text::default()
            .strong("Exemptions were not dated. ")
            .plain("No day was given to judge them by, so none is treated as expired."),
    }
}

/// Customers with several rows.
fn repeated(notice: &Notice) -> Text {
    match notice {
        Notice::RepeatedCustomers { customers: different, repeated, most_rows, design_effect } => {
            let effect = design_effect.map_or_else(String::new, |effect| {
                format!(
                    " For the selection rate of everybody this makes the variance {} times as large.",
                    W.plain(effect)
                )
            });
            Text::default().strong("Customers come back. ").plain(format!(
                "{} of {} have more than one row, up to {}. Rows of one customer are not independent, so intervals and \
                 verdicts rest on customers, not on rows.{effect}",
                W.count(*repeated),
                customers(*different),
                W.count(*most_rows)
            ))
        }
        Notice::RowLevelIntervals { customers: different, repeated, most_rows } => {
            Text::default().strong("Intervals are too narrow. ").plain(format!(
                "{} of {} have more than one row, up to {}, and this audit was asked to count rows as if each were a \
                 customer of its own. Verdicts may be too sure.",
                W.count(*repeated),
                customers(*different),
                W.count(*most_rows)
            ))
        }
        Notice::FewCustomers { slices, fewer_than, estimated } => {
            let (whom, one, many) = if *estimated {
                ("customers of equal size would", "segment tells no more than", "segments tell no more than")
            } else {
                ("different customers", "segment has", "segments have")
            };
            Text::default().strong("Few customers behind many rows. ").plain(format!(
                "{} fewer than {} {whom}. How uncertain such rates are is itself uncertain.",
                plural(*slices, one, many),
                W.count(*fewer_than)
            ))
        }
        Notice::ClusterBootstrap { replicates, design_effect } => {
            let effect = design_effect.map_or_else(String::new, |effect| {
                format!(
                    " For the selection rate of everybody the variance is {} times as large as that of as many independent \
                     rows.",
                    W.plain(effect)
                )
            });
            Text::default().strong("Intervals rest on customers. ").plain(format!(
                "Rows of one customer are not independent, so variances are those over {} replicates of a bootstrap of customers, \
                 in each of which all rows of a customer weigh the same.{effect}",
                W.count(u64::from(*replicates))
            ))
        }
        _ => Text::default(),
    }
}
