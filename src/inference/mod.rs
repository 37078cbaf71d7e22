//! Numbers in, numbers out: intervals, tests, multiplicity, equivalence, power.
//!
//! Nothing here knows of segments, metrics or reports.

pub mod conditional_disparity;
pub mod decomposition;
pub mod estimate;
pub mod mantel_haenszel;
pub mod simpson;
pub mod standardisation;
pub mod stratified;
pub mod stratified_tests;
pub mod bounds;
mod dense;
pub mod noise;
