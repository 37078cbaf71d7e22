//! Predicted values and what came of them: spend, lifetime value, discount, contact frequency.
//!
//! [`ValueSums`] is what is kept of a group: exact sums, so that chunks, threads and merges cannot change a digit.
//! [`ValueComparison`] compares two groups by them. What needs the whole distribution reads a [`ValueTable`]: distances
//! of predictions, quantiles of errors, trimmed means, and the bootstrap of heavy tails.

mod bootstrap_t;
mod bounded_loss;
mod comparison;
mod distribution;
mod sums;
mod trimmed;

pub use bootstrap_t::{BootstrapT, bootstrap_t};
pub use bounded_loss::{BoundedLoss, GroupLoss, bounded_group_loss};
pub use comparison::ValueComparison;
pub use distribution::{ValuePoint, ValueTable};
pub use sums::{LARGEST_VALUE, ValueSums, ValuedRow};
pub use trimmed::{Caps, Trimmed, Trimming, yuen};
