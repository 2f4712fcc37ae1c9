//! From what trials left to figures.

mod embedding;
mod of_classes;
mod ranks;
mod retrieval;
mod training;

use std::collections::BTreeMap;

use super::gathered::{Gathered, Trials};
use super::session::Prepared;
use crate::choose::Choice;
use crate::diagnostic::Diagnostics;
use crate::execute::Outcome;
use crate::figure::{Figure, Panel, Shown, Width};
use crate::files::Digest;
use crate::metric::MatrixRef;
use crate::score::Score;
use crate::spec::{FigureKind, FigureSpec, FigureWidth, Name, TaskSpec};
use crate::validate::ValidatedFigure;

impl Prepared {
    /// The figures of the spec, in its order, from what trials left and [`scores`](Self::scores) made of it. Trials that
    /// failed or were not run are left out, and the figures say so.
    ///
    /// # Errors
    /// None that a validated spec gives cause to.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "figures are made where tables are, which can fail"
    )]
    pub fn figures(
        &self,
        outcomes: &BTreeMap<Digest, Outcome>,
        scored: &(Vec<Score>, Vec<Choice>),
    ) -> Result<Vec<Figure>, Diagnostics> {
        let figures = self.valid.spec.figures.iter().filter_map(|(name, spec)| {
            let valid = self.valid.figures.get(name)?;
            let task = self.valid.spec.tasks.get(&valid.task)?;
            let making = Making {
                prepared: self,
                outcomes,
                scored,
                spec,
                valid,
                task,
            };
            Some(making.figure(name))
        });
        Ok(figures.collect())
    }
}

/// A figure under way.
struct Making<'a> {
    prepared: &'a Prepared,
    outcomes: &'a BTreeMap<Digest, Outcome>,
    scored: &'a (Vec<Score>, Vec<Choice>),
    spec: &'a FigureSpec,
    valid: &'a ValidatedFigure,
    task: &'a TaskSpec,
}

impl Making<'_> {
    fn figure(&self, name: &Name) -> Figure {
        let kind = self.spec.kind;
        let Shown { shown, notes } = match kind {
            FigureKind::Training => self.training(),
            FigureKind::Embedding => self.embedding(),
            FigureKind::RetrievalMatrix => self.retrieval_matrix(),
            FigureKind::CriticalDifference => self.ranks(),
            FigureKind::PrecisionRecall if self.valid.target.is_none() => self.retrieval_curves(),
            _ => self.of_classes(),
        };
        Figure {
            name: name.to_string(),
            title: title(kind).to_owned(),
            caption: self.spec.caption.clone(),
            notes,
            width: match self.spec.width {
                FigureWidth::Column => Width::Column,
                FigureWidth::Page => Width::Page,
            },
            panels: shown,
        }
    }

    /// What the trials of each model left.
    fn trials(&self) -> Trials<'_> {
        let place = self.valid.places.first();
        Trials {
            prepared: self.prepared,
            outcomes: self.outcomes,
            choices: &self.scored.1,
            task: &self.valid.task,
            place,
        }
    }

    fn title_of<'n>(&'n self, model: &'n Name) -> &'n str {
        self.prepared.title_of_model(model)
    }
}

/// What the trials are that means are over, and what bands are; nothing where every model has one trial alone.
fn means(gathered: &[Gathered], has_bands: bool) -> Option<String> {
    let most = |count: fn(&Gathered) -> usize| gathered.iter().map(count).max().unwrap_or(0);
    let (seeds, folds) = (most(Gathered::seeds), most(Gathered::folds));
    let over = match (seeds, folds) {
        (0 | 1, 0 | 1) => return None,
        (_, 0 | 1) => format!("{seeds} seeds"),
        (0 | 1, _) => format!("{folds} folds"),
        (_, _) => format!("{seeds} seeds in each of {folds} folds"),
    };
    Some(if has_bands {
        format!("Means over {over}; bands: one standard deviation.")
    } else {
        format!("Means over {over}.")
    })
}

fn matrix(width: usize, data: &[f32]) -> MatrixRef<'_> {
    MatrixRef {
        rows: data.len() / width.max(1),
        width,
        data,
    }
}

fn nothing() -> Shown<Vec<Panel>> {
    Shown {
        shown: Vec::new(),
        notes: Vec::new(),
    }
}

fn title(kind: FigureKind) -> &'static str {
    match kind {
        FigureKind::Confusion => "Confusion matrices",
        FigureKind::Roc => "Receiver operating characteristics",
        FigureKind::PrecisionRecall => "Precision by recall",
        FigureKind::Training => "Losses by epoch",
        FigureKind::Calibration => "Accuracy by confidence",
        FigureKind::Distribution => "Predicted probabilities by true class",
        FigureKind::Embedding => "Embeddings",
        FigureKind::RetrievalMatrix => "Classes of retrieved items",
        FigureKind::CriticalDifference => "Mean ranks",
    }
}
