//! The one place where numbers become text: how many digits, which signs, which separators.

use crate::audit::Tolerance;
use crate::inference::Interval;
use crate::metric::{Comparison, Composition, Criterion, Definition, PopulationStatistic};

/// The minus sign; the hyphen is not one.
const MINUS: char = '\u{2212}';

/// How the values of a criterion are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// A rate, in percent.
    Rate,
    /// A ratio; 1 is alike.
    Ratio,
    /// A difference of rates, in percentage points with its sign; 0 is alike.
    Points,
    /// A size in percentage points, which has no sign.
    Size,
    /// Any other number.
    Plain,
}

impl Scale {
    /// The scale of a criterion's values.
    pub(super) fn of(criterion: &Criterion) -> Self {
        match &criterion.composition {
            Composition::Compare { comparison: Comparison::Ratio, .. }
            | Composition::Population(PopulationStatistic::ShareRatio) => Self::Ratio,
            Composition::Population(PopulationStatistic::TotalVariation) => Self::Size,
            Composition::Compare { comparison: Comparison::Difference, metrics, .. }
                if metrics.iter().all(|metric| matches!(metric.definition, Definition::Rate { .. })) =>
            {
                if criterion.range.lower < 0.0 { Self::Points } else { Self::Size }
            }
            _ => Self::Plain,
        }
    }

    /// The scale of a metric's values.
    pub(super) fn of_metric(metric: &str) -> Self {
        match crate::metric::METRICS.iter().find(|known| known.id == metric).map(|known| &known.definition) {
            Some(Definition::Rate { .. }) => Self::Rate,
            _ => Self::Plain,
        }
    }

    /// A number on this scale. More digits are shown where rounding would move it across one of the bounds.
    pub(super) fn number(self, value: f64, bounds: &[f64]) -> String {
        let factor = self.factor();
        let (value, usual) = (value * factor, self.decimals(value * factor));
        let keeps = |decimals: usize| {
            let rounded: f64 = format!("{value:.decimals$}").parse().unwrap_or(value);
            bounds.iter().all(|bound| {
                let bound = bound * factor;
                (value < bound) == (rounded < bound) && (value > bound) == (rounded > bound)
            })
        };
        let decimals = (usual..usual + 4).find(|decimals| keeps(*decimals)).unwrap_or(usual);
        self.dressed(value, decimals)
    }

    /// A tolerance or another number that a person wrote, with the digits that they wrote.
    pub(super) fn as_written(self, value: f64) -> String {
        let text = format!("{:.6}", value * self.factor());
        let decimals = text.split('.').nth(1).map_or(0, |part| part.trim_end_matches('0').len());
        self.dressed(value * self.factor(), decimals)
    }

    /// An interval, as "0.55 to 0.65".
    pub(super) fn interval(self, interval: &Interval, bounds: &[f64]) -> String {
        format!("{} to {}", self.bound(interval.lower, bounds), self.bound(interval.upper, bounds))
    }

    fn bound(self, value: f64, bounds: &[f64]) -> String {
        match value {
            f64::INFINITY => "∞".to_owned(),
            f64::NEG_INFINITY => format!("{MINUS}∞"),
            value => self.number(value, bounds),
        }
    }

    fn factor(self) -> f64 {
        match self {
            Self::Rate | Self::Points | Self::Size => 100.0,
            Self::Ratio | Self::Plain => 1.0,
        }
    }

    fn decimals(self, value: f64) -> usize {
        let size = value.abs();
        match self {
            Self::Rate | Self::Ratio | Self::Plain if size == 0.0 => 0,
            Self::Rate if size < 1.0 => 2,
            Self::Rate if (size - 100.0).abs() < f64::EPSILON => 0,
            Self::Rate | Self::Points | Self::Size => 1,
            _ if size >= 100.0 => 0,
            _ if size >= 10.0 => 1,
            _ if size >= 0.095 => 2,
            _ => 3,
        }
    }

    fn dressed(self, value: f64, decimals: usize) -> String {
        let digits = format!("{:.decimals$}", value.abs());
        let is_zero = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        let sign = match self {
            _ if is_zero => String::new(),
            _ if value < 0.0 => MINUS.to_string(),
            Self::Points => "+".to_owned(),
            _ => String::new(),
        };
        let unit = if self == Self::Rate { "%" } else { "" };
        format!("{sign}{}{unit}", grouped(&digits))
    }

