//! A plan in words and tables.

use super::W;
use super::{Sheet, SheetTable};
use crate::audit::Verdict;
use crate::inference::RateScale;
use crate::plan::{PlanReference, Planned, SegmentPlan, SegmentSize};
use crate::report::numbers::{Scale, bounds};
use crate::value::{Measured, Reason, Unavailable};

impl Planned {
    /// The plan in words and tables.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::plan::Plan;
    ///
    /// let planned = Plan::new("disparate_impact").segment("app", 3.0, 0.3).segment("phone", 1.0, 0.3).run()?;
    /// assert!(planned.sheet().markdown().contains("phone"));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn sheet(&self) -> Sheet {
        let words = Words { planned: self, scale: scale(self.scale) };
        let mut sheet = Sheet { title: words.title(), ..Sheet::default() };
        sheet.paragraph(words.asked());
        sheet.paragraph(words.answer());
        sheet.table(words.sizes());
        if let Some(detect) = self.plan.detect {
            sheet.table(words.detection(detect));
        }
        if let Some(customers) = self.plan.customers {
            sheet.table(words.at_size(customers));
            sheet.note(READING_AT_SIZE);
        }
        for note in words.notes() {
            sheet.note(note);
        }
        sheet
    }
}

/// Customers expected on the rarer side of a rate below whose variance an audit takes exact tests.
const EXACT_BELOW: f64 = 64.0;

/// How the table of what a number of customers can show is read.
const READING_AT_SIZE: &str = "Power is the probability of the verdict that is true of the expected rates. Outside below and above are the disparities \
         nearest to the tolerance that are found with the power asked for; - where not even the most extreme would be. Differs by is \
         the difference from the reference that one test of equal rates finds, whatever the tolerance (normal approximation).";

fn scale(scale: RateScale) -> Scale {
    match scale {
        RateScale::Ratio => Scale::Ratio,
        RateScale::Difference => Scale::Points,
    }
}

struct Words<'a> {
    planned: &'a Planned,
    scale: Scale,
}

