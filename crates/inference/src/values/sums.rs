//! What is kept of a group's predicted values and outcomes, and the measures that follow from it.

use serde::{Deserialize, Serialize};

use crate::SignedSum;
use crate::estimate::Estimate;
use crate::interval::{Interval, Method};
use crate::mean::Moments;
use crate::special::two_sided_student_critical_value;
use crate::twofold::Twofold;
use crate::value::{Confidence, Measured, Reason, Unavailable, finite};

/// The largest value, of either sign, whose fourth power can be summed.
pub const LARGEST_VALUE: f64 = 1e75;

/// Squared deviations below this share of the squares are what writing decimals in binary leaves, not variation.
const NOTHING: f64 = 1e-28;

/// The same where fourth powers were rounded one by one.
const NOTHING_OF_FOURTHS: f64 = 1e-14;

/// One row: what was predicted, and what came of it if that is known.
///
/// # Example
///
/// ```
/// use evenhand_inference::values::ValuedRow;
///
/// let row = ValuedRow { prediction: 12.5, outcome: None };
/// assert!(row.outcome.is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ValuedRow {
    /// The predicted value.
    pub prediction: f64,
    /// The actual value, `None` while unknown.
    pub outcome: Option<f64>,
}

/// The sums of a group's rows from which all measures of values follow but quantiles.
///
/// # Formula
///
/// With y the outcome, ŷ the prediction and r = y − ŷ: n, Σŷ, Σŷ² of all rows; n, Σy, Σŷ, Σy², Σŷ², Σyŷ, Σ|r| of rows with
/// an outcome, and Σr⁴, Σy³, Σy⁴, Σr²y, Σr²y² for standard errors. Sums are exact, products up to the second
/// power too, so that the order of rows cannot change a digit and a large mean does not swallow a small spread.
///
/// # Example
///
/// ```
/// use evenhand_inference::values::{ValueSums, ValuedRow};
///
/// let mut sums = ValueSums::default();
/// for (prediction, outcome) in [(10.0, 12.0), (20.0, 19.0), (30.0, 35.0)] {
///     sums.add(ValuedRow { prediction, outcome: Some(outcome) }, 1);
/// }
/// assert_eq!(sums.residuals().mean(), Ok(2.0));
/// assert_eq!(sums.mean_squared_error(), Ok(10.0));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ValueSums {
    rows: u64,
    labelled: u64,
    refused: u64,
    predictions: SignedSum,
    prediction_squares: SignedSum,
    outcomes: SignedSum,
    outcome_squares: SignedSum,
    predictions_of_labelled: SignedSum,
    prediction_squares_of_labelled: SignedSum,
    products: SignedSum,
    absolute_errors: SignedSum,
    fourth_errors: SignedSum,
    outcome_cubes: SignedSum,
    outcome_fourths: SignedSum,
    errors_by_outcome: SignedSum,
    errors_by_outcome_square: SignedSum,
}

impl ValueSums {
    /// Adds a row so many times. A value that is not finite or larger than [`LARGEST_VALUE`] makes every measure of the
    /// group `Undefined(OutsideDomain)`.
    pub fn add(&mut self, row: ValuedRow, times: u64) {
        let sound = |value: f64| value.abs() <= LARGEST_VALUE;
        if !sound(row.prediction) || !row.outcome.is_none_or(sound) {
            self.refused += times;
            return;
        }
        self.rows += times;
        self.predictions.add(row.prediction, times);
        add(&mut self.prediction_squares, Twofold::product(row.prediction, row.prediction), times);
        if let Some(outcome) = row.outcome {
            self.add_pair(row.prediction, outcome, times);
        }
    }

    fn add_pair(&mut self, prediction: f64, outcome: f64, times: u64) {
        self.labelled += times;
        self.outcomes.add(outcome, times);
        self.predictions_of_labelled.add(prediction, times);
        let square = Twofold::product(outcome, outcome);
        add(&mut self.outcome_squares, square, times);
        add(&mut self.prediction_squares_of_labelled, Twofold::product(prediction, prediction), times);
        add(&mut self.products, Twofold::product(outcome, prediction), times);
        let residual = Twofold::sum(outcome, -prediction);
        let error = if residual.high() < 0.0 { Twofold::default() - residual } else { residual };
        add(&mut self.absolute_errors, error, times);
        let squared_error = error.high() * error.high();
        self.fourth_errors.add(squared_error * squared_error, times);
        self.outcome_cubes.add(square.high() * outcome, times);
        self.outcome_fourths.add(square.high() * square.high(), times);
        self.errors_by_outcome.add(squared_error * outcome, times);
        self.errors_by_outcome_square.add(squared_error * square.high(), times);
    }

