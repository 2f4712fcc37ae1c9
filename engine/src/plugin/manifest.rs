use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::params_schema::check_params_schema;
use crate::diagnostic::{printable, quoted};
use crate::metric::Similarity;
use crate::spec::{Name, TaskType};

/// What a plugin says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it is, in a sentence.
    #[serde(default)]
    pub summary: String,
    /// Its models.
    #[serde(default)]
    pub models: Vec<ModelCard>,
    /// Its sources.
    #[serde(default)]
    pub sources: Vec<ComponentCard>,
    /// Its extractors.
    #[serde(default)]
    pub extractors: Vec<ComponentCard>,
    /// The versions of what results depend on besides the plugin's own files, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub environment: BTreeMap<String, String>,
    /// Files and folders whose change makes this manifest outdated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub watch: Vec<PathBuf>,
}

impl Manifest {
    /// The manifest a plugin gave, once everything in it can be relied on: its names are names and not given twice, its
    /// texts print, its schemas are schemas of objects.
    ///
    /// # Errors
    /// What is wrong first.
    pub fn checked(document: Value) -> Result<Self, String> {
        let mut manifest: Self =
            serde_json::from_value(document).map_err(|error| error.to_string())?;
        check_name("the plugin", &manifest.name)?;
        for text in [&mut manifest.version, &mut manifest.summary] {
            clean(text);
        }
        let mut known = BTreeSet::new();
        for model in &mut manifest.models {
            if model.tasks.is_empty() {
                return Err(format!(
                    "the model {} can be asked nothing",
                    quoted(&model.name)
                ));
            }
            let texts = [&mut model.summary, &mut model.source];
            check_component(
                "model",
                &model.name,
                texts,
                &model.params_schema,
                &mut known,
            )?;
        }
        for (kind, components) in [
            ("source", &mut manifest.sources),
            ("extractor", &mut manifest.extractors),
        ] {
            let mut known = BTreeSet::new();
            for component in components {
                let texts = [&mut component.summary, &mut component.source];
                let schema = &component.params_schema;
                check_component(kind, &component.name, texts, schema, &mut known)?;
            }
        }
        Ok(manifest)
    }
}

fn check_component(
    kind: &str,
    name: &str,
    texts: [&mut String; 2],
    schema: &Value,
    known: &mut BTreeSet<String>,
) -> Result<(), String> {
    check_name(kind, name)?;
    if !known.insert(name.to_owned()) {
        return Err(format!("two of its {kind}s are called `{name}`"));
    }
    texts.into_iter().for_each(clean);
    check_params_schema(schema)
        .map_err(|wrong| format!("the params_schema of {kind} `{name}` {wrong}"))
}

fn check_name(what: &str, name: &str) -> Result<(), String> {
    if Name::is_one(name) {
        return Ok(());
    }
    Err(format!(
        "{what} is called {}, which is no name: a letter or digit, then letters, digits, `_`, `-`, `.` and `@`, at most 64 in all",
        quoted(name)
    ))
}

fn clean(text: &mut String) {
    *text = printable(text.trim()).into_owned();
}

/// What a plugin says of one of its models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelCard {
    /// Its name inside the plugin.
    pub name: String,
    /// What it does, in a sentence.
    #[serde(default)]
    pub summary: String,
    /// Where it is from.
    #[serde(default)]
    pub source: String,
    /// The kinds of task it can be asked.
    pub tasks: Vec<TaskType>,
    /// Whether another seed may give another result.
    #[serde(default = "yes")]
    pub stochastic: bool,
    /// How its retrieval embeddings are compared.
    #[serde(default = "cosine")]
    pub similarity: Similarity,
    /// The JSON Schema of its parameters.
    pub params_schema: Value,
}

/// What a plugin says of a source or an extractor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComponentCard {
    /// Its name inside the plugin.
    pub name: String,
    /// What it does, in a sentence.
    #[serde(default)]
    pub summary: String,
    /// Where it is from.
    #[serde(default)]
    pub source: String,
    /// What it reads besides its parameters and columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads: Option<Reads>,
    /// The JSON Schema of its parameters.
    pub params_schema: Value,
}

impl ComponentCard {
    /// Whether it is about the files of a folder.
    pub fn reads_files(&self) -> bool {
        self.reads == Some(Reads::Files)
    }
}

/// What a source or an extractor reads besides its parameters and columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reads {
    /// Files of a folder.
    Files,
    /// Files that its rows name.
    NamedFiles,
}

fn yes() -> bool {
    true
}

fn cosine() -> Similarity {
    Similarity::Cosine
}
