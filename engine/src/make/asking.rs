//! Which trial predicts a label: a spec of its own, made of the datasets that it needs.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::cannot_make;
use crate::dataset::fold::{FoldOf, whole_parts};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::{PlannedTrial, Trial, trial_of};
use crate::spec::load::LoadedSpec;
use crate::spec::{ASSEMBLED, LabelSpec, Name, ROWS, TrainedOn};
use crate::validate::{FolderDataset, Step, Surroundings, ValidatedSpec, validate};

/// What the dataset, split, task and model of the trial are called; names of a spec begin with a letter or digit.
pub(super) const LABELLING: &str = "-labelling";
/// The parts of its dataset.
pub(super) const PARTS: [&str; 4] = ["train", "validation", "held-out", "unlabelled"];
/// A question about a label of a dataset.
pub(super) struct Asking<'a> {
    pub folder: &'a FolderDataset,
    pub label: &'a Name,
    pub spec: &'a LabelSpec,
    pub loaded: &'a LoadedSpec,
    pub around: &'a Surroundings<'a>,
}

/// The trial that answers it.
pub(super) struct Answer {
    pub valid: ValidatedSpec,
    pub planned: PlannedTrial,
    pub target: Name,
}

/// The step that a label takes, where it is predicted.
pub(super) fn step(label: &Name, spec: &LabelSpec) -> Option<Step> {
    match spec {
        LabelSpec::Predicted { model, .. } => Some(Step::Predict {
            label: label.clone(),
            with: model.kind.clone(),
        }),
        LabelSpec::Column { .. } | LabelSpec::Table { .. } => None,
    }
}

