//! Reported results: what they are about is asked here too, and their source is in the bibliography.

use std::collections::{BTreeMap, BTreeSet};

use super::bibliography::{BibliographyError, references};
use super::{Check, names};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::metric::{Unit, find};
use crate::score::{ReportedScore, ScoreKey};
use crate::spec::{MetricChoice, Name, ReportedResult, ReportedSpec, TaskSpec, TaskType};

/// The name of the table that compares what is reported with what is measured.
pub const REPRODUCTION: &str = "reproduction";

/// What is reported, and where.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reported {
    /// The numbers, in the order of the spec.
    pub scores: Vec<ReportedScore>,
    /// Each publication in a line, by its key.
    pub references: BTreeMap<String, String>,
}

impl Check<'_> {
    /// Every reported result that passes its checks.
    pub(super) fn reported(&mut self) -> Reported {
        let loaded = self.loaded;
        let cited = loaded.spec.reported.values().map(|spec| spec.cite.as_str());
        let references = if loaded.spec.reported.is_empty() {
            BTreeMap::new()
        } else {
            self.references(&cited.collect())
        };
        let mut scores: Vec<ReportedScore> = Vec::new();
        for (name, spec) in &loaded.spec.reported {
            let pointer = format!("/reported/{name}");
            if loaded.spec.models.contains_key(name) {
                let message = format!("`{name}` is the name of a model and of a reported result");
                let help = "give the reported result another name: it has a row of its own";
                self.error(Code::UnfitReport, &pointer, message, Some(help.to_owned()));
            }
            if let Some(model) = &spec.reproduced_by
                && !loaded.spec.models.contains_key(model)
            {
                let at = format!("{pointer}/reproduced_by");
                self.unknown(&at, "model", model.as_str(), names(&loaded.spec.models));
            }
            for (index, result) in spec.results.iter().enumerate() {
                let at = format!("{pointer}/results/{index}");
                let Some(score) = self.reported_score(name, spec, result, &at) else {
                    continue;
                };
                if scores.iter().any(|other| other.key == score.key) {
                    let message = "the same number is reported twice".to_owned();
                    let help = "leave one out, or give the other source a name of its own";
                    self.error(Code::UnfitReport, &at, message, Some(help.to_owned()));
                } else {
                    scores.push(score);
                }
            }
        }
        let is_reproduced = loaded
            .spec
            .reported
            .values()
            .any(|spec| spec.reproduced_by.is_some());
        if is_reproduced && loaded.spec.tables.contains_key(REPRODUCTION) {
            let message = format!("table `{REPRODUCTION}` is made of what is reported");
            let help = "give your table another name".to_owned();
            self.error(
                Code::UnfitReport,
                "/tables/reproduction",
                message,
                Some(help),
            );
        }
        Reported { scores, references }
    }

    /// The publications cited, as the bibliography has them.
    fn references(&mut self, cited: &BTreeSet<&str>) -> BTreeMap<String, String> {
        let loaded = self.loaded;
        let Some(path) = &loaded.spec.bibliography else {
            let help = "name a BibTeX file: `bibliography: references.bib`";
            let message = "results are reported, and there is no bibliography to cite them from";
            self.error(
                Code::UnfitReport,
                "/reported",
                message.to_owned(),
                Some(help.to_owned()),
            );
            return BTreeMap::new();
        };
        match references(&loaded.folder.join(path), cited) {
            Ok(found) => {
                self.uncited(&found);
                found
                    .into_iter()
                    .filter(|(key, _)| cited.contains(key.as_str()))
                    .collect()
            }
            Err(error) => {
                let code = match error {
                    BibliographyError::Unreadable(_) => Code::MissingFile,
                    BibliographyError::Malformed { .. } => Code::UnreadableData,
                };
                let message = format!("{}: {error}", path.display());
                self.error(code, "/bibliography", message, None);
                BTreeMap::new()
            }
        }
    }

    /// Says which keys are not in the bibliography.
    fn uncited(&mut self, found: &BTreeMap<String, String>) {
        let loaded = self.loaded;
        for (name, spec) in &loaded.spec.reported {
            if found.contains_key(&spec.cite) {
                continue;
            }
            let keys: Vec<&str> = found.keys().map(String::as_str).collect();
            let message = format!("the bibliography has no entry `{}`", spec.cite);
            self.found.push(
                Diagnostic::error(Code::UnfitReport, message)
                    .at(loaded.source.place(&format!("/reported/{name}/cite")))
                    .did_you_mean(nearest(&spec.cite, keys.iter().copied()))
                    .help(format!("there are: {}", keys.join(", "))),
            );
        }
    }

    fn reported_score(
        &mut self,
        name: &Name,
        spec: &ReportedSpec,
        result: &ReportedResult,
        at: &str,
    ) -> Option<ReportedScore> {
        let loaded = self.loaded;
        let datasets = &loaded.spec.datasets;
        if !datasets.contains_key(&result.dataset) {
            let dataset = result.dataset.as_str();
            self.unknown(
                &format!("{at}/dataset"),
                "dataset",
                dataset,
                names(datasets),
            );
            return None;
        }
        let Some(task) = loaded.spec.tasks.get(&result.task) else {
            let known = names(&loaded.spec.tasks);
            self.unknown(&format!("{at}/task"), "task", result.task.as_str(), known);
            return None;
        };
        let choice = self.reported_metric(task, result, at)?;
        self.reported_query(task, choice, result, at)?;
        let split = self.reported_split(task, result, at)?;
        let scale = if spec.percent { 0.01 } else { 1.0 };
        let value = result.value * scale;
        let is_fraction = find(choice.metric().as_str())
            .is_some_and(|metric| metric.metric.unit == Unit::Fraction);
        if !value.is_finite() || (is_fraction && !(0.0..=1.0).contains(&value)) {
            let message = format!("{} is no value of `{}`", result.value, result.metric);
            let help = "it lies between 0 and 1, or, with `percent: true`, between 0 and 100";
            let help = is_fraction.then(|| help.to_owned());
            self.error(Code::UnfitReport, &format!("{at}/value"), message, help);
            return None;
        }
        let notes = [spec.note.as_deref(), result.note.as_deref()];
        let notes: Vec<&str> = notes.into_iter().flatten().collect();
        Some(ReportedScore {
            key: ScoreKey {
                dataset: result.dataset.clone(),
                task: result.task.clone(),
                split,
                fold: 0,
                model: name.clone(),
                seed: 0,
                query: result.query.clone(),
                metric: result.metric.clone(),
                class: None,
            },
            value,
            spread: result.spread.map(|spread| spread * scale),
            trials: result.trials,
            note: (!notes.is_empty()).then(|| notes.join(" ")),
        })
    }

    fn reported_metric<'t>(
        &mut self,
        task: &'t TaskSpec,
        result: &ReportedResult,
        at: &str,
    ) -> Option<&'t MetricChoice> {
        let found = task
            .metrics
            .iter()
            .find(|choice| *choice.name() == result.metric);
        if found.is_none() {
            let known = task.metrics.iter().map(|choice| choice.name().as_str());
            let what = format!("metric of task `{}`", result.task);
            let metric = result.metric.as_str();
            self.unknown(&format!("{at}/metric"), &what, metric, known);
        }
        found
    }

    fn reported_query(
        &mut self,
        task: &TaskSpec,
        choice: &MetricChoice,
        result: &ReportedResult,
        at: &str,
    ) -> Option<()> {
        let is_ranked = task.kind == TaskType::Retrieval && choice.target().is_none();
        let views = || task.views.iter().map(Name::as_str);
        let wanted = format!(
            "a view of the task: {}",
            views().collect::<Vec<_>>().join(", ")
        );
        let (pointer, message) = match &result.query {
            Some(query) if is_ranked && !task.views.contains(query) => {
                self.unknown(
                    &format!("{at}/query"),
                    "view of the task",
                    query.as_str(),
                    views(),
                );
                return None;
            }
            None if is_ranked => (
                at.to_owned(),
                format!(
                    "`{}` is of one query view, and it is not said which",
                    result.metric
                ),
            ),
            Some(_) if !is_ranked => (
                format!("{at}/query"),
                format!("`{}` has no query", result.metric),
            ),
            _ => return Some(()),
        };
        let help = is_ranked.then(|| format!("`query` is {wanted}"));
        self.error(Code::UnfitReport, &pointer, message, help);
        None
    }

    fn reported_split(
        &mut self,
        task: &TaskSpec,
        result: &ReportedResult,
        at: &str,
    ) -> Option<Name> {
        match (&result.split, task.split.as_slice()) {
            (None, [only]) => Some(only.clone()),
            (Some(split), known) if known.contains(split) => Some(split.clone()),
            (Some(split), known) => {
                let known = known.iter().map(Name::as_str);
                self.unknown(
                    &format!("{at}/split"),
                    "split of the task",
                    split.as_str(),
                    known,
                );
                None
            }
            (None, known) => {
                let known: Vec<&str> = known.iter().map(Name::as_str).collect();
                let message = format!("task `{}` has several splits", result.task);
                let help = format!("name one under `split`: {}", known.join(", "));
                self.error(Code::UnfitReport, at, message, Some(help));
                None
            }
        }
    }
}
