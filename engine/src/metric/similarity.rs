use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{MatrixRef, Undefined};

/// How the embeddings of a query and an item are compared; higher is more similar.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Similarity {
    /// Cosine of the angle; 0 where either is the zero vector.
    Cosine,
    /// Scalar product.
    Dot,
    /// Negative Euclidean distance.
    Euclidean,
}

impl Similarity {
    /// The rows in double precision, in which products of single precision are exact.
    ///
    /// # Errors
    /// [`Undefined`] when the matrix is empty or does not fill its shape.
    pub(super) fn prepare(matrix: &MatrixRef<'_>) -> Result<Vec<f64>, Undefined> {
        let _ = matrix.checked_rows()?;
        Ok(matrix.data.iter().copied().map(f64::from).collect())
    }

    /// What a similarity is multiplied by on account of a row: for cosine one over its length, or 0 for the zero vector.
    pub(super) fn scale(self, row: &[f64]) -> f64 {
        if self != Self::Cosine {
            return 1.0;
        }
        let length = sum_of(row, row, |left, right| left * right).sqrt();
        if length == 0.0 { 0.0 } else { 1.0 / length }
    }

    /// Similarity of two prepared rows by its definition, with which that of blocks is compared.
    #[cfg(test)]
    #[expect(clippy::cast_possible_truncation, reason = "the rounding is wanted")]
    pub(super) fn between(self, query: &[f64], item: &[f64]) -> f32 {
        let similarity = match self {
            Self::Cosine | Self::Dot => sum_of(query, item, |left, right| left * right),
            Self::Euclidean => {
                -sum_of(query, item, |left, right| (left - right) * (left - right)).sqrt()
            }
        };
        (similarity * self.scale(query) * self.scale(item)) as f32 + 0.0
    }
}

/// Sum of a term over two rows of equal width. Independent partial sums let the compiler use vector instructions.
fn sum_of(left: &[f64], right: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    let (left_lanes, right_lanes) = (left.chunks_exact(LANES), right.chunks_exact(LANES));
    let rest = left_lanes.remainder().iter().zip(right_lanes.remainder());
    let rest: f64 = rest.map(|(&left, &right)| term(left, right)).sum();
    for (left, right) in left_lanes.zip(right_lanes) {
        for lane in 0..LANES {
            sums[lane] += term(left[lane], right[lane]);
        }
    }
    sums.iter().sum::<f64>() + rest
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the compared values are exact")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Similarity; 3] = [Similarity::Cosine, Similarity::Dot, Similarity::Euclidean];

    fn of(similarity: Similarity, left: &[f32], right: &[f32]) -> f32 {
        let prepare = |data: &[f32]| {
            let matrix = MatrixRef {
                rows: 1,
                width: data.len(),
                data,
            };
            Similarity::prepare(&matrix).unwrap()
        };
        similarity.between(&prepare(left), &prepare(right))
    }

    #[test]
    fn hand_worked_values() {
        let (left, right) = ([3.0, 0.0], [3.0, 4.0]);
        assert_eq!(
            ALL.map(|similarity| of(similarity, &left, &right)),
            [0.6, 9.0, -4.0]
        );
    }

    #[test]
    fn the_zero_vector_has_cosine_zero() {
        assert_eq!(of(Similarity::Cosine, &[0.0; 3], &[1.0, 2.0, 3.0]), 0.0);
        assert_eq!(of(Similarity::Cosine, &[0.0; 3], &[0.0; 3]), 0.0);
    }

    #[test]
    fn no_similarity_is_negative_zero() {
        for (similarity, left, right) in [
            (Similarity::Euclidean, [1.0], [1.0]),
            (Similarity::Dot, [-1.0], [0.0]),
            (Similarity::Cosine, [-1.0], [0.0]),
        ] {
            assert_eq!(of(similarity, &left, &right).to_bits(), 0);
        }
    }

    #[test]
    fn names_are_lower_case() {
        let names = ALL.map(|similarity| serde_json::to_string(&similarity).unwrap());
        assert_eq!(names, ["\"cosine\"", "\"dot\"", "\"euclidean\""]);
    }

    proptest! {
        #[test]
        fn lanes_agree_with_a_plain_sum(row in prop::collection::vec(-3.0_f32..3.0, 1..40)) {
            let plain: f64 = row.iter().map(|&value| f64::from(value).powi(2)).sum();
            prop_assert!((f64::from(of(Similarity::Dot, &row, &row)) - plain).abs() <= plain * 1e-6);
        }

        #[test]
        fn a_row_and_its_double_have_cosine_one(row in prop::collection::vec(0.1_f32..3.0, 1..40)) {
            let double: Vec<f32> = row.iter().map(|value| value * 2.0).collect();
            prop_assert_eq!(of(Similarity::Cosine, &row, &double), 1.0);
        }
    }
}
