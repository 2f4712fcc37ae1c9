use dfdx::optim::AdamConfig;
use emospec_learn::training::{FitError, Schedule};
use emospec_sdk::prelude::*;

use crate::canonical::Settings;

/// The networks, how they learn, and the correlation of what they make. The defaults are those of the authors' code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TnnCCcaParams {
    /// Widths of the hidden layers of each view's network, each with a hyperbolic tangent; the source's.
    #[schemars(length(max = 8), inner(range(min = 1, max = 65_536)))]
    pub hidden: Vec<usize>,
    /// Outputs of each network; the source's.
    #[schemars(range(min = 1, max = 4096))]
    pub outputs: usize,
    /// By how much a row of another class must be further from a row than one of its class, in squared distance; the
    /// source's.
    #[schemars(range(min = 0.0))]
    pub margin: f64,
    /// Step size of Adam; the source's.
    #[schemars(range(min = 0.0))]
    pub learning_rate: f64,
    /// Rows per step. The source cuts its 22,000 or so training rows into 500 batches: 45 each.
    #[schemars(range(min = 2))]
    pub batch_size: usize,
    /// Passes over the training rows, all of which are made: the source's number, without early stopping.
    #[schemars(range(min = 1))]
    pub epochs: usize,
    /// Share of elements that are dropped while training, after every hyperbolic tangent; the source's.
    #[schemars(range(min = 0.0, max = 0.99))]
    pub dropout: f64,
    /// The share of the rows that match in the correlation; all pairs of rows with the same class have the rest. The
    /// source's.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub b: f64,
    /// Directions of correlation, at most: the width of the embeddings; the source's.
    #[schemars(range(min = 1))]
    pub k: usize,
    /// Added to the variance of every direction; the source's.
    #[schemars(range(min = 0.0))]
    pub ridge: f64,
}

impl Default for TnnCCcaParams {
    fn default() -> Self {
        Self {
            hidden: vec![100, 100, 100],
            outputs: 10,
            margin: 0.3,
            learning_rate: 1e-3,
            batch_size: 45,
            epochs: 10,
            dropout: 0.1,
            b: 0.2,
            k: 10,
            ridge: 1e-4,
        }
    }
}

impl TnnCCcaParams {
    /// How the networks are trained.
    ///
    /// # Errors
    /// Where a parameter has a value that nothing can be done with.
    pub fn schedule(&self) -> Result<Schedule, FitError> {
        for width in &self.hidden {
            FitError::require_count("hidden", *width)?;
        }
        FitError::require_count("outputs", self.outputs)?;
        FitError::require_amount("margin", self.margin)?;
        Ok(Schedule {
            adam: AdamConfig {
                lr: self.learning_rate,
                ..AdamConfig::default()
            },
            batch_size: self.batch_size,
            epochs: self.epochs,
            patience: self.epochs,
            dropout: self.dropout,
        })
    }

    /// How the canonical directions are computed.
    ///
    /// # Errors
    /// Where a parameter is outside its range.
    pub(crate) fn settings(&self) -> Result<Settings, Error> {
        if !(0.0..=1.0).contains(&self.b) {
            return Err(Error::new("`b` must be from 0 to 1"));
        }
        let settings = Settings {
            k: self.k,
            ridge: self.ridge,
            components: None,
        };
        settings.check()?;
        Ok(settings)
    }
}
