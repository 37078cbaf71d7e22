//! The bootstrap of rows, drawn from cells: exact for every statistic of counts, and independent of the number of rows.
//!
//! Drawing R rows with replacement and tabulating them is one draw of a multinomial over the cells. Replicate b has its
//! own random stream, so that neither order nor threads change a result.

use serde::{Deserialize, Serialize};

use super::{
    Interval, Method, Simulation,
    order_statistic::{key, quantile},
    random::{Random, StreamKey},
    resampling::{CellStatistic, Evaluation, LaneEvaluation, strata, total},
    sampling::{draw_multinomial, draw_poisson},
    special::{normal_cdf, normal_quantile},
};
use crate::value::{Confidence, Measured, Reason, Unavailable, finite};

/// What is held fixed when rows are drawn anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resampling<'a> {
    /// The number of rows.
    Multinomial,
    /// The number of rows of each stratum, as of each group; one label per cell.
    Stratified(&'a [usize]),
    /// Nothing: each cell is drawn on its own.
    Poisson,
}

/// A table and how to resample it.
///
/// # Example
///
/// ```
/// use evenhand_inference::{
///     Bootstrap, Resampling, Simulation,
///     value::{Confidence, Measured, Reason, quotient},
/// };
///
/// // Selected and rejected rows of a group, then of the reference.
/// let impact_ratio = |cells: &[u64]| -> Measured {
///     let rate = |yes: u64, no: u64| quotient(yes as f64, (yes + no) as f64, Reason::NoRows);
///     quotient(rate(cells[0], cells[1])?, rate(cells[2], cells[3])?, Reason::ZeroOverZero)
/// };
/// let bootstrap = Bootstrap {
///     counts: &[40, 120, 80, 120],
///     resampling: Resampling::Stratified(&[0, 0, 1, 1]),
///     simulation: Simulation::default(),
/// };
/// let distributions = bootstrap.distributions(&[&impact_ratio]).unwrap();
/// let interval = distributions[0].percentile(Confidence::DEFAULT).unwrap();
/// assert!((interval.lower - 0.445).abs() < 0.02 && (interval.upper - 0.847).abs() < 0.03);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Bootstrap<'a> {
    /// Rows of each cell.
    pub counts: &'a [u64],
    /// What is held fixed.
    pub resampling: Resampling<'a>,
    /// Number of replicates, seed and stream.
    pub simulation: Simulation,
}

