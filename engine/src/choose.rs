//! From the scores of candidates to those of the models that are tuned; pure.
//!
//! A model with `tune` has one candidate for each point of its grid. All of them are fitted in the inner folds of every
//! fold and in the fold itself; here the one with the best inner scores is picked, in each fold and for each seed apart,
//! and its scores in the fold become those of the model. What the fold reports on has no part in the choice.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Serialize;

use crate::metric::{Direction, find};
use crate::plan::Trial;
use crate::score::{Missing, Score, ScoreKey};
use crate::spec::{Name, TaskSpec};

/// The scores of a trial.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored<'a> {
    /// The trial.
    pub trial: &'a Trial,
    /// Its scores.
    pub scores: Vec<Score>,
}

/// Which candidate a tuned model was in one fold for one seed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice {
    /// The dataset.
    pub dataset: Name,
    /// The task.
    pub task: Name,
    /// The split.
    pub split: Name,
    /// The fold of the split, from 0.
    pub fold: u32,
    /// The model.
    pub model: Name,
    /// The seed.
    pub seed: u64,
    /// The point of the grid.
    pub candidate: Name,
    /// Its mean score over the inner folds.
    pub inner_score: f64,
}

/// What models there are and how to choose.
#[derive(Debug, Clone, Copy)]
pub struct Choosing<'a> {
    /// The tasks.
    pub tasks: &'a IndexMap<Name, TaskSpec>,
    /// The tuned model that each candidate belongs to.
    pub candidate_of: &'a BTreeMap<&'a Name, &'a Name>,
}

/// Dataset, task, split, fold, tuned model and seed.
type Place<'a> = (&'a Name, &'a Name, &'a Name, u32, &'a Name, u64);

/// The score of each candidate in each inner fold of a place.
type InnerScores<'a> = Vec<(&'a Name, Result<f64, Missing>)>;

