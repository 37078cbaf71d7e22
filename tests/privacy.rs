//! Small-cell suppression, attacked: whoever holds everything published cannot narrow a withheld count.
#![cfg(feature = "html")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::needless_for_each,
    reason = "a test"
)]

#[path = "privacy/attacker.rs"]
mod attacker;
#[path = "privacy/everywhere.rs"]
mod everywhere;
#[path = "privacy/leaks.rs"]
mod leaks;
#[path = "privacy/population.rs"]
mod population;
#[cfg(feature = "tasks")]
#[path = "privacy/tasks.rs"]
mod tasks;
#[path = "privacy/told.rs"]
mod told;
