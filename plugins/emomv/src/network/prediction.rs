use dfdx::prelude::{Cpu, CpuError};

use crate::network::{Forward, Network};
use emospec_learn::ops::{Buffer, Dropout, Matrix};

/// Rows that are predicted at once. Every block has this height, padded with zeros, so that a row's bytes depend neither
/// on the number of rows nor on its neighbours.
const BLOCK: usize = 64;

/// What the network says of any number of pairs, dropout off.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Number of pairs.
    pub rows: usize,
    /// Classification: rows x classes, before the softmax. Retrieval: rows x 1, the cosines of the pairs.
    pub comparison: Vec<f32>,
    /// Per view, rows x auxiliary classes, before the softmax; empty where these are not learnt.
    pub auxiliary: [Vec<f32>; 2],
    /// Per view, rows x embedding width, of unit length.
    pub embeddings: [Vec<f32>; 2],
}

impl Network {
    /// Predicts for the rows of both views, row-major. The same row gives the same bytes wherever it stands.
    ///
    /// # Errors
    /// Where memory is short.
    ///
    /// # Panics
    /// Where a view is not `rows` rows of its width.
    pub fn predict(&self, rows: usize, views: [&[f32]; 2]) -> Result<Prediction, CpuError> {
        let widths = self.architecture().view_widths;
        for (view, width) in views.iter().zip(widths) {
            assert_eq!(view.len(), rows * width, "a view of another size");
        }
        let mut prediction = Prediction {
            rows,
            comparison: Vec::new(),
            auxiliary: Default::default(),
            embeddings: Default::default(),
        };
        let device = Cpu::default();
        for start in (0..rows).step_by(BLOCK) {
            let count = BLOCK.min(rows - start);
            let block = |view: usize| {
                let width = widths[view];
                let mut values = Buffer::zeros(BLOCK * width);
                let part = &views[view][start * width..(start + count) * width];
                values[..part.len()].copy_from_slice(part);
                Matrix::data(&device, BLOCK, width, values)
            };
            let forward = self.forward([block(0)?, block(1)?], &mut Dropout::Off)?;
            prediction.extend(&forward, count);
        }
        Ok(prediction)
    }
}

impl Prediction {
    /// Appends the first `count` rows of a block.
    fn extend(&mut self, forward: &Forward<dfdx::prelude::NoneTape>, count: usize) {
        let first_rows = |values: &[f32]| values[..values.len() / BLOCK * count].to_vec();
        self.comparison
            .extend(first_rows(forward.comparison.values()));
        for view in 0..2 {
            self.embeddings[view].extend(first_rows(&forward.embeddings[view]));
            if let Some(auxiliary) = &forward.auxiliary {
                self.auxiliary[view].extend(first_rows(auxiliary[view].values()));
            }
        }
    }
}
