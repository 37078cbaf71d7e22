//! Five questions of a data set.

use super::result::{
    AttributeScreen, ColumnValues, GroupScreen, LabelBalance, MissingnessScreen, ProxyScreen, RepresentationScreen,
    Screened,
};
use super::table::Dataset;
use crate::audit::ReferencePopulation;
use crate::data::Column;
use crate::error::{Error, ErrorKind, Problem, Problems, suggestion};
use crate::inference::association::{association, probability_larger};
use crate::inference::divergence::BinPair;
use crate::inference::representation::{RepresentedGroup, class_imbalance, representation};
use crate::inference::{Difference, Proportion, benjamini_hochberg, chi_squared, equality_test, holm};
use crate::segment::Level;
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// A screen of a data set before a model is trained on it.
///
/// # Example
///
/// ```
/// use evenhand::dataset::{Dataset, Screen};
///
/// let dataset = Dataset::builder()
///     .segment("sex", (0..400).map(|i| if i % 2 == 0 { "f" } else { "m" }))
///     .column("title", (0..400).map(|i| if i % 2 == 0 { "Ms" } else { "Mr" }))
///     .numbers("basket", (0..400).map(|i| f64::from(i / 2)))
///     .build()?;
/// let screened = Screen::new().run(&dataset)?;
/// let sex = &screened.attributes[0];
/// assert_eq!((sex.proxies[0].column.as_str(), sex.proxies[0].stands_for), ("title", true));
/// assert!(!sex.proxies[1].stands_for);
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a screen does nothing until it is run"]
pub struct Screen {
    confidence: Confidence,
    minimum_rows: u64,
    strong: f64,
    strong_area: f64,
    populations: Vec<ReferencePopulation>,
}

impl Default for Screen {
    fn default() -> Self {
        Self::new()
    }
}

impl Screen {
    /// At 95 % confidence, segments of 30 rows and more, columns of a V of 0.3 or an AUC of 0.7 said to stand for a segment.
    pub fn new() -> Self {
        Self {
            confidence: Confidence::DEFAULT,
            minimum_rows: 30,
            strong: 0.3,
            strong_area: 0.7,
            populations: Vec::new(),
        }
    }

    /// Confidence of every interval, and of what is said to stand for a segment.
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// Segments with fewer rows are shown and not tested.
    pub fn minimum_rows(mut self, rows: u64) -> Self {
        self.minimum_rows = rows;
        self
    }

    /// Cramér's V from which on a column is said to stand for a segment.
    pub fn strong(mut self, cramers_v: f64) -> Self {
        self.strong = cramers_v;
        self
    }

    /// The AUC from which on it is; below 1 minus it as well.
    pub fn strong_area(mut self, area: f64) -> Self {
        self.strong_area = area;
        self
    }

    /// The shares that an attribute's levels have in the population.
    pub fn population(mut self, population: ReferencePopulation) -> Self {
        self.populations.push(population);
        self
    }

    /// Screens a data set.
    ///
    /// # Errors
    ///
    /// A population of an attribute that is no segment, limits outside their range.
    pub fn run(&self, dataset: &Dataset) -> Result<Screened, Error> {
        self.check(dataset)?;
        let label = dataset.label.as_ref().map(|(name, values)| {
            let count = |wanted| values.iter().filter(|label| **label == wanted).count() as u64;
            LabelBalance {
                name: name.clone(),
                positive: count(Some(true)),
                negative: count(Some(false)),
                unlabelled: count(None),
            }
        });
        let mut attributes: Vec<AttributeScreen> =
            dataset.segments.iter().map(|segment| self.attribute(segment, dataset)).collect();
        correct(&mut attributes, self);
        for attribute in &mut attributes {
            attribute.missingness.sort_by(|a, b| b.disparity().total_cmp(&a.disparity()));
            let strength = |proxy: &ProxyScreen| proxy.cramers_v.unwrap_or(-1.0);
            attribute.proxies.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
        }
        Ok(Screened {
            rows: dataset.rows as u64,
            label,
            confidence: self.confidence,
            minimum_rows: self.minimum_rows,
            strong: self.strong,
            strong_area: self.strong_area,
            attributes,
        })
    }

