use std::cell::{Cell, RefCell};

use argmin::core::{CostFunction, Gradient};
use emospec_sdk::{Error, Progress, Run};
use ndarray::{Array2, ArrayView2, s};

use crate::softmax::softmax;

/// The penalised mean cross entropy of a multinomial logistic regression, and its gradient.
///
/// The weights are classes x (width + 1), row by row, the bias last; biases are not penalised:
///
/// f(W) = -1/n sum_i log softmax(W x_i)\[y_i\] + penalty/2 |W without biases|^2
pub struct Objective<'a> {
    /// Rows x (width + 1), the last column all ones.
    inputs: &'a Array2<f64>,
    classes: &'a [usize],
    class_count: usize,
    penalty: f64,
    run: &'a Run<'a>,
    evaluations: Cell<usize>,
    lowest: RefCell<(f64, Vec<f64>)>,
}

impl<'a> Objective<'a> {
    /// The objective of those rows.
    pub fn new(
        inputs: &'a Array2<f64>,
        classes: &'a [usize],
        class_count: usize,
        penalty: f64,
        run: &'a Run<'a>,
    ) -> Self {
        let weights = vec![0.0; class_count * inputs.ncols()];
        Self {
            inputs,
            classes,
            class_count,
            penalty,
            run,
            evaluations: Cell::new(0),
            lowest: RefCell::new((f64::INFINITY, weights)),
        }
    }

    /// The weights with the lowest cost of all that were tried, all zero where none was.
    pub fn lowest(&self) -> Vec<f64> {
        self.lowest.borrow().1.clone()
    }

    fn weights<'w>(&self, weights: &'w [f64]) -> Result<ArrayView2<'w, f64>, Error> {
        let shape = (self.class_count, self.inputs.ncols());
        ArrayView2::from_shape(shape, weights).map_err(Error::new)
    }

    /// Class probabilities, rows x classes.
    fn probabilities(&self, weights: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        let mut scores = self.inputs.dot(&weights.t()).as_standard_layout().into_owned();
        for mut row in scores.rows_mut() {
            if let Some(row) = row.as_slice_mut() {
                softmax(row)?;
            }
        }
        Ok(scores)
    }

    fn try_cost(&self, param: &[f64]) -> Result<f64, Error> {
        let weights = self.weights(param)?;
        let probabilities = self.probabilities(weights)?;
        let rows = probabilities.rows().into_iter().zip(self.classes);
        // The smallest positive number stands for a probability that rounded to zero.
        let loss: f64 = rows.map(|(row, &class)| -row[class].max(f64::MIN_POSITIVE).ln()).sum();
        let square: f64 = weights.slice(s![.., ..-1]).iter().map(|weight| weight * weight).sum();
        let cost = loss / self.classes.len() as f64 + 0.5 * self.penalty * square;
        let mut lowest = self.lowest.borrow_mut();
        if cost < lowest.0 {
            *lowest = (cost, param.to_vec());
        }
        Ok(cost)
    }

    fn try_gradient(&self, param: &[f64]) -> Result<Vec<f64>, Error> {
        self.evaluations.set(self.evaluations.get() + 1);
        self.run.progress(&Progress {
            epoch: self.evaluations.get(),
            train_loss: Some(self.lowest.borrow().0).filter(|loss| loss.is_finite()),
            ..Progress::default()
        })?;
        let weights = self.weights(param)?;
        let mut errors = self.probabilities(weights)?;
        for (mut row, &class) in errors.rows_mut().into_iter().zip(self.classes) {
            row[class] -= 1.0;
        }
        errors /= self.classes.len() as f64;
        let mut gradient = errors.t().dot(self.inputs);
        gradient.slice_mut(s![.., ..-1]).scaled_add(self.penalty, &weights.slice(s![.., ..-1]));
        Ok(gradient.iter().copied().collect())
    }
}

impl CostFunction for &Objective<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, param: &Self::Param) -> Result<f64, argmin::core::Error> {
        Ok(self.try_cost(param)?)
    }
}

impl Gradient for &Objective<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, param: &Self::Param) -> Result<Vec<f64>, argmin::core::Error> {
        Ok(self.try_gradient(param)?)
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn gradient_is_the_slope_of_the_cost() {
        let inputs = array![[0.5, -1.0, 1.0], [2.0, 0.3, 1.0], [-0.7, 0.8, 1.0]];
        let run = Run::detached();
        let objective = Objective::new(&inputs, &[2, 0, 1], 3, 0.3, &run);
        let point: Vec<f64> = (0..9).map(|x| f64::from(x * 5 % 7) / 5.0 - 0.6).collect();
        let gradient = objective.try_gradient(&point).unwrap();
        for (index, slope) in gradient.into_iter().enumerate() {
            let shifted = |by: f64| {
                let mut point = point.clone();
                point[index] += by;
                objective.try_cost(&point).unwrap()
            };
            let expected = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
            assert!((slope - expected).abs() < 1e-8, "{index}: {slope} {expected}");
        }
    }

    #[test]
    fn the_lowest_of_the_weights_tried_are_kept() {
        let inputs = array![[1.0, 1.0], [-1.0, 1.0]];
        let run = Run::detached();
        let objective = Objective::new(&inputs, &[0, 1], 2, 0.0, &run);
        assert_eq!(objective.lowest(), [0.0; 4]);
        let good = vec![3.0, 0.0, -3.0, 0.0];
        for point in [vec![0.0; 4], good.clone(), vec![-1.0, 0.0, 1.0, 0.0]] {
            objective.try_cost(&point).unwrap();
        }
        assert_eq!(objective.lowest(), good);
    }
}
