use emospec_sdk::{Error, Rows, Task};
use ndarray::Array2;

use crate::class_ids::class_ids;
use crate::inputs::Inputs;

/// What a classifier learns from.
#[derive(Debug, Clone, PartialEq)]
pub struct Examples {
    /// Rows x width.
    pub inputs: Array2<f32>,
    /// The class of each row.
    pub classes: Vec<usize>,
}

impl Examples {
    /// The rows as `inputs` shows them, with their classes of the task's target.
    ///
    /// # Errors
    /// Where a column is missing or does not suit.
    pub fn of(rows: &Rows<'_>, inputs: &Inputs, task: &Task) -> Result<Self, Error> {
        Ok(Self {
            inputs: inputs.matrix(rows)?,
            classes: class_ids(rows, &task.target, task.class_count(&task.target)?)?,
        })
    }
}
