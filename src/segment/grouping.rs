//! Which slices to audit: the attributes alone, and their intersections.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Problem, Problems, suggestion};

/// A set of attributes whose combined levels split all customers into groups, as `gender` or `gender × channel`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub struct Grouping {
    // Shared: every verdict names its grouping.
    attributes: Arc<[String]>,
}

impl From<Vec<String>> for Grouping {
    fn from(attributes: Vec<String>) -> Self {
        Self { attributes: attributes.into() }
    }
}

impl From<Grouping> for Vec<String> {
    fn from(grouping: Grouping) -> Self {
        grouping.attributes.to_vec()
    }
}

impl Grouping {
    /// The grouping by some attributes.
    pub fn by<S: Into<String>>(attributes: impl IntoIterator<Item = S>) -> Self {
        Self { attributes: attributes.into_iter().map(Into::into).collect() }
    }

    /// The attributes, in the order of the data.
    pub fn attributes(&self) -> &[String] {
        &self.attributes
    }

    /// Reads `gender`, `gender × channel` or `gender x channel`.
    pub fn parse(text: &str) -> Self {
        let separated = text.replace(" x ", "×").replace('*', "×");
        Self::by(separated.split('×').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()))
    }

    /// Whether both hold the same attributes, in any order.
    pub fn same_as(&self, other: &Grouping) -> bool {
        self.attributes.len() == other.attributes.len()
            && self.attributes.iter().all(|attribute| other.attributes.contains(attribute))
    }
}

impl fmt::Display for Grouping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.attributes.join(" × "))
    }
}

/// The request for slices: every attribute alone, intersections up to a depth, and any named groupings besides.
///
/// # Example
///
/// ```
/// use evenhand::segment::Slices;
///
/// let groupings = Slices::marginals().with_intersections(2).groupings(&["age", "gender", "channel"])?;
/// assert_eq!(groupings.len(), 3 + 3);
/// assert_eq!(groupings[3].to_string(), "age × gender");
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slices {
    depth: usize,
    also: Vec<Grouping>,
}

impl Default for Slices {
    fn default() -> Self {
        Self::marginals()
    }
}

impl Slices {
    /// Every attribute alone.
    pub fn marginals() -> Self {
        Self { depth: 1, also: Vec::new() }
    }

    /// Only the groupings that are then named by [`Slices::and`].
    pub fn named() -> Self {
        Self { depth: 0, also: Vec::new() }
    }

    /// Also every combination of up to `depth` attributes: 2 for all pairs, 3 for pairs and triples.
    #[must_use]
    pub fn with_intersections(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }

    /// Also this grouping.
    #[must_use]
    pub fn and<S: Into<String>>(mut self, attributes: impl IntoIterator<Item = S>) -> Self {
        self.also.push(Grouping::by(attributes));
        self
    }

    /// The groupings asked for, over the attributes that the data have: singles first, then pairs, then deeper ones.
    ///
    /// # Errors
    ///
    /// A named grouping holds an attribute that the data lack, or the same one twice.
    pub fn groupings(&self, attributes: &[&str]) -> Result<Vec<Grouping>, Error> {
        let mut groupings = Vec::new();
        for size in 1..=self.depth.min(attributes.len()) {
            combinations(attributes, size, &mut Vec::new(), &mut groupings);
        }
        let mut problems = Problems::default();
        for also in &self.also {
            match also.resolve(attributes) {
                Ok(resolved) if groupings.contains(&resolved) => {}
                Ok(resolved) => groupings.push(resolved),
                Err(error) => problems.extend(error),
            }
        }
        problems.into_result().map(|()| groupings)
    }
}

impl Grouping {
    /// The same grouping with its attributes in the order of the data.
    ///
    /// # Errors
    ///
    /// An attribute that the data lack, the same one twice, or none.
    pub fn resolve(&self, attributes: &[&str]) -> Result<Grouping, Error> {
        let mut problems = Problems::default();
        if self.attributes.is_empty() {
            problems.push(Problem::new(ErrorKind::Policy, "a grouping names no attribute").remedy("name at least one"));
        }
        for (index, name) in self.attributes.iter().enumerate() {
            if !attributes.contains(&name.as_str()) {
                problems.push(
                    Problem::new(ErrorKind::Column, "is not a segment of these predictions")
                        .value(name)
                        .remedy(suggestion(name, attributes.iter().copied())),
                );
            } else if self.attributes[..index].contains(name) {
                problems.push(
                    Problem::new(ErrorKind::Policy, "stands twice in one grouping").value(name).remedy("name it once"),
                );
            }
        }
        problems.into_result()?;
        let ordered = attributes.iter().filter(|name| self.attributes.iter().any(|own| own == *name));
        Ok(Grouping::by(ordered.copied()))
    }
}

fn combinations(attributes: &[&str], size: usize, chosen: &mut Vec<usize>, groupings: &mut Vec<Grouping>) {
    if chosen.len() == size {
        groupings.push(Grouping::by(chosen.iter().map(|&index| attributes[index])));
        return;
    }
    let next = chosen.last().map_or(0, |&last| last + 1);
    for index in next..attributes.len() {
        chosen.push(index);
        combinations(attributes, size, chosen, groupings);
        chosen.pop();
    }
}
