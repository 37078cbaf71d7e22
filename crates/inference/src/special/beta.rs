//! The beta distribution: both tails and the quantile, also where a = 1 and b = 10⁸.

use super::{
    normal::{normal_quantile, normal_upper_tail},
    saddle_point::ln_binomial_mass,
};
use crate::value::{Measured, Reason, Unavailable};

/// The two tails of a distribution at a point; each is right in relative terms, which 1 − the other is not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tails {
    /// The probability at or below the point.
    pub lower: f64,
    /// The probability above the point.
    pub upper: f64,
}

/// A beta distribution with two positive shapes.
///
/// # Example
///
/// ```
/// use evenhand_inference::special::Beta;
///
/// let beta = Beta::new(6.0, 35.0).unwrap();
/// assert!((beta.quantile(0.025) - 0.057102).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beta {
    a: f64,
    b: f64,
}

impl Beta {
    /// The distribution with density proportional to xᵃ⁻¹(1−x)ᵇ⁻¹.
    ///
    /// # Errors
    ///
    /// `Undefined(OutsideDomain)` unless both shapes are positive and finite.
    pub fn new(a: f64, b: f64) -> Measured<Self> {
        if a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite() {
            Ok(Self { a, b })
        } else {
            Err(Unavailable::Undefined(Reason::OutsideDomain))
        }
    }

    /// Both tails at `x`.
    ///
    /// # Formula
    ///
    /// `lower` = Iₓ(a, b), the regularised incomplete beta function; `upper` = I₁₋ₓ(b, a)
    ///
    /// # Source
    ///
    /// Prefix by Loader's saddle-point form (2000); continued fraction of A. R. `DiDonato` and A. H. Morris, ACM TOMS 708
    /// (1992), by the modified Lentz algorithm. Beyond shapes of 10⁹ on both sides, Temme's uniform expansion, to 1e-9.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::special::Beta;
    ///
    /// let tails = Beta::new(2.0, 3.0).unwrap().tails(0.25);
    /// assert!((tails.lower - 0.26171875).abs() < 1e-15);
    /// assert!((tails.upper - 0.73828125).abs() < 1e-15);
    /// ```
    pub fn tails(&self, x: f64) -> Tails {
        if x.is_nan() || x <= 0.0 {
            Tails { lower: 0.0, upper: 1.0 }
        } else if x >= 1.0 {
            Tails { lower: 1.0, upper: 0.0 }
        } else {
            self.tails_at(&Split { x, y: 1.0 - x })
        }
    }

    /// The x below which the distribution has the probability given.
    ///
    /// # Formula
    ///
    /// x with Iₓ(a, b) = p; 0 at p ≤ 0 and 1 at p ≥ 1
    ///
    /// # Source
    ///
    /// Newton's method on the logarithm of the smaller tail over the log-odds of x. On that scale the density is
    /// log-concave, so the log tail is concave and the method converges from anywhere; a bracket guards it and the number
    /// of steps is bounded. The relative error is about 1e-14, and 1e-14/a for a shape a below one.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::special::Beta;
    ///
    /// // Lower Clopper-Pearson limit at one success in 10⁸, where the closed form is known.
    /// let quantile = Beta::new(1.0, 1e8).unwrap().quantile(0.025);
    /// let closed_form = -((-0.025_f64).ln_1p() / 1e8).exp_m1();
    /// assert!((quantile / closed_form - 1.0).abs() < 1e-12);
    /// ```
    pub fn quantile(&self, probability: f64) -> f64 {
        if probability.is_nan() || probability <= 0.0 {
            0.0
        } else if probability >= 1.0 {
            1.0
        } else {
            self.split_at(probability, 1.0 - probability).x
        }
    }

    /// The x above which the distribution has the probability given; precise for small probabilities.
    ///
    /// # Formula
    ///
    /// x with I₁₋ₓ(b, a) = p; 1 at p ≤ 0 and 0 at p ≥ 1
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::special::Beta;
    ///
    /// let beta = Beta::new(7.0, 34.0).unwrap();
    /// assert!((beta.upper_quantile(0.025) - 0.298353).abs() < 1e-6);
    /// ```
    pub fn upper_quantile(&self, probability: f64) -> f64 {
        if probability.is_nan() || probability <= 0.0 {
            1.0
        } else if probability >= 1.0 {
            0.0
        } else {
            self.split_at(1.0 - probability, probability).x
        }
    }

    /// Where the tails have the probabilities given.
    pub(super) fn split_at(&self, lower: f64, upper: f64) -> Split {
        if lower <= upper {
            self.lower_split(lower)
        } else {
            Self { a: self.b, b: self.a }.lower_split(upper).mirrored()
        }
    }

    /// The quantile of a lower tail of at most one half.
    fn lower_split(&self, lower: f64) -> Split {
        let target = lower.ln();
        let mut bracket = (f64::NEG_INFINITY, f64::INFINITY);
        let mut log_odds = self.start(lower);
        for _ in 0..200 {
            let split = Split::at_log_odds(log_odds);
            let tail = self.tails_at(&split).lower;
            let excess = tail.ln() - target;
            if excess > 0.0 {
                bracket.1 = log_odds;
            } else {
                bracket.0 = log_odds;
            }
            let slope = (self.ln_density_over_log_odds(&split) - tail.ln()).exp();
            let newton = log_odds - excess / slope;
            if newton.to_bits() == log_odds.to_bits() {
                break;
            }
            let is_inside = newton > bracket.0 && newton < bracket.1 && newton.is_finite();
            let next = if is_inside { newton } else { between(bracket) };
            let step = (next - log_odds).abs();
            log_odds = next;
            if step <= 1e-9 * (1.0 + log_odds.abs()) * f64::min(1.0, 1.0 / slope)
                || step <= f64::EPSILON * log_odds.abs()
            {
                break;
            }
        }
        Split::at_log_odds(log_odds)
    }

