use argmin::core::Executor;
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use emospec_sdk::Error;
use nalgebra::{DMatrix, DVector, DVectorView};
use serde::{Deserialize, Serialize};

use crate::objective::Objective;
use crate::softmax::softmax;
use crate::standardiser::Standardiser;
use crate::steps::Steps;

/// Steps that L-BFGS remembers.
const MEMORY: usize = 10;
/// A tolerance that suits decisions.
pub const TOLERANCE: f64 = 1e-6;

/// How a logistic regression is fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// L2 penalty on the weights.
    pub penalty: f64,
    /// Iterations, at most.
    pub iterations: u64,
    /// A gradient shorter than this ends the search, as does a cost that falls by less than its square in a step.
    pub tolerance: f64,
}

impl Settings {
    /// Checks what the schema says, for callers that did not.
    ///
    /// # Errors
    /// Where a number lies outside its range.
    pub fn check(&self) -> Result<(), Error> {
        if !(self.penalty >= 0.0 && self.penalty.is_finite()) || self.iterations == 0 {
            return Err(Error::new(
                "`penalty` must be at least 0, and `iterations` at least 1",
            ));
        }
        Ok(())
    }
}

/// Multinomial logistic regression on standardised inputs.
///
/// They are divided by the square root of their number, so that one penalty suits narrow and wide views.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Logistic {
    standardiser: Standardiser,
    /// Classes x (width + 1), the biases last.
    weights: DMatrix<f64>,
}

impl Logistic {
    /// Learns to tell `class_count` classes from `rows`, one column a row.
    ///
    /// # Errors
    /// Where a parameter is out of range, a score is not a number, or the engine asked to stop.
    pub fn fit(
        rows: &DMatrix<f64>,
        classes: &[usize],
        class_count: usize,
        settings: &Settings,
        steps: &Steps<'_>,
    ) -> Result<Self, Error> {
        settings.check()?;
        let standardiser = Standardiser::fit(rows);
        let width = rows.nrows();
        let inputs = (standardiser.of_all(rows) / (width as f64).sqrt()).insert_row(width, 1.0);
        let objective = Objective::new(&inputs, classes, class_count, settings.penalty, steps);
        let solver = LBFGS::new(MoreThuenteLineSearch::new(), MEMORY)
            .with_tolerance_grad(settings.tolerance)
            .and_then(|solver| solver.with_tolerance_cost(settings.tolerance.powi(2)))
            .map_err(Error::new)?;
        let outcome = Executor::new(&objective, solver)
            .configure(|state| {
                state
                    .param(objective.start())
                    .max_iters(settings.iterations)
            })
            .run();
        // Near the minimum a line search may find no lower cost, which is an error to argmin; the lowest point is what
        // is wanted then, too. Only what the objective itself said is an error here.
        if let Err(error) = outcome
            && let Ok(error) = error.downcast::<Error>()
        {
            return Err(error);
        }
        Ok(Self {
            standardiser,
            weights: DMatrix::from_vec(class_count, width + 1, objective.lowest()),
        })
    }

    /// Number of classes.
    pub fn class_count(&self) -> usize {
        self.weights.nrows()
    }

    /// What its inputs are standardised by.
    pub fn standardiser(&self) -> &Standardiser {
        &self.standardiser
    }

    /// Columns of the rows it reads.
    pub fn width(&self) -> usize {
        self.standardiser.width()
    }

    /// Class probabilities of a row, computed in one order of sums whatever rows stand beside it.
    ///
    /// # Errors
    /// Where a score is not a finite number.
    pub fn probabilities(&self, row: &DVectorView<'_, f64>) -> Result<DVector<f64>, Error> {
        let width = self.width();
        let input = self.standardiser.of(row) / (width as f64).sqrt();
        let scores = self.weights.columns(0, width) * input + self.weights.column(width);
        let mut probabilities = DMatrix::from_column_slice(scores.len(), 1, scores.as_slice());
        softmax(&mut probabilities)?;
        Ok(probabilities.column(0).into_owned())
    }
}
