//! Random small tables, published and attacked.

use evenhand::audit::Audited;

use super::attacker::{Attack, Conditions, Knowledge, all_slices};
use super::everywhere::forms;
use super::population::{Population, report};

const MINIMUM: u64 = 5;

/// Shapes, how deep slices go, whether there are labels, whether the last attribute is a stratum.
const CASES: [(&[usize], usize, bool, bool); 8] = [
    (&[4], 1, false, false),
    (&[5], 1, true, false),
    (&[3, 4], 1, false, false),
    (&[3, 3], 2, false, false),
    (&[4, 3], 2, true, false),
    (&[3, 3, 2], 2, false, false),
    (&[2, 3, 3], 3, false, false),
    (&[3, 2, 3], 2, false, true),
];

/// Every slice with rows that was asked for and is not published.
pub(crate) fn withheld(population: &Population, depth: usize, known: &Knowledge) -> Vec<Conditions> {
    let attributes = population.shape.len() - usize::from(population.stratum);
    let mut found = Vec::new();
    for bits in 1_u32..1 << attributes {
        let axes: Vec<usize> = (0..attributes).filter(|at| bits >> at & 1 == 1).collect();
        if axes.len() <= depth {
            found.extend(all_slices(&population.shape, &axes));
        }
    }
    let kinds = population.cells[0].len();
    found.retain(|slice| (0..kinds).any(|kind| population.count(slice, kind) > 0) && !known.counts.contains_key(slice));
    found
}

/// The counts that an attacker narrows to less than the minimum.
pub(crate) fn leaks(attack: &Attack<'_>, populations: &[&Population], depth: usize) -> Vec<String> {
    let mut found = Vec::new();
    for (at, (known, population)) in attack.reports.iter().zip(populations).enumerate() {
        for slice in withheld(population, depth, known) {
            for kind in 0..population.cells[0].len() {
                if attack.is_settled_by_zeros(at, &slice, kind) || attack.is_settled_before(at, &slice, kind) {
                    continue;
                }
                let (least, most) = attack.range(at, &slice, kind);
                let truth = population.count(&slice, kind) as f64;
                assert!(least - 1e-6 <= truth && truth <= most + 1e-6, "the attacker is wrong about {slice:?}");
                if most - least < MINIMUM as f64 - 1e-6 {
                    found.push(format!("report {at}, {slice:?}, kind {kind}: {least} to {most}"));
                }
            }
        }
    }
    found
}

/// What the JSON says, and every other form. No form says a number of a slice that the JSON does not count.
fn published(audited: &Audited, population: &Population) -> Knowledge {
    let mut known = Knowledge::read(&report(audited).to_json().unwrap(), population);
    hear_all(&mut known, audited, population);
    known
}

pub(crate) fn hear_all(known: &mut Knowledge, audited: &Audited, population: &Population) {
    for (form, text) in forms(audited) {
        let heard = known.hear(form, &text, population);
        let beyond: Vec<&Conditions> =
            heard.spoken_of.iter().filter(|slice| !known.counts.contains_key(*slice)).collect();
        assert!(beyond.is_empty(), "{form} speaks of {beyond:?}");
    }
}

#[test]
fn nobody_can_narrow_a_withheld_count() {
    let (mut attacked, mut shown) = (0, 0);
    for (case, &(shape, depth, labelled, stratum)) in CASES.iter().enumerate() {
        for seed in 0..4 {
            let population = Population::random(1000 * case as u64 + seed, shape, labelled, stratum);
            let Some(audited) = population.audited(Some(MINIMUM), depth, None) else { continue };
            let known = published(&audited, &population);
            let attack = Attack { population: &population, reports: vec![&known] };
            let found = leaks(&attack, &[&population], depth);
            assert!(found.is_empty(), "case {case}, seed {seed}: {found:#?}\n{population:?}\n{known:?}");
            attacked += withheld(&population, depth, &known).len();
            shown += known.counts.len();
        }
    }
    println!("{attacked} slices withheld and attacked, {shown} published");
    assert!(attacked > 300 && shown > 150, "{attacked} withheld, {shown} shown");
}

