use dfdx::prelude::CpuError;
use emospec_learn::ops::Dropout;
use emospec_learn::predict_in_blocks;

use crate::network::Network;

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
        let [left, right] = self.architecture().view_widths;
        let views = [(left, views[0]), (right, views[1])];
        let [comparison, left, right, left_auxiliary, right_auxiliary] =
            predict_in_blocks(rows, views, |block| {
                let forward = self.forward(block, &mut Dropout::Off)?;
                let [left, right] = forward.embeddings;
                let [left_auxiliary, right_auxiliary] = match forward.auxiliary {
                    Some(auxiliary) => auxiliary.map(|logits| logits.shared_values()),
                    None => Default::default(),
                };
                let comparison = forward.comparison.shared_values();
                Ok([comparison, left, right, left_auxiliary, right_auxiliary])
            })?;
        Ok(Prediction {
            rows,
            comparison,
            auxiliary: [left_auxiliary, right_auxiliary],
            embeddings: [left, right],
        })
    }
}
