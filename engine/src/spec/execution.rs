use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{MemoryLimit, TimeLimit};

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
    /// How long a trial may take, such as `30m`. One that takes longer is ended and counts as failed.
    #[serde(default)]
    pub timeout: TimeLimit,
    /// Memory of its own that a plugin may hold, such as `8GiB`; nine tenths of the machine's when left out. A trial of
    /// one that holds more is ended and counts as failed. Data that are only mapped do not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<MemoryLimit>,
}

fn one() -> usize {
    1
}

impl Default for ExecutionSpec {
    fn default() -> Self {
        Self {
            jobs: None,
            threads: one(),
            timeout: TimeLimit::default(),
            memory: None,
        }
    }
}
