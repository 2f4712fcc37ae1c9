use abax::{tcdf, tinv};
use serde::Serialize;

use super::least_difference::least_difference;
use super::{Interval, Undefined};

/// A mean against 0, by Student's t distribution, two-sided.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TTest {
    /// The mean that is tested.
    pub mean: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Mean by standard error.
    pub statistic: f64,
    /// Degrees of freedom.
    pub freedom: f64,
    /// How likely so great a statistic is where the mean is 0.
    pub p: f64,
}

impl TTest {
    /// # Errors
    /// Numbers that no distribution takes.
    pub(super) fn new(mean: f64, standard_error: f64, freedom: f64) -> Result<Self, Undefined> {
        let statistic = mean / standard_error;
        if !(statistic.is_finite() && freedom > 0.0 && freedom.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        Ok(Self {
            mean,
            standard_error,
            statistic,
            freedom,
            p: (2.0 * tcdf(statistic.abs(), freedom, true)).min(1.0),
        })
    }

    /// The interval of the mean at a level of confidence such as 0.95: `mean ± t standard_error`, with `t` the quantile of
    /// `(1 + level) / 2`. It leaves out 0 where `p < 1 - level`.
    ///
    /// # Errors
    /// A level outside (0, 1).
    pub fn interval(&self, level: f64) -> Result<Interval, Undefined> {
        if !(level > 0.0 && level < 1.0) {
            return Err(Undefined::Level);
        }
        let half = tinv(f64::midpoint(1.0, level), self.freedom) * self.standard_error;
        Ok(Interval {
            low: self.mean - half,
            high: self.mean + half,
        })
    }

    /// The smallest mean that this test would show with the power asked for: see [`least_difference`].
    ///
    /// # Errors
    /// Those of [`least_difference`].
    pub fn least_difference(&self, alpha: f64, power: f64) -> Result<f64, Undefined> {
        least_difference(self.standard_error, self.freedom, alpha, power)
    }
}
