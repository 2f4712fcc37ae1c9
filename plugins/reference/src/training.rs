use dfdx::optim::{AdamConfig, WeightDecay};
use emospec_sdk::{Error, Progress, Run};

use crate::examples::Examples;
use crate::network::{Batch, Network};
use crate::perceptron::Perceptron;
use crate::random::Random;
use emospec_learn::Stopping;

/// Streams of random numbers.
const WEIGHTS: u64 = 0;
const ORDER: u64 = 1;
const DROPOUT: u64 = 2;

/// How a perceptron learns.
#[derive(Debug, Clone, PartialEq)]
pub struct Training {
    /// Widths of the hidden layers.
    pub hidden: Vec<usize>,
    /// Adam's step size.
    pub learning_rate: f64,
    /// Added to the gradient, times the weight.
    pub weight_decay: f64,
    /// Rows of a step.
    pub batch_size: usize,
    /// Passes over the training rows, at most.
    pub epochs: usize,
    /// Epochs without a lower validation loss before it stops.
    pub patience: usize,
    /// Share of hidden values zeroed in a step.
    pub dropout: f64,
}

impl Training {
    /// Checks what the schema says, for callers that did not.
    ///
    /// # Errors
    /// Where a number lies outside its range.
    fn check(&self) -> Result<(), Error> {
        let sound = [
            (
                "hidden",
                self.hidden.iter().all(|width| (1..=65_536).contains(width)),
            ),
            (
                "learning_rate",
                self.learning_rate > 0.0 && self.learning_rate.is_finite(),
            ),
            (
                "weight_decay",
                self.weight_decay >= 0.0 && self.weight_decay.is_finite(),
            ),
            ("batch_size", self.batch_size > 0),
            ("epochs", self.epochs > 0),
            ("patience", self.patience > 0),
            ("dropout", (0.0..1.0).contains(&self.dropout)),
        ];
        match sound.into_iter().find(|(_, is_sound)| !is_sound) {
            None => Ok(()),
            Some((name, _)) => Err(Error::new(format_args!("`{name}` is out of range"))),
        }
    }

    /// Learns to tell `class_count` classes. With validation rows, the weights of the epoch with their lowest loss are
    /// kept; without, all epochs run and the last weights are.
    ///
    /// # Errors
    /// Where a parameter is out of range, the loss stops being a number, or the engine asked to stop.
    pub fn fit(
        &self,
        class_count: usize,
        train: &Examples,
        validation: Option<&Examples>,
        seed: u64,
        run: &Run<'_>,
    ) -> Result<Perceptron, Error> {
        self.check()?;
        let widths = [&[train.inputs.ncols()], &self.hidden[..], &[class_count]].concat();
        let mut network = Network::draw(&widths, self.settings(), &mut Random::new(seed, WEIGHTS))?;
        let whole = |rows: &Examples| {
            network.batch(
                rows.inputs.iter().copied().collect(),
                &rows.classes,
                class_count,
            )
        };
        let validation = validation.map(whole).transpose()?;
        let mut order = Random::new(seed, ORDER);
        let mut dropout = Random::new(seed, DROPOUT);
        let mut stopping = Stopping::new(self.patience);
        for epoch in 1..=self.epochs {
            let train_loss =
                self.epoch(&mut network, class_count, train, &mut order, &mut dropout)?;
            let validation_loss = validation
                .as_ref()
                .map(|rows| network.loss(rows))
                .transpose()?;
            check_loss(train_loss, validation_loss, epoch)?;
            run.progress(&Progress {
                epoch,
                epochs: Some(self.epochs),
                train_loss: Some(train_loss),
                validation_loss,
            })?;
            if validation_loss.is_some_and(|loss| !stopping.goes_on(loss, || network.weights())) {
                break;
            }
        }
        let weights = stopping.into_best().unwrap_or_else(|| network.weights());
        Ok(weights.perceptron())
    }

    fn settings(&self) -> AdamConfig {
        AdamConfig {
            lr: self.learning_rate,
            weight_decay: (self.weight_decay > 0.0).then_some(WeightDecay::L2(self.weight_decay)),
            ..AdamConfig::default()
        }
    }

