use emospec_sdk::{
    Error, Fit, Model, ModelCard, Outputs, Progress, Rows, Run, Similarity, Task, TaskType,
};
use serde::{Deserialize, Serialize};

use crate::Params;
use crate::fit::{EpochLosses, FitError, Pairs, Targets, Watcher, fit};
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
        name: "emomv",
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
        let views = task.pair()?;
        let auxiliary = if params.multi_task {
            Some(auxiliary_targets(task)?)
        } else {
            None
        };
        let learnt = Learnt {
            task,
            views,
            auxiliary,
        };
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
            views: [views.0.to_owned(), views.1.to_owned()],
            target: task.target.clone(),
            auxiliary: auxiliary.map(|names| names.map(str::to_owned)),
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

/// What is learnt of a task.
struct Learnt<'a> {
    task: &'a Task,
    views: (&'a str, &'a str),
    auxiliary: Option<[&'a str; 2]>,
}

impl Learnt<'_> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the margin is applied in single precision"
    )]
    fn architecture(&self, params: &Params, rows: &Rows<'_>) -> Result<Architecture, Error> {
        let classes = self.task.class_count(&self.task.target)?;
        let question = match self.task.kind {
            TaskType::Classification => Question::Classification { classes },
            TaskType::Retrieval if classes == 2 => Question::Retrieval {
                margin: params.margin as f32,
            },
            TaskType::Retrieval => {
                let target = &self.task.target;
                return Err(Error::new(format_args!(
                    "the target `{target}` has {classes} classes; retrieval learns from two: mismatch, then match"
                )));
            }
            TaskType::Regression => {
                return Err(Error::new(
                    "this model does not do regression: use classification or retrieval",
                ));
            }
        };
        let auxiliary_classes = match self.auxiliary {
            Some([left, right]) => {
                Some([self.task.class_count(left)?, self.task.class_count(right)?])
            }
            None => None,
        };
        Ok(Architecture {
            question,
            view_widths: [view(rows, self.views.0)?.0, view(rows, self.views.1)?.0],
            auxiliary_classes,
            branch_width: params.branch_width,
            embedding_width: params.embedding_width,
            pooled_width: params.pooled_width,
        })
    }

    fn pairs<'v>(&self, rows: &Rows<'v>) -> Result<Pairs<'v>, Error> {
        let auxiliary = match self.auxiliary {
            Some([left, right]) => Some([self.classes(rows, left)?, self.classes(rows, right)?]),
            None => None,
        };
        let comparison = self.classes(rows, &self.task.target)?;
        let views = [view(rows, self.views.0)?.1, view(rows, self.views.1)?.1];
        Ok(Pairs {
            views,
            targets: Targets {
                comparison,
                auxiliary,
            },
        })
    }

    fn classes(&self, rows: &Rows<'_>, target: &str) -> Result<Vec<usize>, Error> {
        let count = self.task.class_count(target)?;
        let class = |&id: &i64| {
            let class = usize::try_from(id).ok().filter(|&class| class < count);
            class.ok_or_else(|| {
                Error::new(format_args!(
                    "the target `{target}` has a row of class {id}; its classes are 0 to {}",
                    count - 1
                ))
            })
        };
        rows.classes(target)?.iter().map(class).collect()
    }
}

/// The auxiliary target of each view, in the order of the views.
fn auxiliary_targets(task: &Task) -> Result<[&str; 2], Error> {
    let (left, right) = task.pair()?;
    let target = |view: &str| {
        task.auxiliary.get(view).map(String::as_str).ok_or_else(|| {
            Error::new(format_args!(
                "`multi_task` needs a target for the view `{view}`: name it under `auxiliary`"
            ))
        })
    };
    let targets = [target(left)?, target(right)?];
    if targets[0] == targets[1] || targets.contains(&task.target.as_str()) {
        return Err(Error::new(
            "`multi_task` needs a target of its own for each view under `auxiliary`",
        ));
    }
    Ok(targets)
}

/// The width of a view and its values, row by row.
fn view<'a>(rows: &Rows<'a>, name: &str) -> Result<(usize, &'a [f32]), Error> {
    let view = rows.view(name)?;
    match view.to_slice() {
        Some(values) if view.ncols() > 0 => Ok((view.ncols(), values)),
        _ => Err(Error::new(format_args!("the view `{name}` has no columns"))),
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
