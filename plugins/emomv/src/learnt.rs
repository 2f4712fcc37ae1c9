use emospec_sdk::{Error, Rows, Task, TaskType};

use crate::Params;
use crate::fit::{Pairs, Targets};
use crate::network::{Architecture, Question};

/// What is learnt of a task.
pub struct Learnt<'a> {
    task: &'a Task,
    /// The two views.
    pub views: [&'a str; 2],
    /// The auxiliary target of each view, where these are learnt too.
    pub auxiliary: Option<[&'a str; 2]>,
}

impl<'a> Learnt<'a> {
    /// Finds the views and, for `multi_task`, their auxiliary targets.
    ///
    /// # Errors
    /// Where the task does not name two views, or not a target for each.
    pub fn new(task: &'a Task, multi_task: bool) -> Result<Self, Error> {
        let (left, right) = task.pair()?;
        let auxiliary = if multi_task {
            Some(auxiliary_targets(task, [left, right])?)
        } else {
            None
        };
        Ok(Self {
            task,
            views: [left, right],
            auxiliary,
        })
    }

    /// The network for these rows.
    ///
    /// # Errors
    /// Where the task is of another kind, or the target has other classes than the kind needs.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the margin is applied in single precision"
    )]
    pub fn architecture(&self, params: &Params, rows: &Rows<'_>) -> Result<Architecture, Error> {
        let classes = self.task.class_count(&self.task.target)?;
        let question = match self.task.kind {
            TaskType::Classification => Question::Classification { classes },
            TaskType::Retrieval if classes == 2 => Question::Retrieval {
                margin: params.margin as f32,
            },
            TaskType::Retrieval => {
                let target = &self.task.target;
                return Err(Error::new(format_args!(
                    "the target `{target}` has {classes} classes; retrieval learns from two: mismatch, then match"
                )));
            }
            TaskType::Regression => {
                return Err(Error::new(
                    "this model does not do regression: use classification or retrieval",
                ));
            }
        };
        let auxiliary_classes = match self.auxiliary {
            Some([left, right]) => {
                Some([self.task.class_count(left)?, self.task.class_count(right)?])
            }
            None => None,
        };
        Ok(Architecture {
            question,
            view_widths: [view(rows, self.views[0])?.0, view(rows, self.views[1])?.0],
            auxiliary_classes,
            branch_width: params.branch_width,
            embedding_width: params.embedding_width,
            pooled_width: params.pooled_width,
        })
    }

    /// The rows as the network's training takes them.
    ///
    /// # Errors
    /// Where a column is missing, or a class is out of range.
    pub fn pairs<'v>(&self, rows: &Rows<'v>) -> Result<Pairs<'v>, Error> {
        let auxiliary = match self.auxiliary {
            Some([left, right]) => Some([self.classes(rows, left)?, self.classes(rows, right)?]),
            None => None,
        };
        let comparison = self.classes(rows, &self.task.target)?;
        let views = [view(rows, self.views[0])?.1, view(rows, self.views[1])?.1];
        Ok(Pairs {
            views,
            targets: Targets {
                comparison,
                auxiliary,
            },
        })
    }

    fn classes(&self, rows: &Rows<'_>, target: &str) -> Result<Vec<usize>, Error> {
        let count = self.task.class_count(target)?;
        let class = |&id: &i64| {
            let class = usize::try_from(id).ok().filter(|&class| class < count);
            class.ok_or_else(|| {
                Error::new(format_args!(
                    "the target `{target}` has a row of class {id}; its classes are 0 to {}",
                    count - 1
                ))
            })
        };
        rows.classes(target)?.iter().map(class).collect()
    }
}

/// The width of a view and its values, row by row.
///
/// # Errors
/// Where there is no such view, or it has no columns.
pub fn view<'a>(rows: &Rows<'a>, name: &str) -> Result<(usize, &'a [f32]), Error> {
    let view = rows.view(name)?;
    match view.to_slice() {
        Some(values) if view.ncols() > 0 => Ok((view.ncols(), values)),
        _ => Err(Error::new(format_args!("the view `{name}` has no columns"))),
    }
}

/// The auxiliary target of each view, in the order of the views.
fn auxiliary_targets<'a>(task: &'a Task, [left, right]: [&str; 2]) -> Result<[&'a str; 2], Error> {
    let target = |view: &str| {
        task.auxiliary.get(view).map(String::as_str).ok_or_else(|| {
            Error::new(format_args!(
                "`multi_task` needs a target for the view `{view}`: name it under `auxiliary`"
            ))
        })
    };
    let targets = [target(left)?, target(right)?];
    if targets[0] == targets[1] || targets.contains(&task.target.as_str()) {
        return Err(Error::new(
            "`multi_task` needs a target of its own for each view under `auxiliary`",
        ));
    }
    Ok(targets)
}
