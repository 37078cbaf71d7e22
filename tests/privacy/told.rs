//! What the forms other than JSON say of how many people a slice has: read as a person would, out of tables and sentences.

use std::collections::BTreeSet;

use serde_json::Value;

use super::attacker::Conditions;
use super::population::{KINDS, Population, code};

/// Some of the kinds of rows, as a set of their places.
type Kinds = u8;

const ALL: Kinds = 0b1111;

/// One statement: among the rows of some kinds in a slice, or in all the rest, those of other kinds are from a least to a most
/// share; without the former, that many.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    pub(crate) slice: Conditions,
    pub(crate) rest: bool,
    pub(crate) of: Kinds,
    pub(crate) among: Option<Kinds>,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

impl Told {
    fn count(slice: &Conditions, of: Kinds, count: f64) -> Self {
        Self { slice: slice.clone(), rest: false, of, among: None, least: count, most: count }
    }

    /// Whether a population is as told.
    pub(crate) fn holds(&self, population: &Population) -> bool {
        let sum = |kinds: Kinds| -> f64 {
            let count = |slice: &[(usize, usize)]| -> u64 {
                let own = (0..population.cells[0].len()).filter(|kind| kinds >> kind & 1 == 1);
                own.map(|kind| population.count(slice, kind)).sum()
            };
            let own = count(&self.slice);
            (if self.rest { count(&[]) - own } else { own }) as f64
        };
        let (of, among) = (sum(self.of), self.among.map_or(1.0, sum));
        self.least * among <= of + 1e-6 && of <= self.most * among + 1e-6
    }
}

/// The rates by the names that reports give them: which kinds among which.
fn rate(name: &str) -> Option<(Kinds, Kinds)> {
    let kinds = |wanted: &dyn Fn(bool, bool) -> bool| -> Kinds {
        (0..4).filter(|&kind| wanted(KINDS[kind].0, KINDS[kind].1)).map(|kind| 1 << kind).sum()
    };
    let selected = kinds(&|decision, _| decision);
    let positive = kinds(&|_, outcome| outcome);
    Some(match name.to_lowercase().replace(' ', "_").as_str() {
        "selection_rate" => (selected, ALL),
        "base_rate" => (positive, ALL),
        "true_positive_rate" => (selected & positive, positive),
        "positive_predictive_value" => (selected & positive, selected),
        "false_positive_rate" => (selected & !positive, ALL & !positive),
        "accuracy" => (kinds(&|decision, outcome| decision == outcome), ALL),
        _ => return None,
    })
}

/// A table of words.
struct Table {
    caption: String,
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// What a form says.
#[derive(Default, Debug)]
pub(crate) struct Heard {
    pub(crate) told: Vec<Told>,
    /// Slices of which a sentence says something with a number in it, or that have a row in a table of numbers.
    pub(crate) spoken_of: BTreeSet<Conditions>,
}

impl Heard {
    /// Reads a form by its name.
    pub(crate) fn read(form: &str, text: &str, population: &Population) -> Self {
        let mut heard = Self::default();
        match form {
            "CSV" => heard.csv(text, population),
            "HTML" | "public page" => {
                html_tables(text).iter().for_each(|table| heard.table(table));
                html_blocks(text).iter().for_each(|block| heard.sentence(block));
            }
            "Markdown" | "summary" | "public summary" => {
                markdown_tables(text).iter().for_each(|table| heard.table(table));
                text.lines().filter(|line| !line.starts_with('|')).for_each(|line| heard.sentence(line));
            }
            "SARIF" => heard.sarif(&serde_json::from_str(text).unwrap()),
            // A test case is named by its slice, and its message is a sentence.
            "JUnit" => text.split('"').for_each(|part| heard.sentence(&unescaped(part))),
            _ => text.lines().for_each(|line| heard.sentence(line)),
        }
        heard
    }

    fn csv(&mut self, text: &str, population: &Population) {
        let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let head = lines.next().unwrap();
        let at = |name: &str| head.iter().position(|column| *column == name);
        let counts = ["tn", "fn", "rejected_unlabelled", "fp", "tp", "selected_unlabelled"];
        for line in lines {
            let number = |name: &str| line[at(name)?].parse::<f64>().ok();
            let mut slice = Conditions::new();
            for attribute in 0..population.shape.len() {
                let level = at(&format!("a{attribute}")).map(|place| line[place]).unwrap_or_default();
                slice.extend(level.strip_prefix('l').map(|level| (attribute, level.parse().unwrap())));
            }
            self.spoken_of.insert(slice.clone());
            self.told.extend(number("rows").map(|rows| Told::count(&slice, ALL, rows)));
            for kind in 0..population.cells[0].len() {
                let count = number(counts[code(population.labelled, kind)]);
                self.told.extend(count.map(|count| Told::count(&slice, 1 << kind, count)));
            }
            for &name in &head {
                if let (Some((of, among)), Some(value)) = (rate(name), number(name)) {
                    self.share(&slice, false, (of, among), value, 1e-9);
                }
            }
        }
    }

