//! Short forms in which the definitions of a task are written.

/// A metric of one group.
macro_rules! metric {
    (
        $(#[$doc:meta])* $static:ident of $task:ident: $id:literal, $name:literal, [$($alias:literal),*],
        $unit:ident, $range:expr, $worse:ident, $formula:literal, $question:literal, $source:literal
    ) => {
        $(#[$doc])*
        pub static $static: $crate::metric::Metric = $crate::metric::Metric {
            id: $id,
            name: $name,
            aliases: &[$($alias),*],
            question: $question,
            definition: $crate::metric::Definition::OfTask {
                task: $crate::metric::Task::$task,
                formula: $formula,
                unit: $crate::metric::Unit::$unit,
            },
            range: $range,
            worse: $crate::metric::Worse::$worse,
            source: $source,
        };
    };
}

/// A metric of a group set beside that of its reference.
macro_rules! compare {
    (
        $(#[$doc:meta])* $static:ident: $comparison:ident of $metric:ident, $id:literal, $name:literal,
        [$($alias:literal),*], $question:literal, $source:literal, $note:literal
    ) => {
        $(#[$doc])*
        pub static $static: $crate::metric::Criterion = $crate::metric::Criterion {
            id: $id,
            name: $name,
            aliases: &[$($alias),*],
            question: $question,
            composition: $crate::metric::Composition::Compare {
                metrics: {
                    static PARTS: &[&$crate::metric::Metric] = &[&$metric];
                    PARTS
                },
                comparison: $crate::metric::Comparison::$comparison,
                combine: $crate::metric::Combine::Worst,
                favourable_side: false,
            },
            ideal: $crate::metric::task::entry::ideal($crate::metric::Comparison::$comparison),
            range: $crate::metric::task::entry::range($crate::metric::Comparison::$comparison),
            source: $source,
            note: $note,
        };
    };
}

/// Groups set beside each other by something else than a metric of each.
macro_rules! between {
    (
        $(#[$doc:meta])* $static:ident of $task:ident: $between:ident, [$($metric:ident),*], $id:literal, $name:literal,
        [$($alias:literal),*], $unit:ident, $range:expr, $worse:ident, $formula:literal, $question:literal, $source:literal,
        $note:literal
    ) => {
        $(#[$doc])*
        pub static $static: $crate::metric::Criterion = $crate::metric::Criterion {
            id: $id,
            name: $name,
            aliases: &[$($alias),*],
            question: $question,
            composition: $crate::metric::Composition::OfTask {
                task: $crate::metric::Task::$task,
                metrics: {
                    static PARTS: &[&$crate::metric::Metric] = &[$(&$metric),*];
                    PARTS
                },
                between: $crate::metric::Between::$between,
                comparison: $crate::metric::Comparison::Difference,
                formula: $formula,
                worse: $crate::metric::Worse::$worse,
                unit: $crate::metric::Unit::$unit,
            },
            ideal: 0.0,
            range: $range,
            source: $source,
            note: $note,
        };
    };
}

pub(super) use {between, compare, metric};

use crate::metric::{Comparison, Range};

/// Everything that a number may be.
pub(super) const ANY: Range = Range { lower: f64::NEG_INFINITY, upper: f64::INFINITY };

/// Where groups are alike.
pub(super) const fn ideal(comparison: Comparison) -> f64 {
    if matches!(comparison, Comparison::Ratio) { 1.0 } else { 0.0 }
}

/// Where a comparison's values lie.
pub(super) const fn range(comparison: Comparison) -> Range {
    if matches!(comparison, Comparison::Ratio) { Range::POSITIVE } else { ANY }
}
