//! A chain of steps that fewer and fewer people pass: where a group is lost, and what each step adds to the gap.
//!
//! A campaign goes from the eligible to those who consented, were targeted, were delivered to, opened, clicked and bought. The
//! counts of a group are those who reached each step, the audience first; each step is a part of the one before.

mod composition;
mod parts;
mod steps;

pub use composition::{CompositionShift, composition_shift};
pub use steps::{Funnel, FunnelStep, StepContrast, funnel};
