//! Predicted classes and what came of them: next best offer, channel, ordinal grades, several labels at once.
//!
//! [`ClassTable`] is what is kept of a group: how many rows of each actual class were predicted as each class. Predictions
//! alone are enough for [`prediction_distance`]. A class, or a label of several, against all others is a binary question, and
//! [`label_disparities`] answers all of them together.

mod disparity;
mod distance;
mod error;
mod odds;
mod table;

pub use disparity::{LabelDisparities, LabelDisparity, label_disparities};
pub use distance::{ClassMix, PredictionDistance, prediction_distance};
pub use error::{MixDistance, mix_contrast, odds_contrast};
pub use odds::{ClassOdds, class_odds};
pub use table::{ClassRate, ClassTable};
