//! Mean ranks.

use std::collections::BTreeMap;

use super::{Making, nothing};
use crate::figure::{Block, Body, Panel, Shown, critical_difference};
use crate::metric::{Direction, find};
use crate::spec::Name;

impl Making<'_> {
    pub(super) fn ranks(&self) -> Shown<Vec<Panel>> {
        let Some(metric) = &self.spec.metric else {
            return nothing();
        };
        let titles: Vec<String> = self
            .valid
            .models
            .iter()
            .map(|model| self.title_of(model).to_owned())
            .collect();
        let blocks = self.blocks(metric);
        let choice = self.task.metrics.iter().find(|it| it.name() == metric);
        let resolved = choice.and_then(|choice| find(choice.metric().as_str()));
        let is_higher_better =
            resolved.is_none_or(|metric| metric.metric.direction == Direction::Higher);
        let named = choice.and_then(|choice| choice.title().map(str::to_owned));
        let name = named
            .or_else(|| resolved.map(|metric| metric.title()))
            .unwrap_or_else(|| metric.to_string());
        let ranked = critical_difference(&titles, &blocks, is_higher_better, &name);
        let (ranks, left_out) = match ranked {
            Ok(ranked) => ranked,
            Err(why) => {
                return Shown {
                    shown: vec![Panel::new("", Body::Nothing(why))],
                    notes: Vec::new(),
                };
            }
        };
        let mut notes = Vec::new();
        let count = ranks.blocks;
        notes.push(format!(
            "Mean ranks by {name} over {count} blocks (dataset, split, fold and query); 1 is best."
        ));
        if ranks.critical_difference.is_some() {
            let said = "Models joined by a bar do not differ significantly (Nemenyi, 5 %).";
            notes.push(said.to_owned());
        }
        if let Some(p) = ranks.p_value {
            notes.push(format!("Friedman test: p = {p:.3}."));
        }
        if left_out > 0 {
            notes.push(format!(
                "Without {left_out} of {} blocks, in which a model has no score.",
                count + left_out
            ));
        }
        Shown {
            shown: vec![Panel::new("", Body::Ranks(ranks))],
            notes,
        }
    }

    /// The mean score over seeds of each model in each block.
    pub(super) fn blocks(&self, metric: &Name) -> Vec<Block> {
        type Key<'k> = (&'k Name, &'k Name, u32, Option<&'k Name>);
        let mut blocks: BTreeMap<Key<'_>, BTreeMap<&Name, Vec<Option<f64>>>> = BTreeMap::new();
        for score in &self.scored.0 {
            let key = &score.key;
            let is_of_place = self
                .valid
                .places
                .iter()
                .any(|(dataset, split)| *dataset == key.dataset && *split == key.split);
            let is_of_query = key.query.as_ref().is_none_or(|query| {
                self.valid.queries.is_empty() || self.valid.queries.contains(query)
            });
            let is_chosen = key.task == self.valid.task && key.metric == *metric;
            if !is_of_place || !is_of_query || !is_chosen {
                continue;
            }
            let block = (&key.dataset, &key.split, key.fold, key.query.as_ref());
            let of_model = blocks.entry(block).or_default().entry(&key.model);
            of_model
                .or_default()
                .push(score.value.as_ref().ok().copied());
        }
        let mean = |scores: &Vec<Option<f64>>| {
            let scores: Option<Vec<f64>> = scores.iter().copied().collect();
            let scores = scores.filter(|scores| !scores.is_empty())?;
            Some(scores.iter().sum::<f64>() / scores.len() as f64)
        };
        blocks
            .into_values()
            .map(|block| {
                let models = self.valid.models.iter();
                models
                    .map(|model| block.get(model).and_then(mean))
                    .collect()
            })
            .collect()
    }
}
