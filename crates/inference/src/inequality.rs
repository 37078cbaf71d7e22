//! Inequality of the benefit that persons get from decisions: generalised entropy, between and within groups.

use serde::{Deserialize, Serialize};

use crate::mean::Moments;
use crate::noise_floor::{NullDistribution, summary};
use crate::permutation::Permutation;
use crate::value::{Measured, Reason, Unavailable, finite};
use crate::{Bootstrap, BootstrapDistribution, Resampling, Simulation};

/// The rows of one group, by decision and outcome.
///
/// # Example
///
/// ```
/// use evenhand_inference::inequality::ConfusionCounts;
///
/// let group = ConfusionCounts { true_positive: 60, false_positive: 20, false_negative: 15, true_negative: 105 };
/// assert_eq!(group.true_negative, 105);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfusionCounts {
    /// Selected and actually positive.
    pub true_positive: u64,
    /// Selected and actually negative.
    pub false_positive: u64,
    /// Rejected and actually positive.
    pub false_negative: u64,
    /// Rejected and actually negative.
    pub true_negative: u64,
}

/// What each combination of decision and outcome is worth to the person; not negative.
///
/// The default ŷ − y + 1 treats a false positive as *good* for the person, which does not hold for every decision.
///
/// # Example
///
/// ```
/// use evenhand_inference::inequality::BenefitTable;
///
/// assert!(BenefitTable::default().false_positive > BenefitTable::default().true_positive);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BenefitTable {
    /// Selected and actually positive; 1 by default.
    pub true_positive: f64,
    /// Selected and actually negative; 2 by default.
    pub false_positive: f64,
    /// Rejected and actually positive; 0 by default.
    pub false_negative: f64,
    /// Rejected and actually negative; 1 by default.
    pub true_negative: f64,
}

impl Default for BenefitTable {
    fn default() -> Self {
        Self { true_positive: 1.0, false_positive: 2.0, false_negative: 0.0, true_negative: 1.0 }
    }
}

/// Inequality of benefits, and how much of it lies between groups.
///
/// # Example
///
/// ```
/// use evenhand_inference::inequality::{BenefitTable, ConfusionCounts, generalised_entropy};
///
/// let group = |true_positive, false_positive, false_negative, true_negative| ConfusionCounts {
///     true_positive, false_positive, false_negative, true_negative,
/// };
/// let groups = [group(60, 20, 15, 105), group(24, 16, 16, 104), group(6, 0, 4, 30)];
/// let entropy = generalised_entropy(&groups, &BenefitTable::default(), 2.0).unwrap();
/// assert!((entropy.total - 0.088_304_8).abs() < 1e-7);
/// assert!((entropy.between - 0.000_649_872).abs() < 1e-9);
/// assert!((entropy.within - 0.087_654_9).abs() < 1e-7);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Inequality {
    /// Inequality over all persons.
    pub total: f64,
    /// Inequality if each person got the mean of their group.
    pub between: f64,
    /// The rest: inequality within groups, weighted so that the parts add up exactly.
    pub within: f64,
    /// The mean benefit.
    pub mean_benefit: f64,
    /// α, the sensitivity to large benefits.
    pub alpha: f64,
}

