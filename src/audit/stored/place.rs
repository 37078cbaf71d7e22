//! Slices named by their place in a grouping, so that no name is written twice.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::column::Entries;
use crate::segment::{Level, Slice};

/// A slice of a grouping by its place there; any other in full.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Place {
    At(usize),
    Slice(Slice),
}

/// The slices of one grouping and where they stand.
pub(super) struct SlicePlaces<'a>(HashMap<&'a Slice, usize>);

impl<'a> SlicePlaces<'a> {
    pub(super) fn of(slices: impl Iterator<Item = &'a Slice>) -> Self {
        Self(slices.enumerate().map(|(at, slice)| (slice, at)).collect())
    }

    pub(super) fn place(&self, slice: &Slice) -> Place {
        self.0.get(slice).map_or_else(|| Place::Slice(slice.clone()), |at| Place::At(*at))
    }

    pub(super) fn at(&self, slice: &Slice) -> Option<usize> {
        self.0.get(slice).copied()
    }
}

impl Place {
    pub(super) fn slice(self, slices: &[Slice]) -> Result<Slice, String> {
        match self {
            Self::Slice(slice) => Ok(slice),
            Self::At(at) => {
                slices.get(at).cloned().ok_or_else(|| format!("there are {} slices and none at {at}", slices.len()))
            }
        }
    }
}

/// Several slices: "all" of the grouping, or their places, with runs as `[first, last]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Several {
    All(Word),
    Runs(Vec<Run>),
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Word {
    All,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Run {
    One(usize),
    Span([usize; 2]),
    Slice(Slice),
}

impl Default for Several {
    fn default() -> Self {
        Self::Runs(Vec::new())
    }
}

impl Several {
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Runs(runs) if runs.is_empty())
    }

    pub(super) fn of(list: &[Slice], places: &SlicePlaces<'_>, count: usize) -> Self {
        let at: Vec<Option<usize>> = list.iter().map(|slice| places.at(slice)).collect();
        if count > 0 && at.len() == count && at.iter().enumerate().all(|(index, at)| *at == Some(index)) {
            return Self::All(Word::All);
        }
        let mut runs: Vec<Run> = Vec::new();
        for (slice, at) in list.iter().zip(at) {
            let Some(at) = at else {
                runs.push(Run::Slice(slice.clone()));
                continue;
            };
            match runs.last_mut() {
                Some(Run::Span([_, last])) if *last + 1 == at => *last = at,
                Some(Run::One(first)) if *first + 1 == at => {
                    let span = [*first, at];
                    runs.pop();
                    runs.push(Run::Span(span));
                }
                _ => runs.push(Run::One(at)),
            }
        }
        Self::Runs(runs)
    }

    pub(super) fn slices(self, slices: &[Slice]) -> Result<Vec<Slice>, String> {
        let Self::Runs(runs) = self else { return Ok(slices.to_vec()) };
        let mut list = Vec::new();
        for run in runs {
            match run {
                Run::One(at) => list.push(Place::At(at).slice(slices)?),
                Run::Span([first, last]) => {
                    let span = slices.get(first..=last).ok_or_else(|| format!("there is no run {first} to {last}"))?;
                    list.extend_from_slice(span);
                }
                Run::Slice(slice) => list.push(slice),
            }
        }
        Ok(list)
    }
}

/// The levels of slices, one list for each attribute; an error where a slice is not of these attributes in this order.
pub(super) fn levels<'a>(
    attributes: &[String],
    slices: &(impl Iterator<Item = &'a Slice> + Clone + 'a),
) -> Result<Vec<Entries<'a, Level>>, String> {
    for slice in slices.clone() {
        let own = slice.conditions().iter().map(|condition| condition.attribute.as_str());
        if !own.eq(attributes.iter().map(String::as_str)) {
            return Err(format!("the slice {slice} is none of the grouping {}", attributes.join(" × ")));
        }
    }
    let levels = |at: usize| Entries::of(slices.clone().map(move |slice| slice.conditions()[at].level.clone()));
    Ok((0..attributes.len()).map(levels).collect())
}

/// The slices at these levels.
pub(super) fn slices(attributes: &[String], levels: Vec<Vec<Level>>) -> Result<Vec<Slice>, String> {
    let count = levels.first().map_or(0, Vec::len);
    if levels.len() != attributes.len() || levels.iter().any(|list| list.len() != count) {
        return Err(format!("the levels are not those of {}", attributes.join(" × ")));
    }
    let mut slices = vec![Slice::everybody(); count];
    for (attribute, levels) in attributes.iter().zip(levels) {
        for (slice, level) in slices.iter_mut().zip(levels) {
            *slice = std::mem::take(slice).and(attribute.clone(), level);
        }
    }
    Ok(slices)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_written_by_their_ends() {
        let slices: Vec<Slice> = (0..6).map(|at| Slice::everybody().and("a", Level::named(at.to_string()))).collect();
        let places = SlicePlaces::of(slices.iter());
        let stranger = Slice::everybody().and("b", Level::Missing);
        for (list, expected) in [
            (slices.clone(), "\"all\""),
            (vec![], "[]"),
            (vec![slices[0].clone(), slices[1].clone(), slices[2].clone(), slices[5].clone()], "[[0,2],5]"),
            (vec![slices[2].clone(), slices[1].clone()], "[2,1]"),
            (vec![stranger], r#"[[{"attribute":"b","level":null}]]"#),
        ] {
            let text = serde_json::to_string(&Several::of(&list, &places, slices.len())).unwrap();
            assert_eq!(text, expected);
            assert_eq!(serde_json::from_str::<Several>(&text).unwrap().slices(&slices).unwrap(), list);
        }
        assert!(Several::Runs(vec![Run::Span([4, 9])]).slices(&slices).is_err());
        assert!(Several::Runs(vec![Run::Span([4, 2])]).slices(&slices).is_err());
    }
}