    /// Adds the rows of another group.
    pub fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.labelled += other.labelled;
        self.refused += other.refused;
        for (own, others) in [
            (&mut self.predictions, &other.predictions),
            (&mut self.prediction_squares, &other.prediction_squares),
            (&mut self.outcomes, &other.outcomes),
            (&mut self.outcome_squares, &other.outcome_squares),
            (&mut self.predictions_of_labelled, &other.predictions_of_labelled),
            (&mut self.prediction_squares_of_labelled, &other.prediction_squares_of_labelled),
            (&mut self.products, &other.products),
            (&mut self.absolute_errors, &other.absolute_errors),
            (&mut self.fourth_errors, &other.fourth_errors),
            (&mut self.outcome_cubes, &other.outcome_cubes),
            (&mut self.outcome_fourths, &other.outcome_fourths),
            (&mut self.errors_by_outcome, &other.errors_by_outcome),
            (&mut self.errors_by_outcome_square, &other.errors_by_outcome_square),
        ] {
            own.merge(others);
        }
    }

    /// Rows with a sound prediction.
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// Rows of these with an outcome.
    pub const fn labelled(&self) -> u64 {
        self.labelled
    }

    /// Moments of the predictions of all rows.
    pub fn predictions(&self) -> Moments {
        let squares = self.prediction_squares.twofold();
        self.moments(self.rows, self.predictions.twofold(), squares, NOTHING * squares.value())
    }

    /// Moments of the outcomes.
    pub fn outcomes(&self) -> Moments {
        let squares = self.outcome_squares.twofold();
        self.moments(self.labelled, self.outcomes.twofold(), squares, NOTHING * squares.value())
    }

    /// Moments of the residuals, outcome less prediction: a positive mean says that the group is worth more than the model
    /// believes.
    pub fn residuals(&self) -> Moments {
        let sum = self.outcomes.twofold() - self.predictions_of_labelled.twofold();
        self.moments(self.labelled, sum, self.squared_error(), self.nothing())
    }

    /// Moments of the absolute errors; their mean is the MAE.
    pub fn absolute_errors(&self) -> Moments {
        self.moments(self.labelled, self.absolute_errors.twofold(), self.squared_error(), self.nothing())
    }

    /// Moments of the squared errors; the root of their mean is the RMSE.
    pub fn squared_errors(&self) -> Moments {
        let (sum, squares) = (self.squared_error(), self.fourth_errors.twofold());
        self.moments(self.labelled, sum, squares, NOTHING_OF_FOURTHS * squares.value())
    }

    /// The mean squared error.
    ///
    /// # Undefined
    ///
    /// Without an outcome: `Undefined(NoLabels)`, or `Undefined(NoRows)` without a row.
    ///
    /// # Errors
    ///
    /// As under *Undefined*; a value outside the domain: `Undefined(OutsideDomain)`.
    pub fn mean_squared_error(&self) -> Measured {
        self.check_labels()?;
        self.squared_errors().mean()
    }

    /// A mean of the group with Student's interval: of predictions, outcomes, residuals or absolute errors.
    ///
    /// # Formula
    ///
    /// m ∓ t(n−1)·s/√n
    ///
    /// # Undefined
    ///
    /// The mean as [`Moments::mean`], the interval with fewer than two values or if they do not vary.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{Moments, value::Confidence, values::ValueSums};
    ///
    /// let spend: Moments = [1.0, 2.0, 3.0].into_iter().collect();
    /// let mean = ValueSums::mean(&spend, Confidence::DEFAULT);
    /// // t(2) at 0.975 is 4.302653.
    /// assert!((mean.interval.unwrap().upper - (2.0 + 4.302_653 / 3.0_f64.sqrt())).abs() < 1e-6);
    /// ```
    pub fn mean(moments: &Moments, confidence: Confidence) -> Estimate {
        let value = moments.mean();
        let count = moments.count as f64;
        let standard_error = moments.variance().and_then(|variance| positive_root(variance / count));
        let interval = value.and_then(|mean| {
            let half = two_sided_student_critical_value(confidence, count - 1.0)? * standard_error?;
            let (lower, upper) = (finite(mean - half)?, finite(mean + half)?);
            Ok(Interval { lower, upper, confidence, method: Method::Student })
        });
        Estimate { value, standard_error, interval }
    }

    /// The root mean squared error with the interval of its logarithm.
    ///
    /// # Formula
    ///
    /// √m·exp(∓ z·s/(2m√n)), m and s the mean and the standard deviation of the squared errors
    ///
    /// # Undefined
    ///
    /// As [`mean_squared_error`](Self::mean_squared_error); the interval of an error of zero, and with fewer than two rows.
    pub fn root_mean_squared_error(&self, confidence: Confidence) -> Estimate {
        let value = self.mean_squared_error().map(f64::sqrt);
        Estimate::logarithmic(value, self.log_error_variance(), Method::DeltaLog, confidence)
    }

    /// The variance of the logarithm of the RMSE.
    pub(crate) fn log_error_variance(&self) -> Measured {
        let moments = self.squared_errors();
        let mean = moments.mean()?;
        if mean <= 0.0 {
            return Err(Unavailable::Undefined(Reason::Boundary));
        }
        finite(moments.variance()? / moments.count as f64 / (4.0 * mean * mean))
    }

    /// Predictions over outcomes, of the rows that have one, with the interval of its logarithm.
    ///
    /// # Formula
    ///
    /// q = Σŷ/Σy; exp(ln q ∓ z√V), V = Σ(ŷ/m̂ − y/m)²/(n(n − 1)), m̂ and m the two means
    ///
    /// # Undefined
    ///
    /// Without an outcome: `Undefined(NoLabels)`; unless both means are positive: `Undefined(OutsideDomain)`; the interval with
    /// fewer than two rows, or if predictions are outcomes times a constant.
    ///
    /// # Source
    ///
    /// W. G. Cochran, Sampling Techniques (1977), the ratio estimator.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{value::Confidence, values::{ValueSums, ValuedRow}};
    ///
    /// let mut sums = ValueSums::default();
    /// for (prediction, outcome) in [(2.0, 1.0), (3.0, 3.0), (4.0, 2.0)] {
    ///     sums.add(ValuedRow { prediction, outcome: Some(outcome) }, 1);
    /// }
    /// assert_eq!(sums.predicted_over_observed(Confidence::DEFAULT).value, Ok(1.5));
    /// ```
    pub fn predicted_over_observed(&self, confidence: Confidence) -> Estimate {
        Estimate::logarithmic(self.overestimate(), self.log_overestimate_variance(), Method::DeltaLog, confidence)
    }

    fn overestimate(&self) -> Measured {
        self.check_labels()?;
        let (predicted, observed) = (self.predictions_of_labelled.value(), self.outcomes.value());
        if predicted > 0.0 && observed > 0.0 {
            finite(predicted / observed)
        } else {
            Err(Unavailable::Undefined(Reason::OutsideDomain))
        }
    }

    /// The variance of the logarithm of predictions over outcomes.
    pub(crate) fn log_overestimate_variance(&self) -> Measured {
        self.overestimate()?;
        if self.labelled < 2 {
            return Err(Unavailable::Undefined(Reason::TooFewRows));
        }
        let count = self.labelled as f64;
        let (predicted, observed) = (self.predictions_of_labelled.twofold(), self.outcomes.twofold());
        let square = |sum: Twofold| sum * sum;
        // Σ(ŷ/m̂ − y/m)² = n²(Σŷ²/P² + Σy²/O² − 2Σyŷ/(PO)), P and O the sums.
        let parts = self.prediction_squares_of_labelled.twofold() * square(observed)
            + self.outcome_squares.twofold() * square(predicted)
            - Twofold::from(2.0) * self.products.twofold() * predicted * observed;
        let scale = (predicted.value() * observed.value()).powi(2);
        finite(parts.value().max(0.0) / scale * count / (count - 1.0))
    }

    /// The share of the outcomes' variance that predictions explain, with its interval.
    ///
    /// # Formula
    ///
    /// R² = 1 − m/v, m = Σr²/n, v = Σ(y − ȳ)²/n; its variance that of its influence −(r² − m)/v + m((y − ȳ)² − v)/v², over n
    ///
    /// # Undefined
    ///
    /// Without an outcome: `Undefined(NoLabels)`; if outcomes do not vary: `Undefined(NoVariation)`; the interval with fewer
    /// than three rows: `Undefined(TooFewRows)`.
    ///
    /// R² differs between groups whose outcomes vary differently, even if errors are alike: read it beside the RMSE.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{value::Confidence, values::{ValueSums, ValuedRow}};
    ///
    /// let mut sums = ValueSums::default();
    /// for (prediction, outcome) in [(1.0, 1.0), (2.0, 3.0), (3.0, 2.0)] {
    ///     sums.add(ValuedRow { prediction, outcome: Some(outcome) }, 1);
    /// }
    /// assert_eq!(sums.r_squared(Confidence::DEFAULT).value, Ok(0.0));
    /// ```
    pub fn r_squared(&self, confidence: Confidence) -> Estimate {
        let value = self.explained().map(|(share, _)| share);
        let variance = self.explained().and_then(|(_, variance)| variance);
        Estimate::linear(value, variance, Method::Delta, confidence)
    }

    fn explained(&self) -> Measured<(f64, Measured)> {
        let error = self.mean_squared_error()?;
        let count = self.labelled as f64;
        let spread = self.outcomes().squared_deviations / count;
        if spread <= 0.0 {
            return Err(Unavailable::Undefined(Reason::NoVariation));
        }
        let share = finite(1.0 - error / spread)?;
        Ok((share, self.explained_variance(error, spread)))
    }

    /// The variance of R², from raw sums expanded around the mean outcome at twice the precision.
    fn explained_variance(&self, error: f64, spread: f64) -> Measured {
        if self.labelled < 3 {
            return Err(Unavailable::Undefined(Reason::TooFewRows));
        }
        let count = self.labelled as f64;
        let average = |sum: &SignedSum| sum.twofold().over(count);
        let mean = average(&self.outcomes);
        let times = |factor: f64, value: Twofold| Twofold::from(factor) * value;
        let square = mean * mean;
        let fourth = average(&self.outcome_fourths) - times(4.0, mean * average(&self.outcome_cubes))
            + times(6.0, square * average(&self.outcome_squares))
            - times(3.0, square * square);
        let joint = average(&self.errors_by_outcome_square) - times(2.0, mean * average(&self.errors_by_outcome))
            + square * self.squared_error().over(count);
        let of_error = self.squared_errors().squared_deviations / count;
        let of_spread = (fourth.value() - spread * spread).max(0.0);
        let together = joint.value() - error * spread;
        let ratio = error / spread;
        let variance = (of_error + ratio * ratio * of_spread - 2.0 * ratio * together) / (spread * spread);
        finite(variance.max(0.0) / (count - 1.0))
    }

    pub(crate) fn check_labels(&self) -> Measured<()> {
        if self.refused > 0 {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        match (self.rows, self.labelled) {
            (0, _) => Err(Unavailable::Undefined(Reason::NoRows)),
            (_, 0) => Err(Unavailable::Undefined(Reason::NoLabels)),
            _ => Ok(()),
        }
    }

    /// Σr².
    fn squared_error(&self) -> Twofold {
        let products = self.products.twofold();
        let squares = self.outcome_squares.twofold() + self.prediction_squares_of_labelled.twofold();
        let error = squares - products - products;
        if error.value() <= self.nothing() { Twofold::default() } else { error }
    }

    /// Squared errors below this are rounding of the inputs.
    fn nothing(&self) -> f64 {
        NOTHING * (self.outcome_squares.value() + self.prediction_squares_of_labelled.value())
    }

    fn moments(&self, count: u64, sum: Twofold, squares: Twofold, nothing: f64) -> Moments {
        if self.refused > 0 {
            return Moments { count, sum: f64::NAN, squared_deviations: f64::NAN };
        }
        if count == 0 {
            return Moments::default();
        }
        let deviations = (squares - (sum * sum).over(count as f64)).value();
        let squared_deviations = if deviations > nothing { deviations } else { 0.0 };
        Moments { count, sum: sum.value(), squared_deviations }
    }
}

fn add(sum: &mut SignedSum, value: Twofold, times: u64) {
    sum.add(value.high(), times);
    sum.add(value.low(), times);
}

fn positive_root(variance: f64) -> Measured {
    if variance > 0.0 { finite(variance.sqrt()) } else { Err(Unavailable::Undefined(Reason::Boundary)) }
}
