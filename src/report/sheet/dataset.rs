//! The screen of a data set, in words and tables.

use super::{Sheet, SheetTable, figures, level, none, p_only, words};
use crate::dataset::{AttributeScreen, ColumnValues, ProxyScreen, RepresentationScreen, Screened};
use crate::report::Language;
use crate::report::numbers::Scale;
use crate::report::words::Words;

impl Screened {
    /// The screen in words and tables.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::dataset::{Dataset, Screen};
    ///
    /// let dataset = Dataset::builder()
    ///     .segment("sex", (0..400).map(|i| if i % 2 == 0 { "f" } else { "m" }))
    ///     .column("title", (0..400).map(|i| if i % 2 == 0 { "Ms" } else { "Mr" }))
    ///     .build()?;
    /// assert!(Screen::new().run(&dataset)?.sheet().markdown().contains("stands for sex"));
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
    /// use evenhand::dataset::{Dataset, Screen};
    /// use evenhand::report::Language;
    ///
    /// let dataset = Dataset::builder()
    ///     .segment("sex", (0..400).map(|i| if i % 2 == 0 { "f" } else { "m" }))
    ///     .column("title", (0..400).map(|i| if i % 2 == 0 { "Ms" } else { "Mr" }))
    ///     .build()?;
    /// assert!(Screen::new().run(&dataset)?.sheet_in(Language::German).markdown().contains("title steht für sex"));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn sheet_in(&self, language: Language) -> Sheet {
        let w = Words::new(language);
        let mut sheet = Sheet::new(w, w.sheet().screen.title.to_owned());
        sheet.paragraph(w.screen_rows(self.rows, self.label.as_ref()));
        for sentence in self.found(w) {
            sheet.paragraph(sentence);
        }
        for attribute in &self.attributes {
            sheet.heading(attribute.attribute.clone());
            sheet.table(groups(w, attribute));
            if let Some(representation) = &attribute.representation {
                represented(w, representation, &mut sheet);
            }
            sheet.table(proxies(w, attribute));
            sheet.table(missingness(w, attribute));
        }
        sheet.note(w.screen_labels(self.confidence.level()));
        sheet.note(w.screen_columns(self.strong, self.strong_area));
        sheet.note(w.screen_small(self.minimum_rows));
        sheet
    }

    /// What stands for what.
    fn found(&self, w: Words) -> Vec<String> {
        let mut sentences: Vec<String> = self
            .attributes
            .iter()
            .filter_map(|attribute| {
                let strong = attribute.proxies.iter().filter(|proxy| proxy.stands_for);
                let strong: Vec<&str> = strong.map(|proxy| proxy.column.as_str()).collect();
                (!strong.is_empty()).then(|| w.screen_stands_for(&strong, &attribute.attribute))
            })
            .collect();
        let label = &w.sheet().screen;
        sentences.push(if sentences.is_empty() { label.nothing_stands } else { label.what_it_means }.to_owned());
        sentences
    }
}

fn represented(w: Words, screen: &RepresentationScreen, sheet: &mut Sheet) {
    let found = match &screen.found {
        Ok(found) => found,
        Err(reason) => {
            sheet.note(w.screen_not_represented(*reason));
            return;
        }
    };
    let column = &w.labels().column;
    let mut table =
        SheetTable::new(w.sheet().screen.represented, vec![words(column.segment), figures(column.representation)]);
    table.rows = screen
        .levels
        .iter()
        .zip(&found.ratios)
        .map(|(name, ratio)| {
            vec![level(w, name), ratio.ratio.map_or_else(|_| none(), |ratio| w.number(Scale::Ratio, ratio, &[]))]
        })
        .collect();
    sheet.table(table);
    sheet.note(w.screen_represented(found));
}

fn groups(w: Words, attribute: &AttributeScreen) -> SheetTable {
    let (column, label) = (&w.labels().column, &w.sheet().screen);
    let labelled = attribute.groups.iter().any(|group| group.label_rate.is_ok());
    let mut columns =
        vec![words(column.segment), figures(label.rows), figures(w.sheet().share), figures(label.imbalance)];
    if labelled {
        columns.extend([figures(label.label), figures(column.difference), figures("p")]);
    }
    let mut table = SheetTable::new(label.groups, columns);
    table.rows = attribute
        .groups
        .iter()
        .map(|group| {
            let mut row = vec![
                level(w, &group.level),
                w.count(group.rows),
                w.percent(group.share),
                group.class_imbalance.map_or_else(|_| none(), |value| w.plain(value)),
            ];
            if labelled {
                let points =
                    group.label_difference.map_or_else(|_| none(), |value| w.number(Scale::Points, value, &[]));
                row.push(group.label_rate.map_or_else(|_| none(), |value| w.percent(value)));
                row.push(match group.label_difference_interval {
                    Ok(interval) => format!("{points} ({})", w.interval(Scale::Points, &interval, &[0.0])),
                    Err(_) => points,
                });
                row.push(p_only(w, group.p_adjusted));
            }
            row
        })
        .collect();
    table
}

fn proxies(w: Words, attribute: &AttributeScreen) -> SheetTable {
    let label = &w.sheet().screen;
    let mut table = SheetTable::new(
        w.screen_proxies(&attribute.attribute),
        vec![
            words(label.column),
            words(label.values),
            figures("V"),
            figures("AUC"),
            words(label.area_of),
            figures("p"),
            words(label.stands_for),
        ],
    );
    table.rows = attribute
        .proxies
        .iter()
        .map(|proxy: &ProxyScreen| {
            vec![
                proxy.column.clone(),
                match proxy.values {
                    ColumnValues::Levels { levels } => w.screen_levels(levels as u64),
                    ColumnValues::Numbers => label.numbers.to_owned(),
                },
                proxy.cramers_v.map_or_else(|_| none(), |value| w.plain(value)),
                proxy.area.map_or_else(|_| none(), |area| w.two_decimals(area)),
                proxy.area_of.as_ref().map_or_else(none, |name| level(w, name)),
                p_only(w, proxy.p_adjusted),
                if proxy.stands_for { w.sheet().yes } else { w.sheet().no }.to_owned(),
            ]
        })
        .collect();
    table
}

fn missingness(w: Words, attribute: &AttributeScreen) -> SheetTable {
    let label = &w.sheet().screen;
    let mut table = SheetTable::new(
        label.missing,
        vec![
            words(label.column),
            figures(label.missing_count),
            words(label.most),
            figures(w.sheet().share),
            words(label.least),
            figures(w.sheet().share),
            figures("p"),
        ],
    );
    table.rows = attribute
        .missingness
        .iter()
        .map(|column| {
            vec![
                column.column.clone(),
                w.count(column.missing),
                level(w, &column.most),
                w.percent(column.most_rate),
                level(w, &column.least),
                w.percent(column.least_rate),
                p_only(w, column.p_adjusted),
            ]
        })
        .collect();
    table
}
