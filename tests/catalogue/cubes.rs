//! However the rows come in, every number of the catalogue is the same, to the last bit.

use evenhand::cube::{Axis, Confusion};
use evenhand::data::LabelAvailability;
use evenhand::metric::{CRITERIA, METRICS};
use evenhand::segment::Level;
use evenhand::value::Measured;
use evenhand::{Cube, Predictions};
use proptest::prelude::*;

use super::generate::{Row, columns, fixed, predictions, rows};

/// Every number of the catalogue for every slice of channel, region and both.
pub(super) fn numbers(cube: &Cube) -> Vec<(String, Measured)> {
    let groupings: [&[&str]; 4] = [&[], &["channel"], &["region"], &["channel", "region"]];
    let mut numbers = Vec::new();
    for grouping in groupings {
        let rolled = cube.roll_up(grouping).unwrap();
        let groups: Vec<_> = rolled.groups().collect();
        for (slice, table) in &groups {
            numbers
                .extend(METRICS.iter().map(|metric| (format!("{} of {slice}", metric.id), metric.value(table, ALL))));
        }
        let tables: Vec<&Confusion> = groups.iter().map(|(_, table)| *table).collect();
        numbers.extend(
            CRITERIA
                .iter()
                .map(|criterion| (format!("{} of {grouping:?}", criterion.id), criterion.all_groups(&tables, ALL))),
        );
    }
    numbers
}

const ALL: LabelAvailability = LabelAvailability::All;

fn shuffled() -> impl Strategy<Value = (Vec<Row>, Vec<Row>)> {
    rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
}

/// Rows, each with how many times it is there; a fifth of them not at all.
fn repeated() -> impl Strategy<Value = (Vec<Row>, Vec<u64>)> {
    rows().prop_flat_map(|rows| {
        let length = rows.len();
        (Just(rows), prop::collection::vec(0..5_u64, length))
    })
}

fn written_out(rows: &[Row], times: &[u64]) -> Vec<Row> {
    rows.iter().zip(times).flat_map(|(row, &times)| (0..times).map(|_| row.clone())).collect()
}

fn weighted(rows: &[Row], weights: impl Iterator<Item = f64>) -> Predictions {
    columns(rows).weight(weights).build().unwrap()
}

