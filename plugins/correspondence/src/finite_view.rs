use emospec_learn::pairs::view;
use emospec_sdk::{Error, Rows};

/// The width of a view and its values, row by row.
///
/// # Errors
/// Where there is no such view, it has no columns, or a value that is not a finite number.
pub fn finite_view<'a>(rows: &Rows<'a>, name: &str) -> Result<(usize, &'a [f32]), Error> {
    let (width, values) = view(rows, name)?;
    Ok((width, finite(name, width, values)?))
}

/// Those values of the view `name`, where all are finite numbers.
///
/// # Errors
/// Where one is not: its row and column.
pub fn finite<'a>(name: &str, width: usize, values: &'a [f32]) -> Result<&'a [f32], Error> {
    let Some(at) = values.iter().position(|value| !value.is_finite()) else {
        return Ok(values);
    };
    Err(Error::new(format_args!(
        "the view `{name}` has the value {} in row {}, column {}: remove or fill such values",
        values[at],
        at / width,
        at % width
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_named_by_its_place() {
        let values = [0.0, 1.0, 2.0, f32::NAN];
        let rows = Rows::new(2).with_view("v", 2, &values);
        let message = finite_view(&rows, "v").unwrap_err().to_string();
        assert!(
            message.contains("`v` has the value NaN in row 1, column 1"),
            "{message}"
        );
    }
}
