use serde::{Deserialize, Serialize};

use super::Fusion;

/// What the network is asked.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Question {
    /// Which of so many classes a pair of rows is in.
    Classification {
        /// Number of classes.
        classes: usize,
    },
    /// Embeddings in which the rows of a matching pair (class 1) are near and those of another (class 0) far.
    Retrieval {
        /// Distance beyond which a mismatched pair costs nothing.
        margin: f32,
    },
}

/// The shape of a network, in the order of the two views.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Architecture {
    /// What it is asked.
    pub question: Question,
    /// Widths of the views.
    pub view_widths: [usize; 2],
    /// Number of classes of each view's auxiliary target, where these are learnt.
    pub auxiliary_classes: Option<[usize; 2]>,
    /// Width that each view is reduced to first.
    pub branch_width: usize,
    /// Width of the embeddings.
    pub embedding_width: usize,
    /// How a pair of embeddings is fused, in classification.
    pub fusion: Fusion,
    /// Width of the pooled pair of embeddings and of the classifier's hidden layer, in classification.
    pub pooled_width: usize,
}
