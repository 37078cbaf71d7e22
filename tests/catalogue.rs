//! Properties that every definition of the catalogue has, and every cube from which it is computed.
//!
//! The tests loop over the catalogue: a new metric or criterion is tested as soon as it is listed. Cases are drawn from
//! a fixed seed, so that a run that passes here passes everywhere.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod catalogue {
    mod criteria;
    mod cubes;
    mod formula;
    mod generate;
    mod merging;
    mod metrics;
    mod names;
}
