//! How many customers are needed, before any are collected: a plan for a rule of the policy.
//!
//! A [`Plan`] says what is expected (segments with their shares and rates) and what is to be shown (a criterion, its
//! tolerance, how sure). [`Plan::run`] answers with the size at which each segment gets the verdict that is true of it, and
//! with what a given number of customers can show. Power is that of the verdicts which the audit gives, summed over all
//! samples that can occur, so it holds for rare outcomes too.

mod request;
mod result;
mod solve;

pub use request::{ExpectedSegment, PilotRates, Plan, PlanReference};
pub use result::{AtSize, Detection, Planned, SegmentPlan, SegmentSize};
