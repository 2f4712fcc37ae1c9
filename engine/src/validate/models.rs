use indexmap::IndexMap;

use super::{Check, ValidatedModel, names};
use crate::diagnostic::Code;
use crate::plugin::{PluginError, ReadyPlugin};
use crate::spec::load::validate_params;
use crate::spec::{
    ComponentType, ModelSpec, Name, OneOrMany, Params, TaskType, expand_grids, resolve_defaults,
};

impl Check<'_> {
    /// Every model of the spec, with its plugin ready and its parameters resolved.
    pub(super) fn models(&mut self) -> IndexMap<Name, ValidatedModel> {
        let loaded = self.loaded;
        let mut models = IndexMap::new();
        for (name, model) in &loaded.spec.models {
            let pointer = format!("/models/{name}");
            for task in model.tasks.iter().flatten() {
                if !loaded.spec.tasks.contains_key(task) {
                    let tasks = names(&loaded.spec.tasks);
                    self.unknown(&format!("{pointer}/tasks"), "task", task.as_str(), tasks);
                }
            }
            let Some((plugin, component)) = self.plugin_of(&model.kind, &pointer) else {
                continue;
            };
            let Some(card) = plugin
                .manifest
                .models
                .iter()
                .find(|card| card.name == component)
            else {
                let known = plugin.manifest.models.iter().map(|card| card.name.as_str());
                let what = format!("model in plugin `{}` named", plugin.name);
                self.unknown(&format!("{pointer}/type"), &what, &component, known);
                continue;
            };
            let points = self.grid(name, model);
            if model.tune {
                self.tuning(name, model, &card.tasks, points.len());
            }
            for (suffix, params) in points {
                let pointer = format!("{pointer}/params");
                let params = self.params(&card.params_schema, &params, &pointer);
                let validated = ValidatedModel {
                    title: model.title.as_ref().map(|title| {
                        let shown = if model.tune { "" } else { &suffix };
                        format!("{title}{shown}")
                    }),
                    family: model.family.clone(),
                    plugin: plugin.clone(),
                    card: card.clone(),
                    params,
                    tasks: model.tasks.as_ref().map(|tasks| tasks.as_slice().to_vec()),
                    inputs: model.inputs.clone(),
                    candidate_of: model.tune.then(|| name.clone()),
                };
                models.insert(Name::new(format!("{name}{suffix}")), validated);
            }
        }
        models
    }

    /// Whether there is something to choose among, and inner folds to choose by.
    fn tuning(&mut self, name: &Name, model: &ModelSpec, kinds: &[TaskType], points: usize) {
        let pointer = format!("/models/{name}/tune");
        if points == 1 {
            self.error(
                Code::BadTuning,
                &pointer,
                format!("model `{name}` has no grid to choose from"),
                Some(
                    "give a parameter several values, `{grid: [a, b]}`, or remove `tune`"
                        .to_owned(),
                ),
            );
        }
        let loaded = self.loaded;
        for (task, described) in &loaded.spec.tasks {
            let is_named = |tasks: &OneOrMany<Name>| tasks.iter().any(|named| named == task);
            if !kinds.contains(&described.kind) || !model.tasks.as_ref().is_none_or(is_named) {
                continue;
            }
            for split in &described.split {
                if loaded
                    .spec
                    .splits
                    .get(split)
                    .is_some_and(|split| !split.is_nested())
                {
                    self.error(
                        Code::BadTuning,
                        &pointer,
                        format!("split `{split}` of task `{task}` has no inner folds to choose by"),
                        Some(
                            "use a split of `type: folds` with `inner`, or remove `tune`"
                                .to_owned(),
                        ),
                    );
                }
            }
        }
    }

    fn grid(&mut self, name: &Name, model: &ModelSpec) -> Vec<(String, Params)> {
        let pointer = format!("/models/{name}/params");
        match expand_grids(&model.params) {
            Ok(points) => points,
            Err(error) => {
                let wrong = error.diagnostic(&pointer, &self.loaded.source);
                self.found.push(wrong);
                Vec::new()
            }
        }
    }

    /// The plugin that a type names, and the component in it.
    pub(super) fn plugin_of(
        &mut self,
        kind: &ComponentType,
        pointer: &str,
    ) -> Option<(ReadyPlugin, String)> {
        let pointer = format!("{pointer}/type");
        let Some((plugin, component)) = kind.in_plugin() else {
            self.error(
                Code::UnknownName,
                &pointer,
                format!("`{kind}` names no plugin"),
                Some(
                    "write `PLUGIN/COMPONENT`; `emospec plugin list` shows what there is"
                        .to_owned(),
                ),
            );
            return None;
        };
        match self.around.plugins.ready(plugin) {
            Ok(ready) => Some((ready, component.to_owned())),
            Err(error) => {
                let code = match error {
                    PluginError::Unknown { .. } | PluginError::Empty { .. } => Code::UnknownPlugin,
                    _ => Code::UnusablePlugin,
                };
                self.error(code, &pointer, error.to_string(), error.help());
                None
            }
        }
    }

    /// The parameters with defaults, once the component's own schema accepts them.
    pub(super) fn params(
        &mut self,
        schema: &serde_json::Value,
        params: &Params,
        pointer: &str,
    ) -> Params {
        self.found.extend(validate_params(
            schema,
            params,
            pointer,
            &self.loaded.source,
        ));
        resolve_defaults(schema, params)
    }
}
