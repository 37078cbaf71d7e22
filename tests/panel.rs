//! A panel gives what its metrics and criteria give one by one, to the last bit.
#![allow(clippy::unwrap_used, reason = "a test")]

use evenhand::cube::{Cells, Confusion};
use evenhand::data::LabelAvailability;
use evenhand::metric::{CRITERIA, METRICS, Panel};
use evenhand::value::{Measured, Reason, Unavailable};
use proptest::prelude::*;

fn same(left: Measured, right: Measured) -> bool {
    match (left, right) {
        (Ok(left), Ok(right)) => left.to_bits() == right.to_bits(),
        (left, right) => left == right,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn a_panel_is_its_parts(
        cells in prop::collection::vec(prop::array::uniform6(prop_oneof![Just(0_u64), 0_u64..5, 0_u64..1_000_000]), 1..6),
        labels in prop_oneof![
            Just(LabelAvailability::All), Just(LabelAvailability::SelectedOnly), Just(LabelAvailability::None)
        ],
    ) {
        let groups: Vec<Confusion> = cells
            .iter()
            .map(|counts| {
                Cells::SINGLE.iter().zip(counts).fold(Confusion::default(), |table, (cell, rows)| table.with(*cell, *rows))
            })
            .collect();
        let count = groups.len();
        let all: Vec<&Confusion> = groups.iter().collect();
        // A panel without some of the metrics that its criteria compare asks the criteria themselves.
        for metrics in [METRICS, &METRICS[..3]] {
            let panel = Panel::new(metrics, CRITERIA, labels);
            let mut values = vec![Err(Unavailable::Undefined(Reason::UserDefined)); panel.statistics(count)];
            panel.evaluate(&groups, &mut values);
            for metric in metrics {
                for (at, group) in groups.iter().enumerate() {
                    let value = values[panel.place_of_metric(count, metric.id, at).unwrap()];
                    prop_assert!(same(value, metric.value(group, labels)), "{} of {at}", metric.id);
                }
            }
            for criterion in CRITERIA {
                for at in 0..count {
                    let value = values[panel.place_of_comparison(count, criterion.id, at).unwrap()];
                    let expected = if at == 0 {
                        criterion.all_groups(&all, labels)
                    } else {
                        criterion.compare(&groups[at], &groups[0], labels)
                    };
                    prop_assert!(same(value, expected), "{} at {at}: {value:?} {expected:?}", criterion.id);
                }
            }
        }
    }
}

/// The same number, or none in either.
#[allow(clippy::float_cmp, reason = "to the last digit")]
fn same_number(lane: f64, value: Measured) -> bool {
    // Zeros of either sign are one number.
    value.map_or(!lane.is_finite(), |value| lane == value)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn lanes_are_tables_side_by_side(
        cells in prop::collection::vec(
            prop::array::uniform6(prop::array::uniform4(prop_oneof![Just(0_u64), 0_u64..5, 0_u64..1_000_000])), 1..6
        ),
        labels in prop_oneof![
            Just(LabelAvailability::All), Just(LabelAvailability::SelectedOnly), Just(LabelAvailability::None)
        ],
    ) {
        let count = cells.len();
        for metrics in [METRICS, &METRICS[..3]] {
            let panel = Panel::new(metrics, CRITERIA, labels);
            let mut lanes = vec![[0.5; 4]; panel.statistics(count)];
            panel.evaluate_lanes(&cells, &mut lanes);
            for lane in 0..4 {
                let groups: Vec<Confusion> = cells
                    .iter()
                    .map(|group| {
                        let cells = Cells::SINGLE.iter().zip(group);
                        cells.fold(Confusion::default(), |table, (cell, rows)| table.with(*cell, rows[lane]))
                    })
                    .collect();
                let mut values = vec![Err(Unavailable::Undefined(Reason::UserDefined)); panel.statistics(count)];
                panel.evaluate(&groups, &mut values);
                for (at, (lanes, value)) in lanes.iter().zip(values).enumerate() {
                    prop_assert!(same_number(lanes[lane], value), "{at}: {} {value:?}", lanes[lane]);
                }
            }
        }
    }
}
