use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::format::Stored;
use crate::files::Digest;
use crate::spec::{Name, Role};

/// What a column is, in every part that has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnKind {
    /// What it is for.
    pub role: Role,
    /// The class names of a target, in the order of their ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classes: Option<Vec<String>>,
}

/// The values of a column in one part.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// A view: rows x width, row by row.
    Matrix {
        /// Columns of the matrix.
        width: usize,
        /// Its elements, all finite.
        data: Vec<f32>,
    },
    /// Class ids, all inside the classes.
    Classes(Vec<i64>),
    /// Numbers, all finite.
    Numbers(Vec<f64>),
    /// Texts.
    Text(Vec<String>),
}

impl Values {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        match self {
            Self::Matrix { width, data } => data.len() / width.max(&1),
            Self::Classes(values) => values.len(),
            Self::Numbers(values) => values.len(),
            Self::Text(values) => values.len(),
        }
    }

    /// The width of a view.
    pub fn width(&self) -> Option<usize> {
        match self {
            Self::Matrix { width, .. } => Some(*width),
            _ => None,
        }
    }

    /// The digest of type, shape and content.
    pub fn digest(&self) -> Digest {
        let mut hasher = Sha256::new();
        match self {
            Self::Matrix { width, data } => {
                hasher.update(format!("matrix {} {width}\n", self.rows()));
                update_in_blocks(&mut hasher, data, |value, bytes| {
                    bytes.extend_from_slice(&value.to_le_bytes());
                });
            }
            Self::Classes(values) => {
                hasher.update(format!("classes {}\n", values.len()));
                update_in_blocks(&mut hasher, values, |value, bytes| {
                    bytes.extend_from_slice(&value.to_le_bytes());
                });
            }
            Self::Numbers(values) => {
                hasher.update(format!("numbers {}\n", values.len()));
                update_in_blocks(&mut hasher, values, |value, bytes| {
                    bytes.extend_from_slice(&value.to_le_bytes());
                });
            }
            Self::Text(values) => {
                hasher.update(format!("text {}\n", values.len()));
                update_in_blocks(&mut hasher, values, |value, bytes| {
                    bytes.extend_from_slice(&(value.len() as u64).to_le_bytes());
                    bytes.extend_from_slice(value.as_bytes());
                });
            }
        }
        Digest::finish(hasher)
    }

    /// The rows of `parts`, one after the other; none where they are of different types or widths.
    pub fn concatenated(parts: &[&Self]) -> Option<Self> {
        let (first, rest) = parts.split_first()?;
        let mut whole = (*first).clone();
        for part in rest {
            match (&mut whole, part) {
                (
                    Self::Matrix { width, data },
                    Self::Matrix {
                        width: other,
                        data: more,
                    },
                ) if width == other => data.extend_from_slice(more),
                (Self::Classes(values), Self::Classes(more)) => values.extend_from_slice(more),
                (Self::Numbers(values), Self::Numbers(more)) => values.extend_from_slice(more),
                (Self::Text(values), Self::Text(more)) => values.extend_from_slice(more),
                _ => return None,
            }
        }
        Some(whole)
    }
}

impl Values {
    /// A view with the mean of `train` taken away and divided by its population standard deviation, column by column;
    /// a column that is constant in `train` becomes 0. None where either is no matrix, or their widths differ.
    pub fn standardised(&self, train: &Self) -> Option<Self> {
        let (
            Self::Matrix { width, data },
            Self::Matrix {
                width: other,
                data: train,
            },
        ) = (self, train)
        else {
            return None;
        };
        if width != other {
            return None;
        }
        let scales = scales(*width, train);
        let mut data = data.clone();
        for row in data.chunks_mut(*width) {
            for (value, &(mean, deviation)) in row.iter_mut().zip(&scales) {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "views are single precision"
                )]
                let standard = ((f64::from(*value) - mean) / deviation) as f32;
                *value = if deviation > 0.0 { standard } else { 0.0 };
            }
        }
        Some(Self::Matrix {
            width: *width,
            data,
        })
    }
}

