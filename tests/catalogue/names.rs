//! A definition is found by its name and by nothing else's.

use std::collections::HashMap;

use evenhand::error::ErrorKind;
use evenhand::metric::catalogue::{all_criteria, all_metrics, criterion, entries};
use evenhand::metric::{Definition, Entry, Task, find};

#[test]
fn names_are_unique_across_the_catalogue() {
    let mut owners: HashMap<&str, &str> = HashMap::new();
    for entry in entries() {
        for name in std::iter::once(&entry.id()).chain(entry.aliases()) {
            let earlier = owners.insert(name, entry.id());
            assert_eq!(earlier, None, "{name:?} names {} too", entry.id());
        }
    }
}

#[test]
fn names_are_snake_case() {
    for entry in entries() {
        for name in std::iter::once(&entry.id()).chain(entry.aliases()) {
            let sound = name.starts_with(|first: char| first.is_ascii_lowercase())
                && name.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_')
                && !name.ends_with('_')
                && !name.contains("__");
            assert!(sound, "{name:?}");
        }
    }
}

#[test]
fn every_name_finds_its_definition() {
    for entry in entries() {
        for name in std::iter::once(&entry.id()).chain(entry.aliases()) {
            for spelling in [(*name).to_owned(), name.to_uppercase(), name.replace('_', "-"), format!(" {name} ")] {
                assert_eq!(find(&spelling).unwrap().id(), entry.id(), "{spelling:?}");
                match entry {
                    Entry::Criterion(own) => assert_eq!(criterion(&spelling).unwrap().id, own.id),
                    Entry::Metric(_) => assert_eq!(criterion(&spelling).unwrap_err().kind(), ErrorKind::UnknownName),
                }
            }
        }
    }
    assert_eq!(find("no such thing").unwrap_err().kind(), ErrorKind::UnknownName);
}

#[test]
fn every_definition_says_what_it_answers_and_where_it_comes_from() {
    for metric in all_metrics() {
        assert!(
            metric.question.ends_with('?') && !metric.name.is_empty() && !metric.source.is_empty(),
            "{}",
            metric.id
        );
        assert!(metric.range.lower < metric.range.upper, "{}", metric.id);
        match metric.definition {
            Definition::Rate { of, among, .. } => {
                assert!(among.contains(of) && among != of, "{}: {of} is not a part of {among}", metric.id);
            }
            Definition::Odds { of, against, .. } => {
                let shared =
                    evenhand::cube::Cells::SINGLE.into_iter().find(|&cell| of.contains(cell) && against.contains(cell));
                assert_eq!(shared, None, "{}: {of} and {against} overlap", metric.id);
            }
            Definition::Function { .. } | Definition::OfTask { .. } => {}
        }
    }
    for criterion in all_criteria() {
        let id = criterion.id;
        assert!(
            criterion.question.ends_with('?') && !criterion.name.is_empty() && !criterion.source.is_empty(),
            "{id}"
        );
        assert!(criterion.range.contains(criterion.ideal), "{id}: the ideal lies outside the range");
        if let Some(comparison) = criterion.comparison() {
            assert!((criterion.ideal - comparison.ideal()).abs() < f64::EPSILON, "{id}");
        }
        for metric in criterion.metrics() {
            assert!(all_metrics().any(|known| known.id == metric.id), "{id} reads {}, which is not listed", metric.id);
        }
    }
}

#[test]
fn every_definition_stands_with_its_task() {
    for task in Task::ALL {
        assert_eq!(Task::find(task.id()), Some(task));
        for metric in task.metrics() {
            assert_eq!(metric.task(), task, "{}", metric.id);
        }
        for criterion in task.criteria() {
            assert_eq!(criterion.task(), task, "{}", criterion.id);
            assert!(criterion.metrics().iter().all(|metric| metric.task() == task), "{}", criterion.id);
        }
        for (at, role) in task.roles().iter().enumerate() {
            assert!(task.roles()[..at].iter().all(|other| other.key != role.key), "{task}: {} twice", role.key);
        }
    }
}
