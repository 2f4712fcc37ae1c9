use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{MemoryLimit, TimeLimit};

/// How trials are run. Nothing here changes a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExecutionSpec {
    /// Where trials are run: on this machine, or as jobs of a Slurm cluster.
    #[serde(default, rename = "type")]
    pub kind: ExecutionType,
    /// Trials run at once on this machine; as many as it has cores when left out. `-j` on the command line goes before
    /// it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 4096))]
    pub jobs: Option<usize>,
    /// Threads each trial may use; with `type: slurm` also the cores asked for it.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 4096))]
    pub threads: usize,
    /// How long a trial may take, such as `30m`. One that takes longer is ended and counts as failed.
    #[serde(default)]
    pub timeout: TimeLimit,
    /// Memory of its own that a plugin may hold, such as `8GiB`; nine tenths of the machine's when left out. A trial of
    /// one that holds more is ended and counts as failed. Data that are only mapped do not count. With `type: slurm` it
    /// is also asked for, with an eighth and 512 MiB more for the engine beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<MemoryLimit>,
    /// With `type: slurm`, the partition; the cluster's own choice when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub partition: Option<String>,
    /// With `type: slurm`, the account that is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub account: Option<String>,
    /// With `type: slurm`, the quality of service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub qos: Option<String>,
    /// With `type: slurm`, the time limit of the job of one trial, such as `2h`; the partition's when left out. Slurm
    /// counts in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeLimit>,
    /// With `type: slurm`, how many trials may run at once; as many as the cluster lets when left out. `-j` on the
    /// command line goes before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100_000))]
    pub max_jobs: Option<u32>,
    /// With `type: slurm`, further options of `sbatch`, such as `--gres=gpu:1`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// With `type: slurm`, what becomes of the jobs when the command is interrupted; `leave` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_interrupt: Option<OnInterrupt>,
}

/// Where trials are run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExecutionType {
    /// On this machine.
    #[default]
    Local,
    /// As jobs of a Slurm cluster, each on a node that shares the cache folder.
    Slurm,
}

/// What becomes of jobs when the command is interrupted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OnInterrupt {
    /// They go on, and the next run collects what they leave.
    #[default]
    Leave,
    /// They are cancelled.
    Cancel,
}

fn one() -> usize {
    1
}

impl Default for ExecutionSpec {
    fn default() -> Self {
        Self {
            kind: ExecutionType::default(),
            jobs: None,
            threads: one(),
            timeout: TimeLimit::default(),
            memory: None,
            partition: None,
            account: None,
            qos: None,
            time: None,
            max_jobs: None,
            options: Vec::new(),
            on_interrupt: None,
        }
    }
}
