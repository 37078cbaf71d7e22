//! The report laid out in words, blocks and figures: what Markdown and HTML both render.
//!
//! A [`Report`](super::Report) holds numbers; a [`Document`] holds what a reader sees of them, in order, without markup.

use super::numbers::Scale;
use super::table::Table;
use super::text::Text;
use super::words::Words;
use crate::audit::{Severity, Verdict};

/// A report, laid out.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) front: Front,
    pub(super) chapters: Vec<Chapter>,
}

/// A section with its heading.
#[derive(Debug)]
pub(super) struct Chapter {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) blocks: Vec<Block>,
}

/// A piece of a chapter.
#[derive(Debug)]
pub(super) enum Block {
    Heading {
        level: u8,
        text: Text,
    },
    Paragraph(Text),
    /// Smaller print under a table or a figure.
    Note(Text),
    /// What must not be overlooked.
    Callout(Text),
    List(Vec<Text>),
    /// A list whose order counts.
    Steps(Vec<Text>),
    Table(Table),
    Forest(Forest),
    HeatMap(HeatMap),
    Trend(Box<TrendFigure>),
    Chart(Chart),
    Finding(Box<Card>),
    /// Terms with what they mean.
    Terms(Vec<(Text, Vec<Text>)>),
    /// Lines with a label and a space to fill in by hand, or what was filled in.
    Form(Vec<(String, Option<Text>)>),
    /// Folded away; a heading of the level given opens it.
    Fold {
        level: Option<u8>,
        summary: Text,
        marks: Counts,
        blocks: Vec<Block>,
    },
}

/// The first screen.
#[derive(Debug)]
pub(super) struct Front {
    pub(super) kicker: String,
    pub(super) title: String,
    pub(super) status: String,
    pub(super) draft: bool,
    pub(super) card: Vec<(String, Text)>,
    pub(super) decided: Vec<Text>,
    pub(super) passed: Option<bool>,
    pub(super) gate: String,
    pub(super) gate_detail: Vec<Text>,
    pub(super) facts: Vec<Fact>,
    pub(super) matrix: Option<Matrix>,
    pub(super) actions_title: String,
    pub(super) actions: Vec<Action>,
    pub(super) nothing_to_do: Option<Text>,
    pub(super) unassessed_title: String,
    pub(super) unassessed: Vec<Text>,
}

/// A number of the first screen.
#[derive(Debug)]
pub(super) struct Fact {
    pub(super) value: Text,
    pub(super) label: String,
    pub(super) detail: Option<Text>,
}

/// How often each verdict occurs.
pub(super) type Counts = Vec<(Verdict, usize)>;

/// Verdicts by grouping and rule.
#[derive(Debug)]
pub(super) struct Matrix {
    pub(super) title: String,
    pub(super) corner: String,
    pub(super) rules: Vec<Column>,
    /// For each grouping the counts of each rule.
    pub(super) rows: Vec<(Text, Vec<Counts>)>,
    pub(super) legend: Vec<(Verdict, String)>,
}

/// A rule above its column of a [`Matrix`].
#[derive(Debug)]
pub(super) struct Column {
    pub(super) rule: Text,
    /// What it asks in plain words, where there are some.
    pub(super) question: Option<Text>,
    pub(super) asks: Text,
}

/// What to do next about one rule.
#[derive(Debug)]
pub(super) struct Action {
    pub(super) rule: String,
    pub(super) severity: Severity,
    pub(super) what: Text,
    pub(super) who: Text,
    pub(super) because: Vec<Text>,
    /// The customers of each segment in `because`.
    pub(super) people: Vec<Text>,
    pub(super) more: Option<Text>,
}

/// A finding in full.
#[derive(Debug)]
pub(super) struct Card {
    pub(super) verdict: Option<Verdict>,
    pub(super) heading: Text,
    pub(super) sentence: Text,
    pub(super) facts: Vec<(String, Text)>,
    pub(super) fails: bool,
}

/// Disparities with their intervals against a tolerance.
#[derive(Debug)]
pub(super) struct Forest {
    pub(super) words: Words,
    pub(super) title: Text,
    pub(super) description: String,
    /// Whether the axis is logarithmic, as for ratios.
    pub(super) logarithmic: bool,
    pub(super) percent: bool,
    pub(super) ideal: f64,
    pub(super) lower: Option<f64>,
    pub(super) upper: Option<f64>,
    pub(super) band: String,
    pub(super) axis: String,
    pub(super) rows: Vec<ForestRow>,
}

/// One line of a [`Forest`].
#[derive(Debug)]
pub(super) struct ForestRow {
    pub(super) label: String,
    pub(super) value: Option<f64>,
    pub(super) interval: Option<(f64, f64)>,
    pub(super) verdict: Verdict,
    pub(super) reading: String,
}

/// Disparities over periods, a panel for each segment.
#[derive(Debug)]
pub(super) struct TrendFigure {
    pub(super) words: Words,
    pub(super) title: Text,
    pub(super) description: String,
    pub(super) logarithmic: bool,
    pub(super) ideal: f64,
    pub(super) lower: Option<f64>,
    pub(super) upper: Option<f64>,
    pub(super) band: String,
    pub(super) periods: Vec<String>,
    pub(super) panels: Vec<TrendPanel>,
    pub(super) note: Option<Text>,
}

/// One segment of a [`TrendFigure`].
#[derive(Debug)]
pub(super) struct TrendPanel {
    pub(super) label: String,
    /// The last value.
    pub(super) reading: String,
    pub(super) verdict: Verdict,
    pub(super) marks: Vec<TrendMark>,
}

/// One value of a [`TrendPanel`].
#[derive(Debug)]
pub(super) struct TrendMark {
    pub(super) period: usize,
    pub(super) value: f64,
    pub(super) interval: Option<(f64, f64)>,
    pub(super) verdict: Verdict,
}

/// Series over two axes, or marks by category.
#[derive(Debug)]
pub(super) struct Chart {
    pub(super) words: Words,
    pub(super) title: Text,
    pub(super) description: String,
    /// What runs to the right.
    pub(super) across: String,
    /// What runs up; with categories, what runs to the right.
    pub(super) up: String,
    pub(super) across_scale: Scale,
    pub(super) up_scale: Scale,
    pub(super) plot: Plot,
    pub(super) series: Vec<ChartSeries>,
}

/// How a [`Chart`] is drawn.
#[derive(Debug)]
pub(super) enum Plot {
    /// Lines, with the diagonal from (0, 0) to (1, 1) or without.
    Curves { diagonal: bool },
    /// Marks on a line for each category; a point's first number is the category's place.
    Marks { categories: Vec<String> },
}

/// One series of a [`Chart`].
#[derive(Debug)]
pub(super) struct ChartSeries {
    pub(super) label: String,
    pub(super) points: Vec<ChartPoint>,
}

/// Across, up, and the ends of an interval of the latter.
pub(super) type ChartPoint = (f64, f64, Option<(f64, f64)>);

/// The rate of every combination of two attributes.
#[derive(Debug)]
pub(super) struct HeatMap {
    pub(super) title: Text,
    pub(super) description: String,
    pub(super) across: String,
    pub(super) down: String,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<(String, Vec<HeatCell>)>,
    pub(super) legend: Vec<String>,
}

/// One cell of a [`HeatMap`].
#[derive(Debug, Clone, Default)]
pub(super) struct HeatCell {
    /// Where the value lies between the smallest and the largest, 0 to 1.
    pub(super) shade: Option<f64>,
    pub(super) reading: String,
    pub(super) small: bool,
    pub(super) outside: bool,
}