    fn check(&self, dataset: &Dataset) -> Result<(), Error> {
        let mut problems = Problems::default();
        for population in &self.populations {
            if !dataset.segments().any(|name| name == population.attribute()) {
                let names: Vec<&str> = dataset.segments().collect();
                problems.push(
                    Problem::new(ErrorKind::Column, "has a population and is no segment")
                        .value(population.attribute())
                        .remedy(suggestion(population.attribute(), names)),
                );
            }
        }
        if !(self.strong > 0.0 && self.strong <= 1.0) {
            problems.push(
                Problem::new(ErrorKind::Value, "is no strength of an association")
                    .value(self.strong)
                    .remedy("give a number above 0 and up to 1, as 0.3"),
            );
        }
        if !(self.strong_area > 0.5 && self.strong_area <= 1.0) {
            problems.push(
                Problem::new(ErrorKind::Value, "is no AUC that tells anything")
                    .value(self.strong_area)
                    .remedy("give a number above 0.5 and up to 1, as 0.7"),
            );
        }
        problems.into_result()
    }

    fn attribute(&self, segment: &Column, dataset: &Dataset) -> AttributeScreen {
        let codes: Vec<usize> = (0..dataset.rows).map(|row| segment.codes.get(row) as usize).collect();
        let mut rows = vec![0_u64; segment.levels.len()];
        for &code in &codes {
            rows[code] += 1;
        }
        let setting = Setting { screen: self, levels: &segment.levels, codes: &codes, rows: &rows };
        let labels = dataset.label.as_ref().map(|(_, values)| setting.labels(values));
        let groups = setting.groups(labels.as_deref());
        let label_test = labels.as_ref().map_or(Err(Unavailable::Undefined(Reason::LabelsNotDeclared)), |labels| {
            let proportions: Measured<Vec<Proportion>> =
                labels.iter().map(|&(positive, labelled)| Proportion::new(positive, labelled)).collect();
            chi_squared(&proportions?)
        });
        let mut missingness = Vec::new();
        if let Some((name, values)) = &dataset.label {
            missingness.extend(setting.missing(name, values.iter().map(Option::is_none)));
        }
        let mut proxies = Vec::new();
        let others = dataset.segments.iter().filter(|other| other.name() != segment.name());
        let columns =
            others.map(|column| (column, None)).chain(dataset.others.iter().map(|other| (&other.levels, Some(other))));
        for (column, other) in columns {
            let missing = column.levels.iter().position(Level::is_missing);
            if let Some(missing) = missing {
                let is_missing = (0..dataset.rows).map(|row| column.codes.get(row) as usize == missing);
                missingness.extend(setting.missing(column.name(), is_missing));
            }
            let levels = column.levels.iter().filter(|level| !level.is_missing()).count();
            let values = other.map_or(ColumnValues::Levels { levels }, super::table::Other::kind);
            let numbers = other.and_then(|other| other.numbers.as_deref());
            proxies.push(setting.proxy(column, values, numbers));
        }
        let representation = self
            .populations
            .iter()
            .find(|population| population.attribute() == segment.name())
            .map(|population| setting.representation(population));
        AttributeScreen {
            attribute: segment.name().to_owned(),
            groups,
            label_test,
            representation,
            missingness,
            proxies,
        }
    }
}

/// One attribute's segments.
struct Setting<'a> {
    screen: &'a Screen,
    levels: &'a [Level],
    codes: &'a [usize],
    rows: &'a [u64],
}

