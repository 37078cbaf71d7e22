//! `evenhand plan`: how many customers are needed, before any are collected.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use evenhand::audit::{Policy, Tolerance};
use evenhand::error::{ErrorKind, Problem, suggestion};
use evenhand::plan::{PilotRates, Plan, Planned};
use evenhand::report::Language;
use evenhand::{Cube, Error};
use serde::Serialize;

use super::Refusal;
use super::arguments::{AuditArguments, ColumnArguments, ValueArguments};
use super::input::{Input, shown};
use super::sheet::SheetOutput;
use super::specification;
use super::terminal::Terminal;

const AFTER_PLAN: &str = "\
Examples:
  evenhand plan --shares app=60,web=30,phone=10 --rate 0.05
  evenhand plan --shares app=60,web=30,phone=10 --rate 0.05 --detect 0.6 \\
           --customers 20000
  evenhand plan --observed phone=40/160,app=80/200
  evenhand plan pilot.csv --spec audit.toml --policy policy.toml";

/// Arguments of `evenhand plan`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_PLAN)]
pub(super) struct PlanArguments {
    /// An earlier campaign as CSV, for the sizes and rates of its segments; - reads standard input.
    #[arg(value_name = "FILE.csv", conflicts_with_all = ["shares", "observed"])]
    file: Option<PathBuf>,
    /// What the columns of the file mean, as written by `evenhand init`.
    #[arg(long, value_name = "audit.toml", requires = "file")]
    spec: Option<PathBuf>,
    #[command(flatten)]
    expected: ExpectedArguments,
    #[command(flatten)]
    shown: ShownArguments,
    #[command(flatten)]
    columns: ColumnArguments,
    #[command(flatten)]
    values: ValueArguments,
    #[command(flatten)]
    output: SheetOutput,
}

/// What is expected.
#[derive(Debug, Args)]
#[command(next_help_heading = "Expected")]
struct ExpectedArguments {
    /// Segments with their sizes relative to each other, as app=60,web=30,phone=10.
    #[arg(long, value_name = "NAME=SHARE,…", value_delimiter = ',', value_parser = pair)]
    shares: Vec<(String, f64)>,
    /// The rate that is expected of every segment without a rate of its own.
    #[arg(long, value_name = "RATE")]
    rate: Option<f64>,
    /// Rates of segments, as app=0.05,phone=0.02.
    #[arg(long, value_name = "NAME=RATE,…", value_delimiter = ',', value_parser = pair)]
    rates: Vec<(String, f64)>,
    /// Segments as they were seen, as phone=40/160: what would settle them?
    #[arg(long, value_name = "NAME=OF/AMONG,…", value_delimiter = ',', value_parser = observed, conflicts_with_all = ["shares", "rate", "rates"])]
    observed: Vec<(String, u64, u64)>,
    /// Rates of the file: everybody's for every segment, or each its own.
    #[arg(long, value_enum, default_value_t, value_name = "RATES", requires = "file")]
    pilot: Pilot,
    /// By how much clusters or weights inflate the variance; 1 unless given.
    #[arg(long, value_name = "FACTOR")]
    design_effect: Option<f64>,
    /// The share of customers among whom the rate is counted: for reach among responders, the response rate.
    #[arg(long, value_name = "SHARE")]
    among: Option<f64>,
}

/// What is to be shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "To be shown")]
struct ShownArguments {
    /// The criterion; `disparate_impact` unless given.
    #[arg(long, value_name = "CRITERION", conflicts_with = "policy")]
    criterion: Option<String>,
    /// The smallest acceptable value; the criterion's usual one unless given.
    #[arg(long, value_name = "VALUE", allow_negative_numbers = true)]
    min: Option<f64>,
    /// The largest acceptable value.
    #[arg(long, value_name = "VALUE")]
    max: Option<f64>,
    /// A policy whose rule is planned for.
    #[arg(long, value_name = "policy.toml")]
    policy: Option<PathBuf>,
    /// The rule of the policy; its first unless given.
    #[arg(long, value_name = "RULE", requires = "policy")]
    rule: Option<String>,
    /// The segment that others are compared with; everyone else unless given.
    #[arg(long, value_name = "NAME")]
    reference: Option<String>,
    /// Confidence of the verdicts; 0.95 unless given.
    #[arg(long, value_name = "LEVEL")]
    confidence: Option<f64>,
    /// The probability with which the true verdict should be reached; 0.8 unless given.
    #[arg(long, value_name = "POWER")]
    power: Option<f64>,
    /// Comparisons of the family; as many as segments are compared unless given.
    #[arg(long, value_name = "NUMBER")]
    comparisons: Option<u64>,
    /// A disparity that must not be overlooked, as 0.6.
    #[arg(long, value_name = "VALUE", allow_negative_numbers = true)]
    detect: Option<f64>,
    /// Also say what so many customers can show.
    #[arg(long, value_name = "NUMBER")]
    customers: Option<u64>,
}

