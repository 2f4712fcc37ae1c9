//! Labels predicted by a model that was trained on another dataset.
//!
//! The prediction is a trial like any other, of a spec made for it ([`Asking`]): the rows trained on, those that choose when to stop, and
//! three kinds of rows to be predicted, one after the other: the validation rows (by which confidences are calibrated),
//! the held-out rows (on which the predictor is reported) and the rows without a label.

use serde_json::Value;

use super::asking::{Answer, Asking, LABELLING, PARTS, step};
use super::assembling::{Beside, Labelled};
use super::calibration::{calibration_error, likeliest, log_loss, temperature, tempered};
use super::{Making, Workshop, cannot_make};
use crate::cache::{Entry, Lookup};
use crate::dataset::Values;
use crate::diagnostic::Diagnostic;
use crate::execute::{Choices, Executor, Outcome, Predictions, Stage, Watcher};
use crate::journal::History;
use crate::plan::Trial;
use crate::spec::load::LoadedSpec;
use crate::spec::{AuditLevel, LabelSpec, Name};
use crate::validate::{FolderDataset, PredictorReport, Surroundings, read_dataset};

/// What the origin of a predicted label says.
const ORIGIN: &str = "predicted";

impl Workshop<'_> {
    /// Predicts the labels that can be predicted already.
    pub(super) fn predict_labels(
        &self,
        folder: &FolderDataset,
        loaded: &LoadedSpec,
        around: &Surroundings<'_>,
        making: Making<'_>,
    ) -> Result<(), Box<Diagnostic>> {
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
            if matches!(self.known(&answer), Lookup::Hit(_)) {
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
            lease: self.lease,
            journal: None,
            history: &History::default(),
            stage: &stage,
            workers: &self.plugins.workers,
            watcher: &Listening(making),
        };
        let choices = Choices {
            jobs: 1,
            keep_going: false,
            force: false,
            memory: u64::MAX,
        };
        match executor.run(planned, choices).outcomes.into_values().next() {
            Some(Outcome::Done(_)) => Ok(()),
            Some(Outcome::Failed(failure)) => Err(failure.to_string()),
            Some(Outcome::NotRun) | None => Err("it was not run".to_owned()),
        }
    }

    /// What the trial that predicts left, which this run uses.
    fn known(&self, answer: &Answer) -> Lookup {
        self.pieces.use_now(&answer.planned.digest);
        self.cache.lookup(&answer.planned.digest)
    }

    /// The labels, where they were predicted.
    pub(super) fn predicted(&self, asking: &Asking<'_>) -> Result<Labelled, Box<Diagnostic>> {
        let answer = match asking.answer()? {
            Some(Ok(answer)) => answer,
            Some(Err(steps)) => return Ok(Labelled::Pending(steps)),
            None => return Ok(Labelled::Pending(Vec::new())),
        };
        match self.known(&answer) {
            Lookup::Hit(entry) => self.labels(asking, &answer, &entry).map_err(|message| {
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
        entry: &Entry,
    ) -> Result<Labelled, String> {
        let LabelSpec::Predicted {
            min_confidence,
            calibrate,
            ..
        } = asking.spec
        else {
            return Err("it is not predicted".to_owned());
        };
        let predictions = Predictions::of(entry).map_err(|error| error.to_string())?;
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
