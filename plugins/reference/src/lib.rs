//! Baselines that any comparison needs: what is reached without learning, from one view, from the views side by side,
//! and from what each view tells about its own classes.
//!
//! | model | what it stands for |
//! | --- | --- |
//! | `chance` | no knowledge: constant outputs |
//! | `always-positive` | the answer that makes F1 look best without knowledge |
//! | `one-view` | what one view tells; where both classes are built from the same rows, nothing |
//! | `concatenation` | early fusion: a perceptron on the views side by side |
//! | `agreement` | late fusion: a classifier per view, compared by Bayes' rule |

mod agreement;
mod always_positive;
mod chance;
mod class_ids;
mod concatenation;
mod examples;
mod inputs;
mod joint_table;
mod logistic;
mod network;
mod objective;
mod one_view;
mod perceptron;
mod random;
mod softmax;
mod standardiser;
mod training;

pub use agreement::{Agreement, AgreementParams};
pub use always_positive::AlwaysPositive;
pub use chance::Chance;
pub use concatenation::{Concatenation, ConcatenationParams};
pub use one_view::{OneView, OneViewParams};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A model without parameters has this one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoParams {}

emospec_sdk::export_plugin! {
    name: "reference",
    summary: "Baselines that any comparison needs.",
    models: [Chance, AlwaysPositive, OneView, Concatenation, Agreement],
}
