//! Labels predicted by a model that was trained on another dataset.
//!
//! The prediction is a trial like any other, of a spec made here: the rows trained on, those that choose when to stop, and
//! three kinds of rows to be predicted, one after the other: the validation rows (by which confidences are calibrated),
//! the held-out rows (on which the predictor is reported) and the rows without a label.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::assembling::{Beside, Labelled};
use super::calibration::{calibration_error, likeliest, log_loss, temperature, tempered};
use super::{Found, Making, Workshop, cannot_make};
use crate::cache::{Entry, Lookup};
use crate::dataset::Values;
use crate::dataset::fold::{FoldOf, whole_parts};
use crate::diagnostic::{Diagnostic, Severity};
use crate::execute::{Choices, Executor, Outcome, Predictions, Stage, Watcher};
use crate::plan::{PlannedTrial, Trial, trial_of};
use crate::spec::load::LoadedSpec;
use crate::spec::{ASSEMBLED, AuditLevel, LabelSpec, Name, ROWS, TrainedOn};
use crate::validate::{
    FolderDataset, PredictorReport, Step, Surroundings, ValidatedSpec, read_dataset, validate,
};

/// What the dataset, split, task and model of the trial are called; names of a spec begin with a letter or digit.
const LABELLING: &str = "-labelling";
/// The parts of its dataset.
const PARTS: [&str; 4] = ["train", "validation", "held-out", "unlabelled"];
/// What the origin of a predicted label says.
const ORIGIN: &str = "predicted";

/// A question about a label of a dataset.
pub(super) struct Asking<'a> {
    pub folder: &'a FolderDataset,
    pub label: &'a Name,
    pub spec: &'a LabelSpec,
    pub loaded: &'a LoadedSpec,
    pub around: &'a Surroundings<'a>,
}

/// The trial that answers it.
struct Answer {
    valid: ValidatedSpec,
    planned: PlannedTrial,
    target: Name,
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

impl Workshop<'_> {
    /// Predicts the labels that can be predicted already.
    pub(super) fn predict_labels(
        &self,
        folder: &FolderDataset,
        found: &Found,
        loaded: &LoadedSpec,
        around: &Surroundings<'_>,
        making: Making<'_>,
    ) -> Result<(), Box<Diagnostic>> {
        debug_assert!(!found.rows.is_empty());
        for (label, spec) in &folder.labels {
            let asking = Asking {
                folder,
                label,
                spec,
                loaded,
                around,
            };
            let Some(Ok(answer)) = asking.answer()? else {
                continue;
            };
            if matches!(self.cache.lookup(&answer.planned.digest), Lookup::Hit(_)) {
                continue;
            }
            making
                .watcher
                .begins(&format!("{}: {label} predicted", folder.name), 0);
            let outcome = self.run(&answer, making);
            making.watcher.ends();
            outcome.map_err(|message| {
                cannot_make(
                    format!(
                        "failed to predict label `{label}` of dataset `{}`: {message}",
                        folder.name
                    ),
                    "see that the model suits the dataset that it is trained on",
                )
            })?;
        }
        Ok(())
    }

    fn run(&self, answer: &Answer, making: Making<'_>) -> Result<(), String> {
        let folder = self.cache.scratch().map_err(|error| error.to_string())?;
        let planned = &[&answer.planned];
        let stage = Stage::prepare(folder, &answer.valid, planned, self.plugins)
            .map_err(|error| error.to_string())?;
        let executor = Executor {
            valid: &answer.valid,
            cache: self.cache,
            stage: &stage,
            workers: &self.plugins.workers,
            watcher: &Listening(making),
        };
        let choices = Choices {
            jobs: 1,
            keep_going: false,
        };
        match executor.run(planned, choices).into_values().next() {
            Some(Outcome::Done(_)) => Ok(()),
            Some(Outcome::Failed(failure)) => Err(failure.to_string()),
            Some(Outcome::NotRun) | None => Err("it was not run".to_owned()),
        }
    }

    /// The labels, where they were predicted.
    pub(super) fn predicted(&self, asking: &Asking<'_>) -> Result<Labelled, Box<Diagnostic>> {
        let answer = match asking.answer()? {
            Some(Ok(answer)) => answer,
            Some(Err(steps)) => return Ok(Labelled::Pending(steps)),
            None => return Ok(Labelled::Pending(Vec::new())),
        };
        match self.cache.lookup(&answer.planned.digest) {
            Lookup::Hit(entry) => self.labels(asking, &answer, entry).map_err(|message| {
                cannot_make(
                    format!(
                        "label `{}` of dataset `{}`: {message}",
                        asking.label, asking.folder.name
                    ),
                    "run again; where it stays, change the model",
                )
            }),
            Lookup::Miss | Lookup::Damaged(_) => {
                let steps = step(asking.label, asking.spec).into_iter().collect();
                Ok(Labelled::Pending(steps))
            }
        }
    }

