//! Headings of sheets, as fields: a language that lacks one does not compile.

/// Short words of every sheet, and headings of each kind.
#[derive(Debug)]
pub(in crate::report) struct SheetLabels {
    pub(in crate::report) yes: &'static str,
    pub(in crate::report) no: &'static str,
    /// Where no number is enough.
    pub(in crate::report) none: &'static str,
    pub(in crate::report) share: &'static str,
    pub(in crate::report) plan: PlanLabels,
    pub(in crate::report) paired: PairedLabels,
    pub(in crate::report) screen: ScreenLabels,
}

/// Headings of a plan.
#[derive(Debug)]
pub(in crate::report) struct PlanLabels {
    pub(in crate::report) sizes: &'static str,
    pub(in crate::report) in_segment: &'static str,
    pub(in crate::report) in_all: &'static str,
    pub(in crate::report) power: &'static str,
    pub(in crate::report) below: &'static str,
    pub(in crate::report) above: &'static str,
    pub(in crate::report) differs: &'static str,
    /// How the table of what a number of customers can show is read.
    pub(in crate::report) reading: &'static str,
    /// Why a segment outside the tolerance has a size.
    pub(in crate::report) outside: &'static str,
}

/// Headings of a comparison of two models.
#[derive(Debug)]
pub(in crate::report) struct PairedLabels {
    pub(in crate::report) who: &'static str,
    pub(in crate::report) gained: &'static str,
    pub(in crate::report) lost: &'static str,
    pub(in crate::report) old: &'static str,
    pub(in crate::report) new: &'static str,
    pub(in crate::report) change: &'static str,
    pub(in crate::report) p_flips: &'static str,
    pub(in crate::report) old_gap: &'static str,
    pub(in crate::report) new_gap: &'static str,
    pub(in crate::report) less_unfair: &'static str,
    /// What the p-value of gains and losses asks.
    pub(in crate::report) flips: &'static str,
}

/// Headings of the screen of a data set.
#[derive(Debug)]
pub(in crate::report) struct ScreenLabels {
    pub(in crate::report) title: &'static str,
    pub(in crate::report) groups: &'static str,
    pub(in crate::report) rows: &'static str,
    pub(in crate::report) imbalance: &'static str,
    pub(in crate::report) label: &'static str,
    pub(in crate::report) column: &'static str,
    pub(in crate::report) values: &'static str,
    /// Before the segment that an AUC is of.
    pub(in crate::report) area_of: &'static str,
    pub(in crate::report) stands_for: &'static str,
    pub(in crate::report) numbers: &'static str,
    pub(in crate::report) missing: &'static str,
    pub(in crate::report) missing_count: &'static str,
    pub(in crate::report) most: &'static str,
    pub(in crate::report) least: &'static str,
    pub(in crate::report) represented: &'static str,
    pub(in crate::report) nothing_stands: &'static str,
    pub(in crate::report) what_it_means: &'static str,
}
