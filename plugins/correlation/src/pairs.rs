use emospec_sdk::{Error, Rows, Task};
use nalgebra::DMatrix;

use crate::columns::{class_ids, view};

/// The class of the target that says that the two views of a row belong together.
const MATCHED: usize = 1;

/// The two views of some rows, and which rows match.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairs {
    /// The names of the views.
    pub names: [String; 2],
    /// The views, one column a row.
    pub views: [DMatrix<f64>; 2],
    /// The places of the rows of class 1.
    pub matched: Vec<usize>,
}

impl Pairs {
    /// Reads the two views and the target of a task.
    ///
    /// # Errors
    /// Where the task has not two views and a target of two classes, or a column does not suit.
    pub fn read(rows: &Rows<'_>, task: &Task) -> Result<Self, Error> {
        let (first, second) = task.pair()?;
        Ok(Self {
            names: [first.to_owned(), second.to_owned()],
            matched: matched(rows, task)?,
            views: [view(rows, first)?, view(rows, second)?],
        })
    }

    /// Reads them to learn correlations from.
    ///
    /// # Errors
    /// As [`Pairs::read`], and where no row matches.
    pub fn to_learn_from(rows: &Rows<'_>, task: &Task) -> Result<Self, Error> {
        let pairs = Self::read(rows, task)?;
        if pairs.matched.is_empty() {
            return Err(Error::new(format_args!(
                "this model learns from rows that match, but no training row has class 1 of the target `{}`",
                task.target
            )));
        }
        Ok(pairs)
    }

    /// The views of the rows that match.
    pub fn matched_views(&self) -> [DMatrix<f64>; 2] {
        let [first, second] = &self.views;
        [
            first.select_columns(&self.matched),
            second.select_columns(&self.matched),
        ]
    }
}

/// The places of the rows that match.
///
/// # Errors
/// Where the target has not two classes, or its column does not suit.
pub fn matched(rows: &Rows<'_>, task: &Task) -> Result<Vec<usize>, Error> {
    let target = &task.target;
    let count = task.class_count(target)?;
    if count != 2 {
        return Err(Error::new(format_args!(
            "this model learns from rows that match, class 1 of two, but the target `{target}` has {count} classes"
        )));
    }
    let classes = class_ids(rows, task, target)?.into_iter().enumerate();
    Ok(classes
        .filter_map(|(row, class)| (class == MATCHED).then_some(row))
        .collect())
}

#[cfg(test)]
mod tests {
    use emospec_sdk::TaskType;

    use super::*;
    use emospec_learn::testing::{PairData, pair_task};

    #[test]
    fn rows_that_match_are_told_from_the_others() {
        let data = PairData::draw(4, 3, 1.0, 0);
        let pairs = Pairs::read(&data.rows(), &pair_task(TaskType::Retrieval)).unwrap();
        assert_eq!(pairs.matched, [0, 2]);
        assert_eq!(pairs.matched_views()[1].column(1), pairs.views[1].column(2));
    }

    #[test]
    fn targets_that_do_not_suit_are_refused_with_what_is_wanted() {
        let mut data = PairData::draw(4, 3, 1.0, 0);
        data.same.fill(0);
        let mut task = pair_task(TaskType::Retrieval);
        let refused = Pairs::to_learn_from(&data.rows(), &task).unwrap_err();
        assert!(refused.to_string().contains("no training row has class 1"));
        task.target = "left_colour".to_owned();
        let refused = Pairs::read(&data.rows(), &task).unwrap_err();
        assert!(refused.to_string().contains("has 3 classes"));
        task.views.pop();
        let refused = Pairs::read(&data.rows(), &task).unwrap_err();
        assert!(refused.to_string().contains("two views"));
    }
}
