//! Special functions that are right at the sizes an audit meets: rates of one in a hundred million, tails of 1e-300.
//!
//! The common libraries lose digits or never return there, so the few functions that intervals and exact tests need
//! live here, each checked against `SciPy` and mpmath (`tests/golden/make_scipy.py`).

mod beta;
mod chi_squared;
mod normal;
mod saddle_point;
mod student;

pub use beta::{Beta, Tails};
pub use chi_squared::chi_squared_upper_tail;
pub use normal::{
    ln_normal_upper_tail, normal_cdf, normal_density, normal_quantile, normal_upper_tail, two_sided_critical_value,
};
#[cfg(test)]
pub(crate) use saddle_point::ln_poisson_mass;
pub(crate) use saddle_point::{ln_binomial_mass, ln_factorial_error, poisson_deviance};
pub use student::{StudentT, two_sided_student_critical_value};
