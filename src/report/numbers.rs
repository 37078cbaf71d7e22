//! The one place where numbers become text: how many digits, which signs, which separators.
//!
//! Scales say how many digits; the language says how they are written.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::words::{Language, Words};
use crate::audit::Tolerance;
use crate::inference::Interval;
use crate::metric::{Comparison, Composition, Criterion, Definition, Metric, PopulationStatistic, Unit};

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
    /// A whole number, as a rank.
    Whole,
    /// Any other number.
    Plain,
}

impl Scale {
    /// The scale of a criterion's values.
    pub(super) fn of(criterion: &Criterion) -> Self {
        match &criterion.composition {
            Composition::Compare { comparison: Comparison::Ratio, .. }
            | Composition::OfTask { comparison: Comparison::Ratio, .. }
            | Composition::Population(PopulationStatistic::ShareRatio) => Self::Ratio,
            Composition::OfTask { unit: Unit::Share, .. } => {
                if criterion.range.lower < 0.0 {
                    Self::Points
                } else {
                    Self::Size
                }
            }
            Composition::Population(PopulationStatistic::TotalVariation) => Self::Size,
            Composition::Compare { comparison: Comparison::Difference, metrics, .. }
                if metrics.iter().all(|metric| is_share(metric)) =>
            {
                if criterion.range.lower < 0.0 {
                    Self::Points
                } else {
                    Self::Size
                }
            }
            _ => Self::Plain,
        }
    }

    /// The scale of a metric's values.
    pub(super) fn of_metric(metric: &str) -> Self {
        // Asked for each of tens of thousands of cells.
        static SCALES: LazyLock<HashMap<&'static str, Scale>> = LazyLock::new(|| {
            let mut scales = HashMap::new();
            for known in crate::metric::catalogue::all_metrics() {
                // A share below 0 is a difference of shares, as the effect of a treatment.
                let scale = if !is_share(known) {
                    Scale::Plain
                } else if known.range.lower < 0.0 {
                    Scale::Points
                } else {
                    Scale::Rate
                };
                scales.entry(known.id).or_insert(scale);
            }
            scales
        });
        SCALES.get(metric).copied().unwrap_or(Self::Plain)
    }

    fn factor(self) -> f64 {
        match self {
            Self::Rate | Self::Points | Self::Size => 100.0,
            Self::Ratio | Self::Whole | Self::Plain => 1.0,
        }
    }

    fn decimals(self, value: f64) -> usize {
        let size = value.abs();
        match self {
            Self::Whole => 0,
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

    /// The unit that follows a number or an interval in a table.
    pub(super) const fn unit(self) -> &'static str {
        match self {
            Self::Points | Self::Size => " pp",
            Self::Rate | Self::Ratio | Self::Whole | Self::Plain => "",
        }
    }
}

/// Whether a metric's values are written in percent.
fn is_share(metric: &Metric) -> bool {
    matches!(metric.definition, Definition::Rate { .. } | Definition::OfTask { unit: Unit::Share, .. })
}

/// The bounds of a tolerance, for [`Scale::number`].
pub(super) fn bounds(tolerance: &Tolerance) -> Vec<f64> {
    tolerance.min.into_iter().chain(tolerance.max).collect()
}

impl Words {
    /// What stands between thousands, and before decimals.
    const fn separators(self) -> (char, char) {
        match self.language() {
            Language::English => (',', '.'),
            Language::German => ('.', ','),
        }
    }

