use std::cell::RefCell;

use argmin::core::{CostFunction, Gradient};
use emospec_sdk::Error;
use nalgebra::{DMatrix, DMatrixView};

use crate::softmax::softmax;
use crate::steps::Steps;

/// The penalised mean cross entropy of a multinomial logistic regression, and its gradient.
///
/// The weights are classes x (width + 1), column by column, the biases last; biases are not penalised:
///
/// ```text
/// f(W) = -1/n sum_i log softmax(W x_i)[y_i] + penalty/2 |W without biases|^2
/// ```
pub struct Objective<'a> {
    /// (width + 1) x rows, the last of each column 1.
    inputs: &'a DMatrix<f64>,
    classes: &'a [usize],
    class_count: usize,
    penalty: f64,
    steps: &'a Steps<'a>,
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
        inputs: &'a DMatrix<f64>,
        classes: &'a [usize],
        class_count: usize,
        penalty: f64,
        steps: &'a Steps<'a>,
    ) -> Self {
        Self {
            inputs,
            classes,
            class_count,
            penalty,
            steps,
            state: RefCell::new(State::default()),
        }
    }

    /// All weights zero.
    pub fn start(&self) -> Vec<f64> {
        vec![0.0; self.class_count * self.inputs.nrows()]
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
        if let Some(latest) = state
            .latest
            .as_ref()
            .filter(|latest| latest.weights == weights)
        {
            return Ok(answer(latest));
        }
        let latest = self.evaluate(weights)?;
        self.steps.took(latest.cost)?;
        let answer = answer(&latest);
        let lowest = state.lowest.as_ref();
        if lowest.is_none_or(|lowest| latest.cost < lowest.cost) {
            state.lowest = Some(latest.clone());
        }
        state.latest = Some(latest);
        Ok(answer)
    }

    fn evaluate(&self, weights: &[f64]) -> Result<Evaluation, Error> {
        let width = self.inputs.nrows() - 1;
        let matrix = DMatrixView::from_slice(weights, self.class_count, width + 1);
        let count = self.classes.len() as f64;
        let unbiased = matrix.columns(0, width);
        let mut cost = 0.5 * self.penalty * unbiased.norm_squared();
        let mut errors = matrix * self.inputs;
        softmax(&mut errors)?;
        for (mut row, &class) in errors.column_iter_mut().zip(self.classes) {
            // The smallest positive number stands for a probability that rounded to zero.
            cost -= row[class].max(f64::MIN_POSITIVE).ln() / count;
            row[class] -= 1.0;
        }
        // The errors are the smaller of the two to transpose.
        let mut gradient = (self.inputs * errors.transpose()).transpose() / count;
        let mut slopes = gradient.columns_mut(0, width);
        slopes += unbiased * self.penalty;
        Ok(Evaluation {
            weights: weights.to_vec(),
            cost,
            gradient: gradient.as_slice().to_vec(),
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
    use emospec_sdk::Run;

    use super::*;

    #[test]
    fn gradient_is_the_slope_of_the_cost() {
        let inputs =
            DMatrix::from_column_slice(3, 3, &[0.5, -1.0, 1.0, 2.0, 0.3, 1.0, -0.7, 0.8, 1.0]);
        let run = Run::detached();
        let steps = Steps::new(&run);
        let objective = Objective::new(&inputs, &[2, 0, 1], 3, 0.3, &steps);
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
}
