use emospec_sdk::prelude::*;

/// The networks and how they learn; the defaults are those of the public `PyTorch` code of the method, which suit tens
/// of thousands of pairs. For a few hundred pairs `hidden: [64]` or so is large enough. `epochs` and `patience` are
/// larger than there, since small data make one step an epoch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DccaParams {
    /// Widths of the hidden layers of each view's network; none makes it linear.
    #[schemars(length(max = 8), inner(range(min = 1, max = 65_536)))]
    pub hidden: Vec<usize>,
    /// Outputs of each network.
    #[schemars(range(min = 1, max = 4096))]
    pub outputs: usize,
    /// Correlations that are summed, and the width of the embeddings; at most `outputs` count.
    #[schemars(range(min = 1))]
    pub k: usize,
    /// Added to the variance of every output.
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    pub ridge: f64,
    /// Step size of `RMSprop`.
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    pub learning_rate: f64,
    /// L2 weight decay: added to the gradient, times the weight.
    #[schemars(range(min = 0.0))]
    pub weight_decay: f64,
    /// Pairs of a step, at least: the pairs are divided evenly into as many batches as have that many, or else are one.
    /// The correlations of few pairs say little, so it should be many times `outputs`.
    #[schemars(range(min = 1))]
    pub batch_size: usize,
    /// Passes over the training pairs, at most.
    #[schemars(range(min = 1))]
    pub epochs: usize,
    /// Epochs without a higher validation correlation before it stops; without validation rows all epochs run.
    #[schemars(range(min = 1))]
    pub patience: usize,
}

impl Default for DccaParams {
    fn default() -> Self {
        Self {
            hidden: vec![1024, 1024, 1024],
            outputs: 10,
            k: 10,
            ridge: 1e-3,
            learning_rate: 1e-3,
            weight_decay: 1e-5,
            batch_size: 800,
            epochs: 100,
            patience: 20,
        }
    }
}

impl DccaParams {
    /// Checks what the schema says, for callers that did not.
    ///
    /// # Errors
    /// Where a number lies outside its range.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let positive = |value: f64| value > 0.0 && value.is_finite();
        let sound = [
            (
                "hidden",
                self.hidden.iter().all(|width| (1..=65_536).contains(width)),
            ),
            ("outputs", (1..=4096).contains(&self.outputs)),
            ("k", self.k > 0),
            ("ridge", positive(self.ridge)),
            ("learning_rate", positive(self.learning_rate)),
            (
                "weight_decay",
                self.weight_decay >= 0.0 && self.weight_decay.is_finite(),
            ),
            ("batch_size", self.batch_size > 0),
            ("epochs", self.epochs > 0),
            ("patience", self.patience > 0),
        ];
        match sound.into_iter().find(|(_, is_sound)| !is_sound) {
            None => Ok(()),
            Some((name, _)) => Err(Error::new(format_args!("`{name}` is out of range"))),
        }
    }
}
