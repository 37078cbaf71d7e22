//! Properties of every criterion on the tables of several groups.

use evenhand::cube::{Cell, Cells, Confusion};
use evenhand::data::LabelAvailability;
use evenhand::metric::intersectional::DIFFERENTIAL_FAIRNESS;
use evenhand::metric::{CRITERIA, Combine, Comparison, Composition, Criterion};
use evenhand::value::{Reason, Unavailable};
use proptest::prelude::*;

use super::formula::evaluate;
use super::generate::{extended, fixed, same, scaled, table, tables};

const ALL: LabelAvailability = LabelAvailability::All;

/// Adds a fixed prior to every group, so that the size of the groups matters.
const SMOOTHED: &str = "differential_fairness_smoothed";

fn borrowed(tables: &[Confusion]) -> Vec<&Confusion> {
    tables.iter().collect()
}

/// Whether a group against a reference and the reference against the group are the same number.
fn is_symmetric(criterion: &Criterion) -> bool {
    match criterion.composition {
        Composition::Groups { .. } | Composition::Population(_) | Composition::OfTask { .. } => true,
        Composition::Compare { metrics, combine, .. } => metrics.len() > 1 && combine != Combine::MeanSigned,
    }
}

proptest! {
    #![proptest_config(fixed(300))]

    /// Foulds et al. 2020: ε of a coarser grouping is at most that of the finer one.
    #[test]
    fn a_merged_grouping_is_no_less_fair(tables in tables()) {
        let merged: Vec<Confusion> = tables
            .chunks(2)
            .map(|pair| {
                let mut sum = Confusion::default();
                for table in pair {
                    sum.merge(table);
                }
                sum
            })
            .collect();
        let fine = DIFFERENTIAL_FAIRNESS.all_groups(&borrowed(&tables), ALL);
        let coarse = DIFFERENTIAL_FAIRNESS.all_groups(&borrowed(&merged), ALL);
        if let (Ok(fine), Ok(coarse)) = (fine, coarse) {
            prop_assert!(coarse <= fine + 1e-9);
        }
    }

    #[test]
    fn a_value_is_finite_and_in_range_or_has_a_reason(tables in tables()) {
        for criterion in CRITERIA {
            let pair = criterion.compare(&tables[0], &tables[1], ALL);
            for value in [pair, criterion.all_groups(&borrowed(&tables), ALL)] {
                let number = extended(value);
                prop_assert!(value.is_err() || number.is_finite(), "{}: {number}", criterion.id);
                // An infinite value must lie in the range too: a bounded criterion has none.
                prop_assert!(
                    number.is_nan() || criterion.range.contains(number),
                    "{}: {number} is not in {}", criterion.id, criterion.range
                );
            }
        }
    }

    #[test]
    fn identical_groups_give_the_ideal(table in table(), groups in 2..6_usize) {
        for criterion in CRITERIA {
            let tables = vec![&table; groups];
            for value in [criterion.compare(&table, &table, ALL), criterion.all_groups(&tables, ALL)] {
                match value {
                    Ok(value) => prop_assert!(same(value, criterion.ideal), "{}: {value}", criterion.id),
                    Err(Unavailable::Undefined(_) | Unavailable::NotIdentified(Reason::NoPopulation)) => {}
                    Err(other) => prop_assert!(false, "{}: {other}", criterion.id),
                }
            }
        }
    }

    #[test]
    fn all_counts_times_a_factor_change_nothing(tables in tables(), factor in 2..1_000_u64) {
        let larger: Vec<Confusion> = tables.iter().map(|table| scaled(table, factor)).collect();
        for criterion in CRITERIA.iter().filter(|criterion| criterion.id != SMOOTHED) {
            let value = extended(criterion.all_groups(&borrowed(&tables), ALL));
            let other = extended(criterion.all_groups(&borrowed(&larger), ALL));
            prop_assert!(same(value, other), "{}: {value}, {other}", criterion.id);
        }
    }

    #[test]
    fn the_order_of_the_groups_does_not_matter(tables in tables()) {
        let backwards: Vec<&Confusion> = tables.iter().rev().collect();
        for criterion in CRITERIA {
            let value = criterion.all_groups(&borrowed(&tables), ALL);
            // Reasons may differ, as each group may have its own; numbers may not.
            prop_assert!(same(extended(value), extended(criterion.all_groups(&backwards, ALL))), "{}", criterion.id);
        }
    }

    #[test]
    fn group_and_reference_change_places(group in table(), reference in table()) {
        for criterion in CRITERIA {
            let there = extended(criterion.compare(&group, &reference, ALL));
            let back = extended(criterion.compare(&reference, &group, ALL));
            let expected = match criterion.comparison() {
                _ if is_symmetric(criterion) => there,
                Some(Comparison::Ratio) => 1.0 / there,
                _ => -there,
            };
            prop_assert!(same(back, expected), "{}: {there} one way, {back} the other", criterion.id);
        }
    }

    #[test]
    fn two_groups_are_as_far_apart_as_all_groups(group in table(), reference in table()) {
        for criterion in CRITERIA {
            let pair = extended(criterion.compare(&group, &reference, ALL));
            let widest = extended(criterion.all_groups(&[&group, &reference], ALL));
            let expected = match (&criterion.composition, criterion.comparison()) {
                // Of signed means the pair may cancel; the widest of each metric may not.
                (Composition::Compare { combine: Combine::MeanSigned, .. }, _) => continue,
                _ if is_symmetric(criterion) => pair,
                (_, Some(Comparison::Ratio)) => if pair > 1.0 { 1.0 / pair } else { pair },
                _ => pair.abs(),
            };
            prop_assert!(same(widest, expected), "{}: the pair {pair}, the widest {widest}", criterion.id);
        }
    }

    #[test]
    fn the_printed_formula_is_the_value(group in table(), reference in table()) {
        for criterion in CRITERIA {
            let value = criterion.compare(&group, &reference, ALL);
            let printed = match criterion.composition {
                Composition::Compare { .. } => evaluate_comparison(&criterion.formula(), &group, &reference),
                Composition::Groups { .. } => evaluate_groups(&criterion.formula(), &group, &reference),
                // Tables alone do not tell it: tests/representation.rs holds the audit's numbers against the formula.
                Composition::Population(_) => {
                    prop_assert_eq!(value, Err(Unavailable::NotIdentified(Reason::NoPopulation)));
                    continue;
                }
                // Not among the criteria of decisions: tests/catalogue/names.rs.
                Composition::OfTask { .. } => continue,
            };
            prop_assert!(
                same(extended(value), printed),
                "{} [{}]: {value:?}, printed {printed}", criterion.id, criterion.formula()
            );
        }
    }
}