impl Bootstrap<'_> {
    /// The bootstrap distributions of statistics that share their draws.
    ///
    /// # Formula
    ///
    /// Multinomial(R, n/R) over all cells; its product over strata; or independent Poisson(n)
    ///
    /// # Undefined
    ///
    /// Without rows: `Undefined(NoRows)`; without draws, or with labels that do not fit the cells:
    /// `Undefined(OutsideDomain)`. Replicates in which a statistic is unavailable are counted.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// B. Efron, Annals of Statistics 7 (1979).
    pub fn distributions(&self, statistics: &[CellStatistic<'_>]) -> Measured<Vec<BootstrapDistribution>> {
        self.distributions_of(statistics.len(), &|cells, values| {
            for (value, statistic) in values.iter_mut().zip(statistics) {
                *value = statistic(cells);
            }
        })
    }

    /// The same of many statistics that share work: all are written into a slice at once, one entry for each.
    ///
    /// # Errors
    ///
    /// As [`Bootstrap::distributions`].
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{
    ///     Bootstrap, Resampling, Simulation,
    ///     value::{Reason, quotient},
    /// };
    ///
    /// // Selected and rejected rows of two groups: both rates and their difference.
    /// let counts = [40, 120, 80, 120];
    /// let bootstrap = Bootstrap { counts: &counts, resampling: Resampling::Multinomial, simulation: Simulation::default() };
    /// let distributions = bootstrap
    ///     .distributions_of(3, &|cells, values| {
    ///         values[0] = quotient(cells[0] as f64, (cells[0] + cells[1]) as f64, Reason::NoRows);
    ///         values[1] = quotient(cells[2] as f64, (cells[2] + cells[3]) as f64, Reason::NoRows);
    ///         values[2] = values[0].and_then(|group| Ok(group - values[1]?));
    ///     })
    ///     .unwrap();
    /// assert_eq!(distributions.len(), 3);
    /// assert!((distributions[2].estimate.unwrap() + 0.15).abs() < 1e-12);
    /// ```
    pub fn distributions_of(
        &self,
        statistics: usize,
        evaluate: Evaluation<'_>,
    ) -> Measured<Vec<BootstrapDistribution>> {
        let strata = self.check()?;
        let mut values = vec![Err(Unavailable::Undefined(Reason::UserDefined)); statistics];
        let mut distributions = self.without_replicates(&mut values, evaluate);
        let mut drawn = vec![0; self.counts.len()];
        let mut buffer = Buffer::default();
        for replicate in 0..self.simulation.draws {
            self.draw(replicate, &strata, &mut buffer, &mut drawn);
            evaluate(&drawn, &mut values);
            for (distribution, value) in distributions.iter_mut().zip(&values) {
                match value {
                    Ok(value) => distribution.replicates.push(*value),
                    Err(_) => distribution.undefined += 1,
                }
            }
        }
        Ok(distributions)
    }

    /// The same with `N` replicates side by side, which is several times as fast where there are many statistics.
    ///
    /// `evaluate` gives the statistics of the table itself, with reasons. `lanes` gives those of `N` replicates at once: cells
    /// come as one array for each cell, statistics are written as one array for each statistic, and one that is unavailable as
    /// a number that is not finite. The draws are those of [`Bootstrap::distributions`].
    ///
    /// # Errors
    ///
    /// As [`Bootstrap::distributions`].
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{
    ///     Bootstrap, Resampling, Simulation,
    ///     value::{Measured, Reason, quotient},
    /// };
    ///
    /// let bootstrap =
    ///     Bootstrap { counts: &[40, 120], resampling: Resampling::Multinomial, simulation: Simulation::default() };
    /// let rate = |cells: &[u64]| -> Measured { quotient(cells[0] as f64, (cells[0] + cells[1]) as f64, Reason::NoRows) };
    /// let one_by_one = bootstrap.distributions(&[&rate]).unwrap();
    /// let side_by_side = bootstrap
    ///     .distributions_of_lanes::<16>(1, &|cells, values| values[0] = rate(cells), &|cells, values| {
    ///         values[0] = std::array::from_fn(|lane| cells[0][lane] as f64 / (cells[0][lane] + cells[1][lane]) as f64);
    ///     })
    ///     .unwrap();
    /// assert_eq!(one_by_one, side_by_side);
    /// ```
    pub fn distributions_of_lanes<const N: usize>(
        &self,
        statistics: usize,
        evaluate: Evaluation<'_>,
        lanes: LaneEvaluation<'_, N>,
    ) -> Measured<Vec<BootstrapDistribution>> {
        let strata = self.check()?;
        let mut values = vec![Err(Unavailable::Undefined(Reason::UserDefined)); statistics];
        let mut distributions = self.without_replicates(&mut values, evaluate);
        let mut drawn = vec![0; self.counts.len()];
        let mut buffer = Buffer::default();
        // Lanes that are not filled at the end hold the last full replicates, and are not read.
        let mut cells = vec![[0; N]; self.counts.len()];
        let mut numbers = vec![[f64::NAN; N]; statistics];
        let mut replicate = 0;
        while replicate < self.simulation.draws && N > 0 {
            let filled = (self.simulation.draws - replicate).min(u32::try_from(N).unwrap_or(u32::MAX));
            for lane in 0..filled as usize {
                self.draw(replicate, &strata, &mut buffer, &mut drawn);
                replicate += 1;
                for (cell, count) in cells.iter_mut().zip(&drawn) {
                    cell[lane] = *count;
                }
            }
            lanes(&cells, &mut numbers);
            for (distribution, numbers) in distributions.iter_mut().zip(&numbers) {
                let numbers = &numbers[..filled as usize];
                let missing: u32 = numbers.iter().map(|number| u32::from(!number.is_finite())).sum();
                distribution.undefined += missing;
                if missing == 0 {
                    distribution.replicates.extend_from_slice(numbers);
                } else {
                    distribution.replicates.extend(numbers.iter().filter(|number| number.is_finite()));
                }
            }
        }
        Ok(distributions)
    }

    /// The places of the strata, if there is anything to draw.
    fn check(&self) -> Measured<Vec<Vec<usize>>> {
        total(self.counts)?;
        if self.simulation.draws == 0 {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        match self.resampling {
            Resampling::Stratified(labels) => strata(Some(labels), self.counts.len()),
            Resampling::Multinomial | Resampling::Poisson => strata(None, self.counts.len()),
        }
    }

    /// The statistics of the table itself, and without one row of each cell.
    fn without_replicates(&self, values: &mut [Measured], evaluate: Evaluation<'_>) -> Vec<BootstrapDistribution> {
        evaluate(self.counts, values);
        let draws = self.simulation.draws as usize;
        values
            .iter()
            .zip(accelerations(self.counts, values.len(), evaluate))
            .map(|(&estimate, acceleration)| BootstrapDistribution {
                estimate,
                replicates: Vec::with_capacity(draws),
                undefined: 0,
                acceleration,
            })
            .collect()
    }

    fn draw(&self, replicate: u32, strata: &[Vec<usize>], buffer: &mut Buffer, drawn: &mut [u64]) {
        let Simulation { seed, stream, .. } = self.simulation;
        let mut random = Random::new(StreamKey { seed, stream, replicate: u64::from(replicate) });
        if self.resampling == Resampling::Poisson {
            for (cell, &count) in drawn.iter_mut().zip(self.counts) {
                *cell = draw_poisson(count as f64, &mut random);
            }
            return;
        }
        for places in strata {
            buffer.weights.clear();
            buffer.weights.extend(places.iter().map(|&place| self.counts[place]));
            buffer.drawn.clear();
            buffer.drawn.resize(places.len(), 0);
            let rows = buffer.weights.iter().sum();
            draw_multinomial(rows, &buffer.weights, &mut random, &mut buffer.drawn);
            for (&place, &count) in places.iter().zip(&buffer.drawn) {
                drawn[place] = count;
            }
        }
    }
}

#[derive(Default)]
struct Buffer {
    weights: Vec<u64>,
    drawn: Vec<u64>,
}

/// A statistic on the table, on its replicates, and without one row of each cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BootstrapDistribution {
    /// The statistic on the table itself.
    #[serde(with = "crate::value::measured")]
    pub estimate: Measured,
    /// Its values on the replicates where it is available, in the order in which they were drawn.
    pub replicates: Vec<f64>,
    /// The number of replicates where it is not.
    pub undefined: u32,
    /// The acceleration of the interval of [`BootstrapDistribution::bca`].
    #[serde(with = "crate::value::measured")]
    pub acceleration: Measured,
}

impl BootstrapDistribution {
    /// The standard deviation of the replicates.
    ///
    /// # Undefined
    ///
    /// With fewer than two available replicates: `Undefined(TooFewRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn standard_error(&self) -> Measured {
        let count = self.replicates.len() as f64;
        if count < 2.0 {
            return Err(Unavailable::Undefined(Reason::TooFewRows));
        }
        // Added up in ascending order: the sum does not depend on the order of the draws.
        let mut ascending = self.replicates.clone();
        ascending.sort_unstable_by(f64::total_cmp);
        let mean = ascending.iter().sum::<f64>() / count;
        let sum: f64 = ascending.iter().map(|value| (value - mean) * (value - mean)).sum();
        Ok((sum / (count - 1.0)).sqrt())
    }

    /// The percentile interval.
    ///
    /// # Formula
    ///
    /// The α/2 and 1 − α/2 quantiles of the replicates, interpolated
    ///
    /// # Undefined
    ///
    /// If the estimate is unavailable: for its reason; if at most half of the replicates are available:
    /// `Undefined(TooFewRows)`; if the interval has no width, as at rates of 0 and 1, which never resample to anything
    /// else: `Undefined(Boundary)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn percentile(&self, confidence: Confidence) -> Measured<Interval> {
        self.check()?;
        let tail = 0.5 * confidence.alpha();
        self.interval([tail, 1.0 - tail], confidence, Method::BootstrapPercentile)
    }

    /// The bias-corrected and accelerated interval.
    ///
    /// # Formula
    ///
    /// Quantiles at Φ(z₀ + (z₀+z)/(1 − a(z₀+z))), z₀ = Φ⁻¹(share of replicates below θ̂, ties half), a = Σ n d³/(6(Σ n d²)^1.5),
    /// d the mean of the leave-one-row-out values less that of a cell
    ///
    /// # Undefined
    ///
    /// As [`BootstrapDistribution::percentile`]; also if the estimate is beyond all replicates: `Undefined(Boundary)`, or
    /// if the statistic fails without a row: for its reason.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// B. Efron, Journal of the American Statistical Association 82 (1987).
    pub fn bca(&self, confidence: Confidence) -> Measured<Interval> {
        let estimate = self.check()?;
        let acceleration = self.acceleration?;
        let bias = normal_quantile(self.share_below(estimate));
        if !bias.is_finite() {
            return Err(Unavailable::Undefined(Reason::Boundary));
        }
        let z = normal_quantile(0.5 * confidence.alpha());
        let shifted = |z: f64| {
            let sum = bias + z;
            let slack = 1.0 - acceleration * sum;
            if slack > 0.0 { normal_cdf(bias + sum / slack) } else { normal_cdf(f64::INFINITY.copysign(sum)) }
        };
        self.interval([shifted(z), shifted(-z)], confidence, Method::BootstrapBca)
    }

    /// One-sided p-values of a true value below, and above, a null value: dual to [`BootstrapDistribution::bca`], and to the
    /// percentile interval where the acceleration is unavailable.
    ///
    /// # Formula
    ///
    /// P(below) = Φ(−z), P(above) = Φ(z), z = w/(1 + a·w) − z₀, w = Φ⁻¹(share of replicates below the null, ties half) − z₀.
    /// Where no replicate lies on one side of the null, the draws can say no more than 1/(1 + S): that, or the tail of a
    /// normal distribution with the bootstrap's standard error where it is smaller.
    ///
    /// # Undefined
    ///
    /// As the interval.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// Efron (1987), inverted.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{Bootstrap, Resampling, Simulation, value::{Confidence, Measured, Reason, quotient}};
    ///
    /// let rate = |cells: &[u64]| -> Measured { quotient(cells[0] as f64, (cells[0] + cells[1]) as f64, Reason::NoRows) };
    /// let bootstrap =
    ///     Bootstrap { counts: &[80, 120], resampling: Resampling::Multinomial, simulation: Simulation::default() };
    /// let distribution = &bootstrap.distributions(&[&rate]).unwrap()[0];
    /// let interval = distribution.bca(Confidence::DEFAULT).unwrap();
    /// let (below, above) = distribution.one_sided(interval.upper).unwrap();
    /// assert!((below - 0.025).abs() < 0.002 && (below + above - 1.0).abs() < 1e-9);
    /// ```
    pub fn one_sided(&self, null: f64) -> Measured<(f64, f64)> {
        let estimate = self.check()?;
        let count = self.replicates.len() as f64;
        let (acceleration, bias) = self
            .acceleration
            .map_or((0.0, 0.0), |acceleration| (acceleration, normal_quantile(self.share_below(estimate))));
        if !bias.is_finite() {
            return Err(Unavailable::Undefined(Reason::Boundary));
        }
        let least = 1.0 / (1.0 + count);
        let at = self.share_below(null);
        if at < least || at > 1.0 - least {
            let error = self.standard_error()?;
            if error <= 0.0 {
                return Err(Unavailable::Undefined(Reason::Boundary));
            }
            let tail = normal_cdf(-((null - estimate) / error).abs()).min(least);
            return Ok(if at < 0.5 { (1.0 - tail, tail) } else { (tail, 1.0 - tail) });
        }
        let w = normal_quantile(at) - bias;
        let slack = 1.0 + acceleration * w;
        let z = if slack > 0.0 { w / slack - bias } else { f64::INFINITY.copysign(w) };
        let clamp = |p: f64| p.clamp(least, 1.0 - least);
        Ok((clamp(normal_cdf(-z)), clamp(normal_cdf(z))))
    }

    fn check(&self) -> Measured {
        let estimate = self.estimate?;
        if self.replicates.len() < 2 || self.replicates.len() as u64 <= u64::from(self.undefined) {
            return Err(Unavailable::Undefined(Reason::TooFewRows));
        }
        Ok(estimate)
    }

    fn interval(&self, shares: [f64; 2], confidence: Confidence, method: Method) -> Measured<Interval> {
        let mut keys: Vec<i64> = self.replicates.iter().copied().map(key).collect();
        let [lower, upper] = shares.map(|share| quantile(&mut keys, share));
        if upper <= lower {
            return Err(Unavailable::Undefined(Reason::Boundary));
        }
        Ok(Interval { lower, upper, confidence, method })
    }

    /// The share of the replicates below a value, those equal to it by half.
    fn share_below(&self, value: f64) -> f64 {
        let (mut below, mut through) = (0_usize, 0_usize);
        for one in &self.replicates {
            below += usize::from(*one < value);
            through += usize::from(*one <= value);
        }
        0.5 * (below + through) as f64 / self.replicates.len() as f64
    }
}

