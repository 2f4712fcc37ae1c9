use forust_ml::tree::Tree;
use serde::{Deserialize, Serialize};

use super::slopes::probabilities;

/// Trees whose leaves add up to margins.
#[derive(Serialize, Deserialize)]
pub struct Ensemble {
    /// Columns of all views.
    pub width: usize,
    /// Number of classes.
    pub classes: usize,
    /// Round by round, one for each margin.
    pub trees: Vec<Tree>,
}

impl Ensemble {
    /// No tree yet.
    pub fn new(width: usize, classes: usize) -> Self {
        Self {
            width,
            classes,
            trees: Vec::new(),
        }
    }

    /// Margins of a row: one where there are two classes, else one a class.
    pub fn margin_count(&self) -> usize {
        if self.classes == 2 { 1 } else { self.classes }
    }

    /// Probabilities of the classes of a row.
    pub fn probabilities(&self, row: &[f64]) -> Vec<f64> {
        let count = self.margin_count();
        let mut margins = vec![0.0; count];
        for (at, tree) in self.trees.iter().enumerate() {
            margins[at % count] += tree.predict_row_from_row_slice(row, &f64::NAN);
        }
        probabilities(&margins, self.classes)
    }
}
