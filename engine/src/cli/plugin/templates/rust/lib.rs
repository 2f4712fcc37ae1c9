//! A baseline: the class frequencies of the training rows.

use emospec_sdk::prelude::*;

/// Every parameter with what it does; the comments are what `emospec plugin info` prints.
#[derive(Serialize, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields, default)]
struct Params {
    /// Rows added to each class before counting.
    #[schemars(range(min = 0.0))]
    smoothing: f64,
}

/// What is left after fitting.
#[derive(Serialize, Deserialize)]
struct Baseline {
    target: String,
    probabilities: Vec<f32>,
}

impl Model for Baseline {
    type Params = Params;
    const CARD: ModelCard = ModelCard {
        name: "NAME",
        summary: "Predicts the class frequencies of the training rows.",
        source: "Folklore.",
        tasks: &[TaskType::Classification],
        stochastic: false,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, Params>) -> Result<Self, Error> {
        let target = fit.task.target.clone();
        let mut counts = vec![fit.params.smoothing; fit.task.class_count(&target)?];
        for &class in fit.train.classes(&target)? {
            counts[usize::try_from(class)?] += 1.0;
        }
        let total: f64 = counts.iter().sum();
        let probabilities = counts.iter().map(|count| (count / total) as f32).collect();
        Ok(Self { target, probabilities })
    }

    fn predict(&self, rows: &Rows<'_>, _run: &Run<'_>) -> Result<Outputs, Error> {
        let mut outputs = Outputs::default();
        let repeated = self.probabilities.repeat(rows.count());
        outputs.matrix(&self.target, self.probabilities.len(), repeated)?;
        Ok(outputs)
    }
}

emospec_sdk::export_plugin! {
    name: "NAME",
    summary: "A baseline of my own.",
    models: [Baseline],
}