impl Choosing<'_> {
    /// The scores that are reported, in the order of the trials, and the choices made. Of equal candidates the first is
    /// chosen. Where a candidate has no inner score, its model has no scores, for the same reason.
    pub fn choose(&self, scored: &[Scored<'_>]) -> (Vec<Score>, Vec<Choice>) {
        let mut inner: BTreeMap<Place<'_>, InnerScores<'_>> = BTreeMap::new();
        for scored in scored.iter().filter(|scored| scored.trial.inner.is_some()) {
            if let Some(place) = self.place(scored.trial) {
                let score = self.selecting_score(scored);
                inner
                    .entry(place)
                    .or_default()
                    .push((&scored.trial.model, score));
            }
        }
        let chosen: BTreeMap<_, _> = inner
            .iter()
            .filter_map(|(place, scores)| Some((*place, self.best(place.1, scores)?)))
            .collect();
        let mut reported = Vec::new();
        let mut choices = Vec::new();
        for scored in scored.iter().filter(|scored| scored.trial.inner.is_none()) {
            let trial = scored.trial;
            let Some(place) = self.place(trial) else {
                reported.extend(scored.scores.iter().cloned());
                continue;
            };
            match chosen.get(&place) {
                Some((candidate, score)) if *candidate == &trial.model => {
                    if let Ok(score) = score {
                        choices.push(Choice {
                            dataset: trial.dataset.clone(),
                            task: trial.task.clone(),
                            split: trial.split.clone(),
                            fold: trial.fold,
                            model: place.4.clone(),
                            seed: trial.seed,
                            candidate: trial.model.clone(),
                            inner_score: *score,
                        });
                    }
                    reported.extend(scored.scores.iter().map(|of_candidate| Score {
                        key: ScoreKey {
                            model: place.4.clone(),
                            ..of_candidate.key.clone()
                        },
                        value: match score {
                            Ok(_) => of_candidate.value.clone(),
                            Err(missing) => Err(missing.clone()),
                        },
                    }));
                }
                _ => {}
            }
        }
        (reported, choices)
    }

    fn place<'t>(&'t self, trial: &'t Trial) -> Option<Place<'t>> {
        let model = self.candidate_of.get(&trial.model)?;
        let Trial {
            dataset,
            task,
            split,
            fold,
            seed,
            ..
        } = trial;
        Some((dataset, task, split, *fold, model, *seed))
    }

    /// The mean over queries of the metric that selects.
    fn selecting_score(&self, scored: &Scored<'_>) -> Result<f64, Missing> {
        let selecting = self
            .tasks
            .get(&scored.trial.task)
            .and_then(TaskSpec::selecting);
        let values: Vec<f64> = scored
            .scores
            .iter()
            .filter(|score| selecting.is_some_and(|choice| *choice.name() == score.key.metric))
            .map(|score| score.value.clone())
            .collect::<Result<_, _>>()?;
        mean(&values).ok_or_else(|| {
            Missing::Undefined("the metric that selects is not scored in inner folds".to_owned())
        })
    }

    /// The best candidate and its mean score; where a candidate has none, that one and why.
    fn best<'n>(
        &self,
        task: &Name,
        scores: &[(&'n Name, Result<f64, Missing>)],
    ) -> Option<(&'n Name, Result<f64, Missing>)> {
        let mut candidates: IndexMap<&Name, Vec<f64>> = IndexMap::new();
        for (candidate, score) in scores {
            match score {
                Ok(score) => candidates.entry(candidate).or_default().push(*score),
                Err(missing) => return Some((candidate, Err(missing.clone()))),
            }
        }
        let direction = self
            .tasks
            .get(task)
            .and_then(TaskSpec::selecting)
            .and_then(|choice| find(choice.metric().as_str()))
            .map_or(Direction::Higher, |metric| metric.metric.direction);
        let means = candidates
            .into_iter()
            .filter_map(|(candidate, values)| Some((candidate, mean(&values)?)));
        let best = means.reduce(|best, next| {
            let is_better = match direction {
                Direction::Higher => next.1 > best.1,
                Direction::Lower => next.1 < best.1,
            };
            if is_better { next } else { best }
        });
        best.map(|(candidate, score)| (candidate, Ok(score)))
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const METRICS: &str = "{type: retrieval, split: s, views: [a, b], target: t, metrics: [map, median_rank], select: ";

    fn task(select: &str) -> IndexMap<Name, TaskSpec> {
        let text = format!("{METRICS}{select}}}");
        let task = serde_yaml::from_str(&text).unwrap();
        IndexMap::from([(Name::from("find"), task)])
    }

    fn trial(model: &str, inner: Option<u32>) -> Trial {
        Trial {
            dataset: "d".into(),
            task: "find".into(),
            split: "s".into(),
            fold: 0,
            inner,
            model: model.into(),
            seed: 3,
        }
    }

    fn scored<'t>(trial: &'t Trial, values: &[(&str, &str, Result<f64, Missing>)]) -> Scored<'t> {
        let scores = values.iter().map(|(query, metric, value)| Score {
            key: ScoreKey {
                dataset: trial.dataset.clone(),
                task: trial.task.clone(),
                split: trial.split.clone(),
                fold: trial.fold,
                model: trial.model.clone(),
                seed: trial.seed,
                query: Some((*query).into()),
                metric: (*metric).into(),
                class: None,
            },
            value: value.clone(),
        });
        Scored {
            trial,
            scores: scores.collect(),
        }
    }

    /// Two candidates and a model without; the second candidate is better inside, the first in the fold.
    fn reported(select: &str, second_inside: Result<f64, Missing>) -> (Vec<Score>, Vec<Choice>) {
        let tasks = task(select);
        let (tuned, one, two) = ("net".into(), "net-1".into(), "net-2".into());
        let candidate_of = BTreeMap::from([(&one, &tuned), (&two, &tuned)]);
        let choosing = Choosing {
            tasks: &tasks,
            candidate_of: &candidate_of,
        };
        let trials = [
            trial("net-1", Some(0)),
            trial("net-2", Some(0)),
            trial("net-1", None),
            trial("net-2", None),
            trial("plain", None),
        ];
        let both = |value: Result<f64, Missing>, rank: f64| {
            [
                ("a", "map", value.clone()),
                ("b", "map", value),
                ("a", "median_rank", Ok(rank)),
                ("b", "median_rank", Ok(rank)),
            ]
        };
        let all = [
            scored(&trials[0], &both(Ok(0.3), 5.0)),
            scored(&trials[1], &both(second_inside, 9.0)),
            scored(&trials[2], &both(Ok(0.9), 1.0)),
            scored(&trials[3], &both(Ok(0.5), 2.0)),
            scored(&trials[4], &both(Ok(0.1), 3.0)),
        ];
        choosing.choose(&all)
    }

    fn maps(scores: &[Score], model: &str) -> Vec<Result<f64, Missing>> {
        let of = scores.iter().filter(|score| {
            score.key.model.as_str() == model && score.key.metric.as_str() == "map"
        });
        of.map(|score| score.value.clone()).collect()
    }

    #[test]
    fn inner_scores_choose_and_the_fold_reports() {
        let (scores, choices) = reported("map", Ok(0.4));
        assert_eq!(maps(&scores, "net"), [Ok(0.5), Ok(0.5)]);
        assert_eq!(maps(&scores, "plain"), [Ok(0.1), Ok(0.1)]);
        assert!(
            scores
                .iter()
                .all(|score| !score.key.model.as_str().contains("net-"))
        );
        assert_eq!(choices.len(), 1);
        assert_eq!(choices[0].candidate, "net-2".into());
        assert!((choices[0].inner_score - 0.4).abs() < 1e-12);
    }

    #[test]
    fn a_metric_that_is_better_when_lower_chooses_the_lower() {
        let (_, choices) = reported("median_rank", Ok(0.4));
        assert_eq!(choices[0].candidate, "net-1".into());
    }

    #[test]
    fn a_candidate_that_failed_inside_fails_its_model() {
        let failed = Missing::Failed("it broke".to_owned());
        let (scores, choices) = reported("map", Err(failed.clone()));
        assert_eq!(maps(&scores, "net"), [Err(failed.clone()), Err(failed)]);
        assert!(choices.is_empty());
    }
}
