//! Confidence intervals, how they were made, and how they lie to a zone of acceptance.

use serde::{Deserialize, Serialize};

use crate::value::Confidence;

/// An interval that covers the true value with the confidence stated; a bound may be infinite.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Interval, Method, Zone};
/// use evenhand_inference::value::Confidence;
///
/// let interval =
///     Interval { lower: 0.85, upper: 1.1, confidence: Confidence::DEFAULT, method: Method::MiettinenNurminen };
/// assert!(interval.contains(1.0));
/// assert!(interval.is_within(&Zone { lower: Some(0.8), upper: Some(1.25) }));
/// assert_eq!(interval.method.name(), "Miettinen-Nurminen score");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower bound; it belongs to the interval.
    #[serde(with = "bound")]
    pub lower: f64,
    /// The upper bound; it belongs to the interval.
    #[serde(with = "bound")]
    pub upper: f64,
    /// The two-sided confidence level.
    pub confidence: Confidence,
    /// How the interval was computed.
    pub method: Method,
}

impl Interval {
    /// Whether the value lies in the interval, bounds included.
    pub fn contains(&self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }

    /// Whether every value of the interval is acceptable: the verdict *within*.
    pub fn is_within(&self, zone: &Zone) -> bool {
        zone.lower.is_none_or(|lower| self.lower >= lower) && zone.upper.is_none_or(|upper| self.upper <= upper)
    }

    /// Whether no value of the interval is acceptable: the verdict *outside*.
    pub fn is_disjoint(&self, zone: &Zone) -> bool {
        zone.lower.is_some_and(|lower| self.upper < lower) || zone.upper.is_some_and(|upper| self.lower > upper)
    }

    /// Upper minus lower bound; infinite where a bound is.
    pub fn width(&self) -> f64 {
        self.upper - self.lower
    }
}

/// The acceptable values of a disparity; a missing bound leaves that side open.
///
/// # Example
///
/// ```
/// use evenhand_inference::Zone;
///
/// let four_fifths = Zone { lower: Some(0.8), upper: None };
/// assert!(four_fifths.contains(0.8) && four_fifths.contains(3.0) && !four_fifths.contains(0.79));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Zone {
    /// The smallest acceptable value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower: Option<f64>,
    /// The largest acceptable value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
}

impl Zone {
    /// Whether the value is acceptable.
    pub fn contains(&self, value: f64) -> bool {
        self.lower.is_none_or(|lower| value >= lower) && self.upper.is_none_or(|upper| value <= upper)
    }
}

macro_rules! methods {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// How an interval was computed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Method { $($(#[$doc])* $name,)* }

        impl Method {
            /// Every method, in the order of declaration.
            pub const ALL: &'static [Method] = &[$(Method::$name,)*];

            /// The method in words, as a report prints it.
            pub const fn name(self) -> &'static str {
                match self { $(Method::$name => $text,)* }
            }
        }
    };
}