/// Whose rates are taken from the file.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Pilot {
    /// Everybody's for every segment: what would show that they are alike?
    #[default]
    Pooled,
    /// Each segment its own: what would settle what was seen?
    Observed,
}

/// What is written as JSON.
#[derive(Serialize)]
struct Written<'a> {
    schema_version: u32,
    plans: &'a [Planned],
}

/// Plans.
pub(super) fn run(arguments: &PlanArguments, terminal: &Terminal) -> Result<(), Refusal> {
    let wanted = &arguments.shown;
    let outputs = arguments.output.open(&[arguments.file.as_ref(), arguments.spec.as_ref(), wanted.policy.as_ref()])?;
    let base = asked(arguments)?;
    let (plans, specified) = match &arguments.file {
        Some(_) => from_file(&base, arguments, terminal)?,
        None => (vec![by_hand(base, &arguments.expected)?], None),
    };
    let mut planned = Vec::new();
    for plan in plans {
        let place = plan.attribute.clone();
        planned.push(plan.run().map_err(|error| match place {
            Some(attribute) => error.in_place(&format!("segments of {attribute}")),
            None => error,
        })?);
    }
    let language = arguments.output.language(specified);
    let sheets: Vec<_> = planned.iter().map(|planned| planned.sheet_in(language)).collect();
    outputs.write(&Written { schema_version: 1, plans: &planned }, &sheets, terminal)?;
    Ok(())
}

/// What is to be shown, without segments.
fn asked(arguments: &PlanArguments) -> Result<Plan, Error> {
    let wanted = &arguments.shown;
    let mut plan = match &wanted.policy {
        None => Plan::new(wanted.criterion.as_deref().unwrap_or("disparate_impact")),
        Some(path) => {
            let policy =
                Policy::from_toml(&specification::read_text(path)?).map_err(|error| error.in_place(&shown(path)))?;
            let found = match &wanted.rule {
                None => policy.rules.first(),
                Some(id) => policy.rules.iter().find(|rule| rule.id == *id),
            };
            let rule = found.ok_or_else(|| {
                let problem = Problem::new(ErrorKind::Policy, "is no rule of the policy").place(shown(path));
                let ids = policy.rules.iter().map(|rule| rule.id.as_str());
                problem
                    .value(wanted.rule.as_deref().unwrap_or(""))
                    .remedy(suggestion(wanted.rule.as_deref().unwrap_or(""), ids))
            })?;
            Plan::of_rule(rule).confidence(policy.confidence)
        }
    };
    if wanted.min.is_some() || wanted.max.is_some() {
        plan = plan.tolerance(Tolerance { min: wanted.min, max: wanted.max });
    }
    if let Some(level) = wanted.confidence {
        plan = plan.confidence(specification::confidence(level, "--confidence")?);
    }
    if let Some(name) = &wanted.reference {
        plan = plan.reference(name);
    }
    plan.power = wanted.power.unwrap_or(plan.power);
    plan.comparisons = wanted.comparisons;
    plan.detect = wanted.detect;
    plan.customers = wanted.customers;
    plan.design_effect = arguments.expected.design_effect.unwrap_or(plan.design_effect);
    plan.among = arguments.expected.among.unwrap_or(plan.among);
    Ok(plan)
}