/// Leaves out one row of each cell in turn; as many rows of a cell have the same value as it has rows.
fn accelerations(counts: &[u64], statistics: usize, evaluate: Evaluation<'_>) -> Vec<Measured> {
    let mut reduced = counts.to_vec();
    let mut left_out = Vec::new();
    for (cell, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        reduced[cell] = count - 1;
        let mut values = vec![Err(Unavailable::Undefined(Reason::UserDefined)); statistics];
        evaluate(&reduced, &mut values);
        reduced[cell] = count;
        left_out.push((count as f64, values));
    }
    (0..statistics)
        .map(|statistic| acceleration(left_out.iter().map(|(count, values)| Ok((*count, values[statistic]?)))))
        .collect()
}

/// Σ n d³/(6(Σ n d²)^1.5) over rows left out, given the rows and the value of each cell.
fn acceleration(values: impl Iterator<Item = Measured<(f64, f64)>> + Clone) -> Measured {
    let (mut rows, mut sum) = (0.0, 0.0);
    for value in values.clone() {
        let (count, value) = value?;
        rows += count;
        sum += count * value;
    }
    let mean = sum / rows;
    let (mut squares, mut cubes) = (0.0, 0.0);
    for (count, value) in values.flatten() {
        let d = mean - value;
        squares += count * d * d;
        cubes += count * d * d * d;
    }
    if squares > 0.0 {
        finite(cubes / (6.0 * squares * squares.sqrt()))
    } else {
        Err(Unavailable::Undefined(Reason::NoVariation))
    }
}
