//! Numbers of many lists, with the list as the unit of every standard error.

use crate::bootstrap::BootstrapDistribution;
use crate::estimate::Estimate;
use crate::interval::Method;
use crate::noise_floor::Simulation;
use crate::random::{Random, StreamKey};
use crate::special::{two_sided_critical_value, two_sided_student_critical_value};
use crate::value::{Confidence, Measured, Reason, Unavailable, finite, quotient};

/// One row of numbers for each list, as the attention of each group, of which sums over lists are compared.
///
/// # Example
///
/// ```
/// use evenhand_inference::{lists::ListTable, value::Confidence};
///
/// let mut table = ListTable::new(2);
/// for row in [[1.0, 0.5], [2.0, 0.5], [1.5, 0.5]] {
///     table.push(&row);
/// }
/// assert_eq!((table.lists(), table.total(0)), (3, 4.5));
/// assert_eq!(table.quotient([1], [0], 1.0, Confidence::DEFAULT).value, Ok(1.5 / 4.5));
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ListTable {
    width: usize,
    values: Vec<f64>,
}

impl ListTable {
    /// A table without lists whose rows have `width` numbers.
    pub fn new(width: usize) -> Self {
        Self { width, values: Vec::new() }
    }

    /// Adds one list; missing numbers are 0, and those beyond the width are left out.
    pub fn push(&mut self, row: &[f64]) {
        self.values.extend((0..self.width).map(|place| row.get(place).copied().unwrap_or_default()));
    }

    /// The number of lists.
    pub fn lists(&self) -> usize {
        self.values.len().checked_div(self.width).unwrap_or_default()
    }

    /// The sum of one number over lists, in the order of the lists; 0 for one that does not exist.
    pub fn total(&self, place: usize) -> f64 {
        if place < self.width { self.rows().map(|row| row[place]).sum() } else { 0.0 }
    }

    /// The mean of one number over lists.
    ///
    /// # Formula
    ///
    /// x̄ ∓ t·s/√m, m lists, Student's t on m − 1 degrees of freedom
    ///
    /// # Undefined
    ///
    /// Without lists: `Undefined(NoRows)`; the interval of one list: `Undefined(TooFewUnits)`, of lists that do not vary:
    /// `Undefined(Boundary)`.
    pub fn mean(&self, place: usize, confidence: Confidence) -> Estimate {
        let lists = self.lists() as f64;
        let value = quotient(self.total(place), lists, Reason::NoRows);
        let variance = self.variance(|row| row.get(place).copied().unwrap_or_default() / lists);
        self.normal(value, variance, confidence, false)
    }

    /// One sum over another, each over all lists and over the sum of some numbers, times a factor.
    ///
    /// # Formula
    ///
    /// r = factor·Σx/Σy; the variance of ln r is m/(m−1)·Σ(d − d̄)², d = x/Σx − y/Σy of a list; interval
    /// r·exp(∓ t·SE), Student's t on m − 1 degrees of freedom
    ///
    /// # Undefined
    ///
    /// Both sums 0: `Undefined(ZeroOverZero)`; the lower one: `Infinite`; the interval of one list:
    /// `Undefined(TooFewUnits)`; at 0, or without variation: `Undefined(Boundary)`.
    ///
    /// # Source
    ///
    /// D. A. Binder, International Statistical Review 51 (1983).
    pub fn quotient(
        &self,
        above: impl IntoIterator<Item = usize>,
        below: impl IntoIterator<Item = usize>,
        factor: f64,
        confidence: Confidence,
    ) -> Estimate {
        let (above, below) = (self.part(above), self.part(below));
        let (x, y) = (above.total, below.total);
        let value = quotient(x, y, Reason::ZeroOverZero).and_then(|ratio| finite(ratio * factor));
        let variance = self.variance(|row| above.of(row) / x - below.of(row) / y);
        self.normal(value, variance, confidence, true)
    }

    /// The share that some numbers have of the sum of others, less what it should be.
    ///
    /// # Formula
    ///
    /// d = Σx/Σy − q; variance m/(m−1)·Σ(e − ē)², e = (x − (Σx/Σy)·y)/Σy of a list; d ∓ t·SE
    ///
    /// # Undefined
    ///
    /// Without lists, or if the lower sum is 0: `Undefined(NoRows)`; else as [`ListTable::mean`].
    pub fn share_less(
        &self,
        above: impl IntoIterator<Item = usize>,
        below: impl IntoIterator<Item = usize>,
        wanted: f64,
        confidence: Confidence,
    ) -> Estimate {
        let (above, below) = (self.part(above), self.part(below));
        if below.total <= 0.0 {
            let none = Unavailable::Undefined(Reason::NoRows);
            return Estimate { value: Err(none), standard_error: Err(none), interval: Err(none) };
        }
        let share = above.total / below.total;
        let variance = self.variance(|row| (above.of(row) - share * below.of(row)) / below.total);
        self.normal(finite(share - wanted), variance, confidence, false)
    }

    /// Any smooth function of the sums, from what each list adds to it.
    ///
    /// # Formula
    ///
    /// value ∓ t·SE, SE² = m/(m−1)·Σ(d − d̄)², d the influence of a list: Σ over sums of slope × the list's number
    ///
    /// # Undefined
    ///
    /// As [`ListTable::mean`], and where the value is.
    ///
    /// # Source
    ///
    /// Binder (1983).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{lists::ListTable, value::Confidence};
    ///
    /// let mut table = ListTable::new(1);
    /// [1.0, 2.0, 4.5].iter().for_each(|value| table.push(&[*value]));
    /// let sum = table.linearised(Ok(7.5), |row| row[0], Confidence::DEFAULT);
    /// let mean = table.mean(0, Confidence::DEFAULT);
    /// assert!((sum.standard_error.unwrap() - 3.0 * mean.standard_error.unwrap()).abs() < 1e-12);
    /// ```
    pub fn linearised(&self, value: Measured, influence: impl Fn(&[f64]) -> f64, confidence: Confidence) -> Estimate {
        self.normal(value, self.variance(influence), confidence, false)
    }

