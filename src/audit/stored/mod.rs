//! The form in which an audit is stored: numbers of slices stand in columns, names are written once, and what is empty is
//! left out.
//!
//! A report on a hundred thousand slices would otherwise repeat the name of every metric, method and segment with each
//! number. Reading gives back the same [`Audited`]. The structs are taken apart field by field, so a new field does not
//! compile until it has its place here.

mod column;
mod grouping;
mod place;
mod rule;
mod values;

use std::borrow::Cow;

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use self::grouping::StoredGrouping;
use self::place::SlicePlaces;
use self::rule::StoredRule;
use super::finding::{Finding, Gate, Notice};
use super::policy::Policy;
use super::representation::RepresentationResult;
use super::result::{Audited, ExclusionCount, OwnDefinition, Population, Privacy, SliceResult};
use super::stratified_result::ConditionalResult;
use super::table::ImpactTable;
use super::task_result::TaskResult;
use super::uncertain::CorrectionResult;
use crate::data::Specification;
use crate::segment::Slice;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored<'a> {
    specification: Cow<'a, Specification>,
    policy: Cow<'a, Policy>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    as_of: Cow<'a, Option<String>>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    own_definitions: Cow<'a, [OwnDefinition]>,
    seed: u64,
    population: Cow<'a, Population>,
    overall: Cow<'a, SliceResult>,
    groupings: Vec<StoredGrouping<'a>>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    representation: Cow<'a, [RepresentationResult]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    corrections: Cow<'a, [CorrectionResult]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    conditional: Cow<'a, [ConditionalResult]>,
    rules: Vec<StoredRule<'a>>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    tables: Cow<'a, [ImpactTable]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    exclusions: Cow<'a, [ExclusionCount]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    notices: Cow<'a, [Notice]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    findings: Cow<'a, [Finding]>,
    gate: Cow<'a, Gate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    privacy: Cow<'a, Option<Privacy>>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    tasks: Cow<'a, [TaskResult]>,
}

impl<'a> Stored<'a> {
    fn of(audited: &'a Audited, places: &'a [SlicePlaces<'a>]) -> Result<Self, String> {
        let Audited {
            specification,
            policy,
            as_of,
            own_definitions,
            seed,
            population,
            overall,
            groupings,
            representation,
            corrections,
            conditional,
            rules,
            tables,
            exclusions,
            notices,
            findings,
            gate,
            privacy,
            tasks,
        } = audited;
        Ok(Self {
            specification: Cow::Borrowed(specification),
            policy: Cow::Borrowed(policy),
            as_of: Cow::Borrowed(as_of),
            own_definitions: Cow::Borrowed(own_definitions),
            seed: *seed,
            population: Cow::Borrowed(population),
            overall: Cow::Borrowed(overall),
            groupings: groupings
                .iter()
                .zip(places)
                .map(|(own, places)| StoredGrouping::of(own, places))
                .collect::<Result<_, _>>()?,
            representation: Cow::Borrowed(representation),
            corrections: Cow::Borrowed(corrections),
            conditional: Cow::Borrowed(conditional),
            rules: rules.iter().map(|rule| StoredRule::of(rule, groupings, places)).collect::<Result<_, _>>()?,
            tables: Cow::Borrowed(tables),
            exclusions: Cow::Borrowed(exclusions),
            notices: Cow::Borrowed(notices),
            findings: Cow::Borrowed(findings),
            gate: Cow::Borrowed(gate),
            privacy: Cow::Borrowed(privacy),
            tasks: Cow::Borrowed(tasks),
        })
    }

    fn audited(mut self) -> Result<Audited, String> {
        let names = self.groupings.iter_mut().map(StoredGrouping::names).collect::<Result<Vec<Vec<Slice>>, _>>()?;
        let groupings = self
            .groupings
            .into_iter()
            .zip(&names)
            .map(|(own, names)| own.result(names))
            .collect::<Result<Vec<_>, _>>()?;
        let rules =
            self.rules.into_iter().map(|rule| rule.result(&groupings, &names)).collect::<Result<Vec<_>, _>>()?;
        Ok(Audited {
            specification: self.specification.into_owned(),
            policy: self.policy.into_owned(),
            as_of: self.as_of.into_owned(),
            own_definitions: self.own_definitions.into_owned(),
            seed: self.seed,
            population: self.population.into_owned(),
            overall: self.overall.into_owned(),
            groupings,
            representation: self.representation.into_owned(),
            corrections: self.corrections.into_owned(),
            conditional: self.conditional.into_owned(),
            rules,
            tables: self.tables.into_owned(),
            exclusions: self.exclusions.into_owned(),
            notices: self.notices.into_owned(),
            findings: self.findings.into_owned(),
            gate: self.gate.into_owned(),
            privacy: self.privacy.into_owned(),
            tasks: self.tasks.into_owned(),
        })
    }
}

impl Serialize for Audited {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let places: Vec<SlicePlaces<'_>> =
            self.groupings.iter().map(|own| SlicePlaces::of(own.slices.iter().map(|result| &result.slice))).collect();
        Stored::of(self, &places).map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Audited {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Stored::deserialize(deserializer)?.audited().map_err(D::Error::custom)
    }
}
