use std::collections::BTreeMap;

use super::desk::Desk;
use super::probe::{KINDS, MATCH, MATCHES, SCORE, SHOWN, VIEWS};
use super::table::Table;
use crate::plugin::{PluginError, RowsFile, TaskDocument};
use crate::spec::TaskType;

/// Which views a task has, and whether each has an auxiliary target: tried in this order.
const SHAPES: [(&[&str], bool); 3] = [
    (&VIEWS, true),
    (&VIEWS, false),
    (VIEWS.split_at(1).0, false),
];

/// The tasks of a kind that a model may be made for, the one that asks most first.
pub(super) fn tasks_of(kind: TaskType) -> impl Iterator<Item = TaskDocument> {
    SHAPES
        .into_iter()
        .map(move |(views, has_auxiliary)| task(kind, views, has_auxiliary))
}

fn task(kind: TaskType, views: &[&str], has_auxiliary: bool) -> TaskDocument {
    let texts =
        |texts: &[&str]| -> Vec<String> { texts.iter().map(|&text| text.to_owned()).collect() };
    let target = if kind == TaskType::Regression {
        SCORE
    } else {
        MATCH
    };
    let shown = VIEWS.into_iter().zip(SHOWN).filter(|_| has_auxiliary);
    let auxiliary: BTreeMap<_, _> = shown
        .map(|(view, target)| (view.to_owned(), target.to_owned()))
        .collect();
    let mut classes: BTreeMap<_, _> = auxiliary
        .values()
        .map(|target| (target.clone(), texts(&KINDS)))
        .collect();
    if target == MATCH {
        classes.insert(target.to_owned(), texts(&MATCHES));
    }
    TaskDocument {
        kind,
        views: texts(views),
        target: target.to_owned(),
        auxiliary,
        classes,
    }
}

/// A task with the rows to learn it from and to be asked about.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub task: TaskDocument,
    pub train: RowsFile,
    pub validation: RowsFile,
    /// The views alone.
    pub test: RowsFile,
    /// Number of rows in `test`.
    pub asked: usize,
}

/// The rows of a question.
#[derive(Debug, Clone)]
pub(super) struct QuestionRows {
    pub train: Table,
    pub validation: Table,
    pub test: Table,
}

impl Question {
    /// Hands over the columns that the task names.
    pub fn pose(
        desk: &mut Desk,
        task: TaskDocument,
        rows: &QuestionRows,
    ) -> Result<Self, PluginError> {
        let views: Vec<&str> = task.views.iter().map(String::as_str).collect();
        let mut learnt = views.clone();
        learnt.push(&task.target);
        learnt.extend(task.auxiliary.values().map(String::as_str));
        Ok(Self {
            train: desk.hand(&rows.train, &learnt)?,
            validation: desk.hand(&rows.validation, &learnt)?,
            test: desk.hand(&rows.test, &views)?,
            asked: rows.test.count,
            task,
        })
    }
}

impl QuestionRows {
    /// The same change made to all rows.
    pub fn each(self, change: impl Fn(Table) -> Table) -> Self {
        Self {
            train: change(self.train),
            validation: change(self.validation),
            test: change(self.test),
        }
    }
}
