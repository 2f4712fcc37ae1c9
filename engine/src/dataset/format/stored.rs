//! What a file holds at an address, and how an array of numbers becomes it.

use super::error::FormatError;
use super::place::Place;

/// What a file holds at an address, before the column's role gives it a meaning.
///
/// Arrays become the kind that keeps their values:
///
/// | array in the file | kept as |
/// | --- | --- |
/// | one-dimensional integers or booleans | `Integers` |
/// | one-dimensional `f64` | `Numbers` |
/// | one-dimensional `f32` | `Matrix` of width 1 |
/// | two-dimensional, or lists of one length, of any numbers | `Matrix` |
/// | text, and every CSV field | `Text` |
#[derive(Debug, Clone, PartialEq)]
pub enum Stored {
    /// Rows of equal width. `f64` is rounded to the nearest `f32`.
    Matrix {
        /// Rows; 0 is allowed.
        rows: usize,
        /// Values in a row.
        width: usize,
        /// `rows * width` values, row after row.
        data: Vec<f32>,
    },
    /// One integer a row.
    Integers(Vec<i64>),
    /// One number a row.
    Numbers(Vec<f64>),
    /// One text a row.
    Text(Vec<String>),
}

impl Stored {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        match self {
            Self::Matrix { rows, .. } => *rows,
            Self::Integers(values) => values.len(),
            Self::Numbers(values) => values.len(),
            Self::Text(values) => values.len(),
        }
    }
}

/// Numbers as a file stores them, before their shape says what they are.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Values {
    /// `f32`.
    Single(Vec<f32>),
    /// `f64`.
    Double(Vec<f64>),
    /// Any integer type, or booleans.
    Whole(Vec<i64>),
}

/// Rows of no values: no size of a file bounds them.
const MOST_EMPTY: usize = 1 << 20;

impl Values {
    /// The column that these values in this shape make. The caller has checked that the shape
    /// holds as many values.
    ///
    /// # Errors
    /// Neither one nor two dimensions; or a number that an `f32` of a matrix cannot hold: a
    /// finite `f64` beyond its range, an integer beyond its 24 bits.
    pub(super) fn shaped(self, shape: &[usize], place: &Place<'_>) -> Result<Stored, FormatError> {
        let (rows, width) = match *shape {
            [rows] => (rows, 1),
            [rows, width] => (rows, width),
            _ => {
                return Err(place.unsupported(
                    format!("an array of shape {shape:?}"),
                    "store one row per example, of one or two dimensions",
                ));
            }
        };
        if width == 0 && rows > MOST_EMPTY {
            let found = format!("an array of {rows} rows of no values");
            return Err(place.unsupported(found, "store at least one value per row"));
        }
        let data = match (self, shape.len()) {
            (Self::Whole(values), 1) => return Ok(Stored::Integers(values)),
            (Self::Double(values), 1) => return Ok(Stored::Numbers(values)),
            (Self::Single(values), _) => values,
            (Self::Double(values), _) => single(&values, width, place, narrowed)?,
            (Self::Whole(values), _) => single(&values, width, place, exact)?,
        };
        Ok(Stored::Matrix { rows, width, data })
    }
}

fn single<T: Copy + ToString>(
    values: &[T],
    width: usize,
    place: &Place<'_>,
    convert: fn(T) -> Option<f32>,
) -> Result<Vec<f32>, FormatError> {
    let mut data = Vec::with_capacity(values.len());
    for (at, &value) in values.iter().enumerate() {
        let value = convert(value)
            .ok_or_else(|| place.overflow(at / width.max(1), at % width.max(1), &value, "f32"))?;
        data.push(value);
    }
    Ok(data)
}

/// The nearest `f32`, unless that turns a finite number into infinity.
#[expect(
    clippy::cast_possible_truncation,
    reason = "rounding is what a matrix asks for"
)]
fn narrowed(value: f64) -> Option<f32> {
    let single = value as f32;
    (single.is_finite() || !value.is_finite()).then_some(single)
}

/// The `f32` equal to the integer, up to the magnitude where each integer has one.
fn exact(value: i64) -> Option<f32> {
    const MOST: u64 = 1 << f32::MANTISSA_DIGITS;
    (value.unsigned_abs() <= MOST).then_some(value as f32)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::dataset::format::Address;

    fn shaped(values: Values, shape: &[usize]) -> Result<Stored, FormatError> {
        let address = Address::from("left");
        values.shaped(
            shape,
            &Place {
                file: Path::new("some.npy"),
                address: &address,
            },
        )
    }

    #[test]
    fn infinity_and_nan_pass_but_a_finite_number_may_not_become_infinite() {
        let kept = shaped(Values::Double(vec![f64::INFINITY, f64::NAN]), &[1, 2]).unwrap();
        let Stored::Matrix { data, .. } = kept else {
            panic!("not a matrix")
        };
        assert!(data[0].is_infinite() && data[1].is_nan());

        let refused = shaped(Values::Double(vec![0.0, 0.0, 0.0, 1e39]), &[2, 2]).unwrap_err();
        assert!(
            refused
                .to_string()
                .starts_with("`left` in some.npy has 1000"),
            "{refused}"
        );
        assert!(matches!(
            refused,
            FormatError::Overflow {
                row: 1,
                column: 1,
                ..
            }
        ));
    }

    #[test]
    fn integers_of_a_matrix_are_exact_or_refused() {
        let most = 1 << 24;
        let kept = shaped(Values::Whole(vec![most, -most]), &[1, 2]).unwrap();
        assert_eq!(
            kept,
            Stored::Matrix {
                rows: 1,
                width: 2,
                data: vec![16_777_216.0, -16_777_216.0]
            }
        );
        assert!(shaped(Values::Whole(vec![most + 1, 0]), &[1, 2]).is_err());
    }

    #[test]
    fn rows_without_values_are_limited() {
        assert!(shaped(Values::Single(Vec::new()), &[3, 0]).is_ok());
        assert!(shaped(Values::Single(Vec::new()), &[1 << 40, 0]).is_err());
    }

    #[test]
    fn neither_a_scalar_nor_a_cube_is_a_column() {
        assert!(shaped(Values::Single(vec![1.0]), &[]).is_err());
        assert!(shaped(Values::Single(vec![1.0; 8]), &[2, 2, 2]).is_err());
    }
}
