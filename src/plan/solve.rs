//! From expectations to sizes.

use super::request::{ExpectedSegment, Plan, PlanReference};
use super::result::{AtSize, Detection, Planned, SegmentPlan, SegmentSize};
use crate::audit::{Tolerance, Verdict};
use crate::inference::{Design, RateScale, Rates, Samples, VerdictRule};
use crate::metric::Criterion;
use crate::value::{Measured, Reason, Unavailable};

/// Answers a plan that was checked.
pub(super) fn solve(plan: &Plan, criterion: &Criterion, scale: RateScale, tolerance: Tolerance) -> Planned {
    let named = match &plan.reference {
        PlanReference::Rest => None,
        PlanReference::Segment(name) => plan.segments.iter().find(|segment| segment.name == *name),
    };
    let compared = plan.segments.iter().filter(|segment| named.is_none_or(|named| named.name != segment.name));
    let comparisons = plan.comparisons.unwrap_or(compared.clone().count() as u64);
    let rule = VerdictRule { scale, zone: tolerance.zone(), confidence: plan.confidence, comparisons };
    let total: f64 = plan.segments.iter().map(|segment| segment.share).sum();
    let rest = plan.segments.iter().map(|segment| segment.share * segment.rate).sum::<f64>();
    let segments: Vec<SegmentPlan> = compared
        .map(|segment| {
            let (reference_share, reference_rate) = if let Some(named) = named {
                (named.share / total, named.rate)
            } else {
                let others = total - segment.share;
                // Rounding must not lift a rate of 1 over 1.
                (others / total, ((rest - segment.share * segment.rate) / others).clamp(0.0, 1.0))
            };
            let share = segment.share / total;
            Setting { plan, rule, share, reference_share, reference_rate }.answer(segment)
        })
        .collect();
    let (customers, driver) = decided(&segments);
    Planned {
        plan: plan.clone(),
        criterion: criterion.id.to_owned(),
        scale,
        tolerance,
        comparisons,
        segments,
        customers,
        driver,
    }
}

/// The largest total, and whose it is.
fn decided(segments: &[SegmentPlan]) -> (Measured<u64>, Option<String>) {
    let (mut most, mut driver) = (Ok(0), None);
    for segment in segments {
        for size in [Some(segment.size), segment.detection.map(|detection| detection.size)].into_iter().flatten() {
            match (size, most) {
                (_, Err(_)) => {}
                (Err(reason), _) => (most, driver) = (Err(reason), Some(segment.name.clone())),
                (Ok(size), Ok(so_far)) if size.total > so_far => {
                    (most, driver) = (Ok(size.total), Some(segment.name.clone()));
                }
                _ => {}
            }
        }
    }
    (most, driver)
}

/// One segment and its reference.
struct Setting<'a> {
    plan: &'a Plan,
    rule: VerdictRule,
    share: f64,
    reference_share: f64,
    reference_rate: f64,
}

impl Setting<'_> {
    fn answer(&self, segment: &ExpectedSegment) -> SegmentPlan {
        let rates = Rates { group: segment.rate, reference: self.reference_rate };
        let disparity = self.rule.scale.between(rates);
        let verdict = match disparity {
            Ok(disparity) if self.rule.zone.contains(disparity) => Verdict::Within,
            Ok(_) => Verdict::Outside,
            Err(_) => Verdict::NotAssessed,
        };
        let detection = self.plan.detect.map(|detect| {
            let group = self.rule.scale.group_rate(detect, self.reference_rate);
            let rates = Rates { group, reference: self.reference_rate };
            let possible = (0.0..=1.0).contains(&group);
            let size = if possible { self.size(rates) } else { Err(Unavailable::Undefined(Reason::OutsideDomain)) };
            Detection { size }
        });
        SegmentPlan {
            name: segment.name.clone(),
            share: self.share,
            rate: segment.rate,
            reference_rate: self.reference_rate,
            disparity,
            verdict,
            size: disparity.and_then(|_| self.size(rates)),
            detection,
            at_size: self.plan.customers.map(|customers| self.at(customers, rates, verdict)),
        }
    }

    /// Customers for each row that the test sees: those whom the rate does not count, and those that add nothing new.
    fn customers_a_row(&self) -> f64 {
        self.plan.design_effect / self.plan.among
    }

    fn size(&self, rates: Rates) -> Measured<SegmentSize> {
        let size = self.rule.size(rates, self.reference_share / self.share, self.plan.power)?;
        let customers = |rows: u64| rows as f64 * self.customers_a_row();
        let rows = size.samples.group as f64;
        Ok(SegmentSize {
            customers: up(customers(size.samples.group)),
            total: up(customers(size.samples.group) / self.share),
            power: size.power,
            exact: size.exact,
            approximate: up(customers(size.approximate)),
            power_at_approximate: size.power_at_approximate,
            expected: rows * rates.group.min(1.0 - rates.group),
        })
    }

    fn at(&self, customers: u64, rates: Rates, verdict: Verdict) -> AtSize {
        let rows = |share: f64| customers as f64 * share / self.customers_a_row();
        let (group, reference) = (rows(self.share), rows(self.reference_share));
        let samples = Samples { group: down(group), reference: down(reference) };
        let detectable = self.rule.detectable(samples, self.reference_rate, self.plan.power);
        let design = Design {
            group_trials: group,
            reference_trials: reference,
            confidence: self.plan.confidence,
            power: self.plan.power,
        };
        AtSize {
            customers: down(customers as f64 * self.share),
            power: self.rule.power(samples, rates).and_then(|power| match verdict {
                Verdict::Within => Ok(power.within),
                Verdict::Outside => Ok(power.outside),
                _ => Err(Unavailable::Undefined(Reason::ZeroRate)),
            }),
            detectable_below: detectable.and_then(|(below, _)| below),
            detectable_above: detectable.and_then(|(_, above)| above),
            minimum_detectable_difference: design.minimum_detectable_difference(self.reference_rate),
        }
    }
}

/// Rounded up, but not where a product of floats lies a hair above a whole number.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn up(value: f64) -> u64 {
    (value * (1.0 - 1e-12)).ceil() as u64
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn down(value: f64) -> u64 {
    (value * (1.0 + 1e-12)).floor() as u64
}
