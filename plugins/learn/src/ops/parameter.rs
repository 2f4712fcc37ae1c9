use std::sync::Arc;

use dfdx::prelude::{Cpu, CpuError};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Buffer, Matrix};

/// A matrix that is learnt. It is serialised as its shape and its values, bit for bit.
#[derive(Debug, Clone)]
pub struct Parameter(Matrix);

/// The serialised form.
#[derive(Serialize, Deserialize)]
struct Stored<V> {
    rows: usize,
    columns: usize,
    values: V,
}

impl Parameter {
    /// Every element has the same value.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn constant(rows: usize, columns: usize, value: f32) -> Result<Self, CpuError> {
        Self::from_values(rows, columns, vec![value; rows * columns])
    }

    /// Elements uniform in +-`bound`.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn uniform(
        rows: usize,
        columns: usize,
        bound: f32,
        random: &mut ChaCha8Rng,
    ) -> Result<Self, CpuError> {
        let draw = |_| bound * (2.0 * random.random::<f32>() - 1.0);
        Self::from_values(rows, columns, (0..rows * columns).map(draw).collect())
    }

    fn from_values(rows: usize, columns: usize, values: Vec<f32>) -> Result<Self, CpuError> {
        Matrix::variable(&Cpu::default(), rows, columns, values.into()).map(Self)
    }

    /// The matrix an operation reads.
    pub fn matrix(&self) -> &Matrix {
        &self.0
    }

    /// The elements, row by row, as they are now.
    pub fn values(&self) -> Arc<Buffer> {
        self.0.shared_values()
    }

    /// The elements, to be changed. They are copied first where somebody still holds the old ones.
    pub fn values_mut(&mut self) -> &mut [f32] {
        self.0.values_mut()
    }

    /// Reads another matrix from now on.
    #[cfg(test)]
    pub(super) fn replace(&mut self, matrix: Matrix) {
        self.0 = matrix;
    }

    /// Puts back elements that [`Parameter::values`] gave.
    ///
    /// # Panics
    /// Where there is another number of them.
    pub fn restore(&mut self, values: Arc<Buffer>) {
        self.0.replace_values(values);
    }
}

impl Serialize for Parameter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (rows, columns, values) = (self.0.rows(), self.0.columns(), self.0.values());
        Stored {
            rows,
            columns,
            values,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Parameter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Stored {
            rows,
            columns,
            values,
        } = Stored::<Vec<f32>>::deserialize(deserializer)?;
        if rows.checked_mul(columns) != Some(values.len()) {
            let found = values.len();
            return Err(de::Error::custom(format_args!(
                "a {rows} x {columns} parameter with {found} values"
            )));
        }
        Self::from_values(rows, columns, values).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn uniform_elements_fill_the_range() -> Result<(), CpuError> {
        let parameter = Parameter::uniform(100, 100, 0.25, &mut ChaCha8Rng::seed_from_u64(1))?;
        let values = parameter.values();
        let (low, high) = values.iter().fold((0.0_f32, 0.0_f32), |(low, high), &v| {
            (low.min(v), high.max(v))
        });
        assert!((-0.25..-0.2499).contains(&low) && (0.2499..0.25).contains(&high));
        let mean = values.iter().sum::<f32>() / 1e4;
        assert!(mean.abs() < 0.005, "mean {mean}");
        Ok(())
    }

    #[test]
    fn kept_values_outlive_a_change() -> Result<(), CpuError> {
        let mut parameter = Parameter::constant(1, 2, 1.0)?;
        let kept = parameter.values();
        parameter.values_mut()[0] = 5.0;
        assert_eq!(**parameter.values(), [5.0, 1.0]);
        parameter.restore(kept);
        assert_eq!(**parameter.values(), [1.0, 1.0]);
        Ok(())
    }

    #[test]
    fn a_wrong_number_of_values_is_refused() {
        let text = r#"{"rows": 2, "columns": 2, "values": [1, 2, 3]}"#;
        let message = serde_json::from_str::<Parameter>(text)
            .map(|_| ())
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("a 2 x 2 parameter with 3 values"),
            "{message}"
        );
    }
}