/// Generalised entropy of order α with its decomposition by group; α = 1 is Theil's index.
///
/// # Formula
///
/// GE = (1/(nα(α − 1)))Σ\[(b/μ)^α − 1\]; α = 1: (1/n)Σ(b/μ)ln(b/μ) with 0 ln 0 = 0; α = 0: −(1/n)Σ ln(b/μ). Between: the
/// same of group means; within: Σ(`n_g`/n)(`μ_g`/μ)^α·`GE_g`.
///
/// # Undefined
///
/// No rows: `Undefined(NoRows)`; mean benefit 0: `Undefined(ZeroOverZero)`; α ≤ 0 and someone has no benefit:
/// `Undefined(ZeroRate)`.
///
/// # Errors
///
/// As under *Undefined*; negative or infinite benefits or α: `Undefined(OutsideDomain)`.
///
/// # Source
///
/// Speicher et al. (2018), *KDD*, 2239–2248; Shorrocks (1980), *Econometrica* 48, 613–625.
///
/// # Example
///
/// ```
/// use evenhand_inference::inequality::{BenefitTable, ConfusionCounts, generalised_entropy};
///
/// let equal = ConfusionCounts { true_positive: 5, true_negative: 9, ..ConfusionCounts::default() };
/// assert_eq!(generalised_entropy(&[equal], &BenefitTable::default(), 1.0).unwrap().total, 0.0);
/// ```
pub fn generalised_entropy(groups: &[ConfusionCounts], benefits: &BenefitTable, alpha: f64) -> Measured<Inequality> {
    let groups: Vec<Shares> = groups.iter().map(|group| Shares::of(group, benefits)).collect();
    let values = [benefits.true_positive, benefits.false_positive, benefits.false_negative, benefits.true_negative];
    if !alpha.is_finite() || values.iter().any(|benefit| !(0.0..f64::INFINITY).contains(benefit)) {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let rows: f64 = groups.iter().map(|group| group.rows).sum();
    if rows <= 0.0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    let mean_benefit = finite(groups.iter().map(|group| group.sum).sum::<f64>() / rows)?;
    if mean_benefit <= 0.0 {
        return Err(Unavailable::Undefined(Reason::ZeroOverZero));
    }
    let (mut total, mut between, mut within) = (0.0, 0.0, 0.0);
    for group in groups.iter().filter(|group| group.rows > 0.0) {
        let mean = group.sum / group.rows;
        between += group.rows / rows * kernel(mean / mean_benefit, alpha)?;
        let mut own = 0.0;
        for (count, benefit) in group.cells.into_iter().filter(|(count, _)| *count > 0.0) {
            total += count / rows * kernel(benefit / mean_benefit, alpha)?;
            // A group without any benefit is equal within.
            if mean > 0.0 {
                own += count / group.rows * kernel(benefit / mean, alpha)?;
            }
        }
        within += group.rows / rows * (mean / mean_benefit).powf(alpha) * own;
    }
    Ok(Inequality { total: finite(total)?, between: finite(between)?, within: finite(within)?, mean_benefit, alpha })
}

/// Coefficient of variation of the benefits.
///
/// # Formula
///
/// √(2·GE₂), the standard deviation over the mean
///
/// # Undefined
///
/// As [`generalised_entropy`] at α = 2.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::inequality::{BenefitTable, ConfusionCounts, coefficient_of_variation};
///
/// // Benefits 0 and 2 in equal number: mean 1, standard deviation 1.
/// let group = ConfusionCounts { false_positive: 3, false_negative: 3, ..ConfusionCounts::default() };
/// assert_eq!(coefficient_of_variation(&[group], &BenefitTable::default()), Ok(1.0));
/// ```
pub fn coefficient_of_variation(groups: &[ConfusionCounts], benefits: &BenefitTable) -> Measured {
    Ok((2.0 * generalised_entropy(groups, benefits, 2.0)?.total).max(0.0).sqrt())
}

/// Moments of the benefits of a group.
///
/// # Undefined
///
/// None: a group without rows has no moments.
///
/// # Example
///
/// ```
/// use evenhand_inference::inequality::{BenefitTable, ConfusionCounts, benefits_of};
///
/// let group = ConfusionCounts { true_positive: 3, false_positive: 1, ..ConfusionCounts::default() };
/// assert_eq!(benefits_of(&group, &BenefitTable::default()).mean(), Ok(1.25));
/// ```
pub fn benefits_of(group: &ConfusionCounts, benefits: &BenefitTable) -> Moments {
    let Shares { cells, rows, sum } = Shares::of(group, benefits);
    if rows <= 0.0 {
        return Moments::default();
    }
    let mean = sum / rows;
    let squared_deviations = cells.iter().map(|(count, benefit)| count * (benefit - mean) * (benefit - mean)).sum();
    Moments { count: group.cells().iter().sum(), sum, squared_deviations }
}

/// The bootstrap of the generalised entropy of a group less that of a reference, each resampled on its own.
///
/// # Undefined
///
/// As [`generalised_entropy`] of either, and as [`Bootstrap::distributions`].
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Simulation, value::Confidence};
/// use evenhand_inference::inequality::{BenefitTable, ConfusionCounts, entropy_difference};
///
/// let group = ConfusionCounts { true_positive: 60, false_positive: 20, false_negative: 15, true_negative: 105 };
/// let pair = [group, ConfusionCounts { false_negative: 60, ..group }];
/// let found = entropy_difference(pair, &BenefitTable::default(), 2.0, Simulation::default()).unwrap();
/// assert!(found.bca(Confidence::DEFAULT).unwrap().upper < 0.0);
/// ```
pub fn entropy_difference(
    [group, reference]: [ConfusionCounts; 2],
    benefits: &BenefitTable,
    alpha: f64,
    simulation: Simulation,
) -> Measured<BootstrapDistribution> {
    let counts: Vec<u64> = [group, reference].iter().flat_map(ConfusionCounts::cells).collect();
    let difference = |cells: &[u64]| -> Measured {
        let (own, others) = cells.split_at(4);
        let entropy = |cells| Ok(generalised_entropy(&[ConfusionCounts::of(cells)], benefits, alpha)?.total);
        let own: Measured = entropy(own);
        own.and_then(|own| finite(own - entropy(others)?))
    };
    difference(&counts)?;
    let labels = [0, 0, 0, 0, 1, 1, 1, 1];
    let bootstrap = Bootstrap { counts: &counts, resampling: Resampling::Stratified(&labels), simulation };
    bootstrap.distributions(&[&difference])?.pop().ok_or(Unavailable::Undefined(Reason::NoSolution))
}

