//! Datasets computed from the rows of others: divided ones, and pairs.

use indexmap::IndexMap;
use serde_json::json;

use super::assembled::joined;
use super::data::{Reading, remembered};
use super::{Check, Pending, Step, ValidatedDataset};
use crate::dataset::{Dataset, DatasetFacts, Unfit, divided, paired};
use crate::diagnostic::{Code, Diagnostics};
use crate::spec::{DIVIDED, DatasetSpec, Name};

/// Counts up when rows are divided or paired otherwise, so that what was remembered before is not recalled.
const VERSION: u32 = 1;

impl Check<'_> {
    /// Whether a dataset waits for others to be made; it is then pending itself.
    pub(super) fn waits(&mut self, name: &Name, spec: &DatasetSpec) -> bool {
        let sources = spec.made_of();
        let awaited: Vec<Step> = self
            .pending
            .iter()
            .filter(|pending| sources.contains(&&pending.dataset))
            .map(|pending| Step::Await {
                dataset: pending.dataset.clone(),
            })
            .collect();
        if awaited.is_empty() {
            return false;
        }
        self.pending.push(Pending {
            dataset: name.clone(),
            steps: awaited,
            folder: None,
        });
        true
    }

    pub(super) fn derived(
        &mut self,
        name: &Name,
        spec: &DatasetSpec,
        datasets: &IndexMap<Name, ValidatedDataset>,
    ) -> Option<ValidatedDataset> {
        let of = if spec.kind.as_str() == DIVIDED {
            self.divided_facts(name, spec, datasets)?
        } else {
            if spec.pairs.is_none() {
                self.lacks(name, spec, "pairs");
                return None;
            }
            // Pending, absent and unlike sources are told there.
            self.assembled(name, spec, datasets)?.facts
        };
        let key = json!({
            "derived": VERSION, "of": of, "from": spec.from, "divide": spec.divide, "pairs": spec.pairs,
        });
        let reading = Reading {
            spec: &self.loaded.spec,
            folder: &self.loaded.folder,
            source: &self.loaded.source,
            datasets,
            plugins: self.around.plugins,
        };
        let mut wrong = None;
        let known = remembered(self.around.facts, &key, || match reading.derived(spec) {
            Ok(Ok(dataset)) => Some(dataset),
            other => {
                wrong = Some(other);
                None
            }
        });
        match wrong {
            Some(Err(found)) => self.found.append(found),
            Some(Ok(Err(unfit))) => {
                let pointer = format!("/datasets/{name}{}", unfit.key);
                self.error(unfit.code, &pointer, unfit.message, Some(unfit.help));
            }
            Some(Ok(Ok(_))) | None => {}
        }
        let (facts, read) = known?;
        Some(ValidatedDataset::new(facts, Vec::new(), None, read))
    }

    fn divided_facts(
        &mut self,
        name: &Name,
        spec: &DatasetSpec,
        datasets: &IndexMap<Name, ValidatedDataset>,
    ) -> Option<DatasetFacts> {
        let Some(divide) = &spec.divide else {
            self.lacks(name, spec, "divide");
            return None;
        };
        if self.waits(name, spec) {
            return None;
        }
        let of = &divide.of;
        if self.is_part_gone(&of.dataset, &of.part, datasets) {
            self.absent_datasets.push(name.clone());
            return None;
        }
        let Some(source) = datasets.get(&of.dataset) else {
            self.unknown_source(&format!("/datasets/{name}/divide/of"), &of.dataset);
            return None;
        };
        Some(source.facts.clone())
    }

    fn lacks(&mut self, name: &Name, spec: &DatasetSpec, key: &str) {
        let message = format!("dataset `{name}` of `type: {}` needs `{key}`", spec.kind);
        let help = format!("`emospec schema` shows what `{key}` holds");
        self.error(
            Code::UnfitColumn,
            &format!("/datasets/{name}"),
            message,
            Some(help),
        );
    }
}

impl Reading<'_> {
    /// Computes a dataset of the rows of others.
    pub(super) fn derived(
        &self,
        spec: &DatasetSpec,
    ) -> Result<Result<Dataset, Unfit>, Diagnostics> {
        if let Some(divide) = &spec.divide {
            let source = self.dataset(&divide.of.dataset)?;
            let made = divided(&source, divide);
            self.keep(&divide.of.dataset, source);
            return Ok(made);
        }
        let Some(pairs) = &spec.pairs else {
            return Ok(Err(Unfit {
                key: String::new(),
                code: Code::UnfitColumn,
                message: "it is neither divided nor paired".to_owned(),
                help: String::new(),
            }));
        };
        let mut facts = DatasetFacts {
            columns: IndexMap::new(),
            parts: IndexMap::new(),
        };
        for (part, pieces) in &spec.from {
            let mut held = Vec::new();
            for piece in pieces {
                let Some(source) = self.datasets.get(&piece.dataset) else {
                    continue;
                };
                for (column, kind) in &source.facts.columns {
                    let known = facts.columns.entry(column.clone());
                    known.or_insert_with(|| kind.clone());
                }
                held.extend(source.facts.parts.get(&piece.part));
            }
            facts.parts.insert(part.clone(), joined(&held));
        }
        Ok(paired(&self.assembled(spec, &facts)?, pairs))
    }

    /// Gives back columns that the next who needs them takes.
    fn keep(&self, name: &Name, dataset: Dataset) {
        if let Some(validated) = self.datasets.get(name) {
            validated.keep_read(dataset);
        }
    }
}
