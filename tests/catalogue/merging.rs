//! Cubes add: shards make the whole, in any order and any grouping, and unlike cubes are refused.

use evenhand::cube::Axis;
use evenhand::data::{Favourable, LabelAvailability, PredictionsBuilder};
use evenhand::error::ErrorKind;
use evenhand::{Cube, Predictions};
use proptest::prelude::*;

use super::cubes::numbers;
use super::generate::{Row, columns, fixed, predictions, rows};

/// Rows, each with the shard it is in.
fn sharded() -> impl Strategy<Value = Vec<(Row, usize)>> {
    rows().prop_flat_map(|rows| {
        let length = rows.len();
        (Just(rows), prop::collection::vec(0..4_usize, length))
            .prop_map(|(rows, shards)| rows.into_iter().zip(shards).collect())
    })
}

/// The cubes of the shards that have rows; a shard has the levels of its own rows only.
fn shards(rows: &[(Row, usize)], fold: impl Fn(&[Row]) -> Cube) -> Vec<Cube> {
    (0..4)
        .map(|wanted| rows.iter().filter(|(_, shard)| *shard == wanted).map(|(row, _)| row.clone()).collect::<Vec<_>>())
        .filter(|rows| !rows.is_empty())
        .map(|rows| fold(&rows))
        .collect()
}

fn merged(cubes: &[Cube]) -> Cube {
    cubes[1..].iter().fold(cubes[0].clone(), |sum, cube| sum.merge(cube).unwrap())
}

fn fold(rows: &[Row]) -> Cube {
    Cube::fold(&predictions(rows))
}

fn fold_weighted(rows: &[Row]) -> Cube {
    let weight = |row: &Row| 0.1 + f64::from(u8::from(row.decision)) / 3.0 + row.region.len() as f64 / 7.0;
    Cube::fold(&columns(rows).weight(rows.iter().map(weight)).build().unwrap())
}

proptest! {
    #![proptest_config(fixed(48))]

    #[test]
    fn shards_make_the_whole(rows in sharded()) {
        let whole: Vec<Row> = rows.iter().map(|(row, _)| row.clone()).collect();
        for fold in [fold, fold_weighted] {
            let parts = shards(&rows, fold);
            let (sum, whole) = (merged(&parts), fold(&whole));
            prop_assert_eq!(&sum, &whole);
            prop_assert_eq!(sum.axes(), whole.axes());
            prop_assert_eq!(numbers(&sum), numbers(&whole));
        }
    }

    #[test]
    fn merging_has_an_identity_and_is_commutative_and_associative(rows in sharded()) {
        for fold in [fold, fold_weighted] {
            let parts = shards(&rows, fold);
            let (first, last) = (&parts[0], &parts[parts.len() - 1]);
            let middle = &parts[parts.len() / 2];
            let none = Cube::empty(first.axes().iter().map(|axis| Axis { levels: Vec::new(), ..axis.clone() }).collect(),
                first.specification().clone());
            prop_assert_eq!(&first.merge(&none).unwrap(), first);
            prop_assert_eq!(&none.merge(first).unwrap(), first);
            prop_assert_eq!(&first.merge(last).unwrap(), &last.merge(first).unwrap());
            prop_assert_eq!(
                first.merge(middle).unwrap().merge(last).unwrap(),
                first.merge(&middle.merge(last).unwrap()).unwrap()
            );
        }
    }

    #[test]
    fn a_sum_rolled_up_is_the_sum_of_what_is_rolled_up(rows in sharded()) {
        let parts = shards(&rows, fold);
        let rolled: Vec<Cube> = parts.iter().map(|cube| cube.roll_up(&["channel"]).unwrap()).collect();
        prop_assert_eq!(merged(&parts).roll_up(&["channel"]).unwrap(), merged(&rolled));
    }

    #[cfg(feature = "json")]
    #[test]
    fn the_stored_form_comes_back(rows in rows()) {
        for cube in [fold(&rows), fold_weighted(&rows)] {
            let text = cube.to_json().unwrap();
            let back: Cube = Cube::from_json(&text).unwrap();
            prop_assert_eq!(&back, &cube);
            prop_assert_eq!(back.axes(), cube.axes());
            prop_assert_eq!(numbers(&back), numbers(&cube));
            prop_assert_eq!(back.to_json().unwrap(), text);
        }
    }
}

#[cfg(feature = "json")]
#[test]
fn a_stored_form_that_was_changed_is_refused() {
    let cube = fold(&[Row { outcome: Some(true), decision: true, channel: None, region: "north" }]);
    let text = cube.to_json().unwrap();
    let changes = [
        ("\"decision\":\"decision\"", "\"decision\":\"offer\""),
        ("\"favourable\":\"selected\"", "\"favourable\":\"not_selected\""),
        ("\"labels\":\"all\"", "\"labels\":\"selected_only\""),
        ("\"outcome\":\"outcome\"", "\"outcome\":null"),
        ("\"schema_version\":1", "\"schema_version\":2"),
    ];
    for (from, to) in changes {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from} is not in {text}");
        assert_eq!(Cube::<evenhand::cube::Confusion>::from_json(&changed).unwrap_err().kind(), ErrorKind::Incompatible);
    }
    let renamed = text.replace("\"name\":\"region\"", "\"name\":\"area\"");
    let both = Cube::<evenhand::cube::Confusion>::from_json(&renamed).unwrap_err();
    assert_eq!(both.kind(), ErrorKind::Incompatible);
}

/// The columns on which the unlike cubes below differ in one thing each.
fn base() -> PredictionsBuilder {
    Predictions::builder().decision([1_u8, 0]).outcome([1_u8, 0]).segment("channel", ["app", "web"])
}

#[test]
fn unlike_cubes_are_refused_and_the_difference_is_named() {
    let ours = Cube::fold(&base().build().unwrap());
    let levels = ["app", "web", "post"];
    let others = [
        ("decision", base().decision_named("offer", [1_u8, 0])),
        ("outcome", base().outcome_named("bought", [1_u8, 0])),
        ("score", base().score([0.5, 0.5])),
        ("weight", base().weight([1.0, 1.0])),
        ("favourable decision", base().favourable(Favourable::NotSelected)),
        ("label availability", base().labels(LabelAvailability::Delayed)),
        ("attribute \"region\"", base().segment("region", ["north", "south"])),
        ("attribute \"channel\"", base().level_order("channel", levels)),
        ("axes", base().segment("region", ["north", "south"])),
    ];
    for (difference, other) in others {
        let theirs = Cube::fold(&other.build().unwrap());
        for error in [ours.merge(&theirs).unwrap_err(), theirs.merge(&ours).unwrap_err()] {
            assert_eq!(error.kind(), ErrorKind::Incompatible);
            assert!(error.to_string().contains(&format!("{difference} differs")), "{difference}: {error}");
        }
    }
    let stratum = Predictions::builder().decision([1_u8, 0]).outcome([1_u8, 0]).stratum("channel", ["app", "web"]);
    let error = ours.merge(&Cube::fold(&stratum.build().unwrap())).unwrap_err();
    assert!(error.to_string().contains("attribute \"channel\" differs"), "{error}");
    assert!(ours.merge(&ours.roll_up::<&str>(&[]).unwrap()).unwrap_err().to_string().contains("axes differ"));
}
