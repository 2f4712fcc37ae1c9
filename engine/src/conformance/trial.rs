use std::cell::{Cell, OnceCell};

use super::fitting::Told;
use super::kept::Kept;
use super::question::{Question, QuestionRows};
use crate::dataset::Values;

/// A task that the model was fitted to, and what it returned.
#[derive(Debug)]
pub(super) struct Trial {
    pub question: Question,
    pub rows: QuestionRows,
    pub outputs: Vec<(String, Values)>,
    pub told: Told,
    /// The fitted model, and the number of the worker that holds it.
    pub fitted: Cell<(u64, u64)>,
    /// Whether it is the same again with the same seed, once that was looked at.
    pub repeats: OnceCell<Kept>,
}

impl Trial {
    /// What it is called where something is wrong with it.
    pub fn place(&self) -> String {
        let kind = self.question.task.kind;
        format!(
            "{kind} of {}",
            match self.question.task.views.len() {
                1 => "one view",
                _ => "two views",
            }
        )
    }
}