    /// A first guess on the log-odds scale, whose mean and variance are ln(a/b) and about 1/a + 1/b.
    fn start(&self, lower: f64) -> f64 {
        let spread = (1.0 / self.a + 1.0 / self.b).sqrt();
        (self.a / self.b).ln() + normal_quantile(lower) * spread
    }

    /// ln of the density of the log-odds: ln of xᵃyᵇ/B(a, b).
    fn ln_density_over_log_odds(&self, split: &Split) -> f64 {
        let size = self.a + self.b;
        ln_binomial_mass(self.a, size, split.x, split.y) + (self.a * (self.b / size)).ln()
    }

    /// Both tails at a point given as x and 1 − x.
    pub(super) fn tails_of_split(&self, x: f64, y: f64) -> Tails {
        self.tails_at(&Split { x, y })
    }

    fn tails_at(&self, split: &Split) -> Tails {
        if split.x <= 0.0 {
            return Tails { lower: 0.0, upper: 1.0 };
        }
        if split.y <= 0.0 {
            return Tails { lower: 1.0, upper: 0.0 };
        }
        if self.a.min(self.b) > 1e9 {
            return self.uniform_expansion(split);
        }
        let density = self.ln_density_over_log_odds(split);
        if (self.a + 1.0) * split.y >= (self.b + 1.0) * split.x {
            let lower = (density.exp() / self.fraction(split)).min(1.0);
            Tails { lower, upper: 1.0 - lower }
        } else {
            let mirrored = Self { a: self.b, b: self.a };
            let upper = (density.exp() / mirrored.fraction(&split.clone().mirrored())).min(1.0);
            Tails { lower: 1.0 - upper, upper }
        }
    }

    /// The continued fraction that divides xᵃyᵇ/B(a, b), for x at or below the mean.
    fn fraction(&self, split: &Split) -> f64 {
        const TINY: f64 = 1e-300;
        let Self { a, b } = *self;
        let Split { x, y } = *split;
        let balance = a * y - b * x;
        let denominator = |m: f64| {
            m + m * (b - m) * x / (a + 2.0 * m - 1.0) + (a + m) * (balance + 1.0 + m * (1.0 + y)) / (a + 2.0 * m + 1.0)
        };
        // At m = 0 the first two terms vanish, also where a = 1 makes the second 0/0.
        let mut value = a * (balance + 1.0) / (a + 1.0);
        if value.abs() < TINY {
            value = TINY;
        }
        let mut c = value;
        let mut d = 0.0;
        for step in 1..2_000_000_u32 {
            let m = f64::from(step);
            let width = a + 2.0 * m - 1.0;
            let numerator = ((a + m - 1.0) / width) * ((a + b + m - 1.0) / width) * m * (b - m) * x * x;
            let level = denominator(m);
            d = level + numerator * d;
            if d.abs() < TINY {
                d = TINY;
            }
            c = level + numerator / c;
            if c.abs() < TINY {
                c = TINY;
            }
            d = 1.0 / d;
            let change = c * d;
            value *= change;
            if (change - 1.0).abs() <= f64::EPSILON {
                break;
            }
        }
        value
    }

    /// Temme's expansion in the complementary error function, for two shapes beyond the reach of the fraction.
    fn uniform_expansion(&self, split: &Split) -> Tails {
        let Self { a, b } = *self;
        let size = a + b;
        let (mean, rest) = (a / size, b / size);
        // ½η² is the deviance of x per unit of size; η has the sign of x − mean.
        let difference = split.x - mean;
        let deviance = super::saddle_point::poisson_deviance(mean, split.x, -difference)
            + super::saddle_point::poisson_deviance(rest, split.y, difference);
        let eta = (2.0 * deviance).sqrt().copysign(difference);
        let z = eta * size.sqrt();
        let spread = (mean * rest).sqrt();
        let relative = difference / spread;
        let term = if relative.abs() < 1e-4 {
            // The limit of 1/η − √(x₀(1−x₀))/(x − x₀) at the mean.
            (1.0 - 2.0 * mean) / (3.0 * spread)
        } else {
            1.0 / eta - spread / difference
        };
        let correction = super::normal::normal_density(z) / size.sqrt() * term;
        Tails {
            lower: (normal_upper_tail(-z) + correction).clamp(0.0, 1.0),
            upper: (normal_upper_tail(z) - correction).clamp(0.0, 1.0),
        }
    }
}

/// x and 1 − x, both precise.
#[derive(Debug, Clone)]
pub(super) struct Split {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Split {
    fn at_log_odds(log_odds: f64) -> Self {
        let small = (-log_odds.abs()).exp();
        let (minor, major) = (small / (1.0 + small), 1.0 / (1.0 + small));
        if log_odds < 0.0 { Self { x: minor, y: major } } else { Self { x: major, y: minor } }
    }

    fn mirrored(self) -> Self {
        Self { x: self.y, y: self.x }
    }
}

/// A point inside a bracket that may be unbounded.
fn between((low, high): (f64, f64)) -> f64 {
    match (low.is_finite(), high.is_finite()) {
        (true, true) => 0.5 * (low + high),
        (true, false) => low + 1.0 + low.abs(),
        (false, true) => high - 1.0 - high.abs(),
        (false, false) => 0.0,
    }
}
