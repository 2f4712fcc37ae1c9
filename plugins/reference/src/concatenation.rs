use emospec_sdk::prelude::*;

use crate::examples::Examples;
use crate::inputs::Inputs;
use crate::perceptron::Perceptron;
use crate::training::Training;

/// The perceptron and how it learns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ConcatenationParams {
    /// Widths of the hidden layers; none makes a linear classifier.
    #[schemars(length(max = 8), inner(range(min = 1, max = 65_536)))]
    pub hidden: Vec<usize>,
    /// Step size of Adam.
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    pub learning_rate: f64,
    /// L2 weight decay: added to the gradient, times the weight.
    #[schemars(range(min = 0.0))]
    pub weight_decay: f64,
    /// Rows of a step.
    #[schemars(range(min = 1))]
    pub batch_size: usize,
    /// Passes over the training rows, at most.
    #[schemars(range(min = 1))]
    pub epochs: usize,
    /// Epochs without a lower validation loss before it stops; without validation rows all epochs run.
    #[schemars(range(min = 1))]
    pub patience: usize,
    /// Share of hidden values zeroed in a step.
    #[schemars(range(min = 0.0), extend("exclusiveMaximum" = 1.0))]
    pub dropout: f64,
}

impl Default for ConcatenationParams {
    fn default() -> Self {
        Self {
            hidden: vec![32],
            learning_rate: 1e-3,
            weight_decay: 1e-4,
            batch_size: 128,
            epochs: 100,
            patience: 10,
            dropout: 0.5,
        }
    }
}

impl ConcatenationParams {
    fn training(&self) -> Training {
        Training {
            hidden: self.hidden.clone(),
            learning_rate: self.learning_rate,
            weight_decay: self.weight_decay,
            batch_size: self.batch_size,
            epochs: self.epochs,
            patience: self.patience,
            dropout: self.dropout,
        }
    }
}

/// Early fusion: the standardised views side by side, then a multi-layer perceptron with rectified hidden layers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Concatenation {
    target: String,
    inputs: Inputs,
    perceptron: Perceptron,
}

impl Concatenation {
    /// Learns the task's target from those views.
    ///
    /// # Errors
    /// Where data or parameters do not suit.
    pub(crate) fn of_views<P>(
        fit: &Fit<'_, P>,
        views: &[String],
        training: &Training,
    ) -> Result<Self, Error> {
        let task = fit.task;
        let class_count = task.class_count(&task.target)?;
        let inputs = Inputs::fit(fit.train, views)?;
        let train = Examples::of(fit.train, &inputs, task)?;
        let validation = fit
            .validation
            .filter(|rows| rows.count() > 0)
            .map(|rows| Examples::of(rows, &inputs, task))
            .transpose()?;
        let perceptron =
            training.fit(class_count, &train, validation.as_ref(), fit.seed, fit.run)?;
        Ok(Self {
            target: task.target.clone(),
            inputs,
            perceptron,
        })
    }
}

impl Model for Concatenation {
    type Params = ConcatenationParams;
    const CARD: ModelCard = ModelCard {
        name: "concatenation",
        summary: "A multi-layer perceptron on the standardised views side by side.",
        source: "Ngiam et al., Multimodal deep learning, ICML 2011, section 4; Adam: Kingma and Ba, ICLR 2015, alg. 1; \
                 dropout: Srivastava et al., JMLR 15 (2014).",
        tasks: &[TaskType::Classification],
        stochastic: true,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, ConcatenationParams>) -> Result<Self, Error> {
        Self::of_views(fit, &fit.task.views, &fit.params.training())
    }

    fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        run.check_cancelled()?;
        let probabilities = self.perceptron.probabilities(&self.inputs.matrix(rows)?)?;
        let class_count = self
            .perceptron
            .layers
            .last()
            .map_or(1, |layer| layer.biases.len());
        let mut outputs = Outputs::default();
        outputs.matrix(&self.target, class_count, probabilities)?;
        Ok(outputs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emospec_learn::testing::{PairData, accuracy, assert_keeps_the_rules, fit, pair_task};

    #[test]
    fn the_rules_of_every_model_are_kept() {
        let params = ConcatenationParams {
            epochs: 5,
            patience: 2,
            ..ConcatenationParams::default()
        };
        assert_keeps_the_rules::<Concatenation>(&params, &pair_task(TaskType::Classification));
    }

    #[test]
    fn what_only_both_views_tell_is_learnt() {
        let task = pair_task(TaskType::Classification);
        let (train, test) = (
            PairData::draw(600, 5, 4.0, 1),
            PairData::draw(300, 5, 4.0, 2),
        );
        let params = ConcatenationParams {
            learning_rate: 0.01,
            ..ConcatenationParams::default()
        };
        let model: Concatenation = fit(&params, &task, &train, Some(&test), 0).unwrap();
        let reached = accuracy(&model, &test, "same", &test.same);
        assert!(reached > 0.95, "{reached}");
    }

    #[test]
    fn a_target_of_numbers_is_refused() {
        let mut task = pair_task(TaskType::Classification);
        task.classes.remove("same");
        let data = PairData::draw(4, 3, 1.0, 0);
        let outcome: Result<Concatenation, _> =
            fit(&ConcatenationParams::default(), &task, &data, None, 0);
        assert!(
            outcome
                .unwrap_err()
                .to_string()
                .contains("`same` has no classes")
        );
    }
}
