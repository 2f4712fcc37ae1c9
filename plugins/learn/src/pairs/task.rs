use emospec_sdk::{Error, Rows, Task, TaskType};

use super::{Pairs, Targets};

/// What is learnt of a task on two views.
#[derive(Debug, Clone, Copy)]
pub struct PairTask<'a> {
    task: &'a Task,
    /// The two views.
    pub views: [&'a str; 2],
    /// The auxiliary target of each view, where these are learnt too.
    pub auxiliary: Option<[&'a str; 2]>,
}

impl<'a> PairTask<'a> {
    /// The views of the task and its target, and nothing else.
    ///
    /// # Errors
    /// Where the task does not name two views.
    pub fn new(task: &'a Task) -> Result<Self, Error> {
        let (left, right) = task.pair()?;
        Ok(Self {
            task,
            views: [left, right],
            auxiliary: None,
        })
    }

    /// The same, with the auxiliary target of each view. `wanted_by` says what needs them, for the message.
    ///
    /// # Errors
    /// Where a view has no target of its own.
    pub fn with_auxiliary(self, wanted_by: &str) -> Result<Self, Error> {
        let target = |view: &str| {
            self.task
                .auxiliary
                .get(view)
                .map(String::as_str)
                .ok_or_else(|| {
                    Error::new(format_args!(
                        "{wanted_by} needs a target for the view `{view}`: name it under `auxiliary`"
                    ))
                })
        };
        let targets: [&'a str; 2] = [target(self.views[0])?, target(self.views[1])?];
        if targets[0] == targets[1] || targets.contains(&self.task.target.as_str()) {
            return Err(Error::new(format_args!(
                "{wanted_by} needs a target of its own for each view under `auxiliary`"
            )));
        }
        Ok(Self {
            auxiliary: Some(targets),
            ..self
        })
    }

    /// Number of classes of each view's auxiliary target, where these are learnt.
    ///
    /// # Errors
    /// Where one has no classes.
    pub fn auxiliary_classes(&self) -> Result<Option<[usize; 2]>, Error> {
        let Some([left, right]) = self.auxiliary else {
            return Ok(None);
        };
        Ok(Some([
            self.task.class_count(left)?,
            self.task.class_count(right)?,
        ]))
    }

    /// Number of classes that both views' auxiliary targets share.
    ///
    /// # Errors
    /// Where they are not learnt, or have different classes.
    pub fn shared_classes(&self) -> Result<usize, Error> {
        let Some([left, right]) = self.auxiliary else {
            return Err(Error::new(
                "this model needs a target for each view under `auxiliary`",
            ));
        };
        let count = self.task.class_count(left)?;
        if self.task.classes.get(left) == self.task.classes.get(right) {
            return Ok(count);
        }
        Err(Error::new(format_args!(
            "this model compares the classes of both views, but `{left}` and `{right}` have different ones"
        )))
    }

    /// Number of classes of the target; in retrieval two, mismatch and match.
    ///
    /// # Errors
    /// Where the task is a regression, or retrieval with another number of classes.
    pub fn target_classes(&self) -> Result<usize, Error> {
        let target = &self.task.target;
        let classes = self.task.class_count(target)?;
        match self.task.kind {
            TaskType::Regression => Err(Error::new(
                "this model does not do regression: use classification or retrieval",
            )),
            TaskType::Retrieval if classes != 2 => Err(Error::new(format_args!(
                "the target `{target}` has {classes} classes; retrieval learns from two: mismatch, then match"
            ))),
            _ => Ok(classes),
        }
    }

    /// Width of each view.
    ///
    /// # Errors
    /// Where a view is missing or has no columns.
    pub fn view_widths(&self, rows: &Rows<'_>) -> Result<[usize; 2], Error> {
        Ok([view(rows, self.views[0])?.0, view(rows, self.views[1])?.0])
    }

    /// The rows with what is learnt of them.
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

/// Both views of rows to predict, each its width and its values; the widths must be those that were learnt from.
///
/// # Errors
/// Where a view is missing, or of another width.
pub fn fitted_views<'a>(
    rows: &Rows<'a>,
    names: &[String; 2],
    widths: [usize; 2],
) -> Result<[(usize, &'a [f32]); 2], Error> {
    let mut views = [(0, [].as_slice()); 2];
    for ((found, name), wanted) in views.iter_mut().zip(names).zip(widths) {
        *found = view(rows, name)?;
        if found.0 != wanted {
            return Err(Error::new(format_args!(
                "the view `{name}` is {} wide, but the network was fitted to {wanted}",
                found.0
            )));
        }
    }
    Ok(views)
}
