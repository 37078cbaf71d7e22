//! Logistic regression on aggregated cells: the effect of a group with categorical controls held fixed.

use serde::{Deserialize, Serialize};

use super::dense::{Cholesky, Matrix};
use super::estimate::Estimate;
use super::interval::Method;
use crate::value::{Confidence, Measured, Reason, Unavailable, finite};

/// All rows that share a group and the levels of all controls.
///
/// # Example
///
/// ```
/// use evenhand_inference::logistic::LogisticCell;
///
/// let cell = LogisticCell { group: 1, controls: vec![0, 2], successes: 30, trials: 200 };
/// assert!(cell.successes <= cell.trials);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogisticCell {
    /// The position of the group; 0 is the reference.
    pub group: usize,
    /// The level of each control; level 0 is its base.
    pub controls: Vec<usize>,
    /// Selected rows.
    pub successes: u64,
    /// All rows.
    pub trials: u64,
}

/// The adjusted effect of one group against the reference.
///
/// # Example
///
/// ```
/// use evenhand_inference::logistic::{LogisticCell, fit_logistic};
/// use evenhand_inference::value::Confidence;
///
/// let cell = |group, stratum, successes, trials| LogisticCell { group, controls: vec![stratum], successes, trials };
/// let cells = [cell(0, 0, 80, 100), cell(0, 1, 20, 100), cell(1, 0, 36, 50), cell(1, 1, 30, 200)];
/// let fit = fit_logistic(&cells, Confidence::DEFAULT).unwrap();
/// let effect = &fit.effects[0];
/// assert_eq!(effect.group, 1);
/// assert!(effect.odds_ratio.value.unwrap() < 1.0 && effect.average_marginal_effect.value.unwrap() < 0.0);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupEffect {
    /// The position of the group.
    pub group: usize,
    /// exp(coefficient), with an interval symmetric on the log scale.
    pub odds_ratio: Estimate,
    /// Mean over all rows of p̂(group) − p̂(reference), controls as they are.
    pub average_marginal_effect: Estimate,
}

/// A fitted model.
///
/// # Example
///
/// ```
/// use evenhand_inference::logistic::{LogisticCell, fit_logistic};
/// use evenhand_inference::value::Confidence;
///
/// let cell = |group, successes, trials| LogisticCell { group, controls: vec![], successes, trials };
/// let fit = fit_logistic(&[cell(0, 80, 200), cell(1, 40, 160)], Confidence::DEFAULT).unwrap();
/// assert!((fit.effects[0].odds_ratio.value.unwrap() - 0.5).abs() < 1e-12);
/// assert_eq!(fit.parameters, 2);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogisticFit {
    /// One effect per group other than the reference, in order, groups without rows left out.
    pub effects: Vec<GroupEffect>,
    /// Fitted parameters.
    pub parameters: u64,
    /// Twice the log likelihood lost against a rate of its own per cell.
    pub deviance: f64,
    /// Newton steps taken.
    pub iterations: u64,
}

/// Fits ln odds = intercept + group + controls by maximum likelihood.
///
/// # Formula
///
/// Newton's method (iteratively reweighted least squares) on cells, with the step halved while the deviance grows;
/// covariance (`XᵀWX`)⁻¹. Average marginal effect Σn(p̂(g) − p̂(0))/Σn, its variance `∇ᵀ(XᵀWX)⁻¹∇`.
///
/// # Undefined
///
/// No rows: `Undefined(NoRows)`; none in group 0: `Undefined(NoReference)`; no other group: `Undefined(OneGroup)`. Separation
/// (a group or a control level, or a combination, all selected or all rejected): `Undefined(NoSolution)`. Controls that
/// determine the group or each other: `NotIdentified(NoSolution)`.
///
/// # Errors
///
/// As under *Undefined*; impossible counts or unequal numbers of controls: `Undefined(OutsideDomain)`; no settling:
/// `Undefined(NoConvergence)`.
///
/// # Source
///
/// `McCullagh` and Nelder (1989), *Generalized Linear Models*, chapter 4; Albert and Anderson (1984), *Biometrika* 71, 1–10,
/// for separation.
///
/// # Example
///
/// ```
/// use evenhand_inference::logistic::{LogisticCell, fit_logistic};
/// use evenhand_inference::value::{Confidence, Reason, Unavailable};
///
/// let cell = |group, successes, trials| LogisticCell { group, controls: vec![], successes, trials };
/// let separated = fit_logistic(&[cell(0, 80, 200), cell(1, 0, 160)], Confidence::DEFAULT);
/// assert_eq!(separated, Err(Unavailable::Undefined(Reason::NoSolution)));
/// ```
pub fn fit_logistic(cells: &[LogisticCell], confidence: Confidence) -> Measured<LogisticFit> {
    let cells = checked(cells)?;
    let design = Design::of(&cells);
    let solution = solve(&cells, &design)?;
    let effects = design
        .groups
        .iter()
        .enumerate()
        .map(|(offset, group)| GroupEffect {
            group: *group,
            odds_ratio: solution.odds_ratio(offset + 1, confidence),
            average_marginal_effect: solution.average_marginal_effect(&cells, &design, *group, confidence),
        })
        .collect();
    Ok(LogisticFit {
        effects,
        parameters: design.parameters as u64,
        deviance: solution.deviance,
        iterations: solution.iterations,
    })
}

