//! What is measured about a data set, as data: the catalogue of this task.

/// A number about a data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// The stable name.
    pub id: &'static str,
    /// The name in words.
    pub name: &'static str,
    /// Other names in use for the same number.
    pub aliases: &'static [&'static str],
    /// The question it answers.
    pub question: &'static str,
    /// The formula.
    pub formula: &'static str,
    /// Where its values lie, and which means nothing is found.
    pub range: &'static str,
    /// Where the definition comes from.
    pub source: &'static str,
    /// Traps.
    pub note: &'static str,
}

impl Measure {
    /// The measure of a name or alias, whatever its case.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::dataset::Measure;
    ///
    /// assert_eq!(Measure::find("DPL").unwrap().id, "label_difference");
    /// ```
    pub fn find(name: &str) -> Option<&'static Measure> {
        let wanted = name.trim().to_lowercase().replace(['-', ' '], "_");
        MEASURES.iter().find(|measure| measure.id == wanted || measure.aliases.contains(&wanted.as_str()))
    }
}

/// Everything that [`Screen`](super::Screen) measures, in the order of its answers.
pub const MEASURES: &[Measure] = &[
    Measure {
        id: "class_imbalance",
        name: "class imbalance",
        aliases: &["facet_imbalance"],
        question: "Is a segment so small beside everyone else that a model hardly sees it?",
        formula: "(rows of everyone else − rows of the segment) / rows",
        range: "-1 to 1; 0 where a segment is half of the data, positive where it is the smaller part",
        source: "Hardt et al. 2021 (SageMaker Clarify), as CI",
        note: "A small segment is not unfair. It is where a model errs first, and where an audit needs most data: see `evenhand plan`.",
    },
    Measure {
        id: "label_difference",
        name: "difference of label rates",
        aliases: &["dpl", "difference_in_proportions_of_labels"],
        question: "Do segments differ in the label that the model will learn?",
        formula: "positive labels among labelled rows of the segment − the same of everyone else",
        range: "-1 to 1; 0 where labels are alike",
        source: "Hardt et al. 2021 (SageMaker Clarify), as DPL",
        note: "The sign is segment minus everyone else; Clarify's DPL is the other way round. A difference may be a fact of life or \
               made by past decisions: the data cannot tell which.",
    },
    Measure {
        id: "missing_value_disparity",
        name: "disparity of missing values",
        aliases: &["missing_rate_difference"],
        question: "Is a column missing more often in one segment than in another?",
        formula: "largest share of missing values among segments − smallest",
        range: "0 to 1; 0 where values are missing evenly",
        source: "Little and Rubin 2019; chi-squared test of equal shares",
        note: "What is filled in for missing values then differs by segment, and so does what a model makes of it.",
    },
    Measure {
        id: "cramers_v",
        name: "Cramér's V, bias-corrected",
        aliases: &["proxy_association", "corrected_cramers_v"],
        question: "Does a column stand for a segment?",
        formula: "sqrt(max(0, chi²/n − (r−1)(c−1)/(n−1)) / min(r~−1, c~−1)), r~ = r − (r−1)²/(n−1); numbers in ten bands of \
                  about equal size, missing a level of its own",
        range: "0 to 1; 0 where the column tells nothing of the segment, 1 where it tells all",
        source: "Cramér 1946; Bergsma 2013",
        note: "Without the correction a column of many levels, such as a postcode, is always high. Columns that are harmless one by \
               one may stand for a segment together: train a model to predict the segment if it matters.",
    },
    Measure {
        id: "proxy_auc",
        name: "AUC of a column for a segment",
        aliases: &["proxy_area"],
        question: "How well does a column tell customers of a segment from everyone else?",
        formula: "P(value in the segment > value elsewhere) + ½P(equal); for levels the share of the segment in the level, taken \
                  from the other half of the rows",
        range: "0 to 1; 0.5 where the column tells nothing. Of several segments the one farthest from 0.5 is shown",
        source: "Mann and Whitney 1947; Hanley and McNeil 1982",
        note: "Below 0.5 the column is lower in the segment, and tells as much. It is blind where middle values stand for the segment: \
               Cramér's V is not.",
    },
];
