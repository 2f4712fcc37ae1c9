use dfdx::optim::AdamConfig;
use dfdx::prelude::*;
use emospec_sdk::Error;

use crate::perceptron::{Layer, Perceptron};
use crate::random::Random;

type Matrix<T = NoneTape> = Tensor<(usize, usize), f32, Cpu, T>;

/// A layer while it learns; weights are inputs x outputs.
#[derive(Debug, Clone)]
struct Linear {
    weights: Matrix,
    biases: Tensor<(usize,), f32, Cpu>,
}

/// A multi-layer perceptron while it learns, with Adam's moments.
#[derive(Debug)]
pub struct Network {
    layers: Vec<Linear>,
    device: Cpu,
    settings: AdamConfig,
    step: i32,
    moments: [Gradients<f32, Cpu>; 2],
}

/// Weights of a network at some epoch; copied when the network moves on.
#[derive(Debug, Clone)]
pub struct Weights(Vec<Linear>);

/// Rows to learn from at once.
#[derive(Debug)]
pub struct Batch {
    inputs: Matrix,
    targets: Matrix,
}

pub fn dfdx_error(error: impl std::fmt::Debug) -> Error {
    Error::new(format_args!("failed to compute with tensors: {error:?}"))
}

impl Network {
    /// Layers of those widths, from the inputs to the classes, with weights and biases drawn uniformly from
    /// +-1 / sqrt(inputs), as `PyTorch` does.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn draw(
        widths: &[usize],
        settings: AdamConfig,
        random: &mut Random,
    ) -> Result<Self, Error> {
        let device = Cpu::default();
        let mut layers = Vec::new();
        for width in widths.windows(2) {
            let (inputs, outputs) = (width[0], width[1]);
            let bound = (inputs as f32).sqrt().recip();
            let mut draws = |count| {
                (0..count)
                    .map(|_| random.symmetric(bound))
                    .collect::<Vec<_>>()
            };
            let weights = draws(inputs * outputs);
            let biases = draws(outputs);
            layers.push(Linear {
                weights: device
                    .try_tensor_from_vec(weights, (inputs, outputs))
                    .map_err(dfdx_error)?,
                biases: device
                    .try_tensor_from_vec(biases, (outputs,))
                    .map_err(dfdx_error)?,
            });
        }
        Ok(Self {
            layers,
            device,
            settings,
            step: 0,
            moments: [Gradients::leaky(), Gradients::leaky()],
        })
    }

    /// Rows to learn from: `inputs` rows x width, `classes` one of `class_count` for each row.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn batch(
        &self,
        inputs: Vec<f32>,
        classes: &[usize],
        class_count: usize,
    ) -> Result<Batch, Error> {
        let mut targets = vec![0.0; classes.len() * class_count];
        for (row, class) in classes.iter().enumerate() {
            targets[row * class_count + class] = 1.0;
        }
        let rows = classes.len();
        let width = inputs.len() / rows.max(1);
        Ok(Batch {
            inputs: self
                .device
                .try_tensor_from_vec(inputs, (rows, width))
                .map_err(dfdx_error)?,
            targets: self
                .device
                .try_tensor_from_vec(targets, (rows, class_count))
                .map_err(dfdx_error)?,
        })
    }

    /// Mean cross entropy of a batch.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn loss(&self, batch: &Batch) -> Result<f64, Error> {
        let scores = self
            .scores(batch.inputs.clone(), None)
            .map_err(dfdx_error)?;
        let loss = cross_entropy(scores, batch.targets.clone()).map_err(dfdx_error)?;
        Ok(f64::from(loss.array()))
    }

    /// One step of Adam on a batch, with that share of hidden values dropped; returns the mean cross entropy before it.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn learn(
        &mut self,
        batch: &Batch,
        dropout: f32,
        random: &mut Random,
    ) -> Result<f64, Error> {
        self.try_learn(batch, dropout, random).map_err(dfdx_error)
    }

    fn try_learn(
        &mut self,
        batch: &Batch,
        dropout: f32,
        random: &mut Random,
    ) -> Result<f64, CpuError> {
        let traced = batch.inputs.leaky_trace();
        let scores = self.scores(traced, Some((dropout, random)))?;
        let loss = cross_entropy(scores, batch.targets.clone())?;
        let value = f64::from(loss.array());
        let mut gradients = loss.try_backward()?;
        self.step = self.step.saturating_add(1);
        for layer in &mut self.layers {
            update(
                &mut layer.weights,
                &self.settings,
                self.step,
                &mut self.moments,
                &mut gradients,
            )?;
            update(
                &mut layer.biases,
                &self.settings,
                self.step,
                &mut self.moments,
                &mut gradients,
            )?;
        }
        Ok(value)
    }

    /// Class scores; with dropout, hidden values are zeroed with that probability and the others scaled up to match.
    fn scores<T: Tape<f32, Cpu>>(
        &self,
        inputs: Matrix<T>,
        mut dropout: Option<(f32, &mut Random)>,
    ) -> Result<Matrix<T>, CpuError> {
        let mut values = inputs;
        for (index, layer) in self.layers.iter().enumerate() {
            if index > 0 {
                values = values.try_relu()?;
                if let Some((share, random)) = &mut dropout {
                    let shape = *values.shape();
                    let kept = (0..shape.0 * shape.1).map(|_| {
                        if random.unit() < *share {
                            0.0
                        } else {
                            (1.0 - *share).recip()
                        }
                    });
                    let mask = self.device.try_tensor_from_vec(kept.collect(), shape)?;
                    values = values.try_mul(mask)?;
                }
            }
            values = values.try_matmul(layer.weights.clone())?;
            let shape = *values.shape();
            let biases = layer
                .biases
                .retaped::<T>()
                .try_broadcast_like::<_, Axis<0>>(&shape)?;
            values = values.try_add(biases)?;
        }
        Ok(values)
    }

    /// The weights as they are now.
    pub fn weights(&self) -> Weights {
        Weights(self.layers.clone())
    }
}

