use std::rc::Rc;

use super::compare::difference;
use super::component::{About, Component};
use super::desk::Desk;
use super::fitting::{Fitting, predict};
use super::kept::{Kept, Unmet};
use super::params::{default_params, probe_params};
use super::probe::{WIDTHS, draw};
use super::question::{Question, QuestionRows, tasks_of};
use super::refusal::unclear;
use super::table::rows_of;
use super::trial::Trial;
use crate::dataset::Values;
use crate::plugin::{ModelCard, PluginError, RowsFile, TaskDocument, Worker, check_outputs};
use crate::spec::load::compile;
use crate::spec::{Params, TaskType};

/// Rows to train with, to stop by and to be asked about.
const ROWS: [usize; 3] = [96, 48, 24];
/// The seed of every fit that is not asked for another.
pub(super) const SEED: u64 = 0;
/// What to change where no task is accepted.
const CHANGE_TASKS: &str = "accept one of the tasks that the kit tries (two views with an auxiliary target each, two \
                            views, one view), declare other `tasks`, or give parameters under `examples` in params_schema";
/// Why a rule cannot be judged where nothing was returned.
const NOTHING: &str = "nothing was returned that could be compared: see `outputs`";

/// A model under check, with what was seen of it so far.
pub(super) struct ModelBench {
    pub desk: Desk,
    pub card: ModelCard,
    /// The parameters it is checked with.
    pub params: Params,
    tried: Option<Tried>,
}

/// What came of the tasks that the model declares.
struct Tried {
    trials: Vec<Rc<Trial>>,
    /// What was wrong with the first that came to nothing.
    failure: Option<Unmet>,
}

impl ModelBench {
    pub fn new(desk: Desk, card: ModelCard) -> Self {
        let params = probe_params(&card.params_schema);
        Self {
            desk,
            card,
            params,
            tried: None,
        }
    }

    /// The parameters of a spec that gives none, where the schema allows that; else those it is checked with.
    pub fn default_params(&self) -> Params {
        let schema = &self.card.params_schema;
        let defaults = default_params(schema);
        let is_valid =
            compile(schema).is_ok_and(|schema| schema.is_valid(&defaults.clone().into()));
        if is_valid {
            defaults
        } else {
            self.params.clone()
        }
    }

    /// Whether every declared task came to outputs of it.
    pub fn all_tasks(&mut self) -> Kept {
        self.tried().failure.clone().map_or(Ok(()), Err)
    }

    /// The tasks that came to outputs: at least one.
    pub fn trials(&mut self) -> Result<Vec<Rc<Trial>>, Unmet> {
        let tried = self.tried();
        match &tried.failure {
            _ if !tried.trials.is_empty() => Ok(tried.trials.clone()),
            Some(Unmet::Unjudged { why }) => Err(Unmet::unjudged(why.clone())),
            _ => Err(Unmet::unjudged(NOTHING)),
        }
    }

    fn tried(&mut self) -> &Tried {
        if self.tried.is_none() {
            let mut trials = Vec::new();
            let mut failure = None;
            for kind in self.card.tasks.clone() {
                match self.try_kind(kind) {
                    Ok(trial) => trials.push(Rc::new(trial)),
                    Err(unmet) => {
                        failure.get_or_insert(unmet.at(&kind.to_string()));
                    }
                }
            }
            self.tried = Some(Tried { trials, failure });
        }
        self.tried.get_or_insert_with(|| Tried {
            trials: Vec::new(),
            failure: None,
        })
    }

    /// Fits the first task of a kind that is accepted, and checks what comes of it.
    fn try_kind(&mut self, kind: TaskType) -> Result<Trial, Unmet> {
        let mut refused = None;
        for task in tasks_of(kind) {
            let question = self.question(task).map_err(|error| Unmet::of(&error, ""))?;
            let fit = Fitting::new(&self.card, &self.params, &question, SEED);
            match self.desk.call(|worker, scratch| fit.fit(worker, scratch)) {
                Ok((handle, told)) => {
                    let generation = self
                        .desk
                        .generation()
                        .map_err(|error| Unmet::of(&error, ""))?;
                    let trial = Trial {
                        question,
                        rows: rows(),
                        outputs: Vec::new(),
                        told,
                        fitted: (generation, handle).into(),
                        repeats: std::cell::OnceCell::new(),
                    };
                    return self.with_outputs(trial);
                }
                Err(error) if error.is_about_stdout() || unclear(&error).is_some() => {
                    return Err(Unmet::of(
                        &error,
                        "see to it that `fit` returns: what it cannot do, it refuses with a message",
                    ));
                }
                Err(error) => {
                    refused.get_or_insert(error);
                }
            }
        }
        Err(refused.map_or_else(
            || Unmet::unjudged(NOTHING),
            |error| Unmet::of(&error, CHANGE_TASKS),
        ))
    }

    fn with_outputs(&mut self, trial: Trial) -> Result<Trial, Unmet> {
        let question = &trial.question;
        let outputs = self.predict(&trial, &question.test).map_err(|error| {
            Unmet::of(&error, "return outputs for rows that have the views alone")
        })?;
        check_outputs(&question.task, question.asked, &outputs).map_err(|seen| {
            Unmet::broken(
                seen,
                "return the outputs of the contract's table: names, shapes and types as stated there",
            )
        })?;
        Ok(Trial { outputs, ..trial })
    }

