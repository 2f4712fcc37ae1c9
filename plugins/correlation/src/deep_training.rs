use emospec_sdk::{Error, Progress, Run};
use nalgebra::{DMatrix, DVector};

use crate::DccaParams;
use crate::canonical::Canonical;
use crate::deep_pair::DeepPair;
use emospec_learn::Random;
use emospec_learn::Stopping;

/// The stream of random numbers that orders the pairs; those before it draw the networks.
const ORDER: u64 = 2;

/// Fits networks to pairs of rows, one column a pair, and the canonical directions of their outputs.
///
/// With validation pairs, what is kept is the epoch in which they correlate most: the sum over directions of the
/// correlation of both validation embeddings. The directions are those of the training pairs, so no direction is fitted
/// to the validation pairs.
///
/// # Errors
/// Where the loss stops being a number, or the engine asked to stop.
pub fn train(
    params: &DccaParams,
    pairs: &[DMatrix<f64>; 2],
    validation: Option<&[DMatrix<f64>; 2]>,
    seed: u64,
    run: &Run<'_>,
) -> Result<(DeepPair, Canonical), Error> {
    let mut networks = DeepPair::draw(params, pairs.each_ref().map(DMatrix::nrows), seed);
    let mut optimisers = networks.optimisers(params);
    let mut order = Random::new(seed, ORDER);
    let mut stopping = Stopping::new(params.patience);
    let count = pairs[0].ncols();
    let batches = (count / params.batch_size).max(1);
    for epoch in 1..=params.epochs {
        let advice = |error| match error {
            Error::Cancelled => error,
            Error::Message(message) => Error::new(format_args!(
                "{message} in epoch {epoch}: lower `learning_rate`"
            )),
        };
        let places = order.order(count);
        let mut loss = 0.0;
        for batch in 0..batches {
            let part = &places[batch * count / batches..(batch + 1) * count / batches];
            let batch = pairs.each_ref().map(|view| view.select_columns(part));
            loss += networks
                .learn(params, &mut optimisers, &batch, run)
                .map_err(advice)?
                / batches as f64;
        }
        let mut validation_loss = None;
        let mut goes_on = true;
        if let Some(rows) = validation {
            let canonical = networks.settle(params, pairs, run).map_err(advice)?;
            let loss = -correlation(&networks.embed_all(&canonical, rows, run)?);
            validation_loss = Some(loss);
            goes_on = stopping.goes_on(loss, || (networks.clone(), canonical));
        }
        run.progress(&Progress {
            epoch,
            epochs: Some(params.epochs),
            train_loss: Some(loss),
            validation_loss,
        })?;
        if !goes_on {
            break;
        }
    }
    if let Some(best) = stopping.into_best() {
        return Ok(best);
    }
    let canonical = networks.settle(params, pairs, run)?;
    Ok((networks, canonical))
}

/// The sum over directions of the correlation of both embeddings of pairs.
fn correlation([first, second]: &[DMatrix<f64>; 2]) -> f64 {
    let directions = first.row_iter().zip(second.row_iter());
    directions
        .map(|(one, two)| pearson(one.transpose(), two.transpose()))
        .sum()
}

/// Pearson's correlation; 0 where one side does not vary.
fn pearson(mut first: DVector<f64>, mut second: DVector<f64>) -> f64 {
    first.add_scalar_mut(-first.mean());
    second.add_scalar_mut(-second.mean());
    let scale = first.norm() * second.norm();
    if scale > 0.0 {
        first.dot(&second) / scale
    } else {
        0.0
    }
}
