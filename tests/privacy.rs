//! Small-cell suppression, attacked: whoever holds everything published cannot narrow a withheld count.
#![cfg(feature = "json")]
#![allow(clippy::unwrap_used, reason = "a test")]

#[path = "privacy/attacker.rs"]
mod attacker;
#[path = "privacy/leaks.rs"]
mod leaks;
#[path = "privacy/population.rs"]
mod population;
