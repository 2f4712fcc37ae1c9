use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::network::Fusion;

/// The benchmark network and its training; the defaults are the published protocol.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Also learn the auxiliary target of each view, with weight 1; the task then has to name them under `auxiliary`.
    pub multi_task: bool,
    /// Step size of Adam.
    #[schemars(range(min = 0.0))]
    pub learning_rate: f64,
    /// L2 weight decay, added to the gradient.
    #[schemars(range(min = 0.0))]
    pub weight_decay: f64,
    /// Rows per step; the last batch of an epoch may be smaller.
    #[schemars(range(min = 1))]
    pub batch_size: usize,
    /// Passes over the training rows at most.
    #[schemars(range(min = 1))]
    pub epochs: usize,
    /// Epochs without a lower validation loss after which training stops; the best network is kept.
    #[schemars(range(min = 1))]
    pub patience: usize,
    /// Width that each view is reduced to first.
    #[schemars(range(min = 1))]
    pub branch_width: usize,
    /// Width of the embeddings.
    #[schemars(range(min = 1))]
    pub embedding_width: usize,
    /// How the pair of embeddings is fused, in classification; `bilinear` is published, the others are variants of it,
    /// with the same classifier after them. Products of elements of unit rows are so small that the published
    /// `weight_decay` holds `product` at a constant: 0.01 lets it learn. `concatenation` leaves it to the classifier to
    /// learn to compare.
    pub fusion: Fusion,
    /// Width of the bilinearly pooled pair of embeddings and of the classifier's hidden layer, in classification.
    #[schemars(range(min = 1))]
    pub pooled_width: usize,
    /// Share of the elements that are dropped while training.
    #[schemars(range(min = 0.0, max = 0.99))]
    pub dropout: f64,
    /// Distance beyond which a mismatched pair costs nothing, in retrieval.
    #[schemars(range(min = 0.0))]
    pub margin: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            multi_task: false,
            learning_rate: 1e-4,
            weight_decay: 0.1,
            batch_size: 256,
            epochs: 1000,
            patience: 20,
            branch_width: 64,
            embedding_width: 64,
            fusion: Fusion::Bilinear,
            pooled_width: 32,
            dropout: 0.5,
            margin: 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_parameter_is_refused() {
        let message = serde_json::from_str::<Params>(r#"{"learning_rat": 1}"#)
            .unwrap_err()
            .to_string();
        assert!(message.contains("learning_rat"), "{message}");
    }

    #[test]
    fn every_parameter_has_a_description_and_a_default() {
        let schema = schemars::schema_for!(Params);
        let properties = schema.as_value()["properties"].as_object().unwrap();
        assert_eq!(properties.len(), 12);
        for (name, property) in properties {
            assert!(
                property["description"].is_string(),
                "{name} has no description"
            );
            assert!(!property["default"].is_null(), "{name} has no default");
        }
    }
}
