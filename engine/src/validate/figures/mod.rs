//! Figures: that the spec gives what each shows.

mod classes;
mod keys;
mod models;
mod parts;
mod places;
mod task;

use indexmap::IndexMap;

use super::{Check, ValidatedDataset, ValidatedModel};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{Dimension, FigureSpec, Name, OneOrMany, TaskSpec};

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
}
