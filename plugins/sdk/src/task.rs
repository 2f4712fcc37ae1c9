use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Error;

/// What kind of question a task asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskType {
    /// Predict the class of each row.
    Classification,
    /// Embed each view so that rows of one find rows of another.
    Retrieval,
    /// Predict a number for each row.
    Regression,
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A feature matrix, rows x width.
    View,
    /// A class id or a number.
    Target,
    /// Text that names a row.
    Id,
    /// Text whose values may not cross a split.
    Group,
    /// Other text.
    Text,
}

/// What is asked of a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// The kind of question.
    #[serde(rename = "type")]
    pub kind: TaskType,
    /// The views, in order.
    pub views: Vec<String>,
    /// The target to learn.
    pub target: String,
    /// For each view, a further target that may be learnt from it.
    #[serde(default)]
    pub auxiliary: BTreeMap<String, String>,
    /// The class names of every target that has classes.
    #[serde(default)]
    pub classes: BTreeMap<String, Vec<String>>,
}

impl Task {
    /// The number of classes of a target.
    ///
    /// # Errors
    /// Where the target is a number.
    pub fn class_count(&self, target: &str) -> Result<usize, Error> {
        self.classes.get(target).map(Vec::len).ok_or_else(|| {
            Error::new(format_args!(
                "the target `{target}` has no classes; this model needs a target with `classes`"
            ))
        })
    }

    /// The two views of a task that compares a pair.
    ///
    /// # Errors
    /// Where the task has another number of views.
    pub fn pair(&self) -> Result<(&str, &str), Error> {
        match self.views.as_slice() {
            [first, second] => Ok((first, second)),
            views => Err(Error::new(format_args!(
                "this model compares two views, but the task has {}: name two under `views`",
                views.len()
            ))),
        }
    }
}