    fn share(&mut self, slice: &Conditions, rest: bool, (of, among): (Kinds, Kinds), value: f64, error: f64) {
        let (least, most) = (value - error, value + error);
        self.told.push(Told { slice: slice.clone(), rest, of, among: Some(among), least, most });
    }

    /// A row of a table for each segment, by its levels alone or with its attributes.
    fn table(&mut self, table: &Table) {
        let Some(segment) = table.headings.iter().position(|heading| heading == "Segment") else { return };
        let by = table.caption.split(" by ").nth(1).unwrap_or_default();
        let axes: Vec<usize> = by.split(" × ").map_while(|name| leading(name, 'a')).collect();
        // What a table of one rule compares stands in its own column; the rest is compared by the same rate.
        let compared = table.headings.iter().find_map(|heading| rate(heading));
        for row in &table.rows {
            let named = slices(&row[segment]);
            let slice = named.first().cloned().or_else(|| {
                let levels: Vec<usize> = row[segment].split(" × ").map_while(|name| leading(name, 'l')).collect();
                let mut slice: Conditions = axes.iter().copied().zip(levels.iter().copied()).collect();
                slice.sort_unstable();
                (!axes.is_empty() && axes.len() == levels.len()).then_some(slice)
            });
            let Some(slice) = slice else { continue };
            self.spoken_of.insert(slice.clone());
            for (heading, cell) in table.headings.iter().zip(row) {
                if heading == "Customers" {
                    self.told.extend(numbers(cell).first().map(|rows| Told::count(&slice, ALL, *rows)));
                } else if let Some((of, among)) = rate(heading) {
                    let words: Vec<&str> = cell.split(|c: char| c.is_whitespace() || c == '(' || c == ';').collect();
                    let counts = words.windows(3).find(|three| three[1] == "of").and_then(|three| {
                        Some((numbers(three[0]).first().copied()?, numbers(three[2]).first().copied()?))
                    });
                    if let Some((part, whole)) = counts {
                        self.told.extend([Told::count(&slice, of, part), Told::count(&slice, among, whole)]);
                    }
                    if let Some(percent) = percentage(cell) {
                        self.share(&slice, false, (of, among), percent / 100.0, 0.000_51);
                    }
                } else if let (Some(kinds), Some(rest)) = (compared, cell.strip_prefix("everyone else: "))
                    && let Some(percent) = percentage(rest)
                {
                    self.share(&slice, true, kinds, percent / 100.0, 0.000_51);
                }
            }
        }
    }

    /// A sentence that names one slice, and perhaps how many customers it has.
    fn sentence(&mut self, text: &str) {
        let named = slices(text);
        let mut rest = text.to_owned();
        for attribute in ['a', 'l'] {
            // Names hold digits that are no numbers.
            rest = without_names(&rest, attribute);
        }
        if rest.contains(|character: char| character.is_ascii_digit()) {
            self.spoken_of.extend(named.iter().cloned());
        }
        let (Some(slice), true) = (named.first(), named.len() == 1) else { return };
        for (at, _) in rest.match_indices(" customers") {
            let before: String = rest[..at].chars().rev().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
            let digits: String = before.chars().rev().filter(char::is_ascii_digit).collect();
            let lead = rest[..at - before.len()].trim_end();
            // Not "fewer than 30 customers", "settles at 850 customers" or "needs about 380 customers".
            if let (Ok(rows), true) = (digits.parse(), lead.ends_with('·') || lead.ends_with("has")) {
                self.told.push(Told::count(slice, ALL, rows));
            }
        }
    }

    fn sarif(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                let named = members.get("locations").map(|all| &all[0]["logicalLocations"][0]["fullyQualifiedName"]);
                let name = named.and_then(Value::as_str).unwrap_or_default();
                let rows = members.get("properties").and_then(|own| own["customers"].as_f64());
                if let (Some(slice), Some(rows)) = (slices(name).first(), rows) {
                    self.told.push(Told::count(slice, ALL, rows));
                    self.spoken_of.insert(slice.clone());
                }
                members.values().for_each(|own| self.sarif(own));
            }
            Value::Array(all) => all.iter().for_each(|own| self.sarif(own)),
            Value::String(text) => self.sentence(text),
            _ => {}
        }
    }
}

