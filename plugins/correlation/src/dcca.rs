use emospec_sdk::prelude::*;

use crate::DccaParams;
use crate::canonical::Canonical;
use crate::columns::view_of_width;
use crate::deep_pair::DeepPair;
use crate::deep_training::train;
use crate::pairs::Pairs;
use crate::report::Report;
use crate::single::{single, unit};
use crate::standardiser::Standardiser;

/// Deep canonical correlation analysis of the training rows that match (class 1 of the target).
///
/// Each view, standardised on those rows, goes through a network of its own: linear layers with a sigmoid and batch
/// normalisation between. The networks learn to maximise the sum of the k largest canonical correlations of their
/// outputs (see `correlation_loss.rs` for loss and gradient), by `RMSprop` on large batches. Then linear CCA of the
/// outputs, with the same ridge, gives the embeddings, compared by their cosine.
///
/// The paper pretrains denoising autoencoders and uses L-BFGS and a cube-root sigmoid; layers, normalisation, optimiser
/// and defaults here are those of the public `PyTorch` code. Unlike there, batch normalisation predicts with the
/// statistics of all training pairs rather than a running mean, and what stops training is the correlation of the
/// validation pairs along the training directions rather than along directions of their own. With fewer than two
/// validation rows that match, all epochs run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dcca {
    views: [String; 2],
    standardisers: [Standardiser; 2],
    networks: DeepPair,
    canonical: Canonical,
}

impl Model for Dcca {
    type Params = DccaParams;
    const CARD: ModelCard = ModelCard {
        name: "dcca",
        summary: "Embeds each view by a network so that matching rows correlate as much as possible.",
        source: "Andrew, Arora, Bilmes and Livescu, Deep canonical correlation analysis, ICML 2013, equations 10 to \
                 13.",
        tasks: &[TaskType::Retrieval],
        stochastic: true,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, DccaParams>) -> Result<Self, Error> {
        fit.params.check()?;
        let pairs = Pairs::to_learn_from(fit.train, fit.task)?;
        let matched = pairs.matched_views();
        let standardisers = matched.each_ref().map(Standardiser::fit);
        let standardised = |pairs: &Pairs| {
            let [first, second] = pairs.matched_views();
            [
                standardisers[0].of_all(&first),
                standardisers[1].of_all(&second),
            ]
        };
        let validation = match fit.validation {
            None => None,
            Some(rows) => {
                for (name, standardiser) in pairs.names.iter().zip(&standardisers) {
                    view_of_width(rows, name, standardiser.width())?;
                }
                let validation = Pairs::read(rows, fit.task)?;
                (validation.matched.len() > 1).then(|| standardised(&validation))
            }
        };
        let (networks, canonical) = train(
            fit.params,
            &standardised(&pairs),
            validation.as_ref(),
            fit.seed,
            fit.run,
        )?;
        fit.run.report(&Report {
            pairs: pairs.matched.len(),
            correlations: &canonical.correlations,
        })?;
        Ok(Self {
            views: pairs.names,
            standardisers,
            networks,
            canonical,
        })
    }

    fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        let mut outputs = Outputs::default();
        for (view, name) in self.views.iter().enumerate() {
            run.check_cancelled()?;
            let standardiser = &self.standardisers[view];
            let inputs = standardiser.of_all(&view_of_width(rows, name, standardiser.width())?);
            let embeddings = self.networks.embed(&self.canonical, view, &inputs, run)?;
            let embeddings: Vec<_> = embeddings.into_iter().map(unit).collect();
            outputs.matrix(name, self.canonical.correlations.len(), single(&embeddings))?;
        }
        Ok(outputs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emospec_learn::testing::{PairData, assert_keeps_the_rules, fit, mean_rank, pair_task};

    fn params() -> DccaParams {
        DccaParams {
            hidden: vec![6, 5],
            outputs: 3,
            epochs: 4,
            patience: 2,
            batch_size: 3,
            ..DccaParams::default()
        }
    }

    #[test]
    fn the_rules_of_every_model_are_kept() {
        let task = pair_task(TaskType::Retrieval);
        assert_keeps_the_rules::<Dcca>(&params(), &task);
        let linear = DccaParams {
            hidden: Vec::new(),
            ..params()
        };
        assert_keeps_the_rules::<Dcca>(&linear, &task);
    }

    #[test]
    fn what_no_line_correlates_is_learnt() {
        let task = pair_task(TaskType::Retrieval);
        let data = |seed| PairData::hidden(300, 4, true, seed);
        let (train, validation, test) = (data(1), data(2), data(3));
        let learnt = |epochs| {
            let params = DccaParams {
                hidden: vec![32],
                outputs: 2,
                k: 2,
                learning_rate: 0.01,
                batch_size: 100,
                patience: epochs,
                epochs,
                ..DccaParams::default()
            };
            let model: Dcca = fit(&params, &task, &train, Some(&validation), 0).unwrap();
            mean_rank(&model, &test)
        };
        let (first, last) = (learnt(1), learnt(60));
        assert!(last < 0.1 && first > 2.0 * last, "{first} {last}");
    }

    #[test]
    fn another_seed_makes_another_model_and_a_wild_step_is_refused() {
        let task = pair_task(TaskType::Retrieval);
        let data = PairData::draw(8, 4, 1.0, 1);
        let fitted = |seed| fit::<Dcca>(&params(), &task, &data, None, seed).unwrap();
        assert_ne!(fitted(1), fitted(2));
        let wild = DccaParams {
            learning_rate: 1e300,
            hidden: Vec::new(),
            ..params()
        };
        let refused = fit::<Dcca>(&wild, &task, &data, None, 0).unwrap_err();
        assert!(
            refused.to_string().contains("lower `learning_rate`"),
            "{refused}"
        );
    }

    #[test]
    fn parameters_out_of_range_are_named() {
        let task = pair_task(TaskType::Retrieval);
        let data = PairData::draw(8, 4, 1.0, 1);
        let wrong = [
            (
                "ridge",
                DccaParams {
                    ridge: 0.0,
                    ..params()
                },
            ),
            (
                "hidden",
                DccaParams {
                    hidden: vec![0],
                    ..params()
                },
            ),
            (
                "learning_rate",
                DccaParams {
                    learning_rate: f64::NAN,
                    ..params()
                },
            ),
            (
                "batch_size",
                DccaParams {
                    batch_size: 0,
                    ..params()
                },
            ),
        ];
        for (name, params) in wrong {
            let refused = fit::<Dcca>(&params, &task, &data, None, 0).unwrap_err();
            assert!(refused.to_string().contains(name), "{refused}");
        }
    }
}
