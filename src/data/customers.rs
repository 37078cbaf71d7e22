//! How often customers come back, and which rows are whose.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

use serde::{Deserialize, Serialize};

/// How often customers come back in the rows. Rows of one customer are not independent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerSummary {
    /// Different customers, told apart by a 64-bit hash of their id.
    pub customers: u64,
    /// Customers with more than one row.
    pub repeated: u64,
    /// Most rows of one customer.
    pub most_rows: u64,
}

/// Counts the rows of each customer by a 64-bit hash of the id; the ids themselves are not kept.
///
/// One call a row, in the order of the rows: which rows belong together is kept too, as long as anybody comes back.
///
/// # Example
///
/// ```
/// use evenhand::data::CustomerCounter;
///
/// let mut counter = CustomerCounter::default();
/// for id in ["anna", "ben", "anna"] {
///     counter.add(id.as_bytes());
/// }
/// counter.add_unknown();
/// let summary = counter.summary();
/// assert_eq!((summary.customers, summary.repeated, summary.most_rows), (2, 1, 2));
/// assert_eq!(counter.rows(), 4);
/// ```
#[derive(Clone, Default)]
pub struct CustomerCounter {
    codes: HashMap<u64, u32>,
    /// The customer of each row; [`UNKNOWN`] where it has no id.
    rows: Vec<u32>,
}

/// The code of a row whose customer is not known: such a row is taken for a customer of its own.
pub(crate) const UNKNOWN: u32 = u32::MAX;

impl std::fmt::Debug for CustomerCounter {
    /// Shapes only: ids are people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CustomerCounter").field("customers", &self.codes.len()).finish_non_exhaustive()
    }
}

impl CustomerCounter {
    /// One row of the customer with this id.
    pub fn add(&mut self, id: &[u8]) {
        let mut hasher = DefaultHasher::new();
        hasher.write(id);
        // More customers than codes: the last are taken for customers who do not come back.
        let next = u32::try_from(self.codes.len()).unwrap_or(UNKNOWN);
        self.rows.push(*self.codes.entry(hasher.finish()).or_insert(next));
    }

    /// One row without an id.
    pub fn add_unknown(&mut self) {
        self.rows.push(UNKNOWN);
    }

    /// Rows seen so far.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// What was seen so far.
    pub fn summary(&self) -> CustomerSummary {
        let mut rows = vec![0_u64; self.codes.len()];
        for &code in &self.rows {
            if let Some(rows) = rows.get_mut(code as usize) {
                *rows += 1;
            }
        }
        CustomerSummary {
            customers: self.codes.len() as u64,
            repeated: rows.iter().filter(|&&rows| rows > 1).count() as u64,
            most_rows: rows.iter().copied().max().unwrap_or(0),
        }
    }

    /// The customer of each row.
    pub(crate) fn into_codes(self) -> Vec<u32> {
        self.rows
    }
}