/// Segments from the command line.
fn by_hand(mut plan: Plan, expected: &ExpectedArguments) -> Result<Plan, Error> {
    let mut problems = Vec::new();
    for (name, of, among) in &expected.observed {
        plan = plan.observed(name, *of, *among);
    }
    for (name, share) in &expected.shares {
        let own = expected.rates.iter().find(|(other, _)| other == name).map(|(_, rate)| *rate);
        match own.or(expected.rate) {
            Some(rate) => plan = plan.segment(name, *share, rate),
            None => problems.push(
                Problem::new(ErrorKind::Value, "has no rate")
                    .place("--shares")
                    .value(name)
                    .remedy("give --rate for all segments, or --rates NAME=RATE for each"),
            ),
        }
    }
    for (name, _) in expected.rates.iter().filter(|(name, _)| !expected.shares.iter().any(|(other, _)| other == name)) {
        let names = expected.shares.iter().map(|(name, _)| name.as_str());
        problems.push(
            Problem::new(ErrorKind::Value, "has a rate and no share")
                .place("--rates")
                .value(name)
                .remedy(suggestion(name, names)),
        );
    }
    if expected.shares.is_empty() && expected.observed.is_empty() {
        problems.push(
            Problem::new(ErrorKind::Empty, "no segments were given")
                .remedy("name them as --shares app=60,phone=40 with --rate, as --observed app=80/200,phone=40/160, or give an earlier campaign as a file"),
        );
    }
    Error::check(problems).map(|()| plan)
}

/// Segments of an earlier campaign, one plan for each attribute, and the language that the specification names; the single
/// attributes are one family.
fn from_file(
    base: &Plan,
    arguments: &PlanArguments,
    terminal: &Terminal,
) -> Result<(Vec<Plan>, Option<Language>), Refusal> {
    let file = arguments.file.clone().unwrap_or_default();
    let request =
        AuditArguments::reading(file, arguments.spec.clone(), arguments.columns.clone(), arguments.values.clone());
    let specification = specification::of(&request)?;
    specification::refuse_privacy(&specification)?;
    let (predictions, _) = Input { specification: &specification, terminal }
        .whole(&request.file)
        .map_err(|error| specification::in_words_of_flags(error, &request, &specification))?;
    let cube = Cube::fold(&predictions);
    let rates = match arguments.expected.pilot {
        Pilot::Pooled => PilotRates::Pooled,
        Pilot::Observed => PilotRates::Observed,
    };
    let mut plans = Vec::new();
    for attribute in &specification.columns.segments {
        let mut plan = base.clone().pilot(&cube, attribute, rates)?;
        plan.among = arguments.expected.among.unwrap_or(plan.among);
        for (name, rate) in &arguments.expected.rates {
            plan.segments.iter_mut().filter(|segment| segment.name == *name).for_each(|segment| segment.rate = *rate);
        }
        if let Some(rate) = arguments.expected.rate {
            plan.segments.iter_mut().for_each(|segment| segment.rate = rate);
        }
        plans.push(plan);
    }
    let family: usize = plans.iter().map(|plan| plan.segments.len()).sum();
    for plan in &mut plans {
        plan.comparisons = plan.comparisons.or(Some(family as u64));
    }
    Ok((plans, specification.report.language))
}

/// `phone=0.1`.
fn pair(text: &str) -> Result<(String, f64), String> {
    let (name, value) = text.rsplit_once('=').ok_or("write it as phone=0.1")?;
    let value: f64 = value.trim().parse().map_err(|_| "what follows the = is no number; write it as phone=0.1")?;
    Ok((name.trim().to_owned(), value))
}

/// `phone=40/160`.
fn observed(text: &str) -> Result<(String, u64, u64), String> {
    let wrong = "write it as phone=40/160: 40 selected of 160 customers";
    let (name, counts) = text.rsplit_once('=').ok_or(wrong)?;
    let (of, among) = counts.split_once('/').ok_or(wrong)?;
    let count = |text: &str| text.trim().parse::<u64>().map_err(|_| wrong);
    let (of, among) = (count(of)?, count(among)?);
    if of > among || among == 0 {
        return Err("no more customers are selected than there are, and there is at least one".to_owned());
    }
    Ok((name.trim().to_owned(), of, among))
}