methods! {
    /// Score interval of one proportion, Wilson 1927.
    Wilson = "Wilson score",
    /// Beta quantiles at half a success and half a failure more.
    Jeffreys = "Jeffreys",
    /// Inverted binomial test, coverage guaranteed.
    ClopperPearson = "Clopper-Pearson exact",
    /// Wilson's interval at the effective sample size of weighted data.
    LinearisedWilson = "Wilson score at the effective sample size",
    /// Wilson's interval at the effective sample size of clustered data, with Student's quantile.
    ClusteredWilson = "Wilson score at the clusters' effective sample size",
    /// Difference by Wilson's intervals squared and added, Newcombe 1998 method 10.
    Newcombe = "Newcombe hybrid score",
    /// Score interval with the N/(N−1) factor, Miettinen and Nurminen 1985.
    MiettinenNurminen = "Miettinen-Nurminen score",
    /// Score interval of a difference without that factor, Mee 1984.
    Mee = "Mee score",
    /// Change of a rate on the same rows, Tango 1998: dual to `McNemar`'s test.
    Tango = "Tango paired score",
    /// Difference of two changes by their score intervals squared and added.
    TangoMover = "Tango paired scores, squared and added",
    /// Difference with one success and one failure added to each sample.
    AgrestiCaffo = "Agresti-Caffo",
    /// Score interval of a ratio without the N/(N−1) factor, Koopman 1984.
    Koopman = "Koopman score",
    /// Ratio by its logarithm's standard error.
    Katz = "Katz logarithm",
    /// Ratio by the method of variance estimates recovery, Donner and Zou 2012.
    MoverR = "MOVER-R",
    /// A difference or a sum of two independent estimates from their intervals, Zou and Donner 2008.
    Mover = "MOVER",
    /// Any functional by the delta method on its logarithm.
    DeltaLog = "delta method on the logarithm",
    /// Any functional by the delta method on its own scale.
    Delta = "delta method",
    /// Any functional by the delta method on the log-odds.
    DeltaLogit = "delta method on the log-odds",
    /// Odds ratio by its logarithm's standard error.
    Woolf = "Woolf logarithm",
    /// The same with half a row added to every cell.
    WoolfHalf = "Woolf logarithm, one half added",
    /// Score interval of an odds ratio, Cornfield 1956.
    Cornfield = "Cornfield score",
    /// Common effect of strata, Mantel and Haenszel 1959.
    MantelHaenszel = "Mantel-Haenszel",
    /// Difference of means with unequal variances.
    Welch = "Welch",
    /// A mean by Student's quantile.
    Student = "Student",
    /// Difference of trimmed means with unequal variances, Yuen 1974.
    Yuen = "Yuen, trimmed means",
    /// A comparison within strata, its variance linearised over weighted rows or over customers.
    Linearised = "linearised Mantel-Haenszel",
    /// A function of sums over lists, its variance linearised over lists, with Student's quantile.
    ListLinearised = "linearised over lists, Student's quantile",
    /// Area under the curve, by the variance of E. R. `DeLong`, D. M. `DeLong` and D. L. Clarke-Pearson 1988.
    DeLong = "DeLong",
    /// Area under the curve where all pairs agree: exact on pairs that share no row.
    DisjointPairs = "exact on disjoint pairs",
    /// A distance of distribution functions by the uniform bands of A. Dvoretzky, J. Kiefer and J. Wolfowitz 1956 with P.
    /// Massart's constant 1990.
    UniformBand = "uniform bands (Dvoretzky-Kiefer-Wolfowitz)",
    /// Percentiles of the bootstrap distribution.
    BootstrapPercentile = "bootstrap percentile",
    /// Bias-corrected and accelerated bootstrap, Efron 1987.
    BootstrapBca = "bootstrap, bias-corrected and accelerated",
    /// Quantiles of the studentised bootstrap, for means of heavy tails.
    BootstrapT = "studentised bootstrap",
    /// A distance give or take the resampled size of its error.
    ErrorNorm = "size of the error",
    /// Spread of several effects by inverting the test of Cochran's statistic, Viechtbauer 2007.
    QProfile = "Q-profile",
    /// Any smooth statistic by leaving out blocks of customers in turn, with Student's quantile.
    CustomerJackknife = "customers left out in blocks (jackknife), Student's quantile",
    /// Simultaneous over all pairs of groups, by Šidák's level.
    SimultaneousPairs = "simultaneous pairwise score (Šidák)",
    /// An interval that follows from another by a monotone formula.
    Transformed = "transformed",
}

/// Serialises a bound as a number or as `{"infinite": "positive"}`, so that it survives JSON.
#[cfg(feature = "serde")]
pub mod bound {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::value::Sign;

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Named {
        Infinite(Sign),
    }

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Form {
        Number(f64),
        Named(Named),
    }

    /// For `#[serde(with = "bound")]`.
    ///
    /// # Errors
    ///
    /// Those of the serialiser.
    pub fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        match *value {
            f64::INFINITY => Form::Named(Named::Infinite(Sign::Positive)),
            f64::NEG_INFINITY => Form::Named(Named::Infinite(Sign::Negative)),
            number => Form::Number(number),
        }
        .serialize(serializer)
    }

    /// For `#[serde(with = "bound")]`.
    ///
    /// # Errors
    ///
    /// Those of the deserialiser; anything that is neither a number nor an infinity.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        Ok(match Form::deserialize(deserializer)? {
            Form::Number(number) => number,
            Form::Named(Named::Infinite(Sign::Positive)) => f64::INFINITY,
            Form::Named(Named::Infinite(Sign::Negative)) => f64::NEG_INFINITY,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn infinite_bounds_survive_serialisation() {
        let interval = Interval {
            lower: 0.862_297,
            upper: f64::INFINITY,
            confidence: Confidence::DEFAULT,
            method: Method::MiettinenNurminen,
        };
        let text = toml::to_string(&interval).unwrap();
        assert!(text.contains("infinite"), "{text}");
        assert_eq!(toml::from_str::<Interval>(&text).unwrap(), interval);
    }

    #[test]
    fn zones_sort_intervals_into_three() {
        let at = |lower, upper| Interval { lower, upper, confidence: Confidence::DEFAULT, method: Method::Wilson };
        let zone = Zone { lower: Some(0.8), upper: None };
        assert!(at(0.8, f64::INFINITY).is_within(&zone) && !at(0.8, 9.0).is_disjoint(&zone));
        assert!(!at(0.5, 0.8).is_within(&zone) && !at(0.5, 0.8).is_disjoint(&zone));
        assert!(at(0.5, 0.79).is_disjoint(&zone));
    }

    #[test]
    fn names_differ() {
        let mut names: Vec<_> = Method::ALL.iter().map(|method| method.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Method::ALL.len());
    }
}