/// The inequality between groups beside what shuffling customers over the groups gives.
///
/// # Undefined
///
/// As [`generalised_entropy`]; with fewer than two groups that have rows: `Undefined(OneGroup)`; without draws:
/// `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::Simulation;
/// use evenhand_inference::inequality::{BenefitTable, ConfusionCounts, between_groups};
///
/// let group = ConfusionCounts { true_positive: 60, false_positive: 20, false_negative: 15, true_negative: 105 };
/// let other = ConfusionCounts { false_negative: 60, ..group };
/// let found = between_groups(&[group, other], &BenefitTable::default(), 2.0, Simulation::default()).unwrap();
/// assert!(found.p_value.unwrap() < 0.01);
/// ```
pub fn between_groups(
    groups: &[ConfusionCounts],
    benefits: &BenefitTable,
    alpha: f64,
    simulation: Simulation,
) -> Measured<NullDistribution> {
    let filled: Vec<ConfusionCounts> =
        groups.iter().copied().filter(|group| group.cells().iter().sum::<u64>() > 0).collect();
    if filled.len() < 2 {
        return Err(Unavailable::Undefined(Reason::OneGroup));
    }
    if simulation.draws == 0 {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let observed = generalised_entropy(&filled, benefits, alpha)?.between;
    let counts: Vec<u64> = filled.iter().flat_map(ConfusionCounts::cells).collect();
    let mut values = Vec::with_capacity(simulation.draws as usize);
    Permutation { counts: &counts, groups: filled.len(), strata: None, simulation }.each(|drawn| {
        let groups: Vec<ConfusionCounts> = drawn.chunks(4).map(ConfusionCounts::of).collect();
        values.extend(generalised_entropy(&groups, benefits, alpha).map(|entropy| entropy.between));
    })?;
    Ok(summary(Ok(observed), values, simulation.draws))
}

impl ConfusionCounts {
    const fn cells(&self) -> [u64; 4] {
        [self.true_positive, self.false_positive, self.false_negative, self.true_negative]
    }

    fn of(cells: &[u64]) -> Self {
        let cell = |place: usize| cells.get(place).copied().unwrap_or(0);
        Self { true_positive: cell(0), false_positive: cell(1), false_negative: cell(2), true_negative: cell(3) }
    }
}

struct Shares {
    cells: [(f64, f64); 4],
    rows: f64,
    sum: f64,
}

impl Shares {
    fn of(group: &ConfusionCounts, benefits: &BenefitTable) -> Self {
        let cells = [
            (group.true_positive as f64, benefits.true_positive),
            (group.false_positive as f64, benefits.false_positive),
            (group.false_negative as f64, benefits.false_negative),
            (group.true_negative as f64, benefits.true_negative),
        ];
        let rows = cells.iter().map(|(count, _)| count).sum();
        Self { cells, rows, sum: cells.iter().map(|(count, benefit)| count * benefit).sum() }
    }
}

fn kernel(relative: f64, alpha: f64) -> Measured {
    if relative <= 0.0 && alpha <= 0.0 {
        return Err(Unavailable::Undefined(Reason::ZeroRate));
    }
    // The general formula cancels near its two limits.
    if (alpha - 1.0).abs() < 1e-9 {
        return Ok(if relative > 0.0 { relative * relative.ln() } else { 0.0 });
    }
    if alpha.abs() < 1e-9 {
        return Ok(-relative.ln());
    }
    finite((relative.powf(alpha) - 1.0) / (alpha * (alpha - 1.0)))
}
