use nalgebra::{DMatrix, DVector};

use crate::tower::{Linear, Tower};

/// How much of the mean square of the slopes stays at each step, as in `PyTorch`.
const KEPT: f64 = 0.99;
/// Added to the root of the mean square, as in `PyTorch`.
const EPSILON: f64 = 1e-8;

/// `RMSprop` (Tieleman and Hinton, lecture 6.5 of Neural networks for machine learning, 2012) with L2 weight decay
/// added to the gradient.
#[derive(Debug)]
pub struct RmsProp {
    learning_rate: f64,
    weight_decay: f64,
    /// Mean squares of the slopes.
    squares: Vec<Linear>,
}

impl RmsProp {
    /// Steps for that tower.
    pub fn new(tower: &Tower, learning_rate: f64, weight_decay: f64) -> Self {
        let zeros = |layer: &Linear| Linear {
            weights: DMatrix::zeros(layer.weights.nrows(), layer.weights.ncols()),
            biases: DVector::zeros(layer.biases.len()),
        };
        Self {
            learning_rate,
            weight_decay,
            squares: tower.layers.iter().map(zeros).collect(),
        }
    }

    /// One step down the gradient.
    pub fn step(&mut self, tower: &mut Tower, gradient: &[Linear]) {
        let (rate, decay) = (self.learning_rate, self.weight_decay);
        let step = |(value, square, slope): (&mut f64, &mut f64, &f64)| {
            let slope = slope + decay * *value;
            *square = KEPT * *square + (1.0 - KEPT) * slope * slope;
            *value -= rate * slope / (square.sqrt() + EPSILON);
        };
        let layers = tower.layers.iter_mut().zip(&mut self.squares).zip(gradient);
        for ((layer, squares), slopes) in layers {
            let weights = layer
                .weights
                .iter_mut()
                .zip(&mut squares.weights)
                .zip(&slopes.weights);
            let biases = layer
                .biases
                .iter_mut()
                .zip(&mut squares.biases)
                .zip(&slopes.biases);
            weights
                .chain(biases)
                .for_each(|((value, square), slope)| step((value, square, slope)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emospec_learn::Random;

    #[test]
    fn the_first_step_is_ten_learning_rates_against_the_slope() {
        let mut tower = Tower::draw(&[1, 1], &mut Random::new(0, 0));
        let before = tower.layers[0].weights[0];
        let slope = Linear {
            weights: DMatrix::from_element(1, 1, -3.0),
            biases: DVector::zeros(1),
        };
        RmsProp::new(&tower, 0.01, 0.0).step(&mut tower, &[slope]);
        // The mean square is a hundredth of the square after one step.
        assert!((tower.layers[0].weights[0] - before - 0.1).abs() < 1e-8);
    }
}
