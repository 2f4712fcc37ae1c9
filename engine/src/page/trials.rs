use indexmap::IndexSet;
use serde_json::{Value, json};

use super::parts::Section;
use crate::text::html::script_json;
use crate::text::line;

/// The largest whole number that a script tells from its neighbours.
const LARGEST_EXACT: u64 = (1 << 53) - 1;

/// How a trial ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// With predictions.
    Done,
    /// With a failure.
    Failed,
    /// It was not run.
    NotRun,
}

/// A trial, as it is listed.
#[derive(Debug, Clone, PartialEq)]
pub struct PageTrial {
    /// The dataset.
    pub dataset: String,
    /// The task.
    pub task: String,
    /// The split.
    pub split: String,
    /// The fold, and the fold inside of it for a trial that only chooses.
    pub fold: (u32, Option<u32>),
    /// The model.
    pub model: String,
    /// The seed.
    pub seed: u64,
    /// How it ended.
    pub state: State,
    /// How many seconds it took.
    pub seconds: Option<f64>,
    /// The digest of its inputs, in hexadecimal.
    pub fingerprint: String,
}

pub(super) fn section(trials: &[PageTrial]) -> Option<Section> {
    (!trials.is_empty()).then(|| Section {
        id: "trials",
        title: "Trials",
        body: include_str!("trials.html").to_owned(),
        entries: Vec::new(),
    })
}

/// Names of one column, each once.
#[derive(Default)]
struct Names<'a> {
    names: IndexSet<&'a str>,
}

impl<'a> Names<'a> {
    fn place(&mut self, name: &'a str) -> usize {
        self.names.insert_full(name).0
    }

    fn lines(&self) -> Vec<String> {
        self.names.iter().map(|name| line(name)).collect()
    }
}

/// The trials as rows of numbers, which stand for names where there are names of a column.
pub(super) fn data(trials: &[PageTrial]) -> String {
    if trials.is_empty() {
        return String::new();
    }
    let [mut datasets, mut tasks, mut splits, mut models] = [(); 4].map(|()| Names::default());
    let rows: Vec<Value> = trials
        .iter()
        .map(|trial| {
            json!([
                datasets.place(&trial.dataset),
                tasks.place(&trial.task),
                splits.place(&trial.split),
                match trial.fold {
                    (fold, None) => Value::from(fold),
                    (fold, Some(inner)) => Value::from(format!("{fold}-{inner}")),
                },
                models.place(&trial.model),
                exact(trial.seed),
                trial.state as usize,
                trial
                    .seconds
                    .map(|seconds| (seconds * 100.0).round() / 100.0),
                trial.fingerprint,
            ])
        })
        .collect();
    let none: [&str; 0] = [];
    let document = json!({
        "names": {
            "dataset": datasets.lines(),
            "task": tasks.lines(),
            "split": splits.lines(),
            "fold": none,
            "model": models.lines(),
            "seed": none,
            "state": ["done", "failed", "not run"],
            "seconds": none,
            "fingerprint": none,
        },
        "rows": rows,
    });
    format!(
        "<script type=\"application/json\" id=\"trials-data\">{}</script>\n",
        script_json(&document)
    )
}

/// A whole number as one, or as text where a script would round it.
fn exact(number: u64) -> Value {
    if number <= LARGEST_EXACT {
        Value::from(number)
    } else {
        Value::from(number.to_string())
    }
}
