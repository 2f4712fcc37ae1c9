use std::cell::Cell;

use argmin::core::Executor;
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use emospec_sdk::{Error, Run};
use ndarray::{Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use crate::objective::Objective;
use crate::softmax::softmax;

/// Steps that L-BFGS remembers.
const MEMORY: usize = 10;
/// A gradient shorter than this ends the search.
const GRADIENT: f64 = 1e-3;
/// A cost that falls by less than this in a step ends the search.
const FALL: f64 = 1e-6;

/// Multinomial logistic regression.
///
/// Inputs are divided by the square root of their number, so that one penalty suits narrow and wide views.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Logistic {
    width: usize,
    /// Classes x (width + 1), row by row, the bias last.
    weights: Vec<f64>,
}

impl Logistic {
    /// Learns to tell `class_count` classes from `inputs`, rows x width; `steps` counts on.
    ///
    /// # Errors
    /// Where a score is not a number, or the engine asked to stop.
    pub fn fit(
        inputs: &Array2<f32>,
        classes: &[usize],
        class_count: usize,
        penalty: f64,
        iterations: u64,
        run: &Run<'_>,
        steps: &Cell<usize>,
    ) -> Result<Self, Error> {
        let width = inputs.ncols();
        let inputs = with_ones(inputs);
        let objective = Objective::new(&inputs, classes, class_count, penalty, run, steps);
        let start = objective.start();
        let search = MoreThuenteLineSearch::new();
        let solver = LBFGS::new(search, MEMORY)
            .with_tolerance_grad(GRADIENT)
            .and_then(|solver| solver.with_tolerance_cost(FALL))
            .map_err(Error::new)?;
        let outcome = Executor::new(&objective, solver)
            .configure(|state| state.param(start).max_iters(iterations))
            .run();
        // Near the minimum a line search may find no lower cost, which is an error to argmin; the lowest point is what
        // is wanted then, too. Only what the objective itself said is an error here.
        if let Err(error) = outcome
            && let Ok(error) = error.downcast::<Error>()
        {
            return Err(error);
        }
        Ok(Self {
            width,
            weights: objective.lowest(),
        })
    }

    /// Number of classes.
    pub fn class_count(&self) -> usize {
        self.weights.len() / (self.width + 1)
    }

    /// Class probabilities of each row, which do not depend on the rows beside it.
    ///
    /// # Errors
    /// Where the inputs have another width.
    pub fn probabilities(&self, inputs: &Array2<f32>) -> Result<Vec<Vec<f64>>, Error> {
        let shape = (self.class_count(), self.width + 1);
        let weights = ArrayView2::from_shape(shape, &self.weights).map_err(Error::new)?;
        if inputs.ncols() != self.width {
            return Err(Error::new(
                "the inputs have another width than the classifier",
            ));
        }
        let rows = with_ones(inputs);
        rows.rows()
            .into_iter()
            .map(|row| probabilities(&weights, &row))
            .collect()
    }
}

fn probabilities(
    weights: &ArrayView2<'_, f64>,
    row: &ArrayView1<'_, f64>,
) -> Result<Vec<f64>, Error> {
    let mut scores = weights.dot(row).to_vec();
    softmax(&mut scores)?;
    Ok(scores)
}

/// The inputs over the square root of their number, and a last column of ones.
fn with_ones(inputs: &Array2<f32>) -> Array2<f64> {
    let (rows, width) = inputs.dim();
    let factor = (width as f64).sqrt().recip();
    let mut matrix = Array2::ones((rows, width + 1));
    for ((row, column), &value) in inputs.indexed_iter() {
        matrix[(row, column)] = f64::from(value) * factor;
    }
    matrix
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    fn fit(inputs: &Array2<f32>, classes: &[usize], class_count: usize, penalty: f64) -> Logistic {
        Logistic::fit(
            inputs,
            classes,
            class_count,
            penalty,
            500,
            &Run::detached(),
            &Cell::new(0),
        )
        .unwrap()
    }

    /// `LogisticRegression(C=1/(0.1*6), tol=1e-10).fit(X / sqrt(2), y).predict_proba(X / sqrt(2))`.
    #[test]
    fn probabilities_equal_those_of_scikit_learn() {
        let inputs = array![
            [0.0_f32, 1.0],
            [1.0, 0.5],
            [2.0, -1.0],
            [-1.0, 0.0],
            [0.5, 2.0],
            [1.5, 1.5]
        ];
        let model = fit(&inputs, &[0, 1, 2, 0, 1, 2], 3, 0.1);
        let expected = [
            [0.473_304, 0.365_911, 0.160_785],
            [0.248_053, 0.352_588, 0.399_359],
        ];
        for (row, expected) in model.probabilities(&inputs).unwrap().iter().zip(expected) {
            for (probability, expected) in row.iter().zip(expected) {
                assert!((probability - expected).abs() < 2e-3, "{row:?}");
            }
        }
    }

    #[test]
    fn without_inputs_that_tell_the_probabilities_are_the_frequencies() {
        let model = fit(&Array2::zeros((4, 2)), &[0, 0, 0, 1], 2, 0.1);
        let row = &model.probabilities(&Array2::zeros((1, 2))).unwrap()[0];
        assert!((row[0] - 0.75).abs() < 1e-3, "{row:?}");
    }

    #[test]
    fn one_class_and_classes_never_seen_give_finite_probabilities() {
        let inputs = array![[1.0_f32], [2.0]];
        assert_eq!(
            fit(&inputs, &[0, 0], 1, 0.1)
                .probabilities(&inputs)
                .unwrap(),
            [[1.0], [1.0]]
        );
        for row in fit(&inputs, &[2, 2], 3, 0.1)
            .probabilities(&inputs)
            .unwrap()
        {
            assert!(row[2] > 0.9 && row[0] > 0.0, "{row:?}");
        }
    }

    #[test]
    fn a_perfect_separation_without_penalty_stays_finite() {
        let inputs = array![[-1.0_f32], [1.0]];
        let model = fit(&inputs, &[0, 1], 2, 0.0);
        assert!(model.weights.iter().all(|weight| weight.is_finite()));
        assert!(model.probabilities(&inputs).unwrap()[1][1] > 0.9);
    }
}