    /// The same of a positive function, from what each list adds to its logarithm.
    ///
    /// # Formula
    ///
    /// value·exp(∓ t·SE), SE as in [`ListTable::linearised`]
    ///
    /// # Undefined
    ///
    /// As there; a value of 0 has no interval: `Undefined(Boundary)`.
    pub fn linearised_logarithm(
        &self,
        value: Measured,
        influence: impl Fn(&[f64]) -> f64,
        confidence: Confidence,
    ) -> Estimate {
        self.normal(value, self.variance(influence), confidence, true)
    }

    /// The bootstrap of whole lists, for any statistic of the sums: as many lists drawn with replacement as there are.
    ///
    /// # Undefined
    ///
    /// Without lists: `Undefined(NoRows)`; without draws: `Undefined(OutsideDomain)`. Draws in which the statistic is
    /// unavailable are counted.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application (1997), section 3.8.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{Simulation, lists::ListTable, value::{Confidence, Reason, quotient}};
    ///
    /// let mut table = ListTable::new(2);
    /// (0..50).for_each(|list| table.push(&[f64::from(1 + list % 3), 2.0]));
    /// let share = |sums: &[f64]| quotient(sums[0], sums[1], Reason::NoRows);
    /// let interval = table.bootstrap(&share, Simulation::default()).unwrap().percentile(Confidence::DEFAULT).unwrap();
    /// assert!(interval.contains(0.99) && interval.width() < 0.3);
    /// ```
    pub fn bootstrap(
        &self,
        statistic: &dyn Fn(&[f64]) -> Measured,
        simulation: Simulation,
    ) -> Measured<BootstrapDistribution> {
        let lists = self.lists();
        if lists == 0 {
            return Err(Unavailable::Undefined(Reason::NoRows));
        }
        if simulation.draws == 0 {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        let totals: Vec<f64> = (0..self.width).map(|place| self.total(place)).collect();
        let mut sums = vec![0.0; self.width];
        let mut replicates = Vec::with_capacity(simulation.draws as usize);
        for replicate in 0..simulation.draws {
            let Simulation { seed, stream, .. } = simulation;
            let mut random = Random::new(StreamKey { seed, stream, replicate: u64::from(replicate) });
            sums.fill(0.0);
            for _ in 0..lists {
                let drawn = below(lists as u64, &mut random) * self.width;
                for (sum, value) in sums.iter_mut().zip(&self.values[drawn..drawn + self.width]) {
                    *sum += value;
                }
            }
            replicates.extend(statistic(&sums).ok());
        }
        replicates.sort_by(f64::total_cmp);
        let undefined = simulation.draws.saturating_sub(u32::try_from(replicates.len()).unwrap_or(u32::MAX));
        let acceleration = Err(Unavailable::Undefined(Reason::OutsideDomain));
        Ok(BootstrapDistribution { estimate: statistic(&totals), replicates, undefined, acceleration })
    }

    fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.width.max(1))
    }

    fn part(&self, places: impl IntoIterator<Item = usize>) -> Part {
        let places: Vec<usize> = places.into_iter().filter(|place| *place < self.width).collect();
        let mut part = Part { places, total: 0.0 };
        part.total = self.rows().map(|row| part.of(row)).sum();
        part
    }

    /// m/(m−1)·Σ(d − d̄)² over lists, the variance of Σd.
    fn variance(&self, influence: impl Fn(&[f64]) -> f64) -> Measured {
        let lists = self.lists();
        if lists < 2 {
            return Err(Unavailable::Undefined(Reason::TooFewUnits));
        }
        let influences: Vec<f64> = self.rows().map(influence).collect();
        let mean = influences.iter().sum::<f64>() / lists as f64;
        let squares: f64 = influences.iter().map(|value| (value - mean) * (value - mean)).sum();
        finite(lists as f64 / (lists as f64 - 1.0) * squares)
    }

    /// An estimate whose interval takes Student's quantile on one degree of freedom less than lists.
    fn normal(&self, value: Measured, variance: Measured, confidence: Confidence, is_ratio: bool) -> Estimate {
        // Lists that are all alike leave rounding behind, not an error.
        let size = if is_ratio { 1.0 } else { value.map_or(0.0, f64::abs) };
        let variance = variance.map(|variance| if variance.sqrt() <= 1e-12 * size { 0.0 } else { variance });
        let freedom = self.lists() as f64 - 1.0;
        let reach = two_sided_student_critical_value(confidence, freedom)
            .map(|student| student / two_sided_critical_value(confidence));
        let wide = variance.and_then(|variance| Ok(variance * reach? * reach?));
        let scale = if is_ratio { Estimate::logarithmic } else { Estimate::linear };
        let standard_error = scale(value, variance, Method::ListLinearised, confidence).standard_error;
        Estimate { standard_error, ..scale(value, wide, Method::ListLinearised, confidence) }
    }
}

/// A sum of some numbers of a row.
struct Part {
    places: Vec<usize>,
    total: f64,
}

impl Part {
    fn of(&self, row: &[f64]) -> f64 {
        self.places.iter().map(|place| row[*place]).sum()
    }
}

/// A whole number below a bound, every one as likely to 2⁻⁶⁴.
#[allow(clippy::cast_possible_truncation, reason = "smaller than a length")]
pub(super) fn below(bound: u64, random: &mut Random) -> usize {
    ((u128::from(random.bits()) * u128::from(bound)) >> 64) as usize
}
