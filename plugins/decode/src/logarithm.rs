use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How energies are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Logarithm {
    /// `ln(x + offset)`.
    Natural {
        /// What is added.
        offset: f32,
    },
    /// `log10(factor x + 1)`.
    Decadic {
        /// What is multiplied.
        factor: f32,
    },
}

impl Logarithm {
    /// Of one number, 0 or above.
    pub fn of(self, value: f32) -> f32 {
        match self {
            Self::Natural { offset } => (value + offset).ln(),
            Self::Decadic { factor } => (factor * value + 1.0).log10(),
        }
    }
}
