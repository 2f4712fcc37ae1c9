use emospec_sdk::{Error, Run};
use nalgebra::{DMatrix, DVector, DVectorView};
use serde::{Deserialize, Serialize};

use emospec_learn::Random;

/// Added to the variance of a hidden value before it is divided by.
const EPSILON: f64 = 1e-5;

/// A linear layer, or the gradient of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Linear {
    /// Outputs x inputs.
    pub weights: DMatrix<f64>,
    /// One for each output.
    pub biases: DVector<f64>,
}

/// How a hidden layer's values are shifted and scaled: by mean and standard deviation over the rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Norm {
    mean: DVector<f64>,
    factor: DVector<f64>,
}

/// A network on one view: linear layers, with a sigmoid and batch normalisation (without scale and shift) between.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tower {
    /// From the view to the outputs.
    pub layers: Vec<Linear>,
    /// One for each hidden layer, of the rows it was settled on.
    norms: Vec<Norm>,
}

/// What a pass over a batch leaves for the pass back; all one column a row.
#[derive(Debug, Clone)]
pub struct Trace {
    /// What each layer read.
    inputs: Vec<DMatrix<f64>>,
    /// The sigmoids of each hidden layer.
    sigmoids: Vec<DMatrix<f64>>,
    norms: Vec<Norm>,
    /// What the last layer made.
    pub outputs: DMatrix<f64>,
}

impl Tower {
    /// Layers of those widths, from the view to the outputs, with weights and biases drawn uniformly from
    /// +-1 / sqrt(inputs), as `PyTorch` does.
    pub fn draw(widths: &[usize], random: &mut Random) -> Self {
        let layer = |width: &[usize]| {
            let (inputs, outputs) = (width[0], width[1]);
            let bound = (inputs as f64).sqrt().recip();
            Linear {
                weights: DMatrix::from_fn(outputs, inputs, |_, _| random.symmetric(bound)),
                biases: DVector::from_fn(outputs, |_, _| random.symmetric(bound)),
            }
        };
        Self {
            layers: widths.windows(2).map(layer).collect(),
            norms: Vec::new(),
        }
    }

    /// A pass over a batch, normalised by the batch.
    ///
    /// # Errors
    /// Where the engine asked to stop.
    pub fn trace(&self, batch: &DMatrix<f64>, run: &Run<'_>) -> Result<Trace, Error> {
        let mut trace = Trace {
            inputs: vec![batch.clone()],
            sigmoids: Vec::new(),
            norms: Vec::new(),
            outputs: DMatrix::zeros(0, 0),
        };
        for (index, layer) in self.layers.iter().enumerate() {
            run.check_cancelled()?;
            let mut values = layer.of_all(&trace.inputs[index]);
            if index + 1 == self.layers.len() {
                trace.outputs = values;
                break;
            }
            values.apply(|value| *value = sigmoid(*value));
            let norm = Norm {
                mean: values.column_mean(),
                factor: values
                    .column_variance()
                    .map(|variance| (variance + EPSILON).sqrt().recip()),
            };
            let mut normalised = values.clone();
            for mut row in normalised.column_iter_mut() {
                norm.apply(&mut row.as_view_mut());
            }
            trace.sigmoids.push(values);
            trace.norms.push(norm);
            trace.inputs.push(normalised);
        }
        Ok(trace)
    }

    /// The gradient of every layer, from that of the outputs.
    ///
    /// # Errors
    /// Where the engine asked to stop.
    pub fn gradient(
        &self,
        trace: &Trace,
        outputs: &DMatrix<f64>,
        run: &Run<'_>,
    ) -> Result<Vec<Linear>, Error> {
        let mut gradient = Vec::new();
        let mut slopes = outputs.clone();
        for (index, layer) in self.layers.iter().enumerate().rev() {
            run.check_cancelled()?;
            let inputs = &trace.inputs[index];
            gradient.push(Linear {
                weights: &slopes * inputs.transpose(),
                biases: slopes.column_sum(),
            });
            if index == 0 {
                break;
            }
            slopes = layer.weights.tr_mul(&slopes);
            let mean = slopes.column_mean();
            let along = slopes.component_mul(inputs).column_mean();
            let hidden = &trace.sigmoids[index - 1];
            let factor = &trace.norms[index - 1].factor;
            for (at, mut row) in slopes.column_iter_mut().enumerate() {
                row -= &mean;
                row -= along.component_mul(&inputs.column(at));
                row.component_mul_assign(factor);
                row.zip_apply(&hidden.column(at), |slope, value| {
                    *slope *= value * (1.0 - value);
                });
            }
        }
        gradient.reverse();
        Ok(gradient)
    }

    /// Normalises by the rows of that pass from now on.
    pub fn settle(&mut self, trace: &Trace) {
        self.norms.clone_from(&trace.norms);
    }

    /// The outputs of many rows, normalised as settled: for fitting, and rounded otherwise than [`Tower::of`].
    ///
    /// # Errors
    /// Where the engine asked to stop.
    pub fn of_all(&self, rows: &DMatrix<f64>, run: &Run<'_>) -> Result<DMatrix<f64>, Error> {
        let mut values = rows.clone();
        for (index, layer) in self.layers.iter().enumerate() {
            run.check_cancelled()?;
            values = layer.of_all(&values);
            if let Some(norm) = self.norms.get(index) {
                values.apply(|value| *value = sigmoid(*value));
                for mut row in values.column_iter_mut() {
                    norm.apply(&mut row.as_view_mut());
                }
            }
        }
        Ok(values)
    }

    /// The outputs of a row, normalised as settled, in one order of sums whatever rows stand beside it.
    pub fn of(&self, row: &DVectorView<'_, f64>) -> DVector<f64> {
        let mut values = row.clone_owned();
        for (index, layer) in self.layers.iter().enumerate() {
            values = &layer.weights * values + &layer.biases;
            if let Some(norm) = self.norms.get(index) {
                values.apply(|value| *value = sigmoid(*value));
                norm.apply(&mut values.as_view_mut());
            }
        }
        values
    }
}

impl Linear {
    /// The outputs for many rows, one column a row.
    fn of_all(&self, rows: &DMatrix<f64>) -> DMatrix<f64> {
        let mut outputs = &self.weights * rows;
        for mut row in outputs.column_iter_mut() {
            row += &self.biases;
        }
        outputs
    }
}

impl Norm {
    fn apply(&self, row: &mut nalgebra::DVectorViewMut<'_, f64>) {
        *row -= &self.mean;
        row.component_mul_assign(&self.factor);
    }
}

fn sigmoid(value: f64) -> f64 {
    (1.0 + (-value).exp()).recip()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_settled_tower_makes_of_each_row_what_the_pass_did() {
        let mut random = Random::new(1, 0);
        let mut tower = Tower::draw(&[4, 5, 3, 2], &mut random);
        let batch = DMatrix::from_fn(4, 6, |_, _| random.symmetric(2.0));
        let run = Run::detached();
        let trace = tower.trace(&batch, &run).unwrap();
        tower.settle(&trace);
        for (row, expected) in batch.column_iter().zip(trace.outputs.column_iter()) {
            assert!((tower.of(&row) - expected).amax() < 1e-14);
        }
        let all = tower.of_all(&batch, &run).unwrap();
        assert!((all - trace.outputs).amax() < 1e-14);
    }
}
