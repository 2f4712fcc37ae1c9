use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::explored::Explored;
use crate::choose::Choice;
use crate::cli::session::Prepared;
use crate::dataset::Values;
use crate::execute::{Outcome, Predictions};
use crate::files::Digest;
use crate::metric::Similarity;
use crate::page::{Classes, Gallery, GalleryModel, GalleryView};
use crate::plan::PlannedTrial;
use crate::spec::{Name, TaskSpec, TaskType};

/// Items that are shown for a query.
const CUTOFF: usize = 10;
/// Items that are shown for all queries of all models together: a page stays below a few megabytes.
const MOST_ITEMS: usize = 250_000;

/// Dataset, task and split.
type Place<'a> = (&'a Name, &'a Name, &'a Name);
/// The trial of each model, by the name that tables know it by.
type Trials<'a> = IndexMap<&'a Name, &'a PlannedTrial>;

impl Prepared {
    /// What models rank: for each task of retrieval, dataset and split, the rankings of the first seed in the first fold.
    pub(super) fn galleries(
        &self,
        outcomes: &BTreeMap<Digest, Outcome>,
        choices: &[Choice],
    ) -> Vec<Gallery> {
        let mut places: IndexMap<Place<'_>, Trials<'_>> = IndexMap::new();
        let first_seed = self.valid.spec.seeds.values().into_iter().next();
        for planned in &self.plan.trials {
            let trial = &planned.trial;
            let task = self.valid.spec.tasks.get(&trial.task);
            let is_retrieval = task.is_some_and(|task| task.kind == TaskType::Retrieval);
            let is_first =
                trial.inner.is_none() && trial.fold == 0 && Some(trial.seed) == first_seed;
            if !is_retrieval || !is_first {
                continue;
            }
            if let Some(shown) = self.shown(planned, choices) {
                let place = (&trial.dataset, &trial.task, &trial.split);
                places.entry(place).or_default().insert(shown, planned);
            }
        }
        let most = MOST_ITEMS / places.len().max(1);
        let galleries = places.into_iter();
        galleries
            .filter_map(|(place, trials)| self.gallery(place, &trials, outcomes, most))
            .collect()
    }

    /// The name that tables know a trial's model by; none for a candidate that was not chosen.
    fn shown<'a>(&'a self, planned: &'a PlannedTrial, choices: &[Choice]) -> Option<&'a Name> {
        let trial = &planned.trial;
        let model = self.valid.models.get(&trial.model)?;
        let Some(tuned) = &model.candidate_of else {
            return Some(&trial.model);
        };
        let is_this = |choice: &Choice| {
            choice.dataset == trial.dataset
                && choice.task == trial.task
                && choice.split == trial.split
                && choice.fold == trial.fold
                && choice.seed == trial.seed
                && choice.candidate == trial.model
        };
        choices.iter().any(is_this).then_some(tuned)
    }

    fn gallery(
        &self,
        (dataset, task_name, split): Place<'_>,
        trials: &Trials<'_>,
        outcomes: &BTreeMap<Digest, Outcome>,
        most: usize,
    ) -> Option<Gallery> {
        let task = self.valid.spec.tasks.get(task_name)?;
        let read = trials.values().filter_map(|planned| {
            let Some(Outcome::Done(entry)) = outcomes.get(&planned.digest) else {
                return None;
            };
            let predictions = Predictions::of(entry).ok()?;
            Some((*planned, predictions))
        });
        let read: Vec<_> = read.collect();
        let (_, first) = read.first()?;
        let count = first.ids.len();
        let directions = directions(task.views.len());
        let cutoff = CUTOFF.min(count);
        let each = (read.len() * directions.len() * cutoff).max(1);
        let explored = Explored {
            task,
            directions: &directions,
            queries: count.min(most / each).max(1),
            cutoff,
        };
        let models = read.iter().filter_map(|(planned, predictions)| {
            let model = self.valid.models.get(&planned.trial.model)?;
            let similarity = model.card.similarity;
            let runs = explored.runs(predictions, similarity).ok()?;
            let name = model.candidate_of.as_ref().unwrap_or(&planned.trial.model);
            Some(GalleryModel {
                title: model.title.clone().unwrap_or_else(|| name.to_string()),
                similarity: words(similarity).to_owned(),
                runs,
            })
        });
        let models: Vec<_> = models.collect();
        let views = task.views.iter().map(|view| GalleryView {
            name: view.to_string(),
            classes: self.classes(dataset, task, view, first),
        });
        (!models.is_empty() && count > 0).then(|| Gallery {
            title: format!("{} · {task_name} · {split}", self.valid.title_of(dataset)),
            hint: explored.hint(read[0].0.trial.seed, count, trials.len() - models.len()),
            ids: first.ids.clone(),
            views: views.collect(),
            directions: directions.clone(),
            queries: explored.queries,
            cutoff,
            models,
        })
    }

    fn classes(
        &self,
        dataset: &Name,
        task: &TaskSpec,
        view: &Name,
        predictions: &Predictions,
    ) -> Option<Classes> {
        let target = task.relevance.get(view)?;
        let Some(Values::Classes(of)) = predictions.target(target.as_str()) else {
            return None;
        };
        let facts = &self.valid.datasets.get(dataset)?.facts;
        let names = facts.columns.get(target)?.classes.clone();
        Some(Classes {
            names: names.unwrap_or_default(),
            of: of.clone(),
        })
    }
}

/// Every view asks for every other.
fn directions(views: usize) -> Vec<[usize; 2]> {
    let pairs = (0..views).flat_map(|query| (0..views).map(move |gallery| [query, gallery]));
    pairs.filter(|[query, gallery]| query != gallery).collect()
}

fn words(similarity: Similarity) -> &'static str {
    match similarity {
        Similarity::Cosine => "cosine similarity",
        Similarity::Dot => "scalar product",
        Similarity::Euclidean => "negative Euclidean distance",
    }
}

#[cfg(test)]
mod tests {
    use super::directions;

    #[test]
    fn every_view_asks_for_every_other() {
        assert_eq!(directions(2), [[0, 1], [1, 0]]);
        assert_eq!(directions(3).len(), 6);
    }
}