impl Setting<'_> {
    /// Positive and known labels by segment.
    fn labels(&self, values: &[Option<bool>]) -> Vec<(u64, u64)> {
        let mut counts = vec![(0, 0); self.levels.len()];
        for (&code, label) in self.codes.iter().zip(values) {
            counts[code].0 += u64::from(*label == Some(true));
            counts[code].1 += u64::from(label.is_some());
        }
        counts
    }

    fn is_tested(&self, at: usize) -> bool {
        self.rows[at] >= self.screen.minimum_rows
    }

    fn groups(&self, labels: Option<&[(u64, u64)]>) -> Vec<GroupScreen> {
        let total: u64 = self.rows.iter().sum();
        let sums = labels
            .map(|labels| labels.iter().fold((0, 0), |(positive, labelled), one| (positive + one.0, labelled + one.1)));
        (0..self.levels.len())
            .map(|at| {
                let rows = self.rows[at];
                let (positive, labelled) = labels.map_or((0, 0), |labels| labels[at]);
                let own = labels.map_or(Err(Unavailable::Undefined(Reason::LabelsNotDeclared)), |_| {
                    Proportion::new(positive, labelled)
                });
                let others = sums.map_or(Err(Unavailable::Undefined(Reason::LabelsNotDeclared)), |sums| {
                    Proportion::new(sums.0 - positive, sums.1 - labelled)
                });
                let difference = own.and_then(|group| Ok(Difference { group, reference: others? }));
                let small = !self.is_tested(at) || total - rows < self.screen.minimum_rows;
                GroupScreen {
                    level: self.levels[at].clone(),
                    rows,
                    share: rows as f64 / total as f64,
                    class_imbalance: class_imbalance(BinPair { group: rows, reference: total - rows }),
                    labelled,
                    positive,
                    label_rate: own.and_then(|own| own.rate()),
                    label_rate_interval: own.and_then(|own| own.wilson(self.screen.confidence)),
                    label_difference: difference.and_then(|difference| difference.estimate()),
                    label_difference_interval: difference
                        .and_then(|difference| difference.miettinen_nurminen(self.screen.confidence)),
                    p_adjusted: if small {
                        Err(Unavailable::Undefined(Reason::TooFewRows))
                    } else {
                        difference.and_then(|difference| Ok(equality_test(&difference)?.p_two_sided))
                    },
                }
            })
            .collect()
    }

    /// How evenly a column is missing; `None` where nothing is, or too few segments have enough rows.
    fn missing(&self, column: &str, is_missing: impl Iterator<Item = bool>) -> Option<MissingnessScreen> {
        let mut missing = vec![0_u64; self.levels.len()];
        for (&code, is_missing) in self.codes.iter().zip(is_missing) {
            missing[code] += u64::from(is_missing);
        }
        let total: u64 = missing.iter().sum();
        let tested: Vec<usize> = (0..self.levels.len()).filter(|&at| self.is_tested(at)).collect();
        let rate = |at: usize| missing[at] as f64 / self.rows[at] as f64;
        let most = tested.iter().copied().reduce(|a, b| if rate(b) > rate(a) { b } else { a })?;
        let least = tested.iter().copied().reduce(|a, b| if rate(b) < rate(a) { b } else { a })?;
        if total == 0 || tested.len() < 2 {
            return None;
        }
        let proportions: Measured<Vec<Proportion>> =
            tested.iter().map(|&at| Proportion::new(missing[at], self.rows[at])).collect();
        Some(MissingnessScreen {
            column: column.to_owned(),
            missing: total,
            most: self.levels[most].clone(),
            most_rate: rate(most),
            least: self.levels[least].clone(),
            least_rate: rate(least),
            p_adjusted: proportions.and_then(|proportions| Ok(chi_squared(&proportions)?.p_value)),
        })
    }

    fn proxy(&self, column: &Column, values: ColumnValues, numbers: Option<&[f64]>) -> ProxyScreen {
        let mut table = vec![vec![0_u64; self.levels.len()]; column.levels.len()];
        for (row, &code) in self.codes.iter().enumerate() {
            table[column.codes.get(row) as usize][code] += 1;
        }
        let found = association(&table);
        let mut best: Option<(f64, usize)> = None;
        for at in (0..self.levels.len()).filter(|&at| self.is_tested(at)) {
            let area = match numbers {
                Some(numbers) => self.area_of_numbers(at, numbers),
                None => self.area_of_levels(at, column),
            };
            if let Ok(area) = area
                && best.is_none_or(|(so_far, _)| (area - 0.5).abs() > (so_far - 0.5).abs())
            {
                best = Some((area, at));
            }
        }
        ProxyScreen {
            column: column.name().to_owned(),
            values,
            cramers_v: found.map(|found| found.corrected),
            area: best.map_or(Err(Unavailable::Undefined(Reason::OneGroup)), |(area, _)| Ok(area)),
            area_of: best.map(|(_, at)| self.levels[at].clone()),
            p_adjusted: found.map(|found| found.chi_squared.p_value),
            stands_for: false,
        }
    }

    /// AUC of numbers, rows without one left out.
    fn area_of_numbers(&self, at: usize, numbers: &[f64]) -> Measured {
        let (mut group, mut others) = (Vec::new(), Vec::new());
        for (&code, &number) in self.codes.iter().zip(numbers).filter(|(_, number)| !number.is_nan()) {
            if code == at { group.push(number) } else { others.push(number) }
        }
        probability_larger(&group, &others)
    }

    /// AUC of levels: each scored by the share of the segment in it, among the other half of the rows, so that a level of one
    /// row tells nothing of itself.
    fn area_of_levels(&self, at: usize, column: &Column) -> Measured {
        let share = self.rows[at] as f64 / self.codes.len() as f64;
        let mut counts = [vec![(0_u64, 0_u64); column.levels.len()], vec![(0_u64, 0_u64); column.levels.len()]];
        for (row, &code) in self.codes.iter().enumerate() {
            let count = &mut counts[row % 2][column.codes.get(row) as usize];
            count.0 += u64::from(code == at);
            count.1 += 1;
        }
        let (mut group, mut others) = (Vec::new(), Vec::new());
        for (row, &code) in self.codes.iter().enumerate() {
            let (of, among) = counts[1 - row % 2][column.codes.get(row) as usize];
            // One row of the average segment more, so that an unseen level is average.
            let score = (of as f64 + share) / (among as f64 + 1.0);
            if code == at { group.push(score) } else { others.push(score) }
        }
        probability_larger(&group, &others)
    }

    fn representation(&self, population: &ReferencePopulation) -> RepresentationScreen {
        let mut levels: Vec<Level> = self.levels.iter().filter(|level| !level.is_missing()).cloned().collect();
        let absent: Vec<Level> = population.levels().filter(|level| !levels.contains(level)).cloned().collect();
        levels.extend(absent);
        let rows = |level: &Level| self.levels.iter().position(|own| own == level).map_or(0, |at| self.rows[at]);
        let groups: Vec<RepresentedGroup> = levels
            .iter()
            .map(|level| RepresentedGroup { rows: rows(level), population_share: population.share(level) })
            .collect();
        RepresentationScreen { found: representation(&groups), unknown: rows(&Level::Missing), levels }
    }
}

