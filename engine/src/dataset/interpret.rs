//! From what a file stores to what the role of a column makes of it.

use super::Values;
use super::format::Stored;
use super::from_files::Wrong;
use crate::diagnostic::{Code, nearest};
use crate::spec::{ColumnSpec, Name, Place, Role};

/// What a column is, and how this file writes it.
pub(super) struct Meaning<'a> {
    pub name: &'a Name,
    pub column: &'a ColumnSpec,
    pub place: &'a Place,
}

/// The values of a column from what lies at its addresses: the value or class id, then the class name.
pub(super) fn interpret(meaning: &Meaning<'_>, mut stored: Vec<Stored>) -> Result<Values, Wrong> {
    if meaning.column.role == Role::View && stored.len() == 1 {
        // A view is large: it is taken, not copied.
        return view(meaning, stored.remove(0));
    }
    match (
        meaning.column.role,
        &meaning.column.classes,
        stored.as_slice(),
    ) {
        (_, _, []) => Err(wrong(
            Code::MissingKey,
            format!("column `{}` says neither `at` nor `names_at`", meaning.name),
            "say where it lies",
        )),
        (Role::Target, Some(classes), stored) => target(meaning, classes, stored),
        (Role::Target, None, [stored]) => numbers(meaning, stored),
        (Role::Id | Role::Group | Role::Text, _, [stored]) => texts(meaning, stored),
        _ => Err(wrong(
            Code::UnfitColumn,
            format!(
                "column `{}` has no classes, so it has no class names",
                meaning.name
            ),
            "remove `names_at`, or give the column `classes`",
        )),
    }
}

fn wrong(code: Code, message: String, help: &str) -> Wrong {
    Wrong {
        code,
        message,
        help: Some(help.to_owned()),
    }
}

fn view(meaning: &Meaning<'_>, stored: Stored) -> Result<Values, Wrong> {
    let name = meaning.name;
    let (width, data) = match stored {
        Stored::Matrix { width, data, .. } => (width, data),
        Stored::Numbers(numbers) => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "views are single precision"
            )]
            let data = numbers.into_iter().map(|number| number as f32).collect();
            (1, data)
        }
        Stored::Integers(_) | Stored::Text(_) => {
            return Err(wrong(
                Code::UnfitColumn,
                format!("column `{name}` is a view, and what is stored is no matrix of numbers"),
                "a view is a matrix in HDF5, NPY, NPZ or Parquet",
            ));
        }
    };
    if width == 0 {
        return Err(wrong(
            Code::UnfitColumn,
            format!("view `{name}` has width 0"),
            "a view has at least one column",
        ));
    }
    if let Some(at) = data.iter().position(|value| !value.is_finite()) {
        let message = format!(
            "view `{name}` is not finite at row {}, column {} ({})",
            at / width,
            at % width,
            data[at]
        );
        return Err(wrong(
            Code::NotFinite,
            message,
            "rows and columns are counted from 0; repair or leave out the row",
        ));
    }
    Ok(Values::Matrix { width, data })
}

fn target(meaning: &Meaning<'_>, classes: &[String], stored: &[Stored]) -> Result<Values, Wrong> {
    let names = meaning.place.names.as_deref().unwrap_or(classes);
    if names.len() != classes.len() {
        return Err(wrong(
            Code::UnfitColumn,
            format!(
                "`names` lists {} names for the {} classes of `{}`",
                names.len(),
                classes.len(),
                meaning.name
            ),
            "list one name for each class, in the same order",
        ));
    }
    let by_id = |stored: &Stored| ids(meaning, classes.len(), stored);
    let by_name = |stored: &Stored| named(meaning, names, stored);
    let has_id = meaning.place.at.is_some();
    match stored {
        [only] if has_id => by_id(only).map(Values::Classes),
        [only] => by_name(only).map(Values::Classes),
        [id, name, ..] => {
            let (ids, ids_of_names) = (by_id(id)?, by_name(name)?);
            match ids
                .iter()
                .zip(&ids_of_names)
                .position(|(id, named)| id != named)
            {
                None => Ok(Values::Classes(ids)),
                Some(row) => Err(wrong(
                    Code::OutsideClasses,
                    format!(
                        "`{}` in row {row} has the id {} and the name of class {}",
                        meaning.name, ids[row], ids_of_names[row]
                    ),
                    "rows are counted from 0; correct the file, or read only one of the two",
                )),
            }
        }
        [] => Ok(Values::Classes(Vec::new())),
    }
}