proptest! {
    #![proptest_config(fixed(48))]

    #[test]
    fn the_order_of_rows_does_not_matter((rows, shuffled) in shuffled()) {
        let (cube, other) = (Cube::fold(&predictions(&rows)), Cube::fold(&predictions(&shuffled)));
        prop_assert_eq!(&cube, &other);
        prop_assert_eq!(numbers(&cube), numbers(&other));
    }

    #[test]
    fn the_order_of_weighted_rows_does_not_matter((rows, shuffled) in shuffled()) {
        // Weights that belong to the row and have no short binary form.
        let weight = |row: &Row| 0.1 + f64::from(u8::from(row.decision)) / 3.0 + row.region.len() as f64 / 7.0;
        let cube = Cube::fold(&weighted(&rows, rows.iter().map(weight)));
        let other = Cube::fold(&weighted(&shuffled, shuffled.iter().map(weight)));
        prop_assert_eq!(numbers(&cube), numbers(&other));
    }

    #[test]
    fn a_count_is_as_many_rows((rows, times) in repeated()) {
        let whole = written_out(&rows, &times);
        prop_assume!(!whole.is_empty());
        let cube = Cube::fold(&columns(&rows).count(times).build().unwrap());
        let other = Cube::fold(&predictions(&whole));
        prop_assert_eq!(&cube, &other);
        prop_assert_eq!(numbers(&cube), numbers(&other));
    }

    #[test]
    fn weight_two_is_the_row_twice(rows in rows()) {
        let twice = written_out(&rows, &vec![2; rows.len()]);
        let cube = Cube::fold(&weighted(&rows, rows.iter().map(|_| 2.0)));
        prop_assert_eq!(numbers(&cube), numbers(&Cube::fold(&predictions(&twice))));
        prop_assert_eq!(numbers(&cube), numbers(&Cube::fold(&weighted(&twice, twice.iter().map(|_| 1.0)))));
    }

    #[test]
    fn a_whole_weight_is_as_many_rows((rows, times) in repeated()) {
        let times: Vec<u64> = times.into_iter().map(|times| times + 1).collect();
        let cube = Cube::fold(&weighted(&rows, times.iter().map(|&times| times as f64)));
        prop_assert_eq!(numbers(&cube), numbers(&Cube::fold(&predictions(&written_out(&rows, &times)))));
    }

    #[test]
    fn groups_by_other_names_have_the_same_numbers(rows in rows()) {
        // Other names, and another order of them: app, post, web become zebra, ant, mole.
        let renamed = |name: &str| match name { "app" => "zebra", "post" => "ant", _ => "mole" };
        let cube = Cube::fold(&predictions(&rows)).roll_up(&["channel"]).unwrap();
        let other = Predictions::builder()
            .outcome(rows.iter().map(|row| row.outcome))
            .decision(rows.iter().map(|row| row.decision))
            .segment("animal", rows.iter().map(|row| row.channel.map(renamed)))
            .build()
            .unwrap();
        let other = Cube::fold(&other);
        prop_assert_eq!(cube.cells().count(), other.cells().count());
        for (levels, table) in cube.cells() {
            let level = levels[0].name().map_or(Level::Missing, |name| Level::named(renamed(name)));
            let twin = other.cells().find(|(levels, _)| *levels[0] == level).map(|(_, table)| table);
            prop_assert_eq!(Some(table), twin);
        }
        let tables = |cube: &Cube| cube.cells().map(|(_, table)| table.clone()).collect::<Vec<_>>();
        let (tables, others) = (tables(&cube), tables(&other));
        for criterion in CRITERIA {
            let value = criterion.all_groups(&tables.iter().collect::<Vec<_>>(), ALL);
            prop_assert_eq!(
                value.ok(), criterion.all_groups(&others.iter().collect::<Vec<_>>(), ALL).ok(), "{}", criterion.id
            );
        }
    }

    #[test]
    fn a_sparse_cube_is_a_dense_one(rows in rows()) {
        let dense = Cube::fold(&predictions(&rows));
        prop_assert!(dense.is_dense());
        // The same cube with room for so many levels that it does not fit into an array.
        let axes = dense.axes().iter().map(|axis| {
            let unused = (0..600).map(|number| Level::named(format!("unused {number}")));
            let mut levels: Vec<Level> = axis.levels.iter().cloned().chain(unused).collect();
            levels.sort();
            Axis { levels, ..axis.clone() }
        });
        let sparse = Cube::empty(axes.collect(), dense.specification().clone()).merge(&dense).unwrap();
        prop_assert!(!sparse.is_dense());
        prop_assert_eq!(&sparse, &dense);
        prop_assert_eq!(numbers(&sparse), numbers(&dense));
        prop_assert_eq!(sparse.total(), dense.total());
    }

    #[test]
    fn a_fold_into_a_sparse_cube_is_one_into_a_dense_cube(rows in rows()) {
        let level_names = |known: &[&str]| -> Vec<String> {
            known.iter().map(|&name| name.to_owned()).chain((0..600).map(|number| format!("unused {number}"))).collect()
        };
        let wide = columns(&rows)
            .level_order("channel", level_names(&["app", "post", "web"]))
            .level_order("region", level_names(&["north", "south"]))
            .build()
            .unwrap();
        let (sparse, dense) = (Cube::fold(&wide), Cube::fold(&predictions(&rows)));
        prop_assert!(!sparse.is_dense());
        prop_assert!(sparse.cells().eq(dense.cells()));
        prop_assert_eq!(numbers(&sparse), numbers(&dense));
    }

    #[test]
    fn slices_are_sums_whatever_the_way(rows in rows()) {
        let cube = Cube::fold(&predictions(&rows));
        let direct = cube.roll_up(&["region"]).unwrap();
        let turned = cube.roll_up(&["region", "channel"]).unwrap();
        prop_assert_eq!(&direct, &turned.roll_up(&["region"]).unwrap());
        prop_assert_eq!(&cube, &turned.roll_up(&["channel", "region"]).unwrap());
        prop_assert!(Cube::fold_over(&predictions(&rows), &["region"]).cells().eq(direct.cells()));
        for (levels, table) in direct.cells() {
            let counted = rows.iter().filter(|row| Some(row.region) == levels[0].name()).count() as u64;
            prop_assert_eq!(table.count(evenhand::cube::Cells::ALL), counted);
        }
    }
}
