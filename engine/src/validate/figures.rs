//! Figures: that the spec gives what each shows.

use indexmap::IndexMap;

use super::validated::tasks_on;
use super::{Check, ValidatedDataset, ValidatedModel, names};
use crate::diagnostic::{Code, Diagnostic, listed};
use crate::spec::{Dimension, FigureKind, FigureSpec, Name, OneOrMany, TaskSpec, TaskType};

/// A figure that passed every check.
#[derive(Debug, Clone, PartialEq)]
pub struct ValidatedFigure {
    /// The task.
    pub task: Name,
    /// Datasets, each with a split; one but for figures of ranks.
    pub places: Vec<(Name, Name)>,
    /// The models, as tables call them, in the order of the figure.
    pub models: Vec<Name>,
    /// In retrieval, the views that query.
    pub queries: Vec<Name>,
    /// The target whose classes are shown; none where the figure is not of predicted classes.
    pub target: Option<Name>,
    /// The names of the classes that are shown.
    pub classes: Vec<String>,
    /// The class that is told from the others.
    pub positive: usize,
}

impl Check<'_> {
    /// Every figure that passes its checks.
    pub(super) fn figures(
        &mut self,
        datasets: &IndexMap<Name, ValidatedDataset>,
        models: &IndexMap<Name, ValidatedModel>,
    ) -> IndexMap<Name, ValidatedFigure> {
        let loaded = self.loaded;
        let mut figures = IndexMap::new();
        for (name, spec) in &loaded.spec.figures {
            let mut shown: Vec<&Name> = Vec::new();
            for (name, model) in models {
                let name = model.candidate_of.as_ref().unwrap_or(name);
                if !shown.contains(&name) {
                    shown.push(name);
                }
            }
            let mut check = FigureCheck {
                name,
                spec,
                pointer: format!("/figures/{name}"),
                datasets,
                models,
                tasks: &loaded.spec.tasks,
                shown,
                check: self,
            };
            if let Some(figure) = check.figure() {
                figures.insert(name.clone(), figure);
            }
        }
        figures
    }
}

/// The check of one figure.
struct FigureCheck<'a, 'c> {
    name: &'a Name,
    spec: &'a FigureSpec,
    pointer: String,
    datasets: &'a IndexMap<Name, ValidatedDataset>,
    models: &'a IndexMap<Name, ValidatedModel>,
    tasks: &'a IndexMap<Name, TaskSpec>,
    /// The models as tables call them.
    shown: Vec<&'a Name>,
    check: &'a mut Check<'c>,
}

