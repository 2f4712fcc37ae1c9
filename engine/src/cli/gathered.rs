//! What the trials of one model left, for figures.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::session::Prepared;
use crate::cache::Cache;
use crate::choose::Choice;
use crate::execute::{Outcome, Predictions};
use crate::figure::Epoch;
use crate::files::Digest;
use crate::metric::Similarity;
use crate::plan::PlannedTrial;
use crate::spec::Name;
use crate::text::cut;

/// Most characters of why a trial failed.
const LONGEST_REASON: usize = 160;

/// Where trials are looked for.
pub(super) struct Trials<'a> {
    pub prepared: &'a Prepared,
    pub outcomes: &'a BTreeMap<Digest, Outcome>,
    pub choices: &'a [Choice],
    pub task: &'a Name,
    /// The dataset and the split.
    pub place: Option<&'a (Name, Name)>,
}

/// What the trials of a model left, seed by seed and fold by fold.
pub(super) struct Gathered {
    /// The model, as tables call it.
    pub model: Name,
    /// The trials that have results.
    pub runs: Vec<Run>,
    /// Why each of the others has none.
    missing: Vec<String>,
}

/// One trial that has results.
pub(super) struct Run {
    seed: u64,
    fold: u32,
    digest: Digest,
    /// The columns that were asked for.
    pub predictions: Predictions,
}

impl Trials<'_> {
    /// What the trials of a model left, of their predictions the columns named.
    pub fn of(&self, model: &Name, columns: &[String]) -> Gathered {
        let mut gathered = Gathered {
            model: model.clone(),
            runs: Vec::new(),
            missing: Vec::new(),
        };
        let trials = self.prepared.plan.trials.iter();
        for planned in trials.filter(|planned| self.is_of(planned, model)) {
            match self.left(planned, columns) {
                Ok(predictions) => gathered.runs.push(Run {
                    seed: planned.trial.seed,
                    fold: planned.trial.fold,
                    digest: planned.digest.clone(),
                    predictions,
                }),
                Err(why) => gathered.missing.push(why),
            }
        }
        gathered.runs.sort_by_key(|run| (run.seed, run.fold));
        gathered
    }

    /// Whether a trial is reported as one of the model: its own, or that of the candidate chosen in its fold.
    fn is_of(&self, planned: &PlannedTrial, model: &Name) -> bool {
        let trial = &planned.trial;
        let is_there = self
            .place
            .is_some_and(|(dataset, split)| trial.dataset == *dataset && trial.split == *split);
        if !is_there || trial.task != *self.task || trial.inner.is_some() {
            return false;
        }
        let candidate_of = self
            .prepared
            .valid
            .models
            .get(&trial.model)
            .and_then(|model| model.candidate_of.as_ref());
        match candidate_of {
            None => trial.model == *model,
            Some(tuned) => {
                tuned == model
                    && self.choices.iter().any(|choice| {
                        choice.dataset == trial.dataset
                            && choice.task == trial.task
                            && choice.split == trial.split
                            && choice.fold == trial.fold
                            && choice.seed == trial.seed
                            && choice.model == *tuned
                            && choice.candidate == trial.model
                    })
            }
        }
    }

    fn left(&self, planned: &PlannedTrial, columns: &[String]) -> Result<Predictions, String> {
        match self.outcomes.get(&planned.digest) {
            Some(Outcome::Done(entry)) => {
                let known = entry.columns.iter();
                let wanted: Vec<String> = known
                    .filter(|column| columns.contains(column))
                    .cloned()
                    .collect();
                Predictions::columns_of(entry, &wanted).map_err(|error| error.to_string())
            }
            Some(Outcome::Failed(failure)) => {
                Err(format!("failed: {}", cut(&failure.message, LONGEST_REASON)))
            }
            Some(Outcome::NotRun) | None => Err("not run".to_owned()),
        }
    }
}

impl Gathered {
    /// How many seeds have results.
    pub fn seeds(&self) -> usize {
        let seeds: BTreeSet<u64> = self.runs.iter().map(|run| run.seed).collect();
        seeds.len()
    }

    /// How many folds have results.
    pub fn folds(&self) -> usize {
        let folds: BTreeSet<u32> = self.runs.iter().map(|run| run.fold).collect();
        folds.len()
    }

    /// Which trials a figure goes without; none where every trial has results.
    pub fn note(&self, title: &str) -> Option<String> {
        let reasons: BTreeSet<&str> = self.missing.iter().map(String::as_str).collect();
        let reasons: Vec<&str> = reasons.into_iter().collect();
        let (missing, all) = (self.missing.len(), self.missing.len() + self.runs.len());
        if all == 0 {
            // A tuned model of which no candidate was chosen.
            return Some(format!("{title}: no trial has results."));
        }
        (missing > 0).then(|| {
            format!(
                "{title}: without {missing} of {all} trials ({}).",
                reasons.join("; ")
            )
        })
    }

    /// The losses that each run told of its epochs.
    pub fn epochs(&self, cache: &Cache) -> Vec<Vec<Epoch>> {
        let runs = self.runs.iter();
        runs.map(|run| epochs_of(cache.report(&run.digest).as_ref()))
            .collect()
    }
}

fn epochs_of(report: Option<&Value>) -> Vec<Epoch> {
    let told = report.and_then(|report| report.get("epochs")?.as_array());
    let epochs = told.into_iter().flatten().filter_map(|told| {
        Some(Epoch {
            epoch: told.get("epoch")?.as_u64()?,
            train: told.get("train_loss").and_then(Value::as_f64),
            validation: told.get("validation_loss").and_then(Value::as_f64),
        })
    });
    epochs.collect()
}

impl Prepared {
    /// What readers call a model of tables: its title, or else its name.
    pub(super) fn title_of_model<'a>(&'a self, shown: &'a Name) -> &'a str {
        let models = &mut self.valid.models.iter();
        let model =
            models.find(|(name, model)| model.candidate_of.as_ref().unwrap_or(name) == shown);
        let title = model.and_then(|(_, model)| model.title.as_deref());
        title.unwrap_or(shown.as_str())
    }

    /// How a model of tables compares embeddings.
    pub(super) fn similarity_of(&self, shown: &Name) -> Similarity {
        let mut models = self.valid.models.iter();
        let model =
            models.find(|(name, model)| model.candidate_of.as_ref().unwrap_or(name) == shown);
        model.map_or(Similarity::Cosine, |(_, model)| model.card.similarity)
    }
}
