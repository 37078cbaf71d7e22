//! Ranked lists: who is shown, how high, and whether chance alone would do the same.
//!
//! A list is given as the groups of its items, best first, each as its place among the groups. Items of no list have no
//! place in it and an exposure of 0. What is said of many lists has the list as its unit: the items of one list are not
//! independent, so [`ListTable`] counts lists.

mod attention;
mod delivery;
mod exposure;
mod fair_prefix;
mod feasibility;
mod kullback_leibler;
mod pairs;
mod skew;
mod table;
mod target;

pub use attention::{Attention, AttentionFairness, attention_fairness, attention_similarity};
pub use delivery::{Audience, DeliverySkew, delivery_skew};
pub use exposure::{GroupExposure, exposure, exposure_ratio};
pub use fair_prefix::{FairPrefix, MinimumTable, PrefixFailure};
pub use feasibility::{Infeasible, infeasible};
pub use kullback_leibler::{DiscountedDivergence, OrderNull, discounted_divergence, discounted_divergence_test};
pub use pairs::{PairCounts, PairItem, pair_counts};
pub use skew::{SkewRange, Smoothing, skew, skew_range};
pub use table::ListTable;
pub use target::TargetShares;