/// Reads `group − reference of some_metric [formula]`, several of them after the word that says how they are combined.
fn evaluate_comparison(formula: &str, group: &Confusion, reference: &Confusion) -> f64 {
    let (how, parts) = match formula.split_once(": ") {
        Some((how, parts)) => (how, parts),
        None => ("", formula),
    };
    let compared: Vec<f64> = parts
        .split("; ")
        .map(|part| {
            let (symbols, metric) = part.split_once(" of ").unwrap();
            let printed = metric.split_once('[').unwrap().1.strip_suffix(']').unwrap();
            let (group, reference) = (evaluate(printed, group), evaluate(printed, reference));
            match symbols {
                "group − reference" => group - reference,
                "group / reference" => group / reference,
                "ln(group / reference)" => (group / reference).ln(),
                other => panic!("cannot read {other:?}"),
            }
        })
        .collect();
    if compared.iter().any(|value| value.is_nan()) {
        return f64::NAN;
    }
    let ratio = parts.starts_with("group / reference");
    let count = compared.len() as f64;
    match how {
        "" => compared[0],
        "farthest from the ideal of" if ratio => {
            compared.iter().map(|&value| if value > 1.0 { 1.0 / value } else { value }).fold(1.0, f64::min)
        }
        "farthest from the ideal of" => compared.iter().map(|value| value.abs()).fold(0.0, f64::max),
        "mean of the absolute" => compared.iter().map(|value| value.abs()).sum::<f64>() / count,
        "mean of the signed" => compared.iter().sum::<f64>() / count,
        other => panic!("cannot read {other:?}"),
    }
}

