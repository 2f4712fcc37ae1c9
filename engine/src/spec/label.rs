use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ComponentSpec, Name, OneOrMany};

/// Where the classes of rows come from. A row that gets none is left out, and reported with the reason. Beside a label
/// `NAME` stands a column of text `NAME_origin`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum LabelSpec {
    /// The text of a column, such as that of the folder a file lies in.
    Column {
        /// The column.
        from: Name,
        /// A regular expression whose first group, where it matches the text, is the class.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pattern: Option<String>,
        /// The class names, in the order of their ids.
        #[schemars(length(min = 2), extend("uniqueItems" = true))]
        classes: Vec<String>,
        /// Who says so.
        #[serde(default = "human")]
        origin: String,
    },
    /// A CSV file that says the class of each file or row.
    Table {
        /// The CSV file, relative to the spec; its first line names its columns.
        file: String,
        /// The column of the rows that it is found by, and the column of the file of the same name.
        key: Name,
        /// The column of the file that holds the class; that of the label's name when left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        column: Option<String>,
        /// The class names, in the order of their ids.
        #[schemars(length(min = 2), extend("uniqueItems" = true))]
        classes: Vec<String>,
        /// Who says so.
        #[serde(default = "human")]
        origin: String,
    },
    /// What a model says that was trained on another dataset; its confidence becomes a column `NAME_confidence`.
    Predicted {
        /// The model.
        model: ComponentSpec,
        /// What it is trained on.
        trained_on: TrainedOn,
        /// The views it reads, in both datasets; each is standardised on the rows trained on.
        views: OneOrMany<Name>,
        /// Rows that the model is less sure of are left out.
        #[serde(default)]
        #[schemars(range(min = 0.0, max = 1.0))]
        min_confidence: f64,
        /// How confidences are calibrated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        calibrate: Option<Calibrate>,
        /// The seed of the model.
        #[serde(default)]
        seed: u64,
    },
}

impl LabelSpec {
    /// The dataset that a predictor is trained on.
    pub fn trained_on(&self) -> Option<&Name> {
        match self {
            Self::Predicted { trained_on, .. } => Some(&trained_on.dataset),
            Self::Column { .. } | Self::Table { .. } => None,
        }
    }
}

/// The rows that a predictor of labels is trained on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainedOn {
    /// The dataset, which has the views and the label as a target with classes.
    pub dataset: Name,
    /// The part trained on.
    pub train: Name,
    /// The part that chooses when to stop, and the temperature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation: Option<Name>,
    /// The part held out, on which confusion and calibration are reported.
    pub test: Name,
    /// The target; that of the label's name when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Name>,
}

/// How the confidences of a predictor are made to say how often it is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Calibrate {
    /// One temperature for all classes, by least log loss on the validation part (Guo et al. 2017).
    Temperature,
}

fn human() -> String {
    "human".to_owned()
}
