use indexmap::IndexMap;

use crate::dataset::DatasetFacts;
use crate::spec::{AS_IS, ComponentType, ExperimentSpec, Name, TaskSpec};

/// What rows are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnUse {
    /// A model learns from them: views, target and auxiliary targets.
    Learn,
    /// Results are reported on them: views, and every target and id that the rows have.
    Report,
}

/// A column a trial needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededColumn<'a> {
    /// The name the model sees.
    pub name: &'a Name,
    /// The column of the dataset it is taken from.
    pub column: Name,
    /// How it is computed, where it is.
    pub feature: Option<&'a ComponentType>,
}

/// The columns that a task needs of rows that lie in `parts`, for a model that reads `inputs` in place of some views.
pub fn needed_columns<'a>(
    spec: &'a ExperimentSpec,
    task: &'a TaskSpec,
    facts: &'a DatasetFacts,
    inputs: &IndexMap<Name, Name>,
    parts: &[Name],
    purpose: ColumnUse,
) -> Vec<NeededColumn<'a>> {
    let views = task.views.iter().map(|view| {
        let input = inputs.get(view).unwrap_or(view);
        let (column, feature) = match spec.features.get(input) {
            Some(feature) => (feature.view.clone(), Some(&feature.kind)),
            None => (input.clone(), None),
        };
        NeededColumn {
            name: view,
            column,
            feature: feature.filter(|kind| kind.as_str() != AS_IS),
        }
    });
    let mut needed: Vec<_> = views.collect();
    let mut targets: Vec<&Name> = vec![&task.target];
    targets.extend(task.auxiliary.values());
    if purpose == ColumnUse::Report {
        targets.extend(task.relevance.values());
        let is_id = |name: &&Name| facts.columns[*name].role == crate::spec::Role::Id;
        targets.extend(facts.columns.keys().filter(is_id).take(1));
        let has = |part: &Name, name: &Name| {
            facts
                .parts
                .get(part)
                .is_some_and(|part| part.columns.contains_key(name))
        };
        targets.retain(|name| parts.iter().all(|part| has(part, name)));
    }
    for name in targets {
        if !needed.iter().any(|have| have.name == name) {
            needed.push(plain(name));
        }
    }
    needed
}

fn plain(name: &Name) -> NeededColumn<'_> {
    NeededColumn {
        name,
        column: name.clone(),
        feature: None,
    }
}
