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
