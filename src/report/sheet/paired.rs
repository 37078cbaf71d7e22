//! Two models on the same rows, in words and tables.

use super::{Sheet, SheetTable, figures, levels, none, p_only, words};
use crate::data::Favourable;
use crate::inference::Interval;
use crate::inference::paired::PairedRate;
use crate::paired::{MeasuredRate, PairedAudited, PairedGrouping, RateChange, SelectionFlips, Unfairness};
use crate::report::Language;
use crate::report::numbers::Scale;
use crate::report::words::Words;
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
        self.sheet_in(Language::English)
    }

    /// The same in a language.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::Predictions;
    /// use evenhand::paired::PairedAudit;
    /// use evenhand::report::Language;
    ///
    /// let model = |every: usize| {
    ///     Predictions::builder()
    ///         .decision((0..400).map(move |i| i % every == 0))
    ///         .segment("channel", (0..400).map(|i| if i % 4 == 0 { "phone" } else { "app" }))
    ///         .build()
    /// };
    /// let sheet = PairedAudit::new().run(&model(2)?, &model(3)?)?.sheet_in(Language::German);
    /// assert!(sheet.title.starts_with("Zwei Modelle"));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn sheet_in(&self, language: Language) -> Sheet {
        let w = Words::new(language);
        let mut sheet = Sheet::new(w, w.paired_title(&self.decisions));
        let SelectionFlips { gained, lost, .. } = self.overall;
        sheet.paragraph(w.paired_flips(self.rows, gained, lost, self.favourable == Favourable::NotSelected));
        sheet.paragraph(w.paired_summary(Unfairness::ALL.map(|answer| self.count(answer))));
        for grouping in &self.groupings {
            sheet.heading(grouping.grouping.to_string());
            sheet.table(who_gains(w, grouping));
            let rates = grouping.slices.first().map_or(0, |slice| slice.rates.len());
            for at in 0..rates {
                sheet.table(gaps(w, grouping, at));
            }
        }
        for note in self.notes(w) {
            sheet.note(note);
        }
        sheet
    }

    fn notes(&self, w: Words) -> Vec<String> {
        let mut notes = vec![w.paired_reading(self.confidence.level()), w.sheet().paired.flips.to_owned()];
        let mut families: Vec<(&'static str, u64, usize)> = Vec::new();
        for slice in self.groupings.iter().filter_map(|grouping| grouping.slices.first()) {
            let depth = slice.slice.conditions().len();
            let family = slice.rates.first().map(|rate| (w.correction(rate.correction), rate.comparisons, depth));
            families.extend(family.filter(|family| !families.contains(family)));
        }
        if !families.is_empty() {
            notes.push(w.paired_families(&families));
        }
        if self.left_out > 0 {
            notes.push(w.paired_left_out(self.left_out));
        }
        if let Some(customers) = self.customers.filter(|customers| customers.repeated > 0) {
            notes.push(w.paired_repeated(customers.repeated, customers.customers));
        }
        notes
    }
}

fn who_gains(w: Words, grouping: &PairedGrouping) -> SheetTable {
    let (column, label) = (&w.labels().column, &w.sheet().paired);
    let mut table = SheetTable::new(
        label.who,
        vec![
            words(column.segment),
            figures(column.customers),
            figures(label.gained),
            figures(label.lost),
            figures(label.old),
            figures(label.new),
            figures(label.change),
            figures(label.p_flips),
        ],
    );
    table.rows = grouping
        .slices
        .iter()
        .map(|slice| {
            let selection = slice.rates.iter().find(|rate| rate.rate == PairedRate::Selection);
            let rate = |of: fn(&RateChange) -> &MeasuredRate| {
                selection.and_then(|rate| of(rate).value.ok()).map_or_else(none, |value| w.percent(value))
            };
            vec![
                levels(w, &slice.slice),
                w.count(slice.rows),
                w.count(slice.flips.gained),
                w.count(slice.flips.lost),
                rate(|rate| &rate.old),
                rate(|rate| &rate.new),
                selection.map_or_else(none, |rate| with_interval(w, rate.change, rate.change_interval)),
                p_only(w, slice.flips.p_value),
            ]
        })
        .collect();
    table
}

fn gaps(w: Words, grouping: &PairedGrouping, at: usize) -> SheetTable {
    let label = &w.sheet().paired;
    let rate = grouping.slices.first().map_or(PairedRate::Selection, |slice| slice.rates[at].rate);
    let widest = grouping.widest.iter().find(|widest| widest.rate == rate);
    let widest = widest.and_then(|widest| Some((widest.old.ok()?, widest.new.ok()?)));
    let mut table = SheetTable::new(
        w.paired_gap(rate, widest),
        vec![
            words(w.labels().column.segment),
            figures(label.old_gap),
            figures(label.new_gap),
            figures(label.change),
            figures("p"),
            words(label.less_unfair),
        ],
    );
    table.rows = grouping
        .slices
        .iter()
        .map(|slice| {
            let change = &slice.rates[at];
            vec![
                levels(w, &slice.slice),
                points(w, change.gap_old),
                points(w, change.gap_new),
                with_interval(w, change.gap_change, change.gap_change_interval),
                p_only(w, change.p_adjusted),
                w.unfairness(change.answer).to_owned(),
            ]
        })
        .collect();
    table
}

fn points(w: Words, value: Measured) -> String {
    value.map_or_else(|_| none(), |value| w.number(Scale::Points, value, &[]))
}

fn with_interval(w: Words, value: Measured, interval: Measured<Interval>) -> String {
    match interval {
        Ok(interval) => format!("{} ({})", points(w, value), w.interval(Scale::Points, &interval, &[0.0])),
        Err(_) => points(w, value),
    }
}
