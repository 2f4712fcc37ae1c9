use emospec_sdk::prelude::*;
use nalgebra::{DMatrix, DVector, DVectorView};

use crate::columns::{class_ids, view, view_of_width};
use crate::evidence_params::EvidenceParams;
use crate::logistic::{Logistic, Settings};
use crate::steps::Steps;

/// The search ends where the gradient is shorter: the evidence of nearly sure posteriors hangs on small probabilities.
const TOLERANCE: f64 = 1e-9;

/// The posterior of the classes of a view, by multinomial logistic regression on all training rows.
///
/// A class that no training row has gets probability 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ViewPosterior {
    /// The view.
    pub view: String,
    /// The target with its classes.
    pub auxiliary: String,
    root: bool,
    classifier: Logistic,
    /// The classes the classifier tells apart, rising.
    seen: Vec<usize>,
    /// Number of classes of the target.
    pub class_count: usize,
}

impl ViewPosterior {
    /// Learns the classes `auxiliary` of the view `name`, the `place`-th of the parameters.
    ///
    /// # Errors
    /// Where a column does not suit, or the engine asked to stop.
    pub fn fit(
        fit: &Fit<'_, EvidenceParams>,
        steps: &Steps<'_>,
        [name, auxiliary]: [&str; 2],
        place: usize,
    ) -> Result<Self, Error> {
        let EvidenceParams {
            root,
            inverse_penalty,
            iterations,
            ..
        } = *fit.params;
        let classes = class_ids(fit.train, fit.task, auxiliary)?;
        let mut seen = classes.clone();
        seen.sort_unstable();
        seen.dedup();
        let places: Vec<_> = classes
            .iter()
            .map(|class| seen.partition_point(|other| other < class))
            .collect();
        let rows = view(fit.train, name)?;
        if root && rows.iter().any(|&value| value < 0.0) {
            fit.run.warn(&format!(
                "the view `{name}` has negative values, which `root` takes for 0: give this model features that were \
                 not standardised, or set `root: false`"
            ));
        }
        let classifier = Logistic::fit(
            &rooted(rows, root),
            &places,
            seen.len(),
            &Settings {
                // The search takes the mean over the rows, the penalty is one of their sum.
                penalty: (inverse_penalty[place] * classes.len() as f64).recip(),
                iterations,
                tolerance: TOLERANCE,
            },
            steps,
        )?;
        Ok(Self {
            view: name.to_owned(),
            auxiliary: auxiliary.to_owned(),
            root,
            classifier,
            seen,
            class_count: fit.task.class_count(auxiliary)?,
        })
    }

    /// What the classifier reads of those rows, one column a row.
    ///
    /// # Errors
    /// Where the view is missing, has another width or a value that is not a finite number.
    pub fn inputs(&self, rows: &Rows<'_>) -> Result<DMatrix<f64>, Error> {
        let view = view_of_width(rows, &self.view, self.classifier.width())?;
        Ok(rooted(view, self.root))
    }

    /// An input, standardised.
    pub fn standardised(&self, input: &DVectorView<'_, f64>) -> DVector<f64> {
        self.classifier.standardiser().of(input)
    }

    /// The probability of every class of the target.
    ///
    /// # Errors
    /// Where a score is not a finite number.
    pub fn of(&self, input: &DVectorView<'_, f64>) -> Result<DVector<f64>, Error> {
        let mut posterior = DVector::zeros(self.class_count);
        let probabilities = self.classifier.probabilities(input)?;
        for (&class, &probability) in self.seen.iter().zip(&probabilities) {
            posterior[class] = probability;
        }
        Ok(posterior)
    }
}

/// The square roots of what is above 0.
fn rooted(mut rows: DMatrix<f64>, root: bool) -> DMatrix<f64> {
    if root {
        rows.apply(|value| *value = value.max(0.0).sqrt());
    }
    rows
}

#[cfg(test)]
mod tests {
    use emospec_learn::testing::{PairData, pair_task};

    use super::*;

    #[test]
    fn a_class_without_training_rows_has_probability_zero() {
        let mut data = PairData::draw(12, 4, 2.0, 1);
        for colour in &mut data.left_colour {
            *colour = 2 * (*colour % 2);
        }
        let run = Run::detached();
        let posterior = ViewPosterior::fit(
            &Fit {
                params: &EvidenceParams::default(),
                task: &pair_task(TaskType::Retrieval),
                train: &data.rows(),
                validation: None,
                seed: 0,
                run: &run,
            },
            &Steps::new(&run),
            ["left", "left_colour"],
            0,
        )
        .unwrap();
        for input in posterior.inputs(&data.views()).unwrap().column_iter() {
            let probabilities = posterior.of(&input).unwrap();
            assert!(probabilities[1] == 0.0 && probabilities[0] > 0.0 && probabilities[2] > 0.0);
        }
    }

    #[test]
    fn roots_are_of_what_is_above_zero() {
        let rows = DMatrix::from_column_slice(3, 1, &[-4.0, 0.0, 9.0]);
        assert_eq!(rooted(rows.clone(), true).as_slice(), [0.0, 0.0, 3.0]);
        assert_eq!(rooted(rows.clone(), false), rows);
    }
}