    /// The unit that follows a number or an interval in a table.
    pub(super) const fn unit(self) -> &'static str {
        match self {
            Self::Points | Self::Size => " pp",
            Self::Rate | Self::Ratio | Self::Plain => "",
        }
    }
}

/// The bounds of a tolerance, for [`Scale::number`].
pub(super) fn bounds(tolerance: &Tolerance) -> Vec<f64> {
    tolerance.min.into_iter().chain(tolerance.max).collect()
}

/// A count, as "18,813".
pub(super) fn count(value: u64) -> String {
    grouped(&value.to_string())
}

/// An effective number of rows: whole where it is large, never rounded up.
pub(super) fn effective(rows: f64) -> String {
    if rows < 10.0 { Scale::Plain.number(rows, &[]) } else { grouped(&format!("{:.0}", rows.floor())) }
}

/// A number of people that was computed and not counted: two or three digits are honest.
pub(super) fn about(value: f64) -> String {
    let rounded = if value < 100.0 {
        value.ceil()
    } else {
        let unit = 10_f64.powf(value.log10().floor() - 1.0);
        (value / unit).ceil() * unit
    };
    grouped(&format!("{rounded:.0}"))
}

/// A share or a rate, as "25.1%".
pub(super) fn percent(share: f64) -> String {
    Scale::Rate.number(share, &[])
}

/// A confidence level, as "95%".
pub(super) fn level(confidence: f64) -> String {
    Scale::Rate.as_written(confidence)
}

/// A p-value, as "= 0.012" or "< 0.001": it follows the letter p.
pub(super) fn p_value(value: f64) -> String {
    match value {
        value if value < 0.001 => "< 0.001".to_owned(),
        value if value > 0.99 => "> 0.99".to_owned(),
        value if value < 0.1 => format!("= {value:.3}"),
        value => format!("= {value:.2}"),
    }
}

/// Two or three digits of any number, as a test statistic.
pub(super) fn plain(value: f64) -> String {
    Scale::Plain.number(value, &[])
}

fn grouped(digits: &str) -> String {
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut text = String::with_capacity(digits.len() + whole.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(999), "999");
        assert_eq!(percent(0.251_2), "25.1%");
        assert_eq!(percent(0.001_234), "0.12%");
        assert_eq!((percent(1.0), percent(0.0)), ("100%".into(), "0%".into()));
        assert_eq!(level(0.95), "95%");
        assert_eq!(Scale::Points.number(-0.073_4, &[]), "\u{2212}7.3");
        assert_eq!(Scale::Points.number(0.073_4, &[]), "+7.3");
        assert_eq!(Scale::Points.number(-0.000_1, &[]), "0.0");
        assert_eq!(Scale::Ratio.number(0.596_1, &[]), "0.60");
        assert_eq!(Scale::Ratio.number(0.012_34, &[]), "0.012");
        assert_eq!(Scale::Ratio.number(12.34, &[]), "12.3");
        assert_eq!(
            (p_value(0.000_2), p_value(0.012_3), p_value(0.4)),
            ("< 0.001".into(), "= 0.012".into(), "= 0.40".into())
        );
        assert_eq!((about(1_234.0), about(37.2)), ("1,300".into(), "38".into()));
    }

    #[test]
    fn rounding_never_crosses_a_bound() {
        assert_eq!(Scale::Ratio.number(0.799_6, &[0.8, 1.25]), "0.7996");
        assert_eq!(Scale::Ratio.number(0.8, &[0.8, 1.25]), "0.80");
        assert_eq!(Scale::Points.number(-0.050_3, &[-0.05, 0.05]), "\u{2212}5.03");
    }

    #[test]
    fn written_numbers_keep_their_digits() {
        assert_eq!(Scale::Ratio.as_written(0.8), "0.8");
        assert_eq!(Scale::Ratio.as_written(1.25), "1.25");
        assert_eq!(Scale::Points.as_written(-0.05), "\u{2212}5");
        assert_eq!(Scale::Points.as_written(0.0), "0");
    }
}
