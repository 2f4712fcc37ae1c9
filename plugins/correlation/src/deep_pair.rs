use emospec_sdk::{Error, Run};
use nalgebra::{DMatrix, DVector, DVectorView};
use serde::{Deserialize, Serialize};

use crate::DccaParams;
use crate::canonical::{Canonical, Settings};
use crate::correlation_loss::CorrelationLoss;
use crate::coupling::Coupling;
use crate::rms_prop::RmsProp;
use crate::tower::{Linear, Tower};
use emospec_learn::Random;

/// A network for each of two views.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeepPair {
    towers: [Tower; 2],
}

impl DeepPair {
    /// Networks for views of those widths, each drawn from its own stream.
    pub fn draw(params: &DccaParams, view_widths: [usize; 2], seed: u64) -> Self {
        let tower = |view: usize| {
            let widths = [&[view_widths[view]], &params.hidden[..], &[params.outputs]].concat();
            Tower::draw(&widths, &mut Random::new(seed, view as u64))
        };
        Self {
            towers: [tower(0), tower(1)],
        }
    }

    /// What takes the steps of each network.
    pub fn optimisers(&self, params: &DccaParams) -> [RmsProp; 2] {
        let optimiser = |tower| RmsProp::new(tower, params.learning_rate, params.weight_decay);
        self.towers.each_ref().map(optimiser)
    }

    /// The loss of a batch of pairs, and the gradient of every layer.
    ///
    /// # Errors
    /// Where an output is not a finite number, or the engine asked to stop.
    pub fn loss(
        &self,
        params: &DccaParams,
        batch: &[DMatrix<f64>; 2],
        run: &Run<'_>,
    ) -> Result<(f64, [Vec<Linear>; 2]), Error> {
        let [first, second] = &self.towers;
        let (one, two) = (first.trace(&batch[0], run)?, second.trace(&batch[1], run)?);
        let loss = CorrelationLoss::of([&one.outputs, &two.outputs], params.k, params.ridge)?;
        let gradients = [
            first.gradient(&one, &loss.gradients[0], run)?,
            second.gradient(&two, &loss.gradients[1], run)?,
        ];
        Ok((loss.value, gradients))
    }

    /// One step on a batch of pairs; returns the loss before it.
    ///
    /// # Errors
    /// As [`DeepPair::loss`].
    pub fn learn(
        &mut self,
        params: &DccaParams,
        optimisers: &mut [RmsProp; 2],
        batch: &[DMatrix<f64>; 2],
        run: &Run<'_>,
    ) -> Result<f64, Error> {
        let (value, gradients) = self.loss(params, batch, run)?;
        let steps = self.towers.iter_mut().zip(optimisers).zip(&gradients);
        for ((tower, optimiser), gradient) in steps {
            optimiser.step(tower, gradient);
        }
        Ok(value)
    }

    /// Fixes the batch normalisation to that of those pairs, and returns the canonical directions of the outputs.
    ///
    /// # Errors
    /// Where an output is not a finite number, or the engine asked to stop.
    pub fn settle(
        &mut self,
        params: &DccaParams,
        pairs: &[DMatrix<f64>; 2],
        run: &Run<'_>,
    ) -> Result<Canonical, Error> {
        let one = self.towers[0].trace(&pairs[0], run)?;
        let two = self.towers[1].trace(&pairs[1], run)?;
        self.towers[0].settle(&one);
        self.towers[1].settle(&two);
        let settings = Settings {
            k: params.k,
            ridge: params.ridge,
            components: None,
        };
        let coupling = Coupling::paired(pairs[0].ncols());
        Canonical::fit([&one.outputs, &two.outputs], &coupling, &settings)
    }

    /// The embeddings of the rows of one of the views, each computed on its own.
    ///
    /// # Errors
    /// Where the engine asked to stop.
    pub fn embed(
        &self,
        canonical: &Canonical,
        view: usize,
        rows: &DMatrix<f64>,
        run: &Run<'_>,
    ) -> Result<Vec<DVector<f64>>, Error> {
        let (tower, projection) = (&self.towers[view], &canonical.projections[view]);
        let embedding = |row: DVectorView<'_, f64>| {
            run.check_cancelled()?;
            Ok(projection.of(&tower.of(&row).as_view()))
        };
        rows.column_iter().map(embedding).collect()
    }

    /// The embeddings of the rows of both views, one column a row: for fitting, and rounded otherwise than those of
    /// [`DeepPair::embed`].
    ///
    /// # Errors
    /// Where the engine asked to stop.
    pub fn embed_all(
        &self,
        canonical: &Canonical,
        rows: &[DMatrix<f64>; 2],
        run: &Run<'_>,
    ) -> Result<[DMatrix<f64>; 2], Error> {
        let [first, second] = &canonical.projections;
        Ok([
            first.of_all(&self.towers[0].of_all(&rows[0], run)?),
            second.of_all(&self.towers[1].of_all(&rows[1], run)?),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every slope of every layer, through loss, normalisation and sigmoids, against differences of the loss.
    #[test]
    fn gradient_is_the_slope_of_the_loss() {
        let params = DccaParams {
            hidden: vec![4, 5],
            outputs: 3,
            k: 2,
            ..DccaParams::default()
        };
        let mut random = Random::new(3, 9);
        let mut view = |width| DMatrix::from_fn(width, 11, |_, _| random.symmetric(1.5));
        let batch = [view(4), view(3)];
        let run = Run::detached();
        let networks = DeepPair::draw(&params, [4, 3], 1);
        let (_, gradients) = networks.loss(&params, &batch, &run).unwrap();
        let largest = gradients
            .iter()
            .flatten()
            .map(|layer| layer.weights.amax())
            .fold(0.0, f64::max);
        for (tower, gradient) in gradients.iter().enumerate() {
            for (layer, slopes) in gradient.iter().enumerate() {
                let count = slopes.weights.len();
                for at in 0..count + slopes.biases.len() {
                    let shifted = |by: f64| {
                        let mut networks = networks.clone();
                        let layer = &mut networks.towers[tower].layers[layer];
                        if at < count {
                            layer.weights[at] += by;
                        } else {
                            layer.biases[at - count] += by;
                        }
                        networks.loss(&params, &batch, &run).unwrap().0
                    };
                    let step = 1e-4;
                    let near = (shifted(step) - shifted(-step)) / (2.0 * step);
                    let far = (shifted(2.0 * step) - shifted(-2.0 * step)) / (4.0 * step);
                    let expected = (4.0 * near - far) / 3.0;
                    let slope = if at < count {
                        slopes.weights[at]
                    } else {
                        slopes.biases[at - count]
                    };
                    let error = (slope - expected).abs() / largest;
                    assert!(error < 1e-8, "{tower} {layer} {at}: {slope} {expected}");
                }
            }
        }
    }
}
