use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The seeds every trial is repeated with: how many, counted from 0, or a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Seeds {
    /// This many seeds: 0, 1, 2 and so on.
    Count(#[schemars(range(min = 1, max = 100_000))] u32),
    /// Exactly these seeds.
    List(#[schemars(length(min = 1), extend("uniqueItems" = true))] Vec<u64>),
}

impl Default for Seeds {
    fn default() -> Self {
        Self::Count(5)
    }
}

impl Seeds {
    /// Every seed, in order.
    pub fn values(&self) -> Vec<u64> {
        match self {
            Self::Count(count) => (0..u64::from(*count)).collect(),
            Self::List(seeds) => seeds.clone(),
        }
    }
}