    /// One pass over the rows in random order; returns the mean loss.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a share needs no more digits"
    )]
    fn epoch(
        &self,
        network: &mut Network,
        class_count: usize,
        rows: &Examples,
        order: &mut Random,
        dropout: &mut Random,
    ) -> Result<f64, Error> {
        let mut total = 0.0;
        for places in order.order(rows.classes.len()).chunks(self.batch_size) {
            let batch = gathered(network, rows, places, class_count)?;
            total += network.learn(&batch, self.dropout as f32, dropout)? * places.len() as f64;
        }
        Ok(total / rows.classes.len() as f64)
    }
}

fn gathered(
    network: &Network,
    rows: &Examples,
    places: &[usize],
    class_count: usize,
) -> Result<Batch, Error> {
    let mut inputs = Vec::with_capacity(places.len() * rows.inputs.ncols());
    for &place in places {
        inputs.extend(rows.inputs.row(place));
    }
    let classes: Vec<_> = places.iter().map(|&place| rows.classes[place]).collect();
    network.batch(inputs, &classes, class_count)
}

fn check_loss(train: f64, validation: Option<f64>, epoch: usize) -> Result<(), Error> {
    if train.is_finite() && validation.is_none_or(f64::is_finite) {
        return Ok(());
    }
    Err(Error::new(format_args!(
        "the loss is not a number after epoch {epoch}: lower `learning_rate`"
    )))
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    fn training() -> Training {
        Training {
            hidden: vec![4],
            learning_rate: 0.01,
            weight_decay: 0.0,
            batch_size: 3,
            epochs: 30,
            patience: 5,
            dropout: 0.5,
        }
    }

    fn examples(count: usize) -> Examples {
        let mut random = Random::new(4, 4);
        let classes: Vec<_> = (0..count).map(|row| row % 2).collect();
        let draw = |(row, column)| {
            random.symmetric(1.0)
                + if column == 0 {
                    classes[row] as f32
                } else {
                    0.0
                }
        };
        Examples {
            inputs: Array2::from_shape_fn((count, 3), draw),
            classes,
        }
    }

    #[test]
    fn the_epoch_with_the_lowest_validation_loss_is_kept() {
        let (train, validation) = (examples(20), examples(9));
        let fit = |epochs, patience, validation| {
            let training = Training {
                epochs,
                patience,
                ..training()
            };
            training
                .fit(2, &train, validation, 1, &Run::detached())
                .unwrap()
        };
        let loss = |perceptron: &Perceptron| -> f64 {
            let probabilities = perceptron.probabilities(&validation.inputs).unwrap();
            let rows = probabilities.chunks(2).zip(&validation.classes);
            rows.map(|(row, &class)| -f64::from(row[class]).ln()).sum()
        };
        // The same draws make the same epochs, so the epochs' own weights are those of shorter fits.
        let lowest = (1..=30)
            .map(|epochs| loss(&fit(epochs, 5, None)))
            .fold(f64::INFINITY, f64::min);
        let kept = loss(&fit(30, 30, Some(&validation)));
        assert!((kept - lowest).abs() < 1e-6, "{kept} {lowest}");
    }

    #[test]
    fn another_seed_makes_another_perceptron() {
        let fit = |seed| {
            training()
                .fit(2, &examples(6), None, seed, &Run::detached())
                .unwrap()
        };
        assert_eq!(fit(1), fit(1));
        assert_ne!(fit(1), fit(2));
    }

    #[test]
    fn a_loss_that_is_no_number_ends_the_fit_with_the_remedy() {
        let training = Training {
            learning_rate: 1e38,
            ..training()
        };
        let error = training
            .fit(2, &examples(6), None, 1, &Run::detached())
            .unwrap_err();
        assert!(
            error.to_string().contains("lower `learning_rate`"),
            "{error}"
        );
    }

    #[test]
    fn parameters_out_of_range_are_named() {
        for (training, name) in [
            (
                Training {
                    batch_size: 0,
                    ..training()
                },
                "batch_size",
            ),
            (
                Training {
                    dropout: 1.0,
                    ..training()
                },
                "dropout",
            ),
            (
                Training {
                    hidden: vec![0],
                    ..training()
                },
                "hidden",
            ),
            (
                Training {
                    learning_rate: f64::NAN,
                    ..training()
                },
                "learning_rate",
            ),
        ] {
            let error = training
                .fit(2, &examples(2), None, 1, &Run::detached())
                .unwrap_err();
            assert!(error.to_string().contains(name), "{error}");
        }
    }
}