impl Asking<'_> {
    /// The trial that predicts the label; the steps that come before it; or nothing, where it is not predicted.
    pub fn answer(&self) -> Result<Option<Result<Answer, Vec<Step>>>, Box<Diagnostic>> {
        let LabelSpec::Predicted {
            trained_on, seed, ..
        } = self.spec
        else {
            return Ok(None);
        };
        let loaded = self.labelling_spec()?;
        let (valid, _) = validate(loaded, self.around).map_err(|found| {
            let first = found
                .iter()
                .find(|one| one.severity == Severity::Error)
                .cloned();
            Box::new(first.unwrap_or_else(|| *self.failed("its predictor does not fit")))
        })?;
        let trained = &trained_on.dataset;
        if !valid.pending.is_empty() {
            let mut steps = Vec::new();
            if valid
                .pending
                .iter()
                .any(|pending| pending.dataset == *trained)
            {
                steps.push(Step::Await {
                    dataset: trained.clone(),
                });
            }
            steps.extend(step(self.label, self.spec));
            return Ok(Some(Err(steps)));
        }
        let name = Name::from(LABELLING);
        let trial = Trial {
            dataset: name.clone(),
            task: name.clone(),
            split: name.clone(),
            fold: 0,
            inner: None,
            model: name,
            seed: *seed,
        };
        let [train, validation, held_out, unlabelled] = PARTS.map(Name::from);
        let validation = trained_on.validation.is_some().then_some(validation);
        let reported: Vec<Name> = validation
            .iter()
            .cloned()
            .chain([held_out, unlabelled])
            .collect();
        let fold = FoldOf {
            train: whole_parts([&train]),
            validation: validation.as_ref().map(|part| whole_parts([part])),
            test: whole_parts(&reported),
        };
        let planned = trial_of(&valid, &trial, &fold)
            .ok_or_else(|| self.failed("its trial cannot be planned"))?;
        Ok(Some(Ok(Answer {
            valid,
            planned,
            target: self.target(trained_on),
        })))
    }

    fn target(&self, trained_on: &TrainedOn) -> Name {
        trained_on
            .target
            .clone()
            .unwrap_or_else(|| self.label.clone())
    }

    fn failed(&self, message: &str) -> Box<Diagnostic> {
        cannot_make(
            format!(
                "label `{}` of dataset `{}`: {message}",
                self.label, self.folder.name
            ),
            "see `labels` of the dataset",
        )
    }

    /// The spec of the trial: the datasets it needs, one assembled of them, and one task, split and model.
    fn labelling_spec(&self) -> Result<LoadedSpec, Box<Diagnostic>> {
        let LabelSpec::Predicted {
            model,
            trained_on,
            views,
            seed,
            ..
        } = self.spec
        else {
            return Err(self.failed("it is not predicted"));
        };
        let own = &self.folder.name;
        let mut datasets = Map::new();
        let trained = self.earlier().filter_map(|(_, spec)| spec.trained_on());
        for name in self.needed(trained.chain([&trained_on.dataset])) {
            if let Some(described) = self.loaded.document["datasets"].get(name.as_str()) {
                datasets.insert(name.to_string(), described.clone());
            }
        }
        let mut described = self.loaded.document["datasets"][own.as_str()].clone();
        let labels = self.earlier().filter_map(|(name, _)| {
            let spec = described["labels"].get(name.as_str())?.clone();
            Some((name.to_string(), spec))
        });
        let labels: Map<String, Value> = labels.collect();
        if let Some(described) = described.as_object_mut() {
            described.insert("labels".to_owned(), labels.into());
        }
        datasets.insert(own.to_string(), described);
        let part = |part: &Name| json!(format!("{}/{part}", trained_on.dataset));
        let mut from = Map::new();
        let [train, validation, held_out, unlabelled] = PARTS;
        from.insert(train.to_owned(), part(&trained_on.train));
        if let Some(chosen) = &trained_on.validation {
            from.insert(validation.to_owned(), part(chosen));
        }
        from.insert(held_out.to_owned(), part(&trained_on.test));
        from.insert(unlabelled.to_owned(), json!(format!("{own}/{ROWS}")));
        let title = format!("Rows of the predictor of `{}`", self.label);
        datasets.insert(
            LABELLING.to_owned(),
            json!({"type": ASSEMBLED, "title": title, "from": from}),
        );
        let mut split = json!({"type": "parts", "train": train, "test": held_out});
        if trained_on.validation.is_some() {
            split["validation"] = validation.into();
        }
        let features = views.iter().map(|view| {
            let feature = json!({"type": "standardise", "view": view});
            (view.to_string(), feature)
        });
        let features: Map<String, Value> = features.collect();
        let document = json!({
            "version": 1,
            "name": LABELLING,
            "seeds": [seed],
            // A view that tells the label is what is looked for.
            "audit": {"label_leak": "off"},
            "datasets": datasets,
            "splits": {LABELLING: split},
            "features": features,
            "tasks": {LABELLING: {
                "type": "classification", "split": LABELLING, "datasets": LABELLING, "views": views,
                "target": self.target(trained_on), "metrics": ["accuracy"],
            }},
            "models": {LABELLING: model},
            "execution": self.loaded.document.get("execution").cloned().unwrap_or_else(|| json!({})),
        });
        let spec = serde_json::from_value(document.clone())
            .map_err(|error| self.failed(&error.to_string()))?;
        Ok(LoadedSpec {
            spec,
            source: self.loaded.source.clone(),
            folder: self.loaded.folder.clone(),
            document,
        })
    }

    /// The labels that the rows have before this one.
    fn earlier(&self) -> impl Iterator<Item = (&Name, &LabelSpec)> {
        let labels = self.folder.labels.iter();
        labels.take_while(|(name, _)| *name != self.label)
    }

    /// Datasets and those that they are made of.
    fn needed<'a>(&'a self, datasets: impl Iterator<Item = &'a Name>) -> BTreeSet<&'a Name> {
        let mut needed = BTreeSet::new();
        let mut left: Vec<_> = datasets.collect();
        while let Some(name) = left.pop() {
            if let Some(spec) = self.loaded.spec.datasets.get(name)
                && needed.insert(name)
            {
                left.extend(spec.made_of());
            }
        }
        needed
    }
}