fn checked(cells: &[LogisticCell]) -> Measured<Vec<&LogisticCell>> {
    let controls = cells.first().map_or(0, |cell| cell.controls.len());
    if cells.iter().any(|cell| cell.successes > cell.trials || cell.controls.len() != controls) {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let cells: Vec<&LogisticCell> = cells.iter().filter(|cell| cell.trials > 0).collect();
    if cells.is_empty() {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    if cells.iter().all(|cell| cell.group != 0) {
        return Err(Unavailable::Undefined(Reason::NoReference));
    }
    if cells.iter().all(|cell| cell.group == 0) {
        return Err(Unavailable::Undefined(Reason::OneGroup));
    }
    Ok(cells)
}

/// Which columns are 1 in which cell: the intercept 0, then groups, then each control's levels but its first present one.
struct Design {
    groups: Vec<usize>,
    controls: Vec<Vec<usize>>,
    parameters: usize,
}

impl Design {
    fn of(cells: &[&LogisticCell]) -> Self {
        let present = |level: &dyn Fn(&LogisticCell) -> usize| {
            let mut levels: Vec<usize> = cells.iter().map(|cell| level(cell)).collect();
            levels.sort_unstable();
            levels.dedup();
            levels.remove(0);
            levels
        };
        let width = cells.first().map_or(0, |cell| cell.controls.len());
        let groups = present(&|cell| cell.group);
        let controls: Vec<Vec<usize>> = (0..width).map(|control| present(&|cell| cell.controls[control])).collect();
        let parameters = 1 + groups.len() + controls.iter().map(Vec::len).sum::<usize>();
        Self { groups, controls, parameters }
    }

    /// The columns that are 1 for a row of `group` with the controls of `cell`.
    fn columns(&self, cell: &LogisticCell, group: usize) -> Vec<usize> {
        let mut columns = vec![0];
        columns.extend(self.groups.binary_search(&group).ok().map(|offset| 1 + offset));
        let mut base = 1 + self.groups.len();
        for (levels, level) in self.controls.iter().zip(&cell.controls) {
            columns.extend(levels.binary_search(level).ok().map(|offset| base + offset));
            base += levels.len();
        }
        columns
    }
}

struct Solution {
    coefficients: Vec<f64>,
    information: Cholesky,
    deviance: f64,
    iterations: u64,
}

/// The largest |log odds| that a finite solution can have: e⁴⁰ exceeds any number of rows.
const LARGEST_LOG_ODDS: f64 = 40.0;

fn solve(cells: &[&LogisticCell], design: &Design) -> Measured<Solution> {
    let rows: Vec<Vec<usize>> = cells.iter().map(|cell| design.columns(cell, cell.group)).collect();
    let log_odds = |coefficients: &[f64], columns: &[usize]| columns.iter().map(|column| coefficients[*column]).sum();
    let deviance = |coefficients: &[f64]| -> f64 {
        cells.iter().zip(&rows).map(|(cell, columns)| cell_deviance(cell, log_odds(coefficients, columns))).sum()
    };
    let mut coefficients = vec![0.0; design.parameters];
    let mut current = deviance(&coefficients);
    for iteration in 1..=200 {
        let mut score = vec![0.0; design.parameters];
        let mut information = Matrix::zero(design.parameters);
        for (cell, columns) in cells.iter().zip(&rows) {
            let linear = log_odds(&coefficients, columns);
            let (rate, complement) = (expit(linear), expit(-linear));
            let trials = cell.trials as f64;
            let residual = cell.successes as f64 * complement - (cell.trials - cell.successes) as f64 * rate;
            for row in columns {
                score[*row] += residual;
                for column in columns {
                    *information.at_mut(*row, *column) += trials * rate * complement;
                }
            }
        }
        let Some(factor) = information.cholesky() else {
            // Singular at the start: the design's fault. Later: weights vanish under separation.
            let reason = Reason::NoSolution;
            return Err(if iteration == 1 {
                Unavailable::NotIdentified(reason)
            } else {
                Unavailable::Undefined(reason)
            });
        };
        let step = factor.solve(&score);
        let mut size = 1.0;
        let (moved, reached) = loop {
            let moved: Vec<f64> = coefficients.iter().zip(&step).map(|(old, step)| old + size * step).collect();
            let reached = deviance(&moved);
            if reached <= current + 1e-9 * (1.0 + current) || size < 1e-6 {
                break (moved, reached);
            }
            size *= 0.5;
        };
        coefficients = moved;
        current = reached;
        if rows.iter().any(|columns| {
            let linear: f64 = log_odds(&coefficients, columns);
            linear.is_nan() || linear.abs() > LARGEST_LOG_ODDS
        }) {
            return Err(Unavailable::Undefined(Reason::NoSolution));
        }
        let longest = step.iter().fold(0.0_f64, |longest, step| longest.max(step.abs()));
        if longest < 1e-8 {
            return Ok(Solution { coefficients, information: factor, deviance: current, iterations: iteration });
        }
    }
    Err(Unavailable::Undefined(Reason::NoConvergence))
}

impl Solution {
    fn odds_ratio(&self, column: usize, confidence: Confidence) -> Estimate {
        let mut unit = vec![0.0; self.coefficients.len()];
        unit[column] = 1.0;
        let variance = self.information.inverse_form(&unit);
        Estimate::logarithmic(finite(self.coefficients[column].exp()), Ok(variance), Method::DeltaLog, confidence)
    }

    fn average_marginal_effect(
        &self,
        cells: &[&LogisticCell],
        design: &Design,
        group: usize,
        confidence: Confidence,
    ) -> Estimate {
        let total: f64 = cells.iter().map(|cell| cell.trials as f64).sum();
        let mut effect = 0.0;
        let mut gradient = vec![0.0; self.coefficients.len()];
        for cell in cells {
            let weight = cell.trials as f64 / total;
            for (group, sign) in [(group, weight), (0, -weight)] {
                let columns = design.columns(cell, group);
                let linear: f64 = columns.iter().map(|column| self.coefficients[*column]).sum();
                let (rate, complement) = (expit(linear), expit(-linear));
                effect += sign * rate;
                for column in columns {
                    gradient[column] += sign * rate * complement;
                }
            }
        }
        Estimate::linear(finite(effect), Ok(self.information.inverse_form(&gradient)), Method::Delta, confidence)
    }
}

fn expit(linear: f64) -> f64 {
    if linear >= 0.0 { 1.0 / (1.0 + (-linear).exp()) } else { linear.exp() / (1.0 + linear.exp()) }
}

/// 2·(saturated − fitted) log likelihood of one cell.
fn cell_deviance(cell: &LogisticCell, linear: f64) -> f64 {
    let (successes, failures) = (cell.successes as f64, (cell.trials - cell.successes) as f64);
    let trials = cell.trials as f64;
    let part = |count: f64, linear: f64| {
        // −ln expit(linear), stable for large |linear|.
        let cost = if linear >= 0.0 { (-linear).exp().ln_1p() } else { linear.exp().ln_1p() - linear };
        if count > 0.0 { count * ((count / trials).ln() + cost) } else { 0.0 }
    };
    2.0 * (part(successes, linear) + part(failures, -linear))
}