    /// Poses a task on the rows that are asked about unless a rule wants others.
    fn question(&mut self, task: TaskDocument) -> Result<Question, PluginError> {
        Question::pose(&mut self.desk, task, &rows())
    }

    /// The same fit in the worker that rules share, where its model is not there any more.
    pub fn handle(&mut self, trial: &Trial) -> Result<u64, PluginError> {
        let now = self.desk.generation()?;
        let (generation, handle) = trial.fitted.get();
        if generation == now {
            return Ok(handle);
        }
        let fit = Fitting::new(&self.card, &self.params, &trial.question, SEED);
        let (handle, _) = self.desk.call(|worker, scratch| fit.fit(worker, scratch))?;
        trial.fitted.set((now, handle));
        Ok(handle)
    }

    /// The outputs of the trial's model for other rows.
    pub fn predict(
        &mut self,
        trial: &Trial,
        rows: &RowsFile,
    ) -> Result<Vec<(String, Values)>, PluginError> {
        let handle = self.handle(trial)?;
        let largest = self.desk.largest();
        self.desk
            .call(|worker, scratch| predict(worker, handle, rows, scratch, largest))
    }

    /// Where the outputs of the trial's rows in other places differ from those of the rows as they stood.
    pub fn difference_at(
        &mut self,
        trial: &Trial,
        places: &[usize],
    ) -> Result<Option<String>, PluginError> {
        let outputs = self.predict_places(trial, places)?;
        let expected: Vec<_> = trial
            .outputs
            .iter()
            .map(|(name, values)| (name.clone(), rows_of(values, places)))
            .collect();
        Ok(difference(&expected, &outputs))
    }

    /// The outputs of the trial's rows in other places.
    pub fn predict_places(
        &mut self,
        trial: &Trial,
        places: &[usize],
    ) -> Result<Vec<(String, Values)>, PluginError> {
        let views: Vec<&str> = trial
            .question
            .task
            .views
            .iter()
            .map(String::as_str)
            .collect();
        let rows = self.desk.hand(&trial.rows.test.rows(places), &views)?;
        self.predict(trial, &rows)
    }

    /// The outputs of the trial fitted anew with that seed in a worker.
    pub fn refit_in(
        &mut self,
        worker: &mut Worker,
        trial: &Trial,
        seed: u64,
    ) -> Result<Vec<(String, Values)>, PluginError> {
        let largest = self.desk.largest();
        let fit = Fitting::new(&self.card, &self.params, &trial.question, seed);
        self.desk.call_to(worker, |worker, scratch| {
            fit.outputs(worker, scratch, largest)
        })
    }

    /// Whether the trial comes to the same bytes again: fitted in another worker, and predicted once more.
    pub fn repeats(&mut self, trial: &Trial) -> Kept {
        if let Some(known) = trial.repeats.get() {
            return known.clone();
        }
        let kept = self.look_whether_it_repeats(trial);
        trial.repeats.get_or_init(|| kept).clone()
    }

    fn look_whether_it_repeats(&mut self, trial: &Trial) -> Kept {
        let change = "draw everything random from `seed`, and leave out what differs between processes: clocks, \
                      addresses, the order of hash maps";
        let failed = |error| {
            Unmet::of(
                &error,
                "see to it that a fit that succeeded once does so again",
            )
        };
        let mut worker = self.desk.fresh().map_err(failed)?;
        let again = self.refit_in(&mut worker, trial, SEED).map_err(failed)?;
        if let Some(place) = difference(&trial.outputs, &again) {
            let seen = format!("fitted again with the same seed, output {place}");
            return Err(Unmet::broken(seen, change));
        }
        let again = self.predict(trial, &trial.question.test).map_err(failed)?;
        match difference(&trial.outputs, &again) {
            None => Ok(()),
            Some(place) => Err(Unmet::broken(
                format!("asked about the same rows again, output {place}"),
                "let `predict` depend on the fitted model and the rows alone",
            )),
        }
    }

    /// A difference that breaks a rule, unless the trial differs every time anyway.
    pub fn blame(&mut self, trial: &Trial, seen: String, change: &str) -> Unmet {
        match self.repeats(trial) {
            Ok(()) => Unmet::broken(seen, change),
            Err(_) => Unmet::unjudged("the outputs differ every time: see `same-seed`"),
        }
    }
}

fn rows() -> QuestionRows {
    let [train, validation, test] = ROWS;
    QuestionRows {
        train: draw(train, WIDTHS, 1),
        validation: draw(validation, WIDTHS, 2),
        test: draw(test, WIDTHS, 3),
    }
}

impl Component for ModelBench {
    fn about(&self) -> About<'_> {
        About {
            summary: &self.card.summary,
            source: &self.card.source,
            params_schema: &self.card.params_schema,
        }
    }

    fn desk(&mut self) -> &mut Desk {
        &mut self.desk
    }

    fn use_once(&mut self) {
        self.tried();
    }
}