/// The formulas about all groups at once, which are in words: a change of the words asks for a change here.
fn evaluate_groups(formula: &str, group: &Confusion, reference: &Confusion) -> f64 {
    let groups = [group, reference];
    let total = |cells: Cells| groups.map(|table| table.total(cells)).iter().sum::<f64>();
    let epsilon = |yes: Cells, no: Cells, prior: f64| {
        [yes, no]
            .into_iter()
            .map(|cells| {
                let [one, other] = groups
                    .map(|table| (table.total(cells) + prior) / (table.total(yes) + table.total(no) + 2.0 * prior));
                match (one.is_nan() || other.is_nan(), one.total_cmp(&other)) {
                    (true, _) => f64::NAN,
                    // Two groups without any such decision do not differ in it.
                    (false, std::cmp::Ordering::Equal) => 0.0,
                    (false, _) => (one.ln() - other.ln()).abs(),
                }
            })
            .fold(0.0, |widest: f64, gap| if gap.is_nan() { gap } else { widest.max(gap) })
    };
    let gamma = |of: Cells, among: Cells, population: Cells| {
        let overall = total(of) / total(among);
        let weighed = |table: &Confusion| match table.total(among) {
            0.0 => 0.0,
            rows => rows / total(population) * (table.total(of) / rows - overall).abs(),
        };
        if overall.is_nan() { overall } else { weighed(group).max(weighed(reference)) }
    };
    match formula {
        "max over groups i, j and decisions d of |ln P(d | i) − ln P(d | j)|" => {
            epsilon(Cells::SELECTED, Cells::REJECTED, 0.0)
        }
        "max over groups i, j and decisions d of |ln((n_id + ½)/(n_i + 1)) − ln((n_jd + ½)/(n_j + 1))|" => {
            epsilon(Cells::SELECTED, Cells::REJECTED, 0.5)
        }
        "ε of the decisions − ε of the labels, both unsmoothed" => {
            epsilon(Cells::SELECTED, Cells::REJECTED, 0.0)
                - epsilon(Cells::ACTUAL_POSITIVES, Cells::ACTUAL_NEGATIVES, 0.0)
        }
        "max over groups g of P(g) · |selection rate of g − overall selection rate|" => {
            gamma(Cells::SELECTED, Cells::ALL, Cells::ALL)
        }
        "max over groups g of P(g, y = 0) · |FPR of g − overall FPR|" => {
            gamma(Cells::FP, Cells::ACTUAL_NEGATIVES, Cells::LABELLED)
        }
        other => panic!("a formula that this test does not know: {other:?}"),
    }
}

#[test]
fn one_group_has_no_disparity() {
    let table = Confusion::default().with(Cells::TP, 3).with(Cells::FN, 5).with(Cells::FP, 2).with(Cells::TN, 7);
    for criterion in CRITERIA {
        let reason = Err(Unavailable::Undefined(Reason::OneGroup));
        assert_eq!(criterion.all_groups(&[&table], ALL), reason, "{}", criterion.id);
        assert_eq!(criterion.all_groups(&[], ALL), reason, "{}", criterion.id);
    }
}

#[test]
fn labels_that_are_not_collected_are_not_guessed() {
    let table = Confusion::default().with(Cells::TP, 3).with(Cells::FN, 5).with(Cells::FP, 2).with(Cells::TN, 7);
    for labels in [LabelAvailability::None, LabelAvailability::SelectedOnly] {
        for criterion in CRITERIA {
            let identified = criterion.metrics().iter().all(|metric| metric.identified(labels).is_ok())
                && !matches!(criterion.composition, Composition::Population(_));
            for value in [criterion.compare(&table, &table, labels), criterion.all_groups(&[&table, &table], labels)] {
                assert_eq!(
                    !matches!(value, Err(Unavailable::NotIdentified(_))),
                    identified,
                    "{} with labels for {labels}: {value:?}",
                    criterion.id
                );
            }
        }
    }
}
