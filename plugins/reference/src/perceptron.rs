use emospec_sdk::Error;
use ndarray::{Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use crate::softmax::softmax;

/// A layer of a fitted perceptron.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// Inputs of the layer.
    pub inputs: usize,
    /// Outputs x inputs, row by row.
    pub weights: Vec<f32>,
    /// One for each output.
    pub biases: Vec<f32>,
}

/// A fitted multi-layer perceptron: rectified hidden layers, then class scores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Perceptron {
    /// From the inputs to the class scores.
    pub layers: Vec<Layer>,
}

impl Perceptron {
    /// Class probabilities, rows x classes.
    ///
    /// Each row is computed on its own, in one order of sums, so it does not depend on the rows beside it.
    ///
    /// # Errors
    /// Where the inputs have another width, or a score is not a finite number.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "probabilities cross the contract in single precision"
    )]
    pub fn probabilities(&self, inputs: &Array2<f32>) -> Result<Vec<f32>, Error> {
        let mut probabilities = Vec::new();
        for row in inputs.rows() {
            let mut scores: Vec<f64> = self.scores(&row)?.into_iter().map(f64::from).collect();
            softmax(&mut scores)?;
            probabilities.extend(scores.into_iter().map(|probability| probability as f32));
        }
        Ok(probabilities)
    }

    fn scores(&self, row: &ArrayView1<'_, f32>) -> Result<Vec<f32>, Error> {
        let mut values = row.to_vec();
        for (index, layer) in self.layers.iter().enumerate() {
            if index > 0 {
                for value in &mut values {
                    *value = value.max(0.0);
                }
            }
            let shape = (layer.biases.len(), layer.inputs);
            let weights = ArrayView2::from_shape(shape, &layer.weights).map_err(Error::new)?;
            if layer.inputs != values.len() {
                return Err(Error::new("the inputs have another width than the layer"));
            }
            let products = weights.dot(&ArrayView1::from(&values));
            values = products
                .iter()
                .zip(&layer.biases)
                .map(|(x, b)| x + b)
                .collect();
        }
        Ok(values)
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn hidden_layers_are_rectified_and_the_last_is_not() {
        let perceptron = Perceptron {
            layers: vec![
                Layer {
                    inputs: 2,
                    weights: vec![1.0, -1.0, -1.0, 1.0],
                    biases: vec![0.0, 1.0],
                },
                Layer {
                    inputs: 2,
                    weights: vec![1.0, 0.0, 0.0, -2.0],
                    biases: vec![0.5, 0.0],
                },
            ],
        };
        let scores = perceptron.scores(&array![3.0_f32, 1.0].view()).unwrap();
        assert_eq!(scores, [2.5, 0.0]);
        let scores = perceptron.scores(&array![1.0_f32, 3.0].view()).unwrap();
        assert_eq!(scores, [0.5, -6.0]);
        assert!(perceptron.scores(&array![1.0_f32].view()).is_err());
    }
}
