use emospec_learn::dfdx::prelude::CpuError;
use emospec_learn::pairs::{PairTask, fitted_views};
use emospec_learn::training::{self, FitError, RunWatcher, Schedule};
use emospec_learn::{Standardiser, predict_in_blocks};
use emospec_sdk::{Error, Fit, Outputs, Rows, Run};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::{Deserialize, Serialize};

use crate::EmbeddingNetwork;
use crate::sample::{LearntRows, Sample};

/// A fitted network with what it reads: all that the models of this plugin have in common.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Retriever<N> {
    views: [String; 2],
    standardisers: [Standardiser; 2],
    network: N,
}

impl<N: EmbeddingNetwork> Retriever<N> {
    /// Standardises the views on the training rows that are learnt from, draws a network for views of those widths, and
    /// trains it until the loss of such validation rows stops falling.
    ///
    /// One random stream, seeded once, draws the network, the order of the rows and what is dropped.
    ///
    /// # Errors
    /// Where the task, the rows or the schedule do not suit, there is no row to learn from, or the loss is not finite.
    pub fn fit<P>(
        fit: &Fit<'_, P>,
        learnt: &PairTask<'_>,
        wanted: LearntRows,
        schedule: &Schedule,
        draw: impl FnOnce([usize; 2], &mut ChaCha8Rng) -> Result<N, CpuError>,
    ) -> Result<Self, Error> {
        learnt.target_classes()?;
        let views = learnt.views.map(str::to_owned);
        let widths = learnt.view_widths(fit.train)?;
        let train = Sample::choose(&learnt.pairs(fit.train)?, wanted);
        if train.targets.rows() == 0 && fit.train.count() > 0 {
            return Err(Error::new(format_args!(
                "no training row is of class 1 of the target `{}`, but this model learns from rows that match: check the \
                 split and its filters",
                fit.task.target
            )));
        }
        let standardisers = [0, 1].map(|view| Standardiser::fit(&train.views[view], widths[view]));
        let train = train.standardised(&standardisers);
        let validation = match fit.validation {
            None => None,
            Some(rows) => {
                fitted_views(rows, &views, widths)?;
                let rows = Sample::choose(&learnt.pairs(rows)?, wanted);
                Some(rows.standardised(&standardisers))
            }
        };
        let mut random = ChaCha8Rng::seed_from_u64(fit.seed);
        let network = draw(widths, &mut random).map_err(FitError::from)?;
        let watcher = RunWatcher {
            run: fit.run,
            epochs: schedule.epochs,
        };
        let validation = validation.as_ref().map(Sample::pairs);
        let pairs = (&train.pairs(), validation.as_ref());
        let fitted = training::fit(network, random, schedule, pairs, &watcher)?;
        fit.run.report(&fitted.report())?;
        Ok(Self {
            views,
            standardisers,
            network: fitted.network,
        })
    }

    /// One embedding matrix per view, named like the view.
    ///
    /// # Errors
    /// Where a view is missing or of another width, or memory is short.
    pub fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        let widths = self.standardisers.each_ref().map(Standardiser::width);
        let views = fitted_views(rows, &self.views, widths)?;
        let mut network = self.network.clone();
        let mut outputs = Outputs::default();
        for (view, (width, values)) in views.into_iter().enumerate() {
            run.check_cancelled()?;
            let standardised = self.standardisers[view].apply(values);
            let [embeddings] =
                predict_in_blocks(rows.count(), [(width, &standardised)], |[block]| {
                    Ok([network.embed(view, block)?.shared_values()])
                })
                .map_err(FitError::from)?;
            outputs.matrix(&self.views[view], network.embedding_width(), embeddings)?;
        }
        Ok(outputs)
    }
}
