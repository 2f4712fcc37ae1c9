use emospec_learn::training::FitError;
use emospec_sdk::prelude::*;

/// The trees and how many there are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BoostedTreesParams {
    /// Rounds at most; each adds a tree, or one a class where there are more than two. The source leaves it to the data;
    /// chosen large enough for early stopping.
    #[schemars(range(min = 1, max = 100_000))]
    pub rounds: usize,
    /// Rounds without a lower validation loss after which it stops; the trees of the best round are kept, and without
    /// validation rows all rounds run. The source leaves it open; chosen.
    #[schemars(range(min = 1))]
    pub patience: usize,
    /// What each tree's leaves are multiplied with (Friedman 2001, section 5). Chosen.
    #[schemars(range(min = 0.0))]
    pub learning_rate: f64,
    /// Splits on the way to a leaf, at most. Two are the least that compare two views; chosen small, against overfitting.
    #[schemars(range(min = 1, max = 16))]
    pub max_depth: usize,
    /// L2 penalty of the leaves, lambda in the source; `XGBoost`'s default.
    #[schemars(range(min = 0.0))]
    pub leaf_penalty: f64,
    /// What a split must gain at least, gamma in the source; `XGBoost`'s default.
    #[schemars(range(min = 0.0))]
    pub split_penalty: f64,
    /// Least sum of curvatures in a leaf: a quarter for each row that is undecided between two classes. `XGBoost`'s
    /// default.
    #[schemars(range(min = 0.0))]
    pub min_leaf_weight: f64,
    /// Share of the columns that each tree may read, drawn for each tree (the source's column subsampling, section 2.3).
    /// Chosen: views of thousands of columns tell the same many times, and time is in proportion.
    #[schemars(extend("exclusiveMinimum" = 0.0), range(max = 1.0))]
    pub columns: f64,
    /// Quantiles that a column is told apart by, at most. The source leaves it open; chosen.
    #[schemars(range(min = 2, max = 1024))]
    pub bins: u16,
}

impl Default for BoostedTreesParams {
    fn default() -> Self {
        Self {
            rounds: 500,
            patience: 30,
            learning_rate: 0.1,
            max_depth: 4,
            leaf_penalty: 1.0,
            split_penalty: 0.0,
            min_leaf_weight: 1.0,
            columns: 0.5,
            bins: 64,
        }
    }
}

impl BoostedTreesParams {
    /// Checks what the schema says, for callers that did not.
    ///
    /// # Errors
    /// Where a parameter has a value that nothing can be done with.
    pub fn check(&self) -> Result<(), FitError> {
        let counts = [
            ("rounds", self.rounds),
            ("patience", self.patience),
            ("max_depth", self.max_depth),
        ];
        for (name, count) in counts {
            FitError::require_count(name, count)?;
        }
        let amounts = [
            ("learning_rate", self.learning_rate),
            ("leaf_penalty", self.leaf_penalty),
            ("split_penalty", self.split_penalty),
            ("min_leaf_weight", self.min_leaf_weight),
        ];
        for (name, amount) in amounts {
            FitError::require_amount(name, amount)?;
        }
        let refused = |name, value, wanted| {
            Err(FitError::Parameter {
                name,
                value,
                wanted,
            })
        };
        if !(self.columns > 0.0 && self.columns <= 1.0) {
            return refused("columns", self.columns, "above 0 and at most 1");
        }
        if !(2..=1024).contains(&self.bins) {
            return refused("bins", f64::from(self.bins), "from 2 to 1024");
        }
        Ok(())
    }
}
