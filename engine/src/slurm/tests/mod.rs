//! Runs on a cluster that is made up: what a user is told whatever Slurm does.

mod attaches;
mod ears;
mod ends;
mod fake_cluster;
mod folders;
mod forced;
mod stops;
mod submissions;
mod world;

use std::sync::Arc;

use serde_json::Value;

use super::AskedBy;
use crate::cache::{Cache, Left};
use crate::execute::Outcome;
use crate::plan::{PlannedTrial, Trial};

fn planned() -> Vec<PlannedTrial> {
    let inputs = Arc::new(crate::fingerprint::tests::example());
    let plan = |seed| PlannedTrial::example(Trial::example(seed), inputs.clone());
    (0..8).map(plan).collect()
}

fn store(cache: &Cache, planned: &PlannedTrial) {
    let left = Left {
        predictions: planned.trial.seed.to_string().into_bytes(),
        columns: vec!["id".into()],
        seconds: 0.0,
    };
    cache
        .store(&planned.fingerprint(), &left, &Value::Null)
        .unwrap();
}

fn asked_by(force: bool) -> AskedBy {
    AskedBy {
        folder: "/".into(),
        spec: "study.yaml".into(),
        overrides: Vec::new(),
        skip_missing: false,
        plugin_path: Vec::new(),
        force,
    }
}

fn message(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Failed(failure) => &failure.message,
        other => panic!("{other:?}"),
    }
}

fn is_done(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Done(_))
}
