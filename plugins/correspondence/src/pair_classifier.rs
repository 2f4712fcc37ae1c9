use dfdx::optim::{AdamConfig, WeightDecay};
use dfdx::prelude::CpuError;
use emospec_learn::ops::Dropout;
use emospec_learn::pairs::{PairTask, Pairs, fitted_views};
use emospec_learn::training::{self, FitError, RunWatcher, Schedule};
use emospec_learn::{Standardiser, predict_in_blocks, softmax};
use emospec_sdk::{Error, Fit, Outputs, Rows};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::finite_view::{finite, finite_view};
use crate::network::{Classifying, PairNetwork, Shape};

/// A fitted network with all that its predictions need.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PairClassifier<N> {
    network: Classifying<N>,
    shape: Shape,
    views: [String; 2],
    standardisers: [Standardiser; 2],
    target: String,
}

/// Adam with L2 weight decay, and nothing else out of the ordinary.
pub fn adam(learning_rate: f64, weight_decay: f64) -> AdamConfig {
    AdamConfig {
        lr: learning_rate,
        weight_decay: Some(WeightDecay::L2(weight_decay)),
        ..AdamConfig::default()
    }
}

impl<N: PairNetwork> PairClassifier<N> {
    /// Draws a network and trains it. One random stream makes the parameters, the order of the rows and what is dropped.
    ///
    /// # Errors
    /// Where data or parameters do not suit.
    pub fn fit<P>(
        arguments: &Fit<'_, P>,
        schedule: &Schedule,
        draw: impl FnOnce(Shape, &mut ChaCha8Rng) -> Result<N, CpuError>,
    ) -> Result<Self, Error> {
        let Fit {
            task,
            train,
            validation,
            seed,
            run,
            ..
        } = arguments;
        let learnt = PairTask::new(task)?;
        let shape = Shape {
            view_widths: learnt.view_widths(train)?,
            classes: learnt.target_classes()?,
        };
        let views = learnt.views.map(str::to_owned);
        let [left, right] = learnt.views;
        let fit_to = |name| -> Result<Standardiser, Error> {
            let (width, values) = finite_view(train, name)?;
            Ok(Standardiser::fit(values, width))
        };
        let standardisers = [fit_to(left)?, fit_to(right)?];
        let standardised = |rows: &Rows<'_>| standardise(rows, &views, &standardisers);
        let train_views = standardised(train)?;
        let validation_views = validation.map(standardised).transpose()?;
        let train_pairs = with_views(learnt.pairs(train)?, &train_views);
        let validation_pairs = match validation.zip(validation_views.as_ref()) {
            Some((rows, views)) => Some(with_views(learnt.pairs(rows)?, views)),
            None => None,
        };
        let mut random = ChaCha8Rng::seed_from_u64(*seed);
        let network = draw(shape, &mut random).map_err(FitError::from)?;
        let watcher = RunWatcher {
            run,
            epochs: schedule.epochs,
        };
        let pairs = (&train_pairs, validation_pairs.as_ref());
        let fitted = training::fit(Classifying(network), random, schedule, pairs, &watcher)?;
        run.report(&fitted.report())?;
        Ok(Self {
            network: fitted.network,
            shape,
            views,
            standardisers,
            target: task.target.clone(),
        })
    }

    /// The network.
    pub fn network(&self) -> &N {
        &self.network.0
    }

    /// The widths of the views.
    pub fn view_widths(&self) -> [usize; 2] {
        self.shape.view_widths
    }

    /// The names of the views.
    pub fn views(&self) -> &[String; 2] {
        &self.views
    }

    /// The views of rows to predict, standardised.
    ///
    /// # Errors
    /// Where a view is missing, of another width, or has a value that is not a finite number.
    pub fn standardised(&self, rows: &Rows<'_>) -> Result<[Vec<f32>; 2], Error> {
        standardise(rows, &self.views, &self.standardisers)
    }

    /// The probabilities of the classes, named as the target.
    ///
    /// # Errors
    /// As [`Self::standardised`].
    pub fn predict(&self, rows: &Rows<'_>) -> Result<Outputs, Error> {
        let [left, right] = self.standardised(rows)?;
        let Shape {
            view_widths,
            classes,
        } = self.shape;
        let views = [(view_widths[0], &left[..]), (view_widths[1], &right[..])];
        let [logits] = predict_in_blocks(rows.count(), views, |block| {
            let logits = self.network.0.classify(block, &mut Dropout::Off)?;
            Ok([logits.shared_values()])
        })
        .map_err(FitError::from)?;
        let mut outputs = Outputs::default();
        outputs.matrix(&self.target, classes, softmax(&logits, classes))?;
        Ok(outputs)
    }
}

fn standardise(
    rows: &Rows<'_>,
    names: &[String; 2],
    standardisers: &[Standardiser; 2],
) -> Result<[Vec<f32>; 2], Error> {
    let widths = standardisers.each_ref().map(Standardiser::width);
    let [(_, left), (_, right)] = fitted_views(rows, names, widths)?;
    Ok([
        standardisers[0].apply(finite(&names[0], widths[0], left)?),
        standardisers[1].apply(finite(&names[1], widths[1], right)?),
    ])
}

fn with_views<'a>(pairs: Pairs<'_>, [left, right]: &'a [Vec<f32>; 2]) -> Pairs<'a> {
    Pairs {
        views: [left, right],
        targets: pairs.targets,
    }
}
