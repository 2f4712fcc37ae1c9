use std::marker::PhantomData;

use emospec_sdk::prelude::*;
use serde::de::DeserializeOwned;

use crate::line::Line;
use crate::way::WAYS;

/// The model that behaves in the way `WAY`.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Nonconforming<const WAY: usize, P>(Line, PhantomData<P>);

impl<const WAY: usize, P> Model for Nonconforming<WAY, P>
where
    P: Serialize + DeserializeOwned + JsonSchema + Default + 'static,
{
    type Params = P;
    const CARD: ModelCard = ModelCard {
        name: WAYS[WAY].name,
        summary: WAYS[WAY].summary,
        source: "Made up.",
        tasks: &[TaskType::Classification],
        stochastic: true,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, P>) -> Result<Self, Error> {
        let task = fit.task;
        let mut line = Line {
            target: task.target.clone(),
            view: task.views[0].clone(),
            class_count: task.class_count(&task.target)?,
            ..Line::default()
        };
        (WAYS[WAY].fit)(&mut line, fit.seed, fit.train.count(), fit.run)?;
        Ok(Self(line, PhantomData))
    }

    fn predict(&self, rows: &Rows<'_>, _run: &Run<'_>) -> Result<Outputs, Error> {
        let Self(line, _) = self;
        let mut probabilities = vec![0.0; rows.count() * line.class_count];
        let heights = (WAYS[WAY].predict)(line, rows)?;
        for (row, height) in probabilities.chunks_mut(line.class_count).zip(heights) {
            row[0] = (1.0 - height) * WAYS[WAY].sum;
            row[1] = height * WAYS[WAY].sum;
        }
        let mut outputs = Outputs::default();
        outputs.matrix(&line.target, line.class_count, probabilities)?;
        Ok(outputs)
    }
}