    /// What follows a percentage; in German it stands apart.
    const fn percent_sign(self) -> &'static str {
        match self.language() {
            Language::English => "%",
            Language::German => "\u{a0}%",
        }
    }

    /// A number on a scale. More digits are shown where rounding would move it across one of the bounds.
    pub(super) fn number(self, scale: Scale, value: f64, bounds: &[f64]) -> String {
        let factor = scale.factor();
        let (value, usual) = (value * factor, scale.decimals(value * factor));
        let keeps = |decimals: usize| {
            // Rounding moves by half a digit at most: it crosses no bound that is farther.
            let reach = POWERS.get(decimals).map_or(f64::INFINITY, |power| 1.0 / power);
            if bounds.iter().all(|bound| (value - bound * factor).abs() > reach) {
                return true;
            }
            let rounded: f64 = format!("{value:.decimals$}").parse().unwrap_or(value);
            bounds.iter().all(|bound| {
                let bound = bound * factor;
                (value < bound) == (rounded < bound) && (value > bound) == (rounded > bound)
            })
        };
        let decimals = (usual..usual + 4).find(|decimals| keeps(*decimals)).unwrap_or(usual);
        self.dressed(scale, value, decimals)
    }

    /// A tolerance or another number that a person wrote, with the digits that they wrote.
    pub(super) fn as_written(self, scale: Scale, value: f64) -> String {
        let text = format!("{:.6}", value * scale.factor());
        let decimals = text.split('.').nth(1).map_or(0, |part| part.trim_end_matches('0').len());
        self.dressed(scale, value * scale.factor(), decimals)
    }

    /// An interval, as "0.55 to 0.65".
    pub(super) fn interval(self, scale: Scale, interval: &Interval, bounds: &[f64]) -> String {
        self.range(&self.bound(scale, interval.lower, bounds), &self.bound(scale, interval.upper, bounds))
    }

    /// From one number to another, both written.
    pub(super) fn range(self, from: &str, to: &str) -> String {
        match self.language() {
            Language::English => [from, " to ", to].concat(),
            Language::German => [from, " bis ", to].concat(),
        }
    }

    /// "3 of 10".
    pub(super) fn of(self, of: u64, among: u64) -> String {
        match self.language() {
            Language::English => self.count(of) + " of " + &self.count(among),
            Language::German => self.count(of) + " von " + &self.count(among),
        }
    }

    fn bound(self, scale: Scale, value: f64, bounds: &[f64]) -> String {
        match value {
            f64::INFINITY => "∞".to_owned(),
            f64::NEG_INFINITY => format!("{MINUS}∞"),
            value => self.number(scale, value, bounds),
        }
    }

    fn dressed(self, scale: Scale, value: f64, decimals: usize) -> String {
        let mut digits = [0; DIGITS];
        let long;
        let digits = if let Some(digits) = quickly(value.abs(), decimals, &mut digits) {
            digits
        } else {
            long = format!("{:.decimals$}", value.abs());
            &long
        };
        let is_zero = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        let mut text = String::with_capacity(digits.len() + 12);
        match scale {
            _ if is_zero => {}
            _ if value < 0.0 => text.push(MINUS),
            Scale::Points => text.push('+'),
            _ => {}
        }
        self.push_grouped(digits, &mut text);
        if scale == Scale::Rate {
            text.push_str(self.percent_sign());
        }
        text
    }

    /// A count, as "18,813".
    pub(super) fn count(self, value: u64) -> String {
        let mut digits = [0; DIGITS];
        self.grouped(write_digits(value, 0, &mut digits).unwrap_or_default())
    }

    /// An effective number of rows: whole where it is large, never rounded up.
    pub(super) fn effective(self, rows: f64) -> String {
        if rows < 10.0 { self.plain(rows) } else { self.grouped(&format!("{:.0}", rows.floor())) }
    }

    /// A number of people that was computed and not counted: two or three digits are honest.
    pub(super) fn about(self, value: f64) -> String {
        let rounded = if value < 100.0 {
            value.ceil()
        } else {
            let unit = 10_f64.powf(value.log10().floor() - 1.0);
            (value / unit).ceil() * unit
        };
        self.grouped(&format!("{rounded:.0}"))
    }

    /// A share or a rate, as "25.1%".
    pub(super) fn percent(self, share: f64) -> String {
        self.number(Scale::Rate, share, &[])
    }

    /// A confidence level, as "95%".
    pub(super) fn level(self, confidence: f64) -> String {
        self.as_written(Scale::Rate, confidence)
    }

    /// A p-value, as "= 0.012" or "< 0.001": it follows the letter p.
    pub(super) fn p_value(self, value: f64) -> String {
        let (sign, value, decimals) = match value {
            value if value < 0.001 => ("<", 0.001, 3),
            value if value > 0.99 => (">", 0.99, 2),
            value if value < 0.1 => ("=", value, 3),
            value => ("=", value, 2),
        };
        format!("{sign} {}", self.grouped(&format!("{value:.decimals$}")))
    }

    /// A number with two decimals, whatever its size, so that a column of them can be read down.
    pub(super) fn two_decimals(self, value: f64) -> String {
        self.grouped(&format!("{value:.2}"))
    }

    /// Two or three digits of any number, as a test statistic.
    pub(super) fn plain(self, value: f64) -> String {
        self.number(Scale::Plain, value, &[])
    }

    fn grouped(self, digits: &str) -> String {
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        self.push_grouped(digits, &mut text);
        text
    }

    fn push_grouped(self, digits: &str, text: &mut String) {
        let (thousands, point) = self.separators();
        let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
        // Digits up to the first separator, then three by three.
        let (first, others) = whole.split_at(whole.len() - whole.len().saturating_sub(1) / 3 * 3);
        text.push_str(first);
        for at in (0..others.len()).step_by(3) {
            text.push(thousands);
            text.push_str(&others[at..at + 3]);
        }
        if let Some(decimals) = rest.strip_prefix('.') {
            text.push(point);
            text.push_str(decimals);
        }
    }
}

/// Powers of ten by the number of decimals that are usual.
const POWERS: [f64; 7] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6];

/// Bytes that the digits of any count take, with a point.
const DIGITS: usize = 24;

