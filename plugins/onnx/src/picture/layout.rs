use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The order of a stack's axes: batch (n), colour (c), time (t), height and width. Without t a stack is one frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "they name their axes")]
pub enum Layout {
    #[default]
    Ncthw,
    Ntchw,
    Nthwc,
    Nchw,
    Nhwc,
}