/// The attack itself is tested: where only small cells are left out, it finds them.
#[test]
fn without_complementary_suppression_the_attacker_succeeds() {
    let (mut leaky, mut tried) = (0, 0);
    for (case, &(shape, depth, labelled, stratum)) in CASES.iter().enumerate().filter(|(_, case)| !case.3) {
        for seed in 0..3 {
            let population = Population::random(1000 * case as u64 + seed, shape, labelled, stratum);
            let Some(audited) = population.audited(None, depth, None) else { continue };
            let mut known = Knowledge::read(&report(&audited).to_json().unwrap(), &population);
            let small = |counts: &Vec<u64>| counts.iter().any(|count| (1..MINIMUM).contains(count));
            let hidden: Vec<Conditions> =
                known.counts.iter().filter(|(_, counts)| small(counts)).map(|(slice, _)| slice.clone()).collect();
            if hidden.is_empty() {
                continue;
            }
            known.counts.retain(|_, counts| !small(counts));
            known.named.extend(hidden);
            tried += 1;
            let attack = Attack { population: &population, reports: vec![&known] };
            leaky += usize::from(!leaks(&attack, &[&population], depth).is_empty());
        }
    }
    println!("{leaky} of {tried} tables leak under primary suppression alone");
    assert!(tried > 10 && leaky * 10 > tried * 8, "{leaky} of {tried}");
}

/// The ears are tested too: beside a protected JSON, any form of the unprotected report gives withheld counts away.
#[test]
fn each_form_of_an_unprotected_report_gives_counts_away() {
    let mut narrowed: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    let mut spoken_of = narrowed.clone();
    for seed in 0..2 {
        let population = Population::random(1000 * 4 + seed, &[4, 3], true, false);
        let Some(protected) = population.audited(Some(MINIMUM), 2, None) else { continue };
        let open = population.audited(None, 2, None).unwrap();
        for (form, text) in forms(&open).into_iter().filter(|(form, _)| *form != "JSON") {
            let mut known = Knowledge::read(&report(&protected).to_json().unwrap(), &population);
            let heard = known.hear(form, &text, &population);
            *spoken_of.entry(form).or_default() +=
                heard.spoken_of.iter().filter(|slice| !known.counts.contains_key(*slice)).count();
            if matches!(form, "CSV" | "HTML" | "Markdown") {
                let attack = Attack { population: &population, reports: vec![&known] };
                *narrowed.entry(form).or_default() += leaks(&attack, &[&population], 2).len();
            }
        }
    }
    println!("narrowed {narrowed:?}, spoken of {spoken_of:?}");
    for form in ["CSV", "HTML", "Markdown"] {
        assert!(narrowed.get(form).is_some_and(|count| *count > 20), "{form}: {narrowed:?}");
    }
    for form in ["summary", "brief", "follow-up"] {
        assert!(spoken_of[form] > 0, "{form}: {spoken_of:?}");
    }
    #[cfg(feature = "pipeline")]
    for form in ["JUnit", "SARIF"] {
        assert!(spoken_of[form] > 0, "{form}: {spoken_of:?}");
    }
}

#[test]
fn nobody_can_narrow_a_withheld_count_with_the_report_before() {
    let mut attacked = 0;
    for (case, &(shape, depth, labelled, stratum)) in CASES.iter().enumerate() {
        for seed in 0..3 {
            let first = Population::random(1000 * case as u64 + seed, shape, labelled, stratum);
            let second = first.grown(7000 + seed);
            let Some(before) = first.audited(Some(MINIMUM), depth, None) else { continue };
            let Some(after) = second.audited(Some(MINIMUM), depth, Some(&before)) else { continue };
            let (known, then) = (published(&before, &first), published(&after, &second));
            // What the two together are said to be: nothing of what neither counts.
            let compared = report(&before).difference_to(&report(&after)).unwrap();
            for slice in super::told::Heard::read("comparison", &compared.markdown(), &second).spoken_of {
                assert!(known.counts.contains_key(&slice) || then.counts.contains_key(&slice), "compared: {slice:?}");
            }
            let attack = Attack { population: &first, reports: vec![&known, &then] };
            let found = leaks(&attack, &[&first, &second], depth);
            assert!(found.is_empty(), "case {case}, seed {seed}: {found:#?}");
            attacked += withheld(&second, depth, &then).len();
        }
    }
    println!("{attacked} slices withheld and attacked with two reports");
    assert!(attacked > 100, "{attacked}");
}
