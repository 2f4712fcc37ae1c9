use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the outputs of a segment's patches or stacks become one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Pooling {
    /// The mean over time.
    #[default]
    Mean,
    /// The maximum over time.
    Max,
    /// The mean, then the population standard deviation: twice the width.
    MeanStd,
}

/// The moments of a segment's outputs so far, number by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pool {
    count: usize,
    mean: Vec<f64>,
    /// Sums of squared differences from the mean (Welford 1962).
    spread: Vec<f64>,
    max: Vec<f32>,
}

impl Pool {
    /// Takes in the output of one patch or stack.
    pub fn add(&mut self, output: &[f32]) {
        if self.count == 0 {
            self.mean = vec![0.0; output.len()];
            self.spread = vec![0.0; output.len()];
            self.max = vec![f32::NEG_INFINITY; output.len()];
        }
        self.count += 1;
        let moments = self
            .mean
            .iter_mut()
            .zip(&mut self.spread)
            .zip(&mut self.max);
        for (&value, ((mean, spread), max)) in output.iter().zip(moments) {
            let before = f64::from(value) - *mean;
            *mean += before / self.count as f64;
            *spread += before * (f64::from(value) - *mean);
            // A value that is no number stays seen.
            *max = if value.is_nan() {
                value
            } else {
                max.max(value)
            };
        }
    }

    /// The row, where anything was taken in.
    pub fn row(&self, pooling: Pooling) -> Option<Vec<f32>> {
        let count = (self.count > 0).then_some(self.count as f64)?;
        #[expect(clippy::cast_possible_truncation, reason = "views are f32")]
        let narrow = |values: &[f64], of: &dyn Fn(f64) -> f64| -> Vec<f32> {
            values.iter().map(|&value| of(value) as f32).collect()
        };
        let mean = || narrow(&self.mean, &|mean| mean);
        Some(match pooling {
            Pooling::Mean => mean(),
            Pooling::Max => self.max.clone(),
            Pooling::MeanStd => {
                let mut row = mean();
                row.extend(narrow(&self.spread, &|spread| (spread / count).sqrt()));
                row
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_the_moments_over_time() {
        let mut pool = Pool::default();
        assert_eq!(pool.row(Pooling::Mean), None);
        for output in [[1.0, -4.0], [3.0, -8.0]] {
            pool.add(&output);
        }
        assert_eq!(pool.row(Pooling::Mean).unwrap(), [2.0, -6.0]);
        assert_eq!(pool.row(Pooling::Max).unwrap(), [3.0, -4.0]);
        assert_eq!(pool.row(Pooling::MeanStd).unwrap(), [2.0, -6.0, 1.0, 2.0]);
    }

    #[test]
    fn value_that_is_no_number_is_not_hidden_by_the_maximum() {
        let mut pool = Pool::default();
        pool.add(&[f32::NAN]);
        assert!(pool.row(Pooling::Max).unwrap()[0].is_nan());
    }
}
