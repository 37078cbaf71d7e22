//! How often customers come back, and which rows are of the same one.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// How often customers come back in the rows. Rows of one customer are not independent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerSummary {
    /// Different customers, told apart by a 64-bit hash of their id.
    pub customers: u64,
    /// Customers with more than one row, or with a row that stands for several.
    pub repeated: u64,
    /// Most rows of one customer; a row of a table of counts is as many as it stands for.
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
    /// Shared until it changes: a table of predictions keeps it beside its reader.
    rows: Arc<HashMap<u64, u64>>,
    /// The hash of each row, in the order of the rows; [`UNKNOWN_HASH`] where it has no id.
    order: Vec<u64>,
}

/// The hash of a row without an id.
pub(crate) const UNKNOWN_HASH: u64 = u64::MAX;

/// The code of a row whose customer is not known: such a row is taken for a customer of its own.
pub(crate) const UNKNOWN: u32 = u32::MAX;

impl std::fmt::Debug for CustomerCounter {
    /// Shapes only: ids are people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CustomerCounter").field("customers", &self.rows.len()).finish_non_exhaustive()
    }
}

impl CustomerCounter {
    /// One row of the customer with this id.
    pub fn add(&mut self, id: &[u8]) {
        let mut hasher = DefaultHasher::new();
        hasher.write(id);
        let hash = hasher.finish().min(UNKNOWN_HASH - 1);
        *Arc::make_mut(&mut self.rows).entry(hash).or_default() += 1;
        self.order.push(hash);
    }

    /// One row without an id.
    pub fn add_unknown(&mut self) {
        self.order.push(UNKNOWN_HASH);
    }

    /// The hash of the customer of each of so many rows, if every one was counted in order. A row that stands for several
    /// is counted as several from here on.
    pub(crate) fn take_hashes(&mut self, rows: usize, counts: Option<&[u64]>) -> Option<Arc<[u64]>> {
        let order = std::mem::take(&mut self.order);
        if order.len() != rows {
            return None;
        }
        if let Some(counts) = counts {
            let mut counted: HashMap<u64, u64> = HashMap::with_capacity(self.rows.len());
            for (&hash, &count) in
                order.iter().zip(counts).filter(|(hash, count)| **hash != UNKNOWN_HASH && **count > 0)
            {
                let rows = counted.entry(hash).or_default();
                *rows = rows.saturating_add(count);
            }
            self.rows = Arc::new(counted);
        }
        Some(order.into())
    }

    /// Numbers of customers in the place of their hashes, if anybody comes back.
    pub(crate) fn codes(&self, order: &[u64]) -> Option<Arc<[u32]>> {
        if self.rows.values().all(|&rows| rows < 2) {
            return None;
        }
        let mut codes: HashMap<u64, u32> = HashMap::with_capacity(self.rows.len());
        let code = |&hash: &u64| {
            if hash == UNKNOWN_HASH {
                return UNKNOWN;
            }
            // More customers than codes: the last are taken for customers who do not come back.
            let next = u32::try_from(codes.len()).unwrap_or(UNKNOWN);
            *codes.entry(hash).or_insert(next)
        };
        Some(order.iter().map(code).collect())
    }

    /// The rows of another counter: a customer of both is one customer.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::data::CustomerCounter;
    ///
    /// let (mut monday, mut tuesday) = (CustomerCounter::default(), CustomerCounter::default());
    /// monday.add(b"anna");
    /// tuesday.add(b"anna");
    /// monday.merge(&tuesday);
    /// assert_eq!((monday.summary().customers, monday.summary().most_rows), (1, 2));
    /// ```
    pub fn merge(&mut self, other: &Self) {
        self.order.extend(&other.order);
        if self.rows.is_empty() {
            self.rows = Arc::clone(&other.rows);
        } else if !other.rows.is_empty() {
            let own = Arc::make_mut(&mut self.rows);
            for (&customer, &rows) in other.rows.iter() {
                *own.entry(customer).or_default() += rows;
            }
        }
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
