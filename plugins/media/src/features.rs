use crate::statistics::{deviation, mean};

/// Features with their names, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Features {
    names: Vec<String>,
    values: Vec<f32>,
}

impl Features {
    /// Adds one.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "features have no more digits"
    )]
    pub fn push(&mut self, name: impl Into<String>, value: f64) {
        self.names.push(name.into());
        self.values.push(value as f32);
    }

    /// Adds the mean and the deviation of a number over time.
    pub fn push_over_time(&mut self, name: &str, values: &[f64]) {
        self.push(format!("{name}_mean"), mean(values));
        self.push(format!("{name}_deviation"), deviation(values));
    }

    /// Their names.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Their values.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The values.
    ///
    /// # Errors
    /// Where one is no finite number: which.
    pub fn into_view(self) -> Result<Vec<f32>, String> {
        match self.values.iter().position(|value| !value.is_finite()) {
            Some(place) => Err(format!("its {} is not finite", self.names[place])),
            None => Ok(self.values),
        }
    }
}
