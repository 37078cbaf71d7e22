//! Bias audits for model predictions.
#![doc(test(attr(deny(warnings))))]

pub mod inference;
pub mod value;