/// The mean over rows of -log softmax(scores)\[class\].
fn cross_entropy<T: Tape<f32, Cpu>>(
    scores: Matrix<T>,
    targets: Matrix,
) -> Result<Tensor<Rank0, f32, Cpu, T>, CpuError> {
    let rows = scores.shape().0;
    scores
        .try_log_softmax::<Axis<1>>()?
        .try_mul(targets)?
        .try_sum()?
        .try_div(-(rows as f32))
}

fn update<S: Shape>(
    tensor: &mut Tensor<S, f32, Cpu>,
    settings: &AdamConfig,
    step: i32,
    [first, second]: &mut [Gradients<f32, Cpu>; 2],
    gradients: &mut Gradients<f32, Cpu>,
) -> Result<(), CpuError> {
    let first = first.get_or_alloc_mut(tensor)?;
    let second = second.get_or_alloc_mut(tensor)?;
    let gradient = gradients.get_or_alloc_mut(tensor)?;
    settings.try_update(step, tensor, first, second, gradient)
}

impl Weights {
    /// The perceptron that predicts with these weights.
    pub fn perceptron(&self) -> Perceptron {
        let layer = |linear: &Linear| {
            let (inputs, outputs) = *linear.weights.shape();
            let weights = linear.weights.as_vec();
            Layer {
                inputs,
                weights: (0..outputs)
                    .flat_map(|output| weights[output..].iter().step_by(outputs).copied())
                    .collect(),
                biases: linear.biases.as_vec(),
            }
        };
        Perceptron {
            layers: self.0.iter().map(layer).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    fn network(widths: &[usize]) -> Network {
        let settings = AdamConfig {
            lr: 0.05,
            ..AdamConfig::default()
        };
        Network::draw(widths, settings, &mut Random::new(1, 0)).unwrap()
    }

    /// `dfdx` without its feature `cpu` multiplies matrices wrongly; the loss through its products and the one through
    /// the fitted perceptron's must agree.
    #[test]
    fn network_and_perceptron_give_the_same_loss() {
        let network = network(&[3, 4, 2]);
        let inputs: Vec<f32> = (0..15).map(|x| ((x * 7 % 11) as f32 - 5.0) / 3.0).collect();
        let classes = [0, 1, 1, 0, 1];
        let batch = network.batch(inputs.clone(), &classes, 2).unwrap();
        let matrix = Array2::from_shape_vec((5, 3), inputs).unwrap();
        let probabilities = network
            .weights()
            .perceptron()
            .probabilities(&matrix)
            .unwrap();
        let expected: f64 = probabilities
            .chunks(2)
            .zip(classes)
            .map(|(row, class)| -f64::from(row[class]).ln() / 5.0)
            .sum();
        assert!((network.loss(&batch).unwrap() - expected).abs() < 1e-6);
    }

    #[test]
    fn learning_lowers_the_loss_of_a_rule_that_no_straight_line_tells() {
        let mut network = network(&[2, 8, 2]);
        let exclusive_or = vec![-1.0, -1.0, -1.0, 1.0, 1.0, -1.0, 1.0, 1.0];
        let batch = network.batch(exclusive_or, &[0, 1, 1, 0], 2).unwrap();
        for _ in 0..200 {
            network.learn(&batch, 0.0, &mut Random::new(0, 0)).unwrap();
        }
        assert!(network.loss(&batch).unwrap() < 0.05);
    }

    #[test]
    fn kept_weights_do_not_move_with_the_network() {
        let mut network = network(&[2, 3, 2]);
        let batch = network.batch(vec![1.0, 2.0], &[1], 2).unwrap();
        let kept = network.weights();
        let before = kept.perceptron();
        network.learn(&batch, 0.5, &mut Random::new(0, 0)).unwrap();
        assert_eq!(kept.perceptron(), before);
        assert_ne!(network.weights().perceptron(), before);
    }
}