fn ids(meaning: &Meaning<'_>, classes: usize, stored: &Stored) -> Result<Vec<i64>, Wrong> {
    let parsed: Result<Vec<i64>, (usize, String)> = match stored {
        Stored::Integers(ids) => Ok(ids.clone()),
        Stored::Text(texts) => each(texts, |text| text.trim().parse().ok(), String::clone),
        Stored::Numbers(numbers) => each(numbers, |&number| whole(number), f64::to_string),
        Stored::Matrix { data, width: 1, .. } => {
            each(data, |&number| whole(f64::from(number)), f32::to_string)
        }
        Stored::Matrix { .. } => Err((0, "a matrix".to_owned())),
    };
    let outside = |row: usize, value: String| {
        wrong(
            Code::OutsideClasses,
            format!(
                "`{}` in row {row} is `{value}`, and its {classes} classes have the ids 0 to {}",
                meaning.name,
                classes - 1
            ),
            "rows are counted from 0; for class names instead of ids write `{names_at: ...}`",
        )
    };
    let ids = parsed.map_err(|(row, value)| outside(row, value))?;
    let is_class = |id: &i64| usize::try_from(*id).is_ok_and(|id| id < classes);
    match ids.iter().position(|id| !is_class(id)) {
        None => Ok(ids),
        Some(row) => Err(outside(row, ids[row].to_string())),
    }
}

fn whole(number: f64) -> Option<i64> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked to be a small whole number"
    )]
    (number.fract() == 0.0 && number.abs() < 1e15).then_some(number as i64)
}

fn named(meaning: &Meaning<'_>, names: &[String], stored: &Stored) -> Result<Vec<i64>, Wrong> {
    let Stored::Text(texts) = stored else {
        return Err(wrong(
            Code::UnfitColumn,
            format!(
                "the class names of `{}` are not stored as text",
                meaning.name
            ),
            "read the ids with `at`",
        ));
    };
    let find = |text: &String| {
        let at = names.iter().position(|name| name == text)?;
        i64::try_from(at).ok()
    };
    each(texts, find, String::clone).map_err(|(row, value)| {
        let near = nearest(&value, names.iter().map(String::as_str));
        let help = near.map_or_else(
            || format!("its classes are: {}", names.join(", ")),
            |near| {
                format!("did you mean `{near}`? `names` lists the names as this file writes them")
            },
        );
        wrong(
            Code::OutsideClasses,
            format!(
                "`{}` in row {row} is `{value}`, which is no class of it",
                meaning.name
            ),
            &help,
        )
    })
}

fn numbers(meaning: &Meaning<'_>, stored: &Stored) -> Result<Values, Wrong> {
    let parsed: Result<Vec<f64>, (usize, String)> = match stored {
        Stored::Numbers(numbers) => Ok(numbers.clone()),
        Stored::Integers(numbers) => Ok(numbers.iter().map(|&number| number as f64).collect()),
        Stored::Text(texts) => each(texts, |text| text.trim().parse().ok(), String::clone),
        Stored::Matrix { data, width: 1, .. } => Ok(data.iter().copied().map(f64::from).collect()),
        Stored::Matrix { .. } => Err((0, "a matrix".to_owned())),
    };
    let bad = |row: usize, value: String| {
        wrong(
            Code::NotFinite,
            format!(
                "`{}` in row {row} is `{value}`, and no finite number",
                meaning.name
            ),
            "rows are counted from 0; a target of classes lists them under `classes`",
        )
    };
    let numbers = parsed.map_err(|(row, value)| bad(row, value))?;
    match numbers.iter().position(|number| !number.is_finite()) {
        None => Ok(Values::Numbers(numbers)),
        Some(row) => Err(bad(row, numbers[row].to_string())),
    }
}

fn texts(meaning: &Meaning<'_>, stored: &Stored) -> Result<Values, Wrong> {
    match stored {
        Stored::Text(texts) => Ok(Values::Text(texts.clone())),
        Stored::Integers(numbers) => Ok(Values::Text(
            numbers.iter().map(ToString::to_string).collect(),
        )),
        Stored::Numbers(_) | Stored::Matrix { .. } => Err(wrong(
            Code::UnfitColumn,
            format!(
                "column `{}` is text, and what is stored are numbers",
                meaning.name
            ),
            "give the column the role `target` or `view`",
        )),
    }
}

/// Turns every value, or tells the row of the first that cannot be turned, and what it is.
fn each<T, U>(
    values: &[T],
    turn: impl Fn(&T) -> Option<U>,
    show: impl Fn(&T) -> String,
) -> Result<Vec<U>, (usize, String)> {
    values
        .iter()
        .enumerate()
        .map(|(row, value)| turn(value).ok_or_else(|| (row, show(value))))
        .collect()
}
