use std::sync::Mutex;

use emospec_sdk::{Error, Rows};
use serde::{Deserialize, Serialize};

/// A logistic curve over the first element of the first view, of which nothing is learnt but where it begins.
#[derive(Default, Serialize, Deserialize)]
pub struct Line {
    pub target: String,
    pub view: String,
    pub class_count: usize,
    pub weight: f32,
    /// Lost when the model is saved.
    #[serde(skip)]
    pub unsaved: f32,
    /// What was returned for many rows.
    #[serde(skip)]
    pub memo: Mutex<Option<Vec<f32>>>,
}

impl Line {
    /// The element that the curve is over, row by row.
    pub fn elements(&self, rows: &Rows<'_>) -> Result<Vec<f32>, Error> {
        Ok(rows.view(&self.view)?.column(0).to_vec())
    }

    /// The height of the curve over each of those.
    pub fn heights(&self, elements: &[f32]) -> Vec<f32> {
        let height = |x: &f32| 1.0 / (1.0 + (-self.weight * x - self.unsaved).exp());
        elements.iter().map(height).collect()
    }
}
