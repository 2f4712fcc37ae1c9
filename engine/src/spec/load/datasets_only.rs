use std::path::Path;

use serde_json::{Value, json};

use super::{LoadedSpec, load_whole, variable};
use crate::diagnostic::Diagnostics;

/// Loads a spec for its datasets alone: it may lack what an experiment needs besides, and where it does not, its splits,
/// features, tasks, models, tables, figures and studies are read and then left out.
///
/// # Errors
/// Everything that is wrong, sorted by place.
pub fn load_datasets(file: &Path, overrides: &[String]) -> Result<LoadedSpec, Diagnostics> {
    let mut loaded = load_whole(file, overrides, &variable, complete)?;
    let spec = &mut loaded.spec;
    spec.splits.clear();
    spec.features.clear();
    spec.tasks.clear();
    spec.models.clear();
    spec.tables.clear();
    spec.figures.clear();
    spec.studies.clear();
    Ok(loaded)
}

/// Gives a document what every experiment must have, where it is not there.
fn complete(document: &mut Value) {
    let Value::Object(keys) = document else {
        return;
    };
    let needed = json!({
        "splits": {"none": {"type": "parts", "train": "none", "test": "none"}},
        "tasks": {"none": {
            "type": "classification", "split": "none", "views": ["none"], "target": "none", "metrics": ["accuracy"],
        }},
        "models": {"none": {"type": "none/none"}},
    });
    if let Value::Object(needed) = needed {
        for (key, value) in needed {
            keys.entry(key).or_insert(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: &str = "version: 1
name: data
datasets:
  pairs:
    type: files
    columns: {left: {role: view}}
    parts: {train: [{file: left.npy, columns: {left: 0}}]}
";

    #[test]
    fn a_spec_of_datasets_alone_is_enough() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dataset.yaml");
        std::fs::write(&file, DATA).unwrap();
        let loaded = load_datasets(&file, &[]).unwrap();
        assert_eq!(loaded.spec.datasets.len(), 1);
        assert!(loaded.spec.splits.is_empty() && loaded.spec.models.is_empty());
        assert!(super::super::load(&file, &[]).is_err());
    }

    #[test]
    fn what_is_wrong_is_told_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dataset.yaml");
        std::fs::write(&file, DATA.replace("role: view", "rôle: view")).unwrap();
        let found = load_datasets(&file, &[]).unwrap_err();
        assert!(found.render(false, 100).contains("dataset.yaml:6"));
    }
}