/// The slices that a text names with their attributes, as `a0=l1 × a1=l2`, each once.
fn slices(text: &str) -> BTreeSet<Conditions> {
    let mut found = BTreeSet::new();
    let mut slice = Conditions::new();
    let pieces: Vec<&str> = text.split(' ').collect();
    let condition = |piece: &str| {
        let (attribute, level) = piece.split_once('=')?;
        let attribute = attribute.rsplit(|c: char| !c.is_alphanumeric()).next()?;
        Some((leading(attribute, 'a')?, leading(level, 'l')?))
    };
    for (at, piece) in pieces.iter().enumerate() {
        let Some(one) = condition(piece) else { continue };
        slice.push(one);
        let goes_on =
            pieces.get(at + 1) == Some(&"×") && pieces.get(at + 2).is_some_and(|next| condition(next).is_some());
        if !goes_on {
            slice.sort_unstable();
            found.insert(std::mem::take(&mut slice));
        }
    }
    found
}

/// The number after a letter, with nothing but an end or a sign behind it.
fn leading(name: &str, letter: char) -> Option<usize> {
    let rest = name.trim().strip_prefix(letter)?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    (!rest[end..].starts_with(char::is_alphanumeric)).then(|| rest[..end].parse().ok()).flatten()
}

fn without_names(text: &str, letter: char) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(letter) {
        let after = &rest[at + letter.len_utf8()..];
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let begins = !rest[..at].ends_with(char::is_alphanumeric);
        out.push_str(&rest[..at]);
        out.push(letter);
        rest = if begins { &after[digits..] } else { after };
    }
    out + rest
}

/// The numbers of a text, thousands joined.
fn numbers(text: &str) -> Vec<f64> {
    let plain = text.replace(',', "");
    plain.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(|word| word.parse().ok()).collect()
}

/// The first percentage of a cell.
fn percentage(text: &str) -> Option<f64> {
    numbers(text.split_once('%')?.0.rsplit([' ', '(']).next()?).first().copied()
}

fn markdown_tables(text: &str) -> Vec<Table> {
    let lines: Vec<&str> = text.lines().collect();
    let cells =
        |line: &str| -> Vec<String> { line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect() };
    let mut tables = Vec::new();
    for at in 1..lines.len() {
        if lines[at].starts_with("| ---") {
            let caption = lines[..at - 1].iter().rev().find(|line| !line.is_empty()).copied().unwrap_or_default();
            let rows =
                lines[at + 1..].iter().take_while(|line| line.starts_with('|')).map(|line| cells(line)).collect();
            tables.push(Table { caption: caption.to_owned(), headings: cells(lines[at - 1]), rows });
        }
    }
    tables
}

fn html_tables(text: &str) -> Vec<Table> {
    let named = text.split("aria-label=\"").skip(1).filter_map(|part| {
        let (caption, rest) = part.split_once('"')?;
        let table = rest.strip_prefix("><table>")?.split("</table>").next()?;
        let mut rows = table.split("<tr>").skip(1).map(|row| {
            let cells = row.replace("<th", "\u{1}<th").replace("<td", "\u{1}<td");
            cells.split('\u{1}').skip(1).map(stripped).collect::<Vec<String>>()
        });
        Some(Table { caption: unescaped(caption), headings: rows.next()?, rows: rows.collect() })
    });
    named.collect()
}

/// The text of an element and what is in it.
fn stripped(html: &str) -> String {
    let mut out = String::new();
    for part in html.split('<') {
        out.push_str(part.split_once('>').map_or(part, |(_, text)| text));
        out.push(' ');
    }
    unescaped(&out).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands between the ends of paragraphs, entries, headings and labels of drawings.
fn html_blocks(text: &str) -> Vec<String> {
    let without_tables: String = text
        .split("<table>")
        .enumerate()
        .map(|(at, part)| if at == 0 { part } else { part.split_once("</table>").map_or("", |(_, rest)| rest) })
        .collect();
    let mut blocks = vec![without_tables];
    for end in ["</p>", "</li>", "</h1>", "</h2>", "</h3>", "</h4>", "</dd>", "</dt>", "</text>", "</title>", "</desc>"]
    {
        blocks = blocks.iter().flat_map(|block| block.split(end).map(str::to_owned).collect::<Vec<_>>()).collect();
    }
    blocks.iter().map(|block| stripped(block)).collect()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}
