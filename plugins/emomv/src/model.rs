use emospec_sdk::{
    Error, Fit, Model, ModelCard, Outputs, Progress, Rows, Run, Similarity, TaskType,
};
use serde::{Deserialize, Serialize};

use crate::Params;
use crate::fit::{EpochLosses, FitError, Watcher, fit};
use crate::learnt::{Learnt, view};
use crate::network::{Architecture, Network, Question, softmax};

/// The fitted benchmark network and the names of what it reads and predicts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EmoMv {
    network: Network,
    views: [String; 2],
    target: String,
    auxiliary: Option<[String; 2]>,
}

/// Facts left beside the results.
#[derive(Debug, Serialize)]
struct Report<'a> {
    best_epoch: usize,
    epochs: usize,
    losses: &'a [EpochLosses],
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
        let learnt = Learnt::new(task, params.multi_task)?;
        let train_pairs = learnt.pairs(train)?;
        let validation_pairs = validation.map(|rows| learnt.pairs(rows)).transpose()?;
        let architecture = learnt.architecture(params, train)?;
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
        run.report(&Report {
            best_epoch: fitted.best_epoch,
            epochs: fitted.curve.len(),
            losses: &fitted.curve,
        })?;
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
        let mut views = [[].as_slice(); 2];
        for ((values, name), wanted) in views.iter_mut().zip(&self.views).zip(view_widths) {
            let (width, found) = view(rows, name)?;
            if width != wanted {
                return Err(Error::new(format_args!(
                    "the view `{name}` is {width} wide, but the network was fitted to {wanted}"
                )));
            }
            *values = found;
        }
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

/// Passes a fit's progress on to the engine.
struct RunWatcher<'a> {
    run: &'a Run<'a>,
    epochs: usize,
}

impl Watcher for RunWatcher<'_> {
    fn is_cancelled(&self) -> bool {
        self.run.check_cancelled().is_err()
    }

    fn epoch_done(&self, losses: &EpochLosses) {
        // A cancellation is seen before the next step.
        let _ = self.run.progress(&Progress {
            epoch: losses.epoch,
            epochs: Some(self.epochs),
            train_loss: Some(losses.train),
            validation_loss: losses.validation,
        });
    }
}

impl From<FitError> for Error {
    fn from(error: FitError) -> Self {
        match error {
            FitError::Cancelled => Self::Cancelled,
            other => Self::new(other),
        }
    }
}