/// Corrects each question for the number of times it was asked, and says which columns stand for a segment.
fn correct(attributes: &mut [AttributeScreen], screen: &Screen) {
    let mut labels: Vec<&mut Measured> =
        attributes.iter_mut().flat_map(|one| &mut one.groups).map(|group| &mut group.p_adjusted).collect();
    adjust(&mut labels, holm);
    let mut missing: Vec<&mut Measured> =
        attributes.iter_mut().flat_map(|one| &mut one.missingness).map(|column| &mut column.p_adjusted).collect();
    adjust(&mut missing, benjamini_hochberg);
    let mut proxies: Vec<&mut Measured> =
        attributes.iter_mut().flat_map(|one| &mut one.proxies).map(|column| &mut column.p_adjusted).collect();
    adjust(&mut proxies, benjamini_hochberg);
    for proxy in attributes.iter_mut().flat_map(|one| &mut one.proxies) {
        let strong = proxy.cramers_v.is_ok_and(|v| v >= screen.strong)
            || proxy.area.is_ok_and(|area| (area - 0.5).abs() >= screen.strong_area - 0.5);
        proxy.stands_for = strong && proxy.p_adjusted.is_ok_and(|p| p <= screen.confidence.alpha());
    }
}

fn adjust(p_values: &mut [&mut Measured], correction: fn(&[f64]) -> Measured<Vec<f64>>) {
    let known: Vec<f64> = p_values.iter().filter_map(|p| p.ok()).collect();
    let Ok(adjusted) = correction(&known) else { return };
    for (p, adjusted) in p_values.iter_mut().filter(|p| p.is_ok()).zip(adjusted) {
        **p = Ok(adjusted);
    }
}