/// Mean and population standard deviation of each column. The deviation of a constant column is exactly 0, which
/// rounding of its mean would hide.
fn scales(width: usize, data: &[f32]) -> Vec<(f64, f64)> {
    let rows = (data.len() / width.max(1)) as f64;
    let mut means = vec![0.0; width];
    for row in data.chunks(width) {
        for (mean, &value) in means.iter_mut().zip(row) {
            *mean += f64::from(value) / rows;
        }
    }
    let mut squares = vec![0.0; width];
    let mut is_constant = vec![true; width];
    for row in data.chunks(width) {
        for (column, &value) in row.iter().enumerate() {
            squares[column] += (f64::from(value) - means[column]).powi(2);
            is_constant[column] &= value.to_bits() == data[column].to_bits();
        }
    }
    let deviation = |column: usize| {
        if is_constant[column] {
            0.0
        } else {
            (squares[column] / rows).sqrt()
        }
    };
    means
        .into_iter()
        .enumerate()
        .map(|(column, mean)| (mean, deviation(column)))
        .collect()
}

impl From<Values> for Stored {
    fn from(values: Values) -> Self {
        let rows = values.rows();
        match values {
            Values::Matrix { width, data } => Self::Matrix { rows, width, data },
            Values::Classes(ids) => Self::Integers(ids),
            Values::Numbers(numbers) => Self::Numbers(numbers),
            Values::Text(texts) => Self::Text(texts),
        }
    }
}

impl From<Stored> for Values {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Matrix { width, data, .. } => Self::Matrix { width, data },
            Stored::Integers(ids) => Self::Classes(ids),
            Stored::Numbers(numbers) => Self::Numbers(numbers),
            Stored::Text(texts) => Self::Text(texts),
        }
    }
}

fn update_in_blocks<T>(hasher: &mut Sha256, values: &[T], write: impl Fn(&T, &mut Vec<u8>)) {
    let mut bytes = Vec::with_capacity(1 << 16);
    for block in values.chunks(1 << 13) {
        bytes.clear();
        for value in block {
            write(value, &mut bytes);
        }
        hasher.update(&bytes);
    }
}

/// The columns of one part.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Part {
    /// Number of rows.
    pub rows: usize,
    /// The values of each column the part has.
    pub columns: IndexMap<Name, Values>,
}

/// A dataset in memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dataset {
    /// What each column is.
    pub columns: IndexMap<Name, ColumnKind>,
    /// The parts.
    pub parts: IndexMap<Name, Part>,
}

impl Dataset {
    /// A column of several parts, one after the other.
    pub fn column(&self, parts: &[Name], name: &str) -> Option<Values> {
        let values: Option<Vec<_>> = parts
            .iter()
            .map(|part| self.parts.get(part)?.columns.get(name))
            .collect();
        Values::concatenated(&values?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_tells_shape_and_type_apart() {
        let wide = Values::Matrix {
            width: 4,
            data: vec![0.0; 4],
        };
        let tall = Values::Matrix {
            width: 1,
            data: vec![0.0; 4],
        };
        assert_ne!(wide.digest(), tall.digest());
        assert_ne!(
            Values::Classes(vec![0]).digest(),
            Values::Numbers(vec![0.0]).digest()
        );
        let joined = Values::Text(vec!["ab".into(), "c".into()]);
        let moved = Values::Text(vec!["a".into(), "bc".into()]);
        assert_ne!(joined.digest(), moved.digest());
    }

    #[test]
    fn standardising_gives_mean_0_and_deviation_1_and_constant_columns_become_0() {
        let view = Values::Matrix {
            width: 2,
            data: vec![1.0, 0.1, 3.0, 0.1],
        };
        let test = Values::Matrix {
            width: 2,
            data: vec![2.0, 7.0],
        };
        let scaled = view.standardised(&view).unwrap();
        assert_eq!(
            scaled,
            Values::Matrix {
                width: 2,
                data: vec![-1.0, 0.0, 1.0, 0.0]
            }
        );
        let Values::Matrix { data, .. } = test.standardised(&view).unwrap() else {
            panic!("not a matrix");
        };
        assert_eq!(data, [0.0, 0.0]);
    }

    #[test]
    fn concatenation_refuses_other_widths() {
        let narrow = Values::Matrix {
            width: 1,
            data: vec![1.0],
        };
        let wide = Values::Matrix {
            width: 2,
            data: vec![1.0, 2.0],
        };
        assert_eq!(Values::concatenated(&[&narrow, &wide]), None);
        assert_eq!(Values::concatenated(&[&wide, &wide]).unwrap().rows(), 2);
        assert_eq!(Values::concatenated(&[]), None);
    }
}
