//! Two models on the same rows, in words and tables.

use super::{Sheet, SheetTable};
use crate::data::Favourable;
use crate::inference::Interval;
use crate::inference::paired::PairedRate;
use crate::paired::{MeasuredRate, PairedAudited, PairedGrouping, RateChange, SelectionFlips, Unfairness};
use crate::report::numbers::{Scale, count, level, p_value, percent};
use crate::value::Measured;

impl PairedAudited {
    /// The comparison in words and tables.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::Predictions;
    /// use evenhand::paired::PairedAudit;
    ///
    /// let model = |every: usize| {
    ///     Predictions::builder()
    ///         .decision((0..400).map(move |i| i % every == 0))
    ///         .segment("channel", (0..400).map(|i| if i % 4 == 0 { "phone" } else { "app" }))
    ///         .build()
    /// };
    /// let sheet = PairedAudit::new().run(&model(2)?, &model(3)?)?.sheet();
    /// assert!(sheet.markdown().contains("| phone |"));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn sheet(&self) -> Sheet {
        let mut sheet = Sheet { title: format!("Two models: {}", self.decisions), ..Sheet::default() };
        sheet.paragraph(self.flipped());
        sheet.paragraph(self.summary());
        for grouping in &self.groupings {
            sheet.heading(grouping.grouping.to_string());
            sheet.table(who_gains(grouping));
            let rates = grouping.slices.first().map_or(0, |slice| slice.rates.len());
            for at in 0..rates {
                sheet.table(gaps(grouping, at));
            }
        }
        for note in self.notes() {
            sheet.note(note);
        }
        sheet
    }

    fn flipped(&self) -> String {
        let SelectionFlips { gained, lost, .. } = self.overall;
        let side = match self.favourable {
            Favourable::Selected => "",
            Favourable::NotSelected => " Being selected is what customers do not want.",
        };
        format!(
            "Of {} customers, {} are selected by the new model and not by the old one, and {} the other way round.{side}",
            count(self.rows),
            count(gained),
            count(lost)
        )
    }

    fn summary(&self) -> String {
        let counted = Unfairness::ALL.map(|answer| format!("{} {}", count(self.count(answer) as u64), answer.text()));
        format!(
            "Is the new model less unfair? Of all comparisons of a segment with everyone else: {}.",
            counted.join(", ")
        )
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![
            format!(
                "Gap is the rate of the segment minus that of everyone else, in percentage points. Its change has a paired interval at \
                 {} confidence, for each comparison alone. Less or more unfair is said where the size of the gap is shown to have \
                 changed, with p corrected for the number of comparisons of the same rate: Holm for single segments, \
                 Benjamini-Hochberg for combinations.",
                level(self.confidence.level())
            ),
            "p (flips) is McNemar's mid-p: whether gains and losses of the segment are equally likely.".to_owned(),
        ];
        let families: Vec<String> = self
            .groupings
            .iter()
            .filter_map(|grouping| grouping.slices.first())
            .filter_map(|slice| slice.rates.first().map(|rate| (slice.slice.conditions().len(), rate)))
            .map(|(depth, rate)| {
                format!("{} among {} comparisons of {depth}", rate.correction.text(), rate.comparisons)
            })
            .fold(Vec::new(), |mut seen, text| {
                if !seen.contains(&text) {
                    seen.push(text);
                }
                seen
            });
        if !families.is_empty() {
            notes.push(format!(
                "Families, by the number of attributes that a segment combines: {}.",
                families.join("; ")
            ));
        }
        if self.left_out > 0 {
            notes.push(format!("{} customers were left out by one of the models or both.", count(self.left_out)));
        }
        if let Some(customers) = self.customers.filter(|customers| customers.repeated > 0) {
            notes.push(format!(
                "{} of {} customers come more than once: rows are not independent, and every interval is too narrow.",
                count(customers.repeated),
                count(customers.customers)
            ));
        }
        notes
    }
}

fn who_gains(grouping: &PairedGrouping) -> SheetTable {
    let mut table = SheetTable::new(
        "Who is newly selected, who no longer",
        &["Segment", "#Customers", "#Gained", "#Lost", "#Old", "#New", "#Change", "#p (flips)"],
    );
    table.rows = grouping
        .slices
        .iter()
        .map(|slice| {
            let selection = slice.rates.iter().find(|rate| rate.rate == PairedRate::Selection);
            let rate = |of: fn(&RateChange) -> &MeasuredRate| {
                selection.and_then(|rate| of(rate).value.ok()).map_or_else(none, percent)
            };
            vec![
                slice.slice.label(),
                count(slice.rows),
                count(slice.flips.gained),
                count(slice.flips.lost),
                rate(|rate| &rate.old),
                rate(|rate| &rate.new),
                selection.map_or_else(none, |rate| with_interval(rate.change, rate.change_interval)),
                slice.flips.p_value.map_or_else(|_| none(), p_only),
            ]
        })
        .collect();
    table
}

fn gaps(grouping: &PairedGrouping, at: usize) -> SheetTable {
    let rate = grouping.slices.first().map_or(PairedRate::Selection, |slice| slice.rates[at].rate);
    let widest = grouping.widest.iter().find(|widest| widest.rate == rate);
    let spread = widest.and_then(|widest| {
        let (old, new) = (widest.old.ok()?, widest.new.ok()?);
        Some(format!(": widest gap {} then {} pp", Scale::Size.number(old, &[]), Scale::Size.number(new, &[])))
    });
    let mut table = SheetTable::new(
        format!("Gap of the {}{}", rate.text(), spread.unwrap_or_default()),
        &["Segment", "#Old gap", "#New gap", "#Change", "#p", "Less unfair?"],
    );
    table.rows = grouping
        .slices
        .iter()
        .map(|slice| {
            let change = &slice.rates[at];
            vec![
                slice.slice.label(),
                points(change.gap_old),
                points(change.gap_new),
                with_interval(change.gap_change, change.gap_change_interval),
                change.p_adjusted.map_or_else(|_| none(), p_only),
                change.answer.text().to_owned(),
            ]
        })
        .collect();
    table
}

fn none() -> String {
    "-".to_owned()
}

fn points(value: Measured) -> String {
    value.map_or_else(|_| none(), |value| Scale::Points.number(value, &[]))
}

fn with_interval(value: Measured, interval: Measured<Interval>) -> String {
    match interval {
        Ok(interval) => format!("{} ({})", points(value), Scale::Points.interval(&interval, &[0.0])),
        Err(_) => points(value),
    }
}

fn p_only(p: f64) -> String {
    p_value(p).trim_start_matches("= ").to_owned()
}