impl<'a> FigureCheck<'a, '_> {
    fn figure(&mut self) -> Option<ValidatedFigure> {
        let before = self.check.found.len();
        self.known_names();
        self.keys();
        if self.check.found.len() > before {
            return None;
        }
        let (name, task) = self.task()?;
        let target = self.target(task);
        let places = self.places(name, task)?;
        let models = self.models_of(name, task)?;
        let queries = self.queries(name, task)?;
        self.metric(name, task)?;
        let (classes, positive) = self.classes(task, target, &places)?;
        Some(ValidatedFigure {
            task: name.clone(),
            places,
            models,
            queries,
            target: target.cloned(),
            classes,
            positive,
        })
    }

    /// Says what is wrong, at a key of the figure.
    fn wrong(&mut self, key: &str, message: String, help: impl Into<Option<String>>) {
        let place = if key.is_empty() {
            self.check.loaded.source.key_place(&self.pointer)
        } else {
            self.check
                .loaded
                .source
                .place(&format!("{}/{key}", self.pointer))
        };
        self.check.found.push(
            Diagnostic::error(Code::UnfitFigure, message)
                .at(place)
                .help(help.into()),
        );
    }

    /// The values of a filter, each with where it is written.
    fn filter(&self, dimension: Dimension) -> Vec<(&'a Name, String)> {
        let spec = self.spec;
        let key = dimension.word();
        match spec.filter.get(&dimension) {
            None => Vec::new(),
            Some(OneOrMany::One(name)) => vec![(name, format!("where/{key}"))],
            Some(OneOrMany::Many(names)) => names
                .iter()
                .enumerate()
                .map(|(at, name)| (name, format!("where/{key}/{at}")))
                .collect(),
        }
    }

    /// Whether a filter keeps a name.
    fn keeps(&self, dimension: Dimension, name: &Name) -> bool {
        let filter = self.spec.filter.get(&dimension);
        filter.is_none_or(|kept| kept.iter().any(|kept| kept == name))
    }

    /// Every name of the filters is one of the spec.
    fn known_names(&mut self) {
        let spec = &self.check.loaded.spec;
        let views = spec.tasks.values().flat_map(|task| &task.views);
        let known: [(Dimension, Vec<&str>); 5] = [
            (Dimension::Dataset, names(&spec.datasets).collect()),
            (Dimension::Task, names(&spec.tasks).collect()),
            (Dimension::Split, names(&spec.splits).collect()),
            (
                Dimension::Model,
                self.shown.iter().map(|name| name.as_str()).collect(),
            ),
            (Dimension::Query, views.map(Name::as_str).collect()),
        ];
        for (dimension, known) in known {
            for (name, at) in self.filter(dimension) {
                if !known.contains(&name.as_str()) {
                    let what = match dimension {
                        Dimension::Query => "view",
                        other => other.word(),
                    };
                    let pointer = format!("{}/{at}", self.pointer);
                    let known = known.iter().copied();
                    self.check.unknown(&pointer, what, name.as_str(), known);
                }
            }
        }
    }

    /// No key is given that means nothing here.
    fn keys(&mut self) {
        let kind = self.spec.kind;
        let others = [
            Dimension::Family,
            Dimension::Metric,
            Dimension::Class,
            Dimension::Fold,
            Dimension::Seed,
        ];
        for other in others {
            if !self.spec.filter.contains_key(&other) {
                continue;
            }
            let message = format!("a figure is not filtered by {}", other.word());
            let help = match (other, kind) {
                (Dimension::Metric, FigureKind::CriticalDifference) => {
                    "write `metric: NAME` beside `where`"
                }
                _ => "remove it",
            };
            self.wrong(&format!("where/{}", other.word()), message, help.to_owned());
        }
        let is_ranks = kind == FigureKind::CriticalDifference;
        let keys = [
            ("target", self.spec.target.is_some(), kind.is_of_classes()),
            ("metric", self.spec.metric.is_some(), is_ranks),
            (
                "positive",
                self.spec.positive.is_some(),
                kind.is_of_one_class(),
            ),
        ];
        for (key, is_given, means_something) in keys {
            if is_given && !means_something {
                let message = format!("`{key}` means nothing to a figure of type `{kind}`");
                self.wrong(key, message, "remove it".to_owned());
            }
        }
        if is_ranks && self.spec.metric.is_none() {
            let message = format!(
                "figure `{}` does not say which metric ranks the models",
                self.name
            );
            self.wrong(
                "",
                message,
                "add `metric: NAME`, a metric of its task".to_owned(),
            );
        }
    }

    /// Whether a task has what the figure shows.
    fn fits(&self, task: &TaskSpec) -> bool {
        let kind = self.spec.kind;
        let is_retrieval = task.kind == TaskType::Retrieval;
        match &self.spec.target {
            Some(target) => {
                *target == task.target && task.kind == TaskType::Classification
                    || task.auxiliary.values().any(|name| name == target)
            }
            None if kind.ranks_items() => is_retrieval,
            None if kind == FigureKind::PrecisionRecall => task.kind != TaskType::Regression,
            None if kind.is_of_classes() => task.kind == TaskType::Classification,
            None => true,
        }
    }

    fn task(&mut self) -> Option<(&'a Name, &'a TaskSpec)> {
        let tasks = self.tasks;
        let named = self.filter(Dimension::Task);
        for (name, at) in &named {
            let task = tasks.get(*name)?;
            if self.fits(task) {
                continue;
            }
            let (message, help) = match &self.spec.target {
                Some(target) => {
                    let known = task.auxiliary.values().map(Name::as_str);
                    let pointer = format!("{}/target", self.pointer);
                    let known: Vec<&str> = known.collect();
                    let what = format!("auxiliary target of task `{name}` named");
                    self.check.unknown(&pointer, &what, target.as_str(), known);
                    return None;
                }
                None => (
                    format!(
                        "a figure of type `{}` cannot be made of task `{name}`, which is of type `{}`",
                        self.spec.kind, task.kind
                    ),
                    format!("name {} task", wanted(self.spec.kind)),
                ),
            };
            self.wrong(at, message, help);
            return None;
        }
        let fitting = tasks
            .iter()
            .filter(|(name, task)| self.keeps(Dimension::Task, name) && self.fits(task));
        let fitting: Vec<_> = fitting.collect();
        match fitting.as_slice() {
            [one] => Some(*one),
            [] => {
                let message = match &self.spec.target {
                    Some(target) => format!("no task predicts the target `{target}`"),
                    None => format!("this spec has no {} task", bare(self.spec.kind)),
                };
                let key = if self.spec.target.is_some() {
                    "target"
                } else {
                    "type"
                };
                self.wrong(key, message, None);
                None
            }
            many => {
                let fitting = listed(many.iter().map(|(name, _)| name.as_str()));
                let message = format!(
                    "figure `{}` is of one task, and {} fit it: {fitting}",
                    self.name,
                    many.len()
                );
                self.wrong("", message, "name one under `where.task`".to_owned());
                None
            }
        }
    }

    /// The target whose classes are shown.
    fn target(&self, task: &'a TaskSpec) -> Option<&'a Name> {
        let spec = self.spec;
        if !spec.kind.is_of_classes() {
            return None;
        }
        let own = (task.kind == TaskType::Classification).then_some(&task.target);
        spec.target.as_ref().or(own)
    }

    /// The datasets and splits the task is asked on: one of each, but for ranks. None also where files are not there.
    fn places(&mut self, name: &Name, task: &TaskSpec) -> Option<Vec<(Name, Name)>> {
        let loaded = self.check.loaded;
        let mut places = Vec::new();
        let mut is_left_out = false;
        for dataset in loaded.spec.datasets.keys() {
            let asked = tasks_on(&loaded.spec, dataset).any(|(task, _)| task == name);
            if !asked || !self.keeps(Dimension::Dataset, dataset) {
                continue;
            }
            for split in &task.split {
                if !self.keeps(Dimension::Split, split) {
                    continue;
                }
                let out =
                    self.check.left_out.iter().any(|out| {
                        out.dataset == *dataset && out.task == *name && out.split == *split
                    });
                if out || !self.datasets.contains_key(dataset) {
                    is_left_out = true;
                } else {
                    places.push((dataset.clone(), split.clone()));
                }
            }
        }
        let is_ranks = self.spec.kind == FigureKind::CriticalDifference;
        if places.is_empty() && is_left_out {
            if self.check.around.skip_missing {
                let message = format!(
                    "figure `{}` is left out: its dataset is not there",
                    self.name
                );
                let place = loaded.source.key_place(&self.pointer);
                self.check
                    .found
                    .push(Diagnostic::warning(Code::NotThere, message).at(place));
            }
            return None;
        }
        if places.is_empty() {
            let message = format!(
                "figure `{}` is of nothing: task `{name}` is not asked on that dataset with that split",
                self.name
            );
            self.wrong("where", message, None);
            return None;
        }
        if !is_ranks && places.len() > 1 {
            let datasets = listed_once(places.iter().map(|place| &place.0));
            let splits = listed_once(places.iter().map(|place| &place.1));
            let (what, names) = if datasets.1 > 1 {
                ("dataset", datasets.0)
            } else {
                ("split", splits.0)
            };
            let message = format!(
                "figure `{}` is of one {what}, and task `{name}` is asked on {names}",
                self.name
            );
            self.wrong("", message, format!("name one under `where.{what}`"));
            return None;
        }
        Some(places)
    }

    /// The models that take part in the task, in the order of the figure.
    fn models_of(&mut self, task_name: &Name, task: &TaskSpec) -> Option<Vec<Name>> {
        let models = self.models;
        let takes_part = |shown: &Name| {
            models.iter().any(|(name, model)| {
                let of = model.candidate_of.as_ref().unwrap_or(name);
                of == shown && model.takes_part(task_name, task.kind)
            })
        };
        let named = self.filter(Dimension::Model);
        let outside: Vec<_> = named
            .iter()
            .filter(|(model, _)| !takes_part(model))
            .cloned()
            .collect();
        let chosen: Vec<Name> = if named.is_empty() {
            let all = self.shown.iter().filter(|model| takes_part(model));
            all.map(|model| (*model).clone()).collect()
        } else {
            named.iter().map(|(model, _)| (*model).clone()).collect()
        };
        let there: Vec<&str> = self
            .shown
            .iter()
            .filter(|model| takes_part(model))
            .map(|model| model.as_str())
            .collect();
        let help = format!("there are: {}", listed(there));
        let is_wrong = !outside.is_empty();
        for (model, at) in outside {
            let message = format!(
                "model `{model}` takes no part in the task of figure `{}`",
                self.name
            );
            self.wrong(&at, message, help.clone());
        }
        let is_ranks = self.spec.kind == FigureKind::CriticalDifference;
        if is_ranks && chosen.len() < 2 {
            let message = format!(
                "figure `{}` ranks models, and there is one alone",
                self.name
            );
            self.wrong("", message, "let two or more models take part".to_owned());
            return None;
        }
        (!is_wrong).then_some(chosen)
    }

    fn queries(&mut self, name: &Name, task: &'a TaskSpec) -> Option<Vec<Name>> {
        let is_of_queries = task.kind == TaskType::Retrieval
            && self.spec.target.is_none()
            && matches!(
                self.spec.kind,
                FigureKind::PrecisionRecall
                    | FigureKind::RetrievalMatrix
                    | FigureKind::CriticalDifference
            );
        let named = self.filter(Dimension::Query);
        if !is_of_queries {
            if !named.is_empty() {
                let message = format!("figure `{}` has no views that query", self.name);
                self.wrong("where/query", message, "remove it".to_owned());
                return None;
            }
            return Some(Vec::new());
        }
        for (view, at) in &named {
            if !task.views.contains(view) {
                let pointer = format!("{}/{at}", self.pointer);
                let what = format!("view of task `{name}` named");
                let known = task.views.iter().map(Name::as_str);
                self.check.unknown(&pointer, &what, view.as_str(), known);
                return None;
            }
        }
        let kept = named.into_iter().map(|(view, _)| view.clone());
        let kept: Vec<Name> = kept.collect();
        Some(if kept.is_empty() {
            task.views.clone()
        } else {
            kept
        })
    }

    fn metric(&mut self, name: &Name, task: &TaskSpec) -> Option<()> {
        let Some(metric) = &self.spec.metric else {
            return Some(());
        };
        let known = || task.metrics.iter().map(|choice| choice.name().as_str());
        if known().any(|known| known == metric.as_str()) {
            return Some(());
        }
        let pointer = format!("{}/metric", self.pointer);
        let what = format!("metric of task `{name}` named");
        self.check
            .unknown(&pointer, &what, metric.as_str(), known());
        None
    }

    /// The classes shown, and which of them is told from the others.
    fn classes(
        &mut self,
        task: &TaskSpec,
        target: Option<&Name>,
        places: &[(Name, Name)],
    ) -> Option<(Vec<String>, usize)> {
        let kind = self.spec.kind;
        let of_items: Vec<&Name> = if kind.ranks_items() {
            task.views
                .iter()
                .filter_map(|view| task.relevance.get(view))
                .collect()
        } else {
            Vec::new()
        };
        let Some(target) = target.or(of_items.first().copied()) else {
            return Some((Vec::new(), 0));
        };
        let facts = &self.datasets.get(&places.first()?.0)?.facts;
        let of = |target: &Name| facts.columns.get(target).and_then(|it| it.classes.clone());
        let Some(classes) = of(target) else {
            let message = format!(
                "figure `{}` is of classes, and `{target}` has none",
                self.name
            );
            self.wrong("", message, None);
            return None;
        };
        if let Some(other) = of_items
            .iter()
            .find(|other| of(other).as_ref() != Some(&classes))
        {
            let message = format!(
                "figure `{}` shows the classes of all views together, and those of `{other}` are not those of `{target}`",
                self.name
            );
            self.wrong("", message, None);
            return None;
        }
        if !kind.is_of_one_class() {
            return Some((classes, 0));
        }
        let Some(positive) = &self.spec.positive else {
            if classes.len() == 2 {
                return Some((classes, 1));
            }
            let message = format!(
                "`{target}` has {} classes, and figure `{}` tells one from the others",
                classes.len(),
                self.name
            );
            let help = format!(
                "add `positive: CLASS`, one of {}",
                listed(classes.iter().map(String::as_str))
            );
            self.wrong("", message, help);
            return None;
        };
        let Some(place) = classes.iter().position(|class| class == positive) else {
            let pointer = format!("{}/positive", self.pointer);
            let what = format!("class of `{target}` named");
            let known = classes.iter().map(String::as_str);
            self.check.unknown(&pointer, &what, positive, known);
            return None;
        };
        Some((classes, place))
    }
}

/// The kind of task that a figure needs.
fn bare(kind: FigureKind) -> &'static str {
    if kind.ranks_items() {
        "retrieval"
    } else if kind == FigureKind::PrecisionRecall {
        "classification or retrieval"
    } else {
        "classification"
    }
}

fn wanted(kind: FigureKind) -> String {
    format!("a {}", bare(kind))
}

/// The names, each once, and how many they are.
fn listed_once<'n>(names: impl Iterator<Item = &'n Name>) -> (String, usize) {
    let mut once: Vec<&str> = Vec::new();
    for name in names {
        if !once.contains(&name.as_str()) {
            once.push(name.as_str());
        }
    }
    let count = once.len();
    (listed(once), count)
}
