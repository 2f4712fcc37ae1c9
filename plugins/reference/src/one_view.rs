use emospec_sdk::prelude::*;

use crate::concatenation::{Concatenation, ConcatenationParams};
use crate::training::Training;

/// The view, the perceptron and how it learns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OneViewParams {
    /// The view that is read: one of the task's views, or its first when left empty.
    pub view: String,
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

impl Default for OneViewParams {
    fn default() -> Self {
        let shared = ConcatenationParams::default();
        Self {
            view: String::new(),
            hidden: shared.hidden,
            learning_rate: shared.learning_rate,
            weight_decay: shared.weight_decay,
            batch_size: shared.batch_size,
            epochs: shared.epochs,
            patience: shared.patience,
            dropout: shared.dropout,
        }
    }
}

impl OneViewParams {
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

/// The perceptron of [`Concatenation`] on one view alone: what is told without comparing views.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OneView(Concatenation);

impl Model for OneView {
    type Params = OneViewParams;
    const CARD: ModelCard = ModelCard {
        name: "one-view",
        summary: "A multi-layer perceptron on one standardised view alone.",
        source: "The unimodal control of Goyal et al., Making the V in VQA matter, CVPR 2017, section 4.1.",
        tasks: &[TaskType::Classification],
        stochastic: true,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, OneViewParams>) -> Result<Self, Error> {
        let views = &fit.task.views;
        let wanted = &fit.params.view;
        let view = if wanted.is_empty() {
            views.first()
        } else {
            views.iter().find(|view| *view == wanted)
        };
        let Some(view) = view else {
            return Err(Error::new(format_args!(
                "the task has no view `{wanted}`: set `view` to one of {}",
                views.join(", ")
            )));
        };
        let training = fit.params.training();
        Ok(Self(Concatenation::of_views(
            fit,
            std::slice::from_ref(view),
            &training,
        )?))
    }

    fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        self.0.predict(rows, run)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emospec_learn::testing::{PairData, accuracy, assert_keeps_the_rules, fit, pair_task};

    fn params(view: &str) -> OneViewParams {
        OneViewParams {
            view: view.to_owned(),
            epochs: 20,
            ..OneViewParams::default()
        }
    }

    #[test]
    fn the_rules_of_every_model_are_kept() {
        let params = OneViewParams {
            epochs: 5,
            patience: 2,
            ..params("right")
        };
        assert_keeps_the_rules::<OneView>(&params, &pair_task(TaskType::Classification));
    }

    #[test]
    fn the_network_has_the_parameters_of_concatenation() {
        let fields = |schema: schemars::Schema| {
            let mut fields = schema.get("properties").cloned().unwrap_or_default();
            fields.as_object_mut().map(|fields| fields.remove("view"));
            fields
        };
        let shared = fields(schemars::schema_for!(ConcatenationParams));
        assert_eq!(fields(schemars::schema_for!(OneViewParams)), shared);
        assert_eq!(OneViewParams::default().training().hidden, [32]);
    }

    #[test]
    fn the_view_named_is_read_and_the_first_by_default() {
        let mut task = pair_task(TaskType::Classification);
        let (train, test) = (
            PairData::draw(300, 4, 4.0, 1),
            PairData::draw(150, 4, 4.0, 2),
        );
        "left_colour".clone_into(&mut task.target);
        let reached = |view| {
            let model: OneView = fit(&params(view), &task, &train, Some(&test), 0).unwrap();
            accuracy(&model, &test, "left_colour", &test.left_colour)
        };
        assert!(reached("") > 0.9 && reached("left") > 0.9);
        assert!(reached("right") < 0.8);
    }

    #[test]
    fn a_view_that_the_task_lacks_is_refused_with_those_it_has() {
        let data = PairData::draw(4, 3, 1.0, 0);
        let task = pair_task(TaskType::Classification);
        let outcome: Result<OneView, _> = fit(&params("middle"), &task, &data, None, 0);
        assert!(outcome.unwrap_err().to_string().contains("left, right"));
    }
}
