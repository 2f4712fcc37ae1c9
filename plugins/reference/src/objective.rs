use std::cell::{Cell, RefCell};

use argmin::core::{CostFunction, Gradient};
use emospec_sdk::{Error, Progress, Run};
use ndarray::{Array2, ArrayView2, s};

use crate::softmax::softmax;

/// The penalised mean cross entropy of a multinomial logistic regression, and its gradient.
///
/// The weights are classes x (width + 1), row by row, the bias last; biases are not penalised:
///
/// ```text
/// f(W) = -1/n sum_i log softmax(W x_i)[y_i] + penalty/2 |W without biases|^2
/// ```
pub struct Objective<'a> {
    /// Rows x (width + 1), the last column all ones.
    inputs: &'a Array2<f64>,
    classes: &'a [usize],
    class_count: usize,
    penalty: f64,
    run: &'a Run<'a>,
    /// Evaluations of the whole fit, which may have several objectives.
    steps: &'a Cell<usize>,
    state: RefCell<State>,
}

/// What has been tried.
#[derive(Default)]
struct State {
    /// The latest point: a line search asks for its cost, then for its gradient.
    latest: Option<Evaluation>,
    /// The point with the lowest cost.
    lowest: Option<Evaluation>,
}

/// Weights, with the cost and the gradient there.
#[derive(Debug, Clone)]
struct Evaluation {
    weights: Vec<f64>,
    cost: f64,
    gradient: Vec<f64>,
}

impl<'a> Objective<'a> {
    /// The objective of those rows.
    pub fn new(
        inputs: &'a Array2<f64>,
        classes: &'a [usize],
        class_count: usize,
        penalty: f64,
        run: &'a Run<'a>,
        steps: &'a Cell<usize>,
    ) -> Self {
        Self {
            inputs,
            classes,
            class_count,
            penalty,
            run,
            steps,
            state: RefCell::new(State::default()),
        }
    }

    /// All weights zero.
    pub fn start(&self) -> Vec<f64> {
        vec![0.0; self.class_count * self.inputs.ncols()]
    }

    /// The weights with the lowest cost of all that were tried; those of [`Objective::start`] where none was.
    pub fn lowest(&self) -> Vec<f64> {
        let state = self.state.borrow();
        let lowest = state.lowest.as_ref();
        lowest.map_or_else(|| self.start(), |lowest| lowest.weights.clone())
    }

    /// Asks `answer` of the evaluation at those weights.
    fn at<A>(&self, weights: &[f64], answer: impl Fn(&Evaluation) -> A) -> Result<A, Error> {
        let mut state = self.state.borrow_mut();
        if let Some(latest) = &state.latest
            && latest.weights == weights
        {
            return Ok(answer(latest));
        }
        let latest = self.evaluate(weights)?;
        self.steps.set(self.steps.get() + 1);
        self.run.progress(&Progress {
            epoch: self.steps.get(),
            train_loss: Some(latest.cost),
            ..Progress::default()
        })?;
        if state
            .lowest
            .as_ref()
            .is_none_or(|lowest| latest.cost < lowest.cost)
        {
            state.lowest = Some(latest.clone());
        }
        Ok(answer(state.latest.insert(latest)))
    }

    /// Cost and gradient in one pass over the rows, which are far larger than the weights.
    fn evaluate(&self, weights: &[f64]) -> Result<Evaluation, Error> {
        let shape = (self.class_count, self.inputs.ncols());
        let matrix = ArrayView2::from_shape(shape, weights).map_err(Error::new)?;
        let count = self.classes.len() as f64;
        let unbiased = s![.., ..-1];
        let square: f64 = matrix
            .slice(unbiased)
            .iter()
            .map(|weight| weight * weight)
            .sum();
        let mut cost = 0.5 * self.penalty * square;
        let mut gradient = Array2::zeros(shape);
        gradient
            .slice_mut(unbiased)
            .scaled_add(self.penalty, &matrix.slice(unbiased));
        for (row, &class) in self.inputs.rows().into_iter().zip(self.classes) {
            let mut errors = matrix.dot(&row).to_vec();
            softmax(&mut errors)?;
            // The smallest positive number stands for a probability that rounded to zero.
            cost -= errors[class].max(f64::MIN_POSITIVE).ln() / count;
            errors[class] -= 1.0;
            for (mut slope, error) in gradient.rows_mut().into_iter().zip(errors) {
                slope.scaled_add(error / count, &row);
            }
        }
        Ok(Evaluation {
            weights: weights.to_vec(),
            cost,
            gradient: gradient.into_iter().collect(),
        })
    }
}

impl CostFunction for &Objective<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, param: &Self::Param) -> Result<f64, argmin::core::Error> {
        Ok(self.at(param, |evaluation| evaluation.cost)?)
    }
}

impl Gradient for &Objective<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, param: &Self::Param) -> Result<Vec<f64>, argmin::core::Error> {
        Ok(self.at(param, |evaluation| evaluation.gradient.clone())?)
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
        let steps = Cell::new(0);
        let objective = Objective::new(&inputs, &[2, 0, 1], 3, 0.3, &run, &steps);
        let point: Vec<f64> = (0..9).map(|x| f64::from(x * 5 % 7) / 5.0 - 0.6).collect();
        let gradient = (&objective).gradient(&point).unwrap();
        for (index, slope) in gradient.into_iter().enumerate() {
            let shifted = |by: f64| {
                let mut point = point.clone();
                point[index] += by;
                (&objective).cost(&point).unwrap()
            };
            let expected = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
            assert!(
                (slope - expected).abs() < 1e-8,
                "{index}: {slope} {expected}"
            );
        }
    }

    #[test]
    fn the_lowest_of_the_weights_tried_are_kept() {
        let inputs = array![[1.0, 1.0], [-1.0, 1.0]];
        let run = Run::detached();
        let steps = Cell::new(0);
        let objective = Objective::new(&inputs, &[0, 1], 2, 0.0, &run, &steps);
        assert_eq!(objective.lowest(), [0.0; 4]);
        let good = vec![3.0, 0.0, -3.0, 0.0];
        for point in [vec![0.0; 4], good.clone(), vec![-1.0, 0.0, 1.0, 0.0]] {
            (&objective).cost(&point).unwrap();
        }
        assert_eq!(objective.lowest(), good);
    }
}
