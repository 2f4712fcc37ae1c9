use indexmap::IndexSet;

use super::Compare;
use crate::cli::session::Prepared;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::score::ScoreKey;
use crate::spec::{MetricChoice, Name, TaskType};

/// The two models, and what they are compared on.
pub(super) struct Chosen<'a> {
    pub first: Name,
    pub second: Name,
    dataset: &'a [String],
    task: &'a [String],
    split: &'a [String],
    query: &'a [String],
    metric: &'a [String],
}

impl<'a> Chosen<'a> {
    /// What was asked for, once every name is one of the spec.
    pub fn of(asked: &'a Compare, prepared: &Prepared) -> Result<Self, Box<Diagnostic>> {
        let spec = &prepared.valid.spec;
        let models = prepared.valid.models.iter();
        let models: IndexSet<&Name> = models
            .map(|(name, model)| model.candidate_of.as_ref().unwrap_or(name))
            .collect();
        for model in [&asked.first, &asked.second] {
            check("model", model, models.iter().copied())?;
        }
        if asked.first == asked.second {
            let message = format!("`{}` is compared with itself", asked.first);
            return Err(Box::new(
                Diagnostic::error(Code::UnknownName, message)
                    .help("name two models: emospec compare SPEC A B".to_owned()),
            ));
        }
        let tasks = || spec.tasks.values();
        let queries: IndexSet<&Name> = tasks()
            .filter(|task| task.kind == TaskType::Retrieval)
            .flat_map(|task| &task.views)
            .collect();
        let metrics: IndexSet<&Name> = tasks()
            .flat_map(|task| task.metrics.iter().map(MetricChoice::name))
            .collect();
        for (what, asked, known) in [
            ("dataset", &asked.dataset, spec.datasets.keys().collect()),
            ("task", &asked.task, spec.tasks.keys().collect()),
            ("split", &asked.split, spec.splits.keys().collect()),
            ("view that queries", &asked.query, queries),
            ("metric", &asked.metric, metrics),
        ] {
            for name in asked {
                check(what, name, known.iter().copied())?;
            }
        }
        Ok(Self {
            first: asked.first.as_str().into(),
            second: asked.second.as_str().into(),
            dataset: &asked.dataset,
            task: &asked.task,
            split: &asked.split,
            query: &asked.query,
            metric: &asked.metric,
        })
    }

    /// Whether trials of a dataset, task and split are compared.
    pub fn takes_trials(&self, dataset: &Name, task: &Name, split: &Name) -> bool {
        is_among(self.dataset, dataset) && is_among(self.task, task) && is_among(self.split, split)
    }

    /// Whether a score is compared, of whichever model it is.
    pub fn takes(&self, key: &ScoreKey) -> bool {
        let query = key.query.as_ref();
        self.takes_trials(&key.dataset, &key.task, &key.split)
            && is_among(self.metric, &key.metric)
            && (self.query.is_empty() || query.is_some_and(|query| is_among(self.query, query)))
    }
}

/// Everything is where nothing was named.
fn is_among(asked: &[String], name: &Name) -> bool {
    asked.is_empty() || asked.iter().any(|asked| asked == name.as_str())
}

fn check<'n>(
    what: &str,
    asked: &str,
    known: impl Iterator<Item = &'n Name> + Clone,
) -> Result<(), Box<Diagnostic>> {
    if known.clone().any(|name| name.as_str() == asked) {
        return Ok(());
    }
    let names: Vec<&str> = known.map(Name::as_str).collect();
    let help = match nearest(asked, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", names.join(", ")),
    };
    let message = format!("there is no {what} `{asked}`");
    Err(Box::new(
        Diagnostic::error(Code::UnknownName, message).help(help),
    ))
}
