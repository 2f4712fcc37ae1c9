use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the embeddings of a pair become the one row that is classified.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Fusion {
    /// Compact bilinear pooling, as published: a sketch, `pooled_width` wide, of all products of an element of one
    /// embedding and an element of the other.
    #[default]
    Bilinear,
    /// Both embeddings side by side.
    Concatenation,
    /// The products of elements of the same place.
    Product,
}
