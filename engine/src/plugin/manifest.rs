use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::metric::Similarity;
use crate::spec::TaskType;

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
    /// The JSON Schema of its parameters.
    pub params_schema: Value,
}

fn yes() -> bool {
    true
}

fn cosine() -> Similarity {
    Similarity::Cosine
}
