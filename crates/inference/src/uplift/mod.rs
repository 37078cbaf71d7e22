//! What a treatment does to each segment, and what a rule that decides whom to treat is worth to it.
//!
//! The treatment must have been assigned by chance, or with a known probability. A mail, a discount or a call is a treatment;
//! the outcome may be an event or an amount.

mod benefit;
mod effect;
mod qini;
mod spread;

pub use benefit::{PolicyRow, WeightedMoments};
pub use effect::{ArmCounts, ArmMoments, Harm, Heterogeneity, harm, heterogeneity};
pub use qini::{Qini, QiniPoint, UpliftBin, qini};
pub use spread::EffectSpread;
