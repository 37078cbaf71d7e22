//! The written policy: what is asked, of whom, with what tolerance and evidence, and what to do when it fails.

mod builder;
mod check;
mod correction;
mod exemption;
#[allow(clippy::module_inception, reason = "the file that defines the policy is called policy")]
mod policy;
mod reference;
mod rule;
mod severity;
mod tolerance;

pub use builder::PolicyBuilder;
pub(super) use check::resolve;
pub use correction::{Correction, Family};
pub use exemption::Exemption;
pub(super) use exemption::is_date;
pub use policy::Policy;
pub use reference::Reference;
pub use rule::{LiteralRule, Rule, Summary};
pub use severity::Severity;
pub use tolerance::Tolerance;
#[cfg(any(feature = "plan", feature = "policy-file"))]
pub(crate) use tolerance::default_tolerance;
