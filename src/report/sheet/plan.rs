//! A plan in words and tables.

use super::{Sheet, SheetTable, figures, none, words};
use crate::audit::Verdict;
use crate::inference::RateScale;
use crate::plan::{PlanReference, Planned, SegmentPlan, SegmentSize};
use crate::report::Language;
use crate::report::numbers::{Scale, bounds};
use crate::report::words::Words;
use crate::value::Measured;

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
        self.sheet_in(Language::English)
    }

    /// The same in a language.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::plan::Plan;
    /// use evenhand::report::Language;
    ///
    /// let planned = Plan::new("disparate_impact").segment("app", 3.0, 0.3).segment("phone", 1.0, 0.3).run()?;
    /// assert!(planned.sheet_in(Language::German).markdown().contains("Personen nötig"));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn sheet_in(&self, language: Language) -> Sheet {
        let w = Words::new(language);
        let laid = Laid { planned: self, w, scale: scale(self.scale) };
        let mut sheet = Sheet::new(w, w.plan_title(&self.criterion, self.plan.attribute.as_deref()));
        sheet.paragraph(laid.asked());
        sheet.paragraph(match self.customers {
            Ok(customers) => w.plan_needed(self.driver.as_deref(), customers, self.plan.seen),
            Err(reason) => w.plan_impossible(self.driver.as_deref(), reason),
        });
        sheet.table(laid.sizes());
        if let Some(detect) = self.plan.detect {
            sheet.table(laid.detection(detect));
        }
        if let Some(customers) = self.plan.customers {
            sheet.table(laid.at_size(customers));
            sheet.note(w.sheet().plan.reading);
        }
        for note in laid.notes() {
            sheet.note(note);
        }
        sheet
    }
}

/// Customers expected on the rarer side of a rate below whose variance an audit takes exact tests.
const EXACT_BELOW: f64 = 64.0;

fn scale(scale: RateScale) -> Scale {
    match scale {
        RateScale::Ratio => Scale::Ratio,
        RateScale::Difference => Scale::Points,
    }
}

/// A plan, about to be put into words.
struct Laid<'a> {
    planned: &'a Planned,
    w: Words,
    scale: Scale,
}

impl Laid<'_> {
    fn number(&self, value: f64) -> String {
        format!("{}{}", self.w.number(self.scale, value, &bounds(&self.planned.tolerance)), self.scale.unit())
    }

    fn value(&self, value: Measured) -> String {
        value.map_or_else(|_| none(), |value| self.number(value))
    }

    fn asked(&self) -> String {
        let plan = &self.planned.plan;
        let reference = match &plan.reference {
            PlanReference::Rest => None,
            PlanReference::Segment(name) => Some(name.as_str()),
        };
        let tolerance = self.w.tolerance_short(&self.planned.tolerance, self.scale);
        self.w.plan_asked(reference, &tolerance, plan.confidence.level(), plan.power)
    }

    fn sizes(&self) -> SheetTable {
        let (column, sheet) = (&self.w.labels().column, self.w.sheet());
        let disparity = if self.planned.scale == RateScale::Ratio { column.ratio } else { column.difference };
        let mut table = SheetTable::new(
            sheet.plan.sizes,
            vec![
                words(column.segment),
                figures(sheet.share),
                figures(column.rate),
                figures(disparity),
                words(column.verdict),
                figures(sheet.plan.in_segment),
                figures(sheet.plan.in_all),
                figures(sheet.plan.power),
            ],
        );
        table.rows = self
            .planned
            .segments
            .iter()
            .map(|segment| {
                let mut row = vec![
                    segment.name.clone(),
                    self.w.percent(segment.share),
                    self.w.percent(segment.rate),
                    self.value(segment.disparity),
                    self.w.word(segment.verdict).to_owned(),
                ];
                row.extend(self.sized(segment.size));
                row
            })
            .collect();
        table
    }

    fn detection(&self, detect: f64) -> SheetTable {
        let plan = &self.w.sheet().plan;
        let mut table = SheetTable::new(
            self.w.plan_detection(&self.number(detect)),
            vec![
                words(self.w.labels().column.segment),
                figures(plan.in_segment),
                figures(plan.in_all),
                figures(plan.power),
            ],
        );
        table.rows = self
            .planned
            .segments
            .iter()
            .filter_map(|segment| {
                let mut row = vec![segment.name.clone()];
                row.extend(self.sized(segment.detection?.size));
                Some(row)
            })
            .collect();
        table
    }

    fn at_size(&self, customers: u64) -> SheetTable {
        let (w, column, plan) = (self.w, &self.w.labels().column, &self.w.sheet().plan);
        let mut table = SheetTable::new(
            w.plan_at_size(customers),
            vec![
                words(column.segment),
                figures(column.customers),
                figures(plan.power),
                figures(plan.below),
                figures(plan.above),
                figures(plan.differs),
            ],
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
                    w.count(at.customers),
                    at.power.map_or_else(|_| none(), |value| w.percent(value)),
                    self.value(at.detectable_below),
                    self.value(at.detectable_above),
                    difference.map_or_else(|_| none(), |value| format!("{} pp", w.number(Scale::Size, value, &[]))),
                ])
            })
            .collect();
        table
    }

    fn notes(&self) -> Vec<String> {
        let (planned, plan, w) = (self.planned, &self.planned.plan, self.w);
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
            notes.push(w.plan_approximation_fails(&failed));
        }
        let few = named(&|segment| segment.size.is_ok_and(|size| size.expected < EXACT_BELOW));
        if !few.is_empty() {
            notes.push(w.plan_few_expected(&few));
        }
        let rough = named(&|segment| segment.size.is_ok_and(|size| !size.exact));
        if !rough.is_empty() {
            notes.push(w.plan_large(&rough));
        }
        if planned.comparisons > 1 {
            notes.push(w.plan_comparisons(planned.comparisons));
        }
        if (plan.design_effect - 1.0).abs() > f64::EPSILON {
            notes.push(w.plan_design_effect(plan.design_effect));
        }
        if plan.among < 1.0 {
            notes.push(w.plan_among(plan.among));
        }
        for segment in &planned.segments {
            let reasons = [Some(segment.size), segment.detection.map(|detection| detection.size)];
            let reason = reasons.into_iter().flatten().find_map(Result::err).or(segment.disparity.err());
            if let Some(reason) = reason {
                notes.push(format!("{}: {}", segment.name, w.plan_no_size(reason)));
            }
        }
        if planned.segments.iter().any(|segment| segment.verdict == Verdict::Outside) {
            notes.push(w.sheet().plan.outside.to_owned());
        }
        notes
    }

    fn sized(&self, size: Measured<SegmentSize>) -> Vec<String> {
        let (w, without) = (self.w, self.w.sheet().none);
        size.map_or_else(
            |_| vec![without.to_owned(), without.to_owned(), none()],
            |size| vec![w.count(size.customers), w.count(size.total), w.percent(size.power)],
        )
    }
}
