use std::borrow::Cow;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::fold::PartRows;
use super::format::Stored;
use crate::files::Digest;
use crate::spec::{Name, Role};

/// What a column is, in every part that has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnKind {
    /// What it is for.
    pub role: Role,
    /// The class names of a target, in the order of their ids.
    #[serde(default)]
    pub classes: Option<Vec<String>>,
}

/// The values of a column in one part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

    /// The rows at those places, in that order.
    ///
    /// # Panics
    /// Where a place is beyond the last row.
    #[must_use]
    pub fn at(&self, places: &[u32]) -> Self {
        fn chosen<T: Clone>(values: &[T], places: &[u32]) -> Vec<T> {
            let value = |&place: &u32| values[place as usize].clone();
            places.iter().map(value).collect()
        }
        match self {
            Self::Matrix { width, data } => {
                let rows = places
                    .iter()
                    .map(|&place| &data[place as usize * width..][..*width]);
                Self::Matrix {
                    width: *width,
                    data: rows.flatten().copied().collect(),
                }
            }
            Self::Classes(values) => Self::Classes(chosen(values, places)),
            Self::Numbers(values) => Self::Numbers(chosen(values, places)),
            Self::Text(values) => Self::Text(chosen(values, places)),
        }
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
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Number of rows.
    pub rows: usize,
    /// The values of each column the part has.
    pub columns: IndexMap<Name, Values>,
}

/// A dataset in memory.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Dataset {
    /// What each column is.
    pub columns: IndexMap<Name, ColumnKind>,
    /// The parts.
    pub parts: IndexMap<Name, Part>,
}

impl Dataset {
    /// A column of several parts, one after the other.
    pub fn column(&self, parts: &[Name], name: &str) -> Option<Values> {
        Values::concatenated(&self.column_of_parts(parts, name)?)
    }

    /// A column in each of several parts.
    fn column_of_parts(&self, parts: &[Name], name: &str) -> Option<Vec<&Values>> {
        parts
            .iter()
            .map(|part| self.parts.get(part)?.columns.get(name))
            .collect()
    }

    /// A column of chosen rows, part by part.
    pub fn column_of_rows(&self, rows: &[PartRows], name: &str) -> Option<Vec<Cow<'_, Values>>> {
        rows.iter()
            .map(|rows| {
                let values = self.parts.get(&rows.part)?.columns.get(name)?;
                Some(match &rows.rows {
                    None => Cow::Borrowed(values),
                    Some(places) => Cow::Owned(values.at(places)),
                })
            })
            .collect()
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
    fn chosen_rows_come_in_the_order_named() {
        let matrix = Values::Matrix {
            width: 2,
            data: vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0],
        };
        let expected = Values::Matrix {
            width: 2,
            data: vec![4.0, 5.0, 0.0, 1.0],
        };
        assert_eq!(matrix.at(&[2, 0]), expected);
        assert_eq!(
            Values::Classes(vec![7, 8]).at(&[1]),
            Values::Classes(vec![8])
        );
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