    fn labels(
        &self,
        asking: &Asking<'_>,
        answer: &Answer,
        entry: Entry,
    ) -> Result<Labelled, String> {
        let LabelSpec::Predicted {
            min_confidence,
            calibrate,
            ..
        } = asking.spec
        else {
            return Err("it is not predicted".to_owned());
        };
        let predictions = Predictions::read(entry.predictions, &entry.about.columns)
            .map_err(|error| error.to_string())?;
        let target = &answer.target;
        let Some(Values::Matrix { width, data }) = predictions.output(target.as_str()) else {
            return Err("the model gave no probabilities".to_owned());
        };
        let rows: Vec<&[f32]> = data.chunks_exact(*width).collect();
        let dataset =
            read_dataset(&answer.valid, &Name::from(LABELLING), self.plugins).map_err(|found| {
                found
                    .iter()
                    .map(|one| one.message.clone())
                    .collect::<Vec<_>>()
                    .join("; ")
            })?;
        let classes_of = |part: &str| match dataset.parts.get(part)?.columns.get(target)? {
            Values::Classes(classes) => Some(classes.as_slice()),
            _ => None,
        };
        let [_, validation, held_out, _] = PARTS.map(|part| classes_of(part).unwrap_or(&[]));
        if rows.len() < validation.len() + held_out.len() {
            return Err("the model gave fewer rows than it was asked for".to_owned());
        }
        let (validated, rest) = rows.split_at(validation.len());
        let (held, unlabelled) = rest.split_at(held_out.len());
        let warmth = match calibrate {
            None => None,
            Some(_) if validation.is_empty() => {
                return Err("`calibrate` needs a `validation` part under `trained_on`".to_owned());
            }
            Some(_) => Some(temperature(validated, validation)),
        };
        let names = dataset
            .columns
            .get(target)
            .and_then(|kind| kind.classes.clone());
        let names = names.ok_or("the target has no classes")?;
        let mut report = PredictorReport {
            label: asking.label.clone(),
            confusion: vec![vec![0; names.len()]; names.len()],
            labelled: vec![0; names.len()],
            classes: names,
            temperature: warmth,
            calibration_error: [1.0, warmth.unwrap_or(1.0)]
                .map(|warmth| calibration_error(held, held_out, warmth)),
            log_loss: [1.0, warmth.unwrap_or(1.0)].map(|warmth| log_loss(held, held_out, warmth)),
            unsure: 0,
            notes: answer
                .valid
                .findings
                .iter()
                .filter(|finding| finding.level >= AuditLevel::Warn)
                .map(|finding| {
                    let sentence = finding.sentence(&answer.valid);
                    format!("{}.", sentence.replace(&format!(", split {LABELLING}"), ""))
                })
                .collect(),
        };
        let best = |row: &[f32]| likeliest(&tempered(row, warmth.unwrap_or(1.0)));
        for (row, &class) in held.iter().zip(held_out) {
            let place = usize::try_from(class).ok();
            let cell = place.and_then(|class| report.confusion.get_mut(class));
            if let Some(cell) = cell.and_then(|of_class| of_class.get_mut(best(row).0)) {
                *cell += 1;
            }
        }
        let mut labels = Vec::with_capacity(unlabelled.len());
        let mut confidences = Vec::with_capacity(unlabelled.len());
        for row in unlabelled {
            let (class, confidence) = best(row);
            confidences.push(confidence);
            if confidence < *min_confidence {
                report.unsure += 1;
                labels.push(Err(format!(
                    "the predictor is sure of its label to {:.0} %, and {:.0} % are asked for",
                    100.0 * confidence,
                    100.0 * min_confidence
                )));
                continue;
            }
            if let Some(count) = report.labelled.get_mut(class) {
                *count += 1;
            }
            labels.push(i64::try_from(class).map_err(|error| error.to_string()));
        }
        let beside = Beside {
            classes: report.classes.clone(),
            origin: ORIGIN.to_owned(),
            confidence: Some(confidences),
            report: Some(report),
        };
        Ok(Labelled::Rows(labels, Box::new(beside)))
    }
}

impl Asking<'_> {
    /// The trial that predicts the label; the steps that come before it; or nothing, where it is not predicted.
    fn answer(&self) -> Result<Option<Result<Answer, Vec<Step>>>, Box<Diagnostic>> {
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
        let earlier = self
            .folder
            .labels
            .iter()
            .take_while(|(name, _)| *name != self.label);
        let trained = earlier.filter_map(|(_, spec)| spec.trained_on());
        for name in self.needed(trained.chain([&trained_on.dataset])) {
            if let Some(described) = self.loaded.document["datasets"].get(name.as_str()) {
                datasets.insert(name.to_string(), described.clone());
            }
        }
        let mut described = self.loaded.document["datasets"][own.as_str()].clone();
        let earlier = self
            .folder
            .labels
            .keys()
            .take_while(|name| *name != self.label);
        let labels = earlier.filter_map(|name| {
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

/// Hears of the trial that predicts labels.
struct Listening<'a>(Making<'a>);

impl Watcher for Listening<'_> {
    fn started(&self, _: usize, _: &Trial) {}

    fn progressed(&self, _: usize, _: &Value) {}

    fn said(&self, _: &Trial, warning: bool, message: &str) {
        let word = if warning { "warning" } else { "note" };
        self.0.watcher.says(&format!("{word}: {message}"));
    }

    fn ended(&self, _: usize, _: &Trial, _: &Outcome) {}
}