/// A number with so many decimals, as `format!` writes it, some ten times as fast; `None` where it is large, or so near the
/// middle between two that only all its digits say which way it is rounded.
fn quickly(value: f64, decimals: usize, buffer: &mut [u8; DIGITS]) -> Option<&str> {
    let scaled = value * POWERS.get(decimals)?;
    if !(0.0..1e9).contains(&scaled) {
        return None;
    }
    let whole = scaled.floor();
    let rest = scaled - whole;
    if (rest - 0.5).abs() < 1e-5 {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 10⁹, and whole")]
    let number = whole as u64 + u64::from(rest > 0.5);
    write_digits(number, decimals, buffer)
}

/// The digits of a whole number, a point before the last so many.
fn write_digits(mut number: u64, decimals: usize, buffer: &mut [u8; DIGITS]) -> Option<&str> {
    let mut at = DIGITS;
    let mut written = 0;
    while number > 0 || written <= decimals {
        if written == decimals && decimals > 0 {
            at -= 1;
            buffer[at] = b'.';
        }
        at -= 1;
        buffer[at] = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
        written += 1;
    }
    std::str::from_utf8(&buffer[at..]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::{Random, StreamKey};

    const W: Words = Words::new(Language::English);

    /// The quick way to digits writes what the library writes, at every number of decimals.
    #[test]
    fn digits_are_those_of_the_standard_library() {
        let mut random = Random::new(StreamKey { seed: 4, stream: 0, replicate: 0 });
        let mut quick = 0;
        for draw in 0..200_000_u32 {
            let size = 10_f64.powi(i32::try_from(draw % 14).unwrap_or_default() - 5);
            // Every other number is a short decimal, as 0.125, of which many lie in the middle between two.
            let drawn = random.uniform() * size;
            let value = if draw % 2 == 0 { drawn } else { (drawn * 8.0).round() / 8.0 };
            for decimals in 0..6 {
                let mut buffer = [0; DIGITS];
                if let Some(digits) = quickly(value, decimals, &mut buffer) {
                    assert_eq!(digits, format!("{value:.decimals$}"), "{value}");
                    quick += 1;
                }
            }
        }
        assert!(quick > 600_000, "{quick}");
        for count in [0, 7, 10, 999, 1000, 65_536, u64::MAX] {
            assert_eq!(W.count(count).replace(',', ""), count.to_string());
        }
        for value in [0.05, 0.15, 0.25, 0.5, 1.5, 2.5, 0.125, 1e9, 999_999_999.9] {
            assert_eq!(W.dressed(Scale::Plain, value, 1).replace(',', ""), format!("{value:.1}"));
        }
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(W.count(1_234_567), "1,234,567");
        assert_eq!(W.count(999), "999");
        assert_eq!(W.percent(0.251_2), "25.1%");
        assert_eq!(W.percent(0.001_234), "0.12%");
        assert_eq!((W.percent(1.0), W.percent(0.0)), ("100%".into(), "0%".into()));
        assert_eq!(W.level(0.95), "95%");
        assert_eq!(W.number(Scale::Points, -0.073_4, &[]), "\u{2212}7.3");
        assert_eq!(W.number(Scale::Points, 0.073_4, &[]), "+7.3");
        assert_eq!(W.number(Scale::Points, -0.000_1, &[]), "0.0");
        assert_eq!(W.number(Scale::Ratio, 0.596_1, &[]), "0.60");
        assert_eq!(W.number(Scale::Ratio, 0.012_34, &[]), "0.012");
        assert_eq!(W.number(Scale::Ratio, 12.34, &[]), "12.3");
        assert_eq!(
            (W.p_value(0.000_2), W.p_value(0.012_3), W.p_value(0.4)),
            ("< 0.001".into(), "= 0.012".into(), "= 0.40".into())
        );
        assert_eq!((W.about(1_234.0), W.about(37.2)), ("1,300".into(), "38".into()));
    }

    #[test]
    fn rounding_never_crosses_a_bound() {
        assert_eq!(W.number(Scale::Ratio, 0.799_6, &[0.8, 1.25]), "0.7996");
        assert_eq!(W.number(Scale::Ratio, 0.8, &[0.8, 1.25]), "0.80");
        assert_eq!(W.number(Scale::Points, -0.050_3, &[-0.05, 0.05]), "\u{2212}5.03");
    }

    #[test]
    fn written_numbers_keep_their_digits() {
        assert_eq!(W.as_written(Scale::Ratio, 0.8), "0.8");
        assert_eq!(W.as_written(Scale::Ratio, 1.25), "1.25");
        assert_eq!(W.as_written(Scale::Points, -0.05), "\u{2212}5");
        assert_eq!(W.as_written(Scale::Points, 0.0), "0");
    }

    #[test]
    fn german_numbers_are_written_as_germans_do() {
        let german = Words::new(Language::German);
        assert_eq!(german.count(1_234_567), "1.234.567");
        assert_eq!(german.percent(0.123_4), "12,3\u{a0}%");
        assert_eq!(german.number(Scale::Plain, 1_234.5, &[]), "1.234");
        assert_eq!(german.number(Scale::Points, -0.073_4, &[]), "\u{2212}7,3");
        assert_eq!((german.p_value(0.012_3), german.p_value(0.000_1)), ("= 0,012".into(), "< 0,001".into()));
        assert_eq!(german.as_written(Scale::Ratio, 1.25), "1,25");
    }
}
