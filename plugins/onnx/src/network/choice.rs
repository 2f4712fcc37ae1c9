use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which network is run, and what of it is read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NetworkChoice {
    /// The file: ONNX, or a checkpoint that `emospec weights fetch` placed. A relative path is looked for in
    /// `EMOSPEC_WEIGHTS_DIR`, then in the folder `weights` of the cache, then in the working folder.
    pub file: String,
    /// The SHA-256 of the file, 64 hexadecimal digits: results belong to these bytes, whatever the file is called.
    pub sha256: String,
    /// The output that becomes the view: a value's name in the graph, or the number of an output, from 0.
    pub output: OutputChoice,
    /// Patches or stacks computed at a time, where the graph leaves that open: more take more memory, and less time where
    /// the network has large dense layers.
    #[schemars(range(min = 1, max = 1024))]
    pub batch: usize,
}

/// A value of a graph.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum OutputChoice {
    /// The number of an output, from 0.
    Number(usize),
    /// The name of an output, or of a value inside the graph.
    Name(String),
}

impl Default for NetworkChoice {
    fn default() -> Self {
        Self {
            file: String::new(),
            sha256: String::new(),
            output: OutputChoice::Number(0),
            batch: 1,
        }
    }
}
