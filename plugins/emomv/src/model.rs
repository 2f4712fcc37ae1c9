use emospec_learn::pairs::{PairTask, fitted_views};
use emospec_learn::softmax;
use emospec_learn::training::{FitError, RunWatcher};
use emospec_sdk::{Error, Fit, Model, ModelCard, Outputs, Rows, Run, Similarity, TaskType};
use serde::{Deserialize, Serialize};

use crate::Params;
use crate::fit::fit;
use crate::network::{Architecture, Network, Question};

/// The fitted benchmark network and the names of what it reads and predicts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EmoMv {
    network: Network,
    views: [String; 2],
    target: String,
    auxiliary: Option<[String; 2]>,
}

impl Model for EmoMv {
    type Params = Params;
    const CARD: ModelCard = ModelCard {
        name: "benchmark",
        summary: "Embeds two views of a pair with projection heads, and classifies the compactly pooled pair or learns \
                  to retrieve by a contrastive loss; `multi_task` adds each view's own classes.",
        source: "Thao, Roig and Herremans, EmoMV, Information Fusion 91 (2023); pooling: Gao et al., CVPR 2016, \
                 algorithm 2; contrastive loss: Hadsell, Chopra and LeCun, CVPR 2006, equation 4.",
        tasks: &[TaskType::Classification, TaskType::Retrieval],
        stochastic: true,
        similarity: Similarity::Cosine,
    };

    fn fit(arguments: &Fit<'_, Params>) -> Result<Self, Error> {
        let Fit {
            params,
            task,
            train,
            validation,
            seed,
            run,
        } = arguments;
        let mut learnt = PairTask::new(task)?;
        if params.multi_task {
            learnt = learnt.with_auxiliary("`multi_task`")?;
        }
        let train_pairs = learnt.pairs(train)?;
        let validation_pairs = validation.map(|rows| learnt.pairs(rows)).transpose()?;
        let architecture = architecture(params, task.kind, &learnt, train)?;
        let watcher = RunWatcher {
            run,
            epochs: params.epochs,
        };
        let fitted = fit(
            architecture,
            params,
            (&train_pairs, validation_pairs.as_ref()),
            *seed,
            &watcher,
        )?;
        run.report(&fitted.report())?;
        Ok(Self {
            network: fitted.network,
            views: learnt.views.map(str::to_owned),
            target: task.target.clone(),
            auxiliary: learnt.auxiliary.map(|names| names.map(str::to_owned)),
        })
    }

    fn predict(&self, rows: &Rows<'_>, _run: &Run<'_>) -> Result<Outputs, Error> {
        let Architecture {
            question,
            view_widths,
            auxiliary_classes,
            embedding_width,
            ..
        } = *self.network.architecture();
        let views = fitted_views(rows, &self.views, view_widths)?.map(|(_, values)| values);
        let prediction = self
            .network
            .predict(rows.count(), views)
            .map_err(FitError::from)?;
        let mut outputs = Outputs::default();
        match question {
            Question::Classification { classes } => {
                outputs.matrix(
                    &self.target,
                    classes,
                    softmax(&prediction.comparison, classes),
                )?;
            }
            Question::Retrieval { .. } => {
                for (name, embeddings) in self.views.iter().zip(prediction.embeddings) {
                    outputs.matrix(name, embedding_width, embeddings)?;
                }
            }
        }
        if let Some((names, classes)) = self.auxiliary.as_ref().zip(auxiliary_classes) {
            for ((name, classes), logits) in names.iter().zip(classes).zip(prediction.auxiliary) {
                outputs.matrix(name, classes, softmax(&logits, classes))?;
            }
        }
        Ok(outputs)
    }
}

/// The network for these rows.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the margin is applied in single precision"
)]
fn architecture(
    params: &Params,
    kind: TaskType,
    learnt: &PairTask<'_>,
    rows: &Rows<'_>,
) -> Result<Architecture, Error> {
    let classes = learnt.target_classes()?;
    let question = if kind == TaskType::Retrieval {
        Question::Retrieval {
            margin: params.margin as f32,
        }
    } else {
        Question::Classification { classes }
    };
    Ok(Architecture {
        question,
        view_widths: learnt.view_widths(rows)?,
        auxiliary_classes: learnt.auxiliary_classes()?,
        branch_width: params.branch_width,
        embedding_width: params.embedding_width,
        pooled_width: params.pooled_width,
    })
}
