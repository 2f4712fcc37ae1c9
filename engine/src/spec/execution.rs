use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How trials are run. Nothing here changes a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExecutionSpec {
    /// Trials run at once; as many as the machine has cores when left out. `-j` on the command line goes before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 4096))]
    pub jobs: Option<usize>,
    /// Threads each trial may use.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 4096))]
    pub threads: usize,
}

fn one() -> usize {
    1
}

impl Default for ExecutionSpec {
    fn default() -> Self {
        Self {
            jobs: None,
            threads: one(),
        }
    }
}
