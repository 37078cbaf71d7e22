//! The screen of a data set, in words and tables.

use super::{Sheet, SheetTable};
use crate::dataset::{AttributeScreen, ColumnValues, ProxyScreen, RepresentationScreen, Screened};
use crate::report::numbers::{Scale, count, level, p_value, percent, plain};
use crate::report::words;
use crate::value::Measured;

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
        let mut sheet = Sheet { title: "A data set before training".to_owned(), ..Sheet::default() };
        sheet.paragraph(self.labelled());
        for sentence in self.found() {
            sheet.paragraph(sentence);
        }
        for attribute in &self.attributes {
            sheet.heading(attribute.attribute.clone());
            sheet.table(groups(attribute));
            if let Some(representation) = &attribute.representation {
                represented(representation, &mut sheet);
            }
            sheet.table(proxies(attribute));
            sheet.table(missingness(attribute));
        }
        for note in self.notes() {
            sheet.note(note);
        }
        sheet
    }

    fn labelled(&self) -> String {
        match &self.label {
            None => format!("{} rows, without a label.", count(self.rows)),
            Some(label) => {
                let known = label.positive + label.negative;
                let share = if known > 0 { percent(label.positive as f64 / known as f64) } else { "none".to_owned() };
                let without = match label.unlabelled {
                    0 => String::new(),
                    rows => format!(" {} rows have no label.", count(rows)),
                };
                format!(
                    "{} rows; {} is positive for {} of {} ({share}).{without}",
                    count(self.rows),
                    label.name,
                    count(label.positive),
                    count(known)
                )
            }
        }
    }

    /// What stands for what.
    fn found(&self) -> Vec<String> {
        let mut sentences: Vec<String> = self
            .attributes
            .iter()
            .filter_map(|attribute| {
                let strong: Vec<&str> = attribute
                    .proxies
                    .iter()
                    .filter(|proxy| proxy.stands_for)
                    .map(|proxy| proxy.column.as_str())
                    .collect();
                match strong.as_slice() {
                    [] => None,
                    [one] => Some(format!("{one} stands for {}.", attribute.attribute)),
                    several => Some(format!("{} stand for {}.", several.join(", "), attribute.attribute)),
                }
            })
            .collect();
        if sentences.is_empty() {
            sentences.push("No single column stands for a segment; several together may.".to_owned());
        } else {
            sentences.push(
                "A model that sees such a column knows the segment, whether or not it sees the segment.".to_owned(),
            );
        }
        sentences
    }

    fn notes(&self) -> Vec<String> {
        vec![
            format!(
                "Labels: segment against everyone else, in percentage points with {} intervals, each alone; p by Holm over all \
                 segments. Imbalance is (everyone else − segment) / rows.",
                level(self.confidence.level())
            ),
            format!(
                "Columns: V is Cramér's V without what chance adds, AUC that of the column for the segment it tells best, p by \
                 Benjamini-Hochberg over all columns and attributes. A column stands for an attribute from V {} or AUC {} (or {}) \
                 on.",
                Scale::Ratio.as_written(self.strong),
                Scale::Ratio.as_written(self.strong_area),
                Scale::Ratio.as_written(1.0 - self.strong_area)
            ),
            format!("Segments of fewer than {} rows are shown and not tested.", count(self.minimum_rows)),
        ]
    }
}

fn represented(screen: &RepresentationScreen, sheet: &mut Sheet) {
    let found = match &screen.found {
        Ok(found) => found,
        Err(reason) => {
            sheet.note(format!("Representation: {}.", words::unavailable(*reason)));
            return;
        }
    };
    let mut table = SheetTable::new("Share of the data over share of the population", &["Segment", "#Ratio"]);
    table.rows = screen
        .levels
        .iter()
        .zip(&found.ratios)
        .map(|(level, ratio)| {
            vec![level.to_string(), ratio.ratio.map_or_else(|_| none(), |ratio| Scale::Ratio.number(ratio, &[]))]
        })
        .collect();
    sheet.table(table);
    let test = found.chi_squared.map_or_else(|_| String::new(), |test| format!(" (p {})", p_value(test.p_value)));
    sheet.note(format!(
        "Total variation {}{test}; sampling alone gives about {}. Population stability index {}.",
        plain(found.total_variation),
        plain(found.expected_total_variation),
        found.population_stability_index.map_or_else(|_| "infinite".to_owned(), plain)
    ));
}

fn none() -> String {
    "-".to_owned()
}

fn p_only(p: Measured) -> String {
    p.map_or_else(|_| none(), |p| p_value(p).trim_start_matches("= ").to_owned())
}

fn groups(attribute: &AttributeScreen) -> SheetTable {
    let labelled = attribute.groups.iter().any(|group| group.label_rate.is_ok());
    let headings: &[&str] = if labelled {
        &["Segment", "#Rows", "#Share", "#Imbalance", "#Label", "#Difference", "#p"]
    } else {
        &["Segment", "#Rows", "#Share", "#Imbalance"]
    };
    let mut table = SheetTable::new("Who is in it", headings);
    table.rows = attribute
        .groups
        .iter()
        .map(|group| {
            let mut row = vec![
                group.level.to_string(),
                count(group.rows),
                percent(group.share),
                group.class_imbalance.map_or_else(|_| none(), plain),
            ];
            if labelled {
                let points = group.label_difference.map_or_else(|_| none(), |value| Scale::Points.number(value, &[]));
                row.push(group.label_rate.map_or_else(|_| none(), percent));
                row.push(match group.label_difference_interval {
                    Ok(interval) => format!("{points} ({})", Scale::Points.interval(&interval, &[0.0])),
                    Err(_) => points,
                });
                row.push(p_only(group.p_adjusted));
            }
            row
        })
        .collect();
    table
}

fn proxies(attribute: &AttributeScreen) -> SheetTable {
    let mut table = SheetTable::new(
        format!("Which columns tell {}", attribute.attribute),
        &["Column", "Values", "#V", "#AUC", "of", "#p", "Stands for it?"],
    );
    table.rows = attribute
        .proxies
        .iter()
        .map(|proxy: &ProxyScreen| {
            vec![
                proxy.column.clone(),
                match proxy.values {
                    ColumnValues::Levels { levels } => format!("{} levels", count(levels as u64)),
                    ColumnValues::Numbers => "numbers".to_owned(),
                },
                proxy.cramers_v.map_or_else(|_| none(), plain),
                proxy.area.map_or_else(|_| none(), |area| format!("{area:.2}")),
                proxy.area_of.as_ref().map_or_else(none, ToString::to_string),
                p_only(proxy.p_adjusted),
                if proxy.stands_for { "yes" } else { "no" }.to_owned(),
            ]
        })
        .collect();
    table
}

fn missingness(attribute: &AttributeScreen) -> SheetTable {
    let mut table = SheetTable::new(
        "What is missing, and for whom",
        &["Column", "#Missing", "Most for", "#Share", "Least for", "#Share", "#p"],
    );
    table.rows = attribute
        .missingness
        .iter()
        .map(|column| {
            vec![
                column.column.clone(),
                count(column.missing),
                column.most.to_string(),
                percent(column.most_rate),
                column.least.to_string(),
                percent(column.least_rate),
                p_only(column.p_adjusted),
            ]
        })
        .collect();
    table
}
