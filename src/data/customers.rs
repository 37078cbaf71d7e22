//! How often customers come back.

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
/// # Example
///
/// ```
/// use evenhand::data::CustomerCounter;
///
/// let mut counter = CustomerCounter::default();
/// for id in ["anna", "ben", "anna"] {
///     counter.add(id.as_bytes());
/// }
/// let summary = counter.summary();
/// assert_eq!((summary.customers, summary.repeated, summary.most_rows), (2, 1, 2));
/// ```
#[derive(Clone, Default)]
pub struct CustomerCounter {
    rows: HashMap<u64, u64>,
}

impl std::fmt::Debug for CustomerCounter {
    /// Shapes only: ids are people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CustomerCounter").field("customers", &self.rows.len()).finish()
    }
}

impl CustomerCounter {
    /// One row of the customer with this id.
    pub fn add(&mut self, id: &[u8]) {
        let mut hasher = DefaultHasher::new();
        hasher.write(id);
        *self.rows.entry(hasher.finish()).or_default() += 1;
    }

    /// What was seen so far.
    pub fn summary(&self) -> CustomerSummary {
        CustomerSummary {
            customers: self.rows.len() as u64,
            repeated: self.rows.values().filter(|&&rows| rows > 1).count() as u64,
            most_rows: self.rows.values().copied().max().unwrap_or(0),
        }
    }
}