impl Words<'_> {
    fn title(&self) -> String {
        match &self.planned.plan.attribute {
            Some(attribute) => format!("How many customers: {} by {attribute}", self.planned.criterion),
            None => format!("How many customers: {}", self.planned.criterion),
        }
    }

    fn number(&self, value: f64) -> String {
        format!("{}{}", W.number(self.scale, value, &bounds(&self.planned.tolerance)), self.scale.unit())
    }

    fn value(&self, value: Measured) -> String {
        value.map_or_else(|_| "-".to_owned(), |value| self.number(value))
    }

    fn tolerance(&self) -> String {
        let written = |bound: f64| format!("{}{}", W.as_written(self.scale, bound), self.scale.unit());
        match (self.planned.tolerance.min, self.planned.tolerance.max) {
            (Some(min), Some(max)) => format!("{} to {}", W.as_written(self.scale, min), written(max)),
            (Some(min), None) => format!("at least {}", written(min)),
            (None, Some(max)) => format!("at most {}", written(max)),
            (None, None) => "any".to_owned(),
        }
    }

    fn asked(&self) -> String {
        let plan = &self.planned.plan;
        let reference = match &plan.reference {
            PlanReference::Rest => "everyone else".to_owned(),
            PlanReference::Segment(name) => name.clone(),
        };
        format!(
            "Each segment against {reference}; acceptable is {}. At {} confidence, the verdict that is true is to be reached in {} of \
             such campaigns.",
            self.tolerance(),
            W.level(plan.confidence.level()),
            W.level(plan.power)
        )
    }

    fn answer(&self) -> String {
        let name = self.planned.driver.as_deref().unwrap_or("nobody");
        match self.planned.customers {
            Ok(customers) => {
                let needed = format!("{} customers are needed in all: {name} decides.", W.count(customers));
                match self.planned.plan.seen {
                    Some(seen) if seen > 0 => {
                        let times = W.number(Scale::Ratio, customers as f64 / seen as f64, &[]);
                        format!("{needed} That is {times} times the {} who were seen.", W.count(seen))
                    }
                    _ => needed,
                }
            }
            Err(reason) => {
                format!("No number of customers is enough: {name} stands in the way. {}", impossible(reason))
            }
        }
    }

    fn sizes(&self) -> SheetTable {
        let column = if self.planned.scale == RateScale::Ratio { "#Ratio" } else { "#Difference" };
        let mut table = SheetTable::new(
            "Customers until the verdict is shown",
            &["Segment", "#Share", "#Rate", column, "Verdict", "#In the segment", "#In all", "#Power"],
        );
        table.rows = self
            .planned
            .segments
            .iter()
            .map(|segment| {
                let mut row = vec![
                    segment.name.clone(),
                    W.percent(segment.share),
                    W.percent(segment.rate),
                    self.value(segment.disparity),
                    segment.verdict.text().to_owned(),
                ];
                row.extend(sized(segment.size));
                row
            })
            .collect();
        table
    }

    fn detection(&self, detect: f64) -> SheetTable {
        let mut table = SheetTable::new(
            format!("Customers until a segment that lies at {} is shown outside", self.number(detect)),
            &["Segment", "#In the segment", "#In all", "#Power"],
        );
        table.rows = self
            .planned
            .segments
            .iter()
            .filter_map(|segment| {
                let mut row = vec![segment.name.clone()];
                row.extend(sized(segment.detection?.size));
                Some(row)
            })
            .collect();
        table
    }

    fn at_size(&self, customers: u64) -> SheetTable {
        let mut table = SheetTable::new(
            format!("What {} customers can show", W.count(customers)),
            &["Segment", "#Customers", "#Power", "#Outside below", "#Outside above", "#Differs by"],
        );
        table.rows = self
            .planned
            .segments
            .iter()
            .filter_map(|segment| {
                let at = segment.at_size?;
                let difference = at.minimum_detectable_difference;
                Some(vec![
                    segment.name.clone(),
                    W.count(at.customers),
                    at.power.map_or_else(|_| "-".to_owned(), |value| W.percent(value)),
                    self.value(at.detectable_below),
                    self.value(at.detectable_above),
                    difference
                        .map_or_else(|_| "-".to_owned(), |value| format!("{} pp", W.number(Scale::Size, value, &[]))),
                ])
            })
            .collect();
        table
    }

    fn notes(&self) -> Vec<String> {
        let (planned, plan) = (self.planned, &self.planned.plan);
        let mut notes = Vec::new();
        let named = |chosen: &dyn Fn(&SegmentPlan) -> bool| {
            planned
                .segments
                .iter()
                .filter(|segment| chosen(segment))
                .map(|segment| segment.name.clone())
                .collect::<Vec<_>>()
        };
        let failing = |size: Measured<SegmentSize>| size.is_ok_and(|size| size.approximation_fails(plan.power));
        let failed = named(&|segment| {
            failing(segment.size) || segment.detection.is_some_and(|detection| failing(detection.size))
        });
        if !failed.is_empty() {
            notes.push(format!(
                "The normal approximation fails for {}: so few customers are on the rarer side of the rate that its size misses the \
                 power by more than two points. The sizes here are exact.",
                failed.join(", ")
            ));
        }
        let few = named(&|segment| segment.size.is_ok_and(|size| size.expected < EXACT_BELOW));
        if !few.is_empty() {
            notes.push(format!(
                "Few are expected on the rarer side of the rate in {}: an audit takes exact tests there, and so does this plan.",
                few.join(", ")
            ));
        }
        let rough = named(&|segment| segment.size.is_ok_and(|size| !size.exact));
        if !rough.is_empty() {
            notes.push(format!("Samples of {} are so large that the normal curve was used.", rough.join(", ")));
        }
        if planned.comparisons > 1 {
            notes.push(format!(
                "Outside holds among {} comparisons (Holm, planned at its strictest step); within needs no correction.",
                planned.comparisons
            ));
        }
        if (plan.design_effect - 1.0).abs() > f64::EPSILON {
            notes.push(format!(
                "The variance is taken {} times as large, for clusters or weights.",
                W.as_written(Scale::Ratio, plan.design_effect)
            ));
        }
        if plan.among < 1.0 {
            notes.push(format!(
                "The rate is counted among {} of customers; sizes are of all customers.",
                W.percent(plan.among)
            ));
        }
        for segment in &planned.segments {
            let reasons = [Some(segment.size), segment.detection.map(|detection| detection.size)];
            let reason = reasons.into_iter().flatten().find_map(Result::err).or(segment.disparity.err());
            if let Some(reason) = reason {
                notes.push(format!("{}: {}", segment.name, impossible(reason)));
            }
        }
        if planned.segments.iter().any(|segment| segment.verdict == Verdict::Outside) {
            notes.push(
                "A segment whose expected rate lies outside the tolerance is planned for until it is shown to be outside."
                    .to_owned(),
            );
        }
        notes
    }
}

fn sized(size: Measured<SegmentSize>) -> Vec<String> {
    size.map_or_else(
        |_| vec!["none".to_owned(), "none".to_owned(), "-".to_owned()],
        |size| vec![W.count(size.customers), W.count(size.total), W.percent(size.power)],
    )
}

/// Why there is no size.
fn impossible(reason: Unavailable) -> String {
    match reason {
        Unavailable::Undefined(Reason::NoSolution) => {
            "The expected disparity lies on the bound of the tolerance, so that no sample can tell on which side it is; or more than \
             10¹² customers would be needed. Widen the tolerance, or expect another rate."
                .to_owned()
        }
        Unavailable::Undefined(Reason::ZeroRate) => {
            "The reference is expected at a rate of zero, and nothing can be a ratio of that. Plan for a difference.".to_owned()
        }
        Unavailable::Undefined(Reason::OutsideDomain) => {
            "The disparity to detect would need a rate below 0 or above 1.".to_owned()
        }
        other => W.unavailable(other),
    }
}
