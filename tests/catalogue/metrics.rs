//! Properties of every metric on one table.

use evenhand::cube::{Cells, Confusion};
use evenhand::data::LabelAvailability;
use evenhand::metric::{Definition, METRICS};
use evenhand::value::{Reason, Unavailable};
use proptest::prelude::*;

use super::formula::evaluate;
use super::generate::{extended, fixed, same, scaled, table, table_of};

const ALL: LabelAvailability = LabelAvailability::All;

proptest! {
    #![proptest_config(fixed(400))]

    #[test]
    fn a_value_is_finite_and_in_range_or_has_a_reason(table in table()) {
        for metric in METRICS {
            if let Ok(value) = metric.value(&table, ALL) {
                prop_assert!(value.is_finite(), "{}: {value}", metric.id);
                prop_assert!(metric.range.contains(value), "{}: {value} is not in {}", metric.id, metric.range);
            }
        }
    }

    #[test]
    fn the_printed_formula_is_the_value(table in table()) {
        for metric in METRICS {
            let (value, printed) = (metric.value(&table, ALL), evaluate(&metric.formula(), &table));
            prop_assert!(same(extended(value), printed), "{} [{}]: {value:?}, {printed}", metric.id, metric.formula());
        }
    }

    #[test]
    fn a_rate_or_odds_is_its_fraction(table in table()) {
        for metric in METRICS {
            if let Some(fraction) = metric.fraction(&table) {
                let share = matches!(metric.definition, Definition::Rate { .. });
                prop_assert!(!share || fraction.numerator <= fraction.denominator, "{}", metric.id);
                let quotient = fraction.numerator as f64 / fraction.denominator as f64;
                prop_assert!(same(extended(metric.value(&table, ALL)), quotient), "{}", metric.id);
            }
        }
    }

    #[test]
    fn all_counts_times_a_factor_change_nothing(table in table(), factor in 2..1_000_u64) {
        let larger = scaled(&table, factor);
        for metric in METRICS {
            let (value, other) = (extended(metric.value(&table, ALL)), extended(metric.value(&larger, ALL)));
            prop_assert!(same(value, other), "{}: {value}, {other}", metric.id);
        }
    }

    /// What is called identified without labels must not read them.
    #[test]
    fn labels_that_are_not_there_are_not_read(table in table(), other in table()) {
        let counts = table.counts();
        let others = other.counts();
        // The same decisions with other labels: on the rejected side only, and on both.
        let relabelled = |codes: std::ops::Range<usize>| {
            let mut counts = counts;
            let rows: u64 = counts[codes.clone()].iter().sum();
            let first = others[codes.start].min(rows);
            let second = others[codes.start + 1].min(rows - first);
            counts[codes].copy_from_slice(&[first, second, rows - first - second]);
            counts
        };
        let rejected = relabelled(0..3);
        let mut both = relabelled(3..6);
        both[..3].copy_from_slice(&rejected[..3]);
        let swapped = table_of([counts[1], counts[0], counts[2], counts[4], counts[3], counts[5]]);
        for (labels, counts) in [(LabelAvailability::SelectedOnly, rejected), (LabelAvailability::None, both)] {
            let relabelled = table_of(counts);
            for metric in METRICS {
                let value = metric.value(&table, labels);
                // Whether there is a label is known of every row: coverage may follow it, though not which label it is.
                let relabelled = if metric.id == "label_coverage" { &swapped } else { &relabelled };
                if !matches!(value, Err(Unavailable::NotIdentified(_))) {
                    prop_assert_eq!(value, metric.value(relabelled, labels), "{} under {}", metric.id, labels);
                }
            }
        }
    }
}

#[test]
fn an_empty_table_gives_reasons_and_no_numbers() {
    for metric in METRICS {
        let value = metric.value(&Confusion::default(), ALL);
        assert!(matches!(value, Err(Unavailable::Undefined(_))), "{}: {value:?}", metric.id);
    }
}

#[test]
fn without_labels_only_decisions_are_measured() {
    let table = Confusion::default().with(Cells::SELECTED_UNLABELLED, 3).with(Cells::REJECTED_UNLABELLED, 5);
    for metric in METRICS {
        let value = metric.value(&table, LabelAvailability::None);
        if metric.needs_labels() {
            assert_eq!(value, Err(Unavailable::NotIdentified(Reason::LabelsNotDeclared)), "{}", metric.id);
        } else {
            assert!(value.is_ok(), "{}: {value:?}", metric.id);
        }
    }
}
