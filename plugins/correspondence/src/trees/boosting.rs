use emospec_learn::Stopping;
use emospec_learn::training::{EpochLosses, FitError, Fitted, Watcher};
use emospec_sdk::Error;
use forust_ml::Matrix;
use forust_ml::binning::bin_matrix;
use forust_ml::constraints::ConstraintMap;
use forust_ml::gradientbooster::GrowPolicy;
use forust_ml::sampler::SampleMethod;
use forust_ml::splitter::MissingImputerSplitter;
use forust_ml::tree::Tree;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::slopes::{loss, slopes};
use super::{Ensemble, Examples};
use crate::BoostedTreesParams;

/// Fits an ensemble round by round, until the validation loss has not fallen for some rounds.
///
/// # Errors
/// Where there are no rows, or the watcher asks to stop: it is asked before every tree.
pub fn boost(
    params: &BoostedTreesParams,
    class_count: usize,
    (train, validation): (&Examples, Option<&Examples>),
    seed: u64,
    watcher: &dyn Watcher,
) -> Result<Fitted<Ensemble>, Error> {
    let (rows, width) = (train.classes.len(), train.width);
    if rows == 0 {
        return Err(FitError::NoRows.into());
    }
    let columns = train.by_column();
    let all = Matrix::new(&columns, rows, width);
    let binned =
        bin_matrix(&all, &vec![1.0; rows], params.bins, f64::NAN, false).map_err(Error::new)?;
    let bins = Matrix::new(&binned.binned_data, rows, width);
    let splitter = params.splitter();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut ensemble = Ensemble::new(width, class_count);
    let margin_count = ensemble.margin_count();
    let validation = validation.filter(|examples| !examples.classes.is_empty());
    let margins_of = |examples: &Examples| vec![0.0; examples.classes.len() * margin_count];
    let mut margins = margins_of(train);
    let mut validation_margins = validation.map(margins_of).unwrap_or_default();
    let mut stopping = Stopping::new(params.patience);
    let mut curve = Vec::new();
    for round in 1..=params.rounds {
        let slopes = slopes(&margins, &train.classes, class_count);
        for (margin, slopes) in slopes.iter().enumerate() {
            if watcher.is_cancelled() {
                return Err(Error::Cancelled);
            }
            let mut tree = Tree::new();
            tree.fit(
                &bins,
                (0..rows).collect(),
                &chosen_columns(params.columns, width, &mut random),
                &binned.cuts,
                &slopes.gradient,
                &slopes.curvature,
                &splitter,
                usize::MAX,
                params.max_depth,
                false,
                &SampleMethod::None,
                &GrowPolicy::DepthWise,
            );
            add(&tree, train, &mut margins, margin, margin_count);
            if let Some(examples) = validation {
                add(
                    &tree,
                    examples,
                    &mut validation_margins,
                    margin,
                    margin_count,
                );
            }
            ensemble.trees.push(tree);
        }
        let losses = EpochLosses {
            epoch: round,
            train: loss(&margins, &train.classes, class_count),
            validation: validation
                .map(|examples| loss(&validation_margins, &examples.classes, class_count)),
        };
        curve.push(losses);
        watcher.epoch_done(&losses);
        if losses
            .validation
            .is_some_and(|loss| !stopping.goes_on(loss, || round))
        {
            break;
        }
    }
    let best_epoch = stopping.into_best().unwrap_or(curve.len());
    ensemble.trees.truncate(best_epoch * margin_count);
    Ok(Fitted {
        network: ensemble,
        best_epoch,
        curve,
    })
}

impl BoostedTreesParams {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "trees are fitted in single precision"
    )]
    fn splitter(&self) -> MissingImputerSplitter {
        MissingImputerSplitter::new(
            0.0,
            self.leaf_penalty as f32,
            0.0,
            self.split_penalty as f32,
            self.min_leaf_weight as f32,
            self.learning_rate as f32,
            false,
            ConstraintMap::new(),
        )
    }
}

/// The columns a tree may read, in their order: that share of all, and one at least.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count is a count"
)]
fn chosen_columns(share: f64, width: usize, random: &mut ChaCha8Rng) -> Vec<usize> {
    let count = ((width as f64 * share).round() as usize).clamp(1, width);
    let mut chosen: Vec<_> = (0..width).collect();
    chosen.shuffle(random);
    chosen.truncate(count);
    chosen.sort_unstable();
    chosen
}

/// Adds the leaf that each row falls in to one of its margins.
fn add(tree: &Tree, examples: &Examples, margins: &mut [f64], margin: usize, margin_count: usize) {
    for (row, margins) in examples.rows().zip(margins.chunks_exact_mut(margin_count)) {
        margins[margin] += tree.predict_row_from_row_slice(row, &f64::NAN);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_reads_its_share_of_the_columns() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let chosen = chosen_columns(0.3, 10, &mut random);
        assert_eq!(chosen.len(), 3);
        assert!(chosen.is_sorted() && chosen.iter().all(|&column| column < 10));
        assert_ne!(chosen, chosen_columns(0.3, 10, &mut random));
        assert_eq!(chosen_columns(0.01, 10, &mut random).len(), 1);
        assert_eq!(chosen_columns(1.0, 3, &mut random), [0, 1, 2]);
    }
}
