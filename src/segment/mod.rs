//! Who is compared: levels of attributes, slices of customers, and which slices to audit.

mod grouping;
mod level;
mod slice;

pub use grouping::{Grouping, Slices};
pub use level::{Level, LevelValue};
pub use slice::{Condition, Slice};
