//! Short forms in which the definitions of a task are written.

/// A metric of one group.
macro_rules! metric {
    (
        $(#[$doc:meta])* $static:ident of $task:ident: $id:expr, $name:expr, [$($alias:literal),*],
        $unit:ident, $range:expr, $worse:ident, $formula:expr, $question:expr, $source:literal
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

/// A metric of a group set beside that of its reference; its values lie where the comparison's do, unless `within` says
/// where.
macro_rules! compare {
    (
        $(#[$doc:meta])* $static:ident: $comparison:ident of $metric:ident, $id:expr, $name:expr,
        [$($alias:literal),*], $question:expr, $source:literal, $note:literal
    ) => {
        $crate::metric::task::entry::compare! {
            $(#[$doc])*
            $static: $comparison of $metric
            within $crate::metric::task::entry::range($crate::metric::Comparison::$comparison), $id, $name,
            [$($alias),*], $question, $source, $note
        }
    };
    (
        $(#[$doc:meta])* $static:ident: $comparison:ident of $metric:ident within $range:expr, $id:expr, $name:expr,
        [$($alias:literal),*], $question:expr, $source:literal, $note:literal
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
            ideal: $crate::metric::Comparison::$comparison.ideal(),
            range: $range,
            source: $source,
            note: $note,
        };
    };
}

/// Groups set beside each other by something else than a metric of each; a difference unless said otherwise.
macro_rules! between {
    (
        $(#[$doc:meta])* $static:ident of $task:ident: $between:ident, $($rest:tt)*
    ) => {
        $crate::metric::task::entry::between! {
            $(#[$doc])* $static of $task: Difference $between, $($rest)*
        }
    };
    (
        $(#[$doc:meta])* $static:ident of $task:ident: $comparison:ident $between:ident, [$($metric:ident),*], $id:expr,
        $name:expr, [$($alias:literal),*], $unit:ident, $range:expr, $worse:ident, $formula:literal, $question:expr,
        $source:literal, $note:literal
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
                comparison: $crate::metric::Comparison::$comparison,
                formula: $formula,
                worse: $crate::metric::Worse::$worse,
                unit: $crate::metric::Unit::$unit,
            },
            ideal: $crate::metric::Comparison::$comparison.ideal(),
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

/// Where a comparison's values lie.
pub(super) const fn range(comparison: Comparison) -> Range {
    if matches!(comparison, Comparison::Ratio) { Range::POSITIVE } else { ANY }
}
