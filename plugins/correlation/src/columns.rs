//! Columns of rows, checked.

use emospec_sdk::{Error, Rows, Task};
use nalgebra::DMatrix;

/// A view in double precision, one column a row.
///
/// # Errors
/// Where there is no such view, it is empty, or has a value that is not a finite number.
pub fn view(rows: &Rows<'_>, name: &str) -> Result<DMatrix<f64>, Error> {
    let view = rows.view(name)?;
    if view.ncols() == 0 {
        return Err(Error::new(format_args!("the view `{name}` has no columns")));
    }
    if let Some(((row, column), value)) = view.indexed_iter().find(|(_, value)| !value.is_finite())
    {
        return Err(Error::new(format_args!(
            "the view `{name}` has the value {value} in row {row}, column {column}: remove or fill such values"
        )));
    }
    let values = view.iter().map(|&value| f64::from(value));
    Ok(DMatrix::from_iterator(view.ncols(), view.nrows(), values))
}

/// A view that has to be as wide as the one a model was fitted to.
///
/// # Errors
/// As [`view`], and where it has another width.
pub fn view_of_width(rows: &Rows<'_>, name: &str, width: usize) -> Result<DMatrix<f64>, Error> {
    let view = view(rows, name)?;
    if view.nrows() != width {
        return Err(Error::new(format_args!(
            "the view `{name}` has {} columns, but {width} when the model was fitted",
            view.nrows()
        )));
    }
    Ok(view)
}

/// The class ids of a target, each below its number of classes.
///
/// # Errors
/// Where the target has no classes, there are no rows, or an id is not that of a class.
pub fn class_ids(rows: &Rows<'_>, task: &Task, target: &str) -> Result<Vec<usize>, Error> {
    let count = task.class_count(target)?;
    if rows.count() == 0 {
        return Err(Error::new("there are no rows to learn from"));
    }
    let known = |id: i64| usize::try_from(id).ok().filter(|&id| id < count);
    let ids = rows.classes(target)?.iter().enumerate();
    ids.map(|(row, &id)| {
        known(id).ok_or_else(|| {
            Error::new(format_args!(
                "row {row} has class {id} of the target `{target}`, which has {count} classes"
            ))
        })
    })
    .collect()
}

/// The auxiliary targets of a task's two views, which have to have the same classes.
///
/// # Errors
/// Where a view has none, or their classes differ.
pub fn shared_auxiliary<'a>(task: &'a Task) -> Result<[&'a str; 2], Error> {
    let (first, second) = task.pair()?;
    let of = |view: &str| {
        task.auxiliary.get(view).map(String::as_str).ok_or_else(|| {
            Error::new(format_args!(
                "this model learns classes of each view, but the task has none for `{view}`: name a target with \
                 classes under `auxiliary`"
            ))
        })
    };
    let targets: [&'a str; 2] = [of(first)?, of(second)?];
    for target in targets {
        task.class_count(target)?;
    }
    if task.classes.get(targets[0]) != task.classes.get(targets[1]) {
        return Err(Error::new(format_args!(
            "this model compares the classes of both views, but `{}` and `{}` have different ones",
            targets[0], targets[1]
        )));
    }
    Ok(targets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use emospec_learn::testing::pair_task;
    use emospec_sdk::TaskType;

    #[test]
    fn a_view_stands_one_column_a_row_and_what_is_no_number_is_refused() {
        let rows = Rows::new(2).with_view("v", 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let matrix = view(&rows, "v").unwrap();
        assert_eq!(matrix.column(1).as_slice(), [4.0, 5.0, 6.0]);
        let refused = view_of_width(&rows, "v", 2).unwrap_err().to_string();
        assert!(refused.contains("3 columns, but 2"), "{refused}");
        let rows = Rows::new(2).with_view("v", 1, &[0.0, f32::NAN]);
        let refused = view(&rows, "v").unwrap_err().to_string();
        assert!(refused.contains("row 1, column 0"), "{refused}");
        assert!(view(&Rows::new(0).with_view("v", 0, &[]), "v").is_err());
    }

    #[test]
    fn views_whose_classes_differ_are_refused_with_the_remedy() {
        let mut task = pair_task(TaskType::Retrieval);
        assert_eq!(
            shared_auxiliary(&task).unwrap(),
            ["left_colour", "right_colour"]
        );
        task.classes
            .insert("right_colour".to_owned(), vec!["red".to_owned()]);
        let refused = shared_auxiliary(&task).unwrap_err().to_string();
        assert!(refused.contains("have different ones"), "{refused}");
        task.auxiliary.remove("right");
        let refused = shared_auxiliary(&task).unwrap_err().to_string();
        assert!(
            refused.contains("none for `right`: name a target"),
            "{refused}"
        );
    }
}
