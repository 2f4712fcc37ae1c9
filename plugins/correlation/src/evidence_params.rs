use emospec_sdk::prelude::*;

/// How the posteriors are fitted, and what correspondence counts beside them.
///
/// The defaults were chosen on EmoMV-C by inner folds (`docs/own-model.md`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EvidenceParams {
    /// Whether to take square roots of the views first, which evens out non-negative features that have a few large
    /// values (power normalisation: Perronnin, Sanchez and Mensink, ECCV 2010, section 3.2). Negative values become 0,
    /// so the views have to be raw: after a `standardise` feature, set it to false.
    pub root: bool,
    /// For the first and the second view, c in the penalty `d / (2 c) |W|^2` that the logistic regression adds to the sum
    /// of `-log softmax(W x + b)[y]` over the training rows, d being the number of columns: a larger c gives surer
    /// posteriors (le Cessie and van Houwelingen, Applied Statistics 41 (1992)).
    #[schemars(extend("items" = {"type": "number", "format": "double", "exclusiveMinimum": 0.0}))]
    pub inverse_penalty: [f64; 2],
    /// Classification: for the first and the second view, what is added to the squared singular values of the matched
    /// rows, each row of length 1 and centred, before they are inverted (Hoerl and Kennard, Technometrics 12 (1970)).
    #[schemars(extend("items" = {"type": "number", "format": "double", "exclusiveMinimum": 0.0}))]
    pub ridge: [f64; 2],
    /// Classification: what a standard deviation of the correspondence adds to the log odds of a match. With 0 the
    /// classes alone count, and nothing is learnt from which rows match.
    #[schemars(range(min = 0.0))]
    pub correspondence: f64,
    /// Iterations of L-BFGS for each view, at most.
    #[schemars(range(min = 1))]
    pub iterations: u64,
}

impl Default for EvidenceParams {
    fn default() -> Self {
        Self {
            root: true,
            inverse_penalty: [3.0, 1.0],
            ridge: [1.0, 4.0],
            correspondence: 0.5,
            iterations: 1000,
        }
    }
}

impl EvidenceParams {
    /// Checks what the schema says, for callers that did not.
    ///
    /// # Errors
    /// Where a number lies outside its range.
    pub fn check(&self) -> Result<(), Error> {
        let above_zero = |values: [f64; 2]| values.iter().all(|&x| x > 0.0 && x.is_normal());
        if !above_zero(self.inverse_penalty) || !above_zero(self.ridge) {
            return Err(Error::new(
                "`inverse_penalty` and `ridge` must be above 0 for both views",
            ));
        }
        if !(self.correspondence >= 0.0 && self.correspondence.is_finite()) || self.iterations == 0
        {
            return Err(Error::new(
                "`correspondence` must be at least 0, and `iterations` at least 1",
            ));
        }
        Ok(())
    }
}
