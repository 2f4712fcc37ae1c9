use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ComponentType, Name, OneOrMany, Params};

/// A study that asks people whether the labels of a dataset hold: `emospec study design` draws rows and writes
/// questionnaires, `emospec study analyse` reads the answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudySpec {
    /// A sentence for the people who are asked; the question when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The dataset whose rows are asked about.
    pub dataset: Name,
    /// The parts that rows are drawn from.
    pub parts: OneOrMany<Name>,
    /// The label that people check: a target of two classes.
    pub target: Name,
    /// The class that the answer yes stands for; the second when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yes: Option<String>,
    /// What is asked of each row, to be answered by yes or no.
    #[schemars(length(min = 1, max = 1000))]
    pub question: String,
    /// Rows that are drawn.
    #[schemars(range(min = 1))]
    pub pairs: usize,
    /// Targets and texts by which the draw is balanced: equal shares of the values of the first, within each of them of
    /// the values of the second, and so on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("uniqueItems" = true))]
    pub balance: Vec<Name>,
    /// People who are asked.
    #[schemars(range(min = 1, max = 10000))]
    pub participants: usize,
    /// People who answer for the same row.
    #[schemars(range(min = 1))]
    pub ratings: usize,
    /// Draws rows, assigns them to participants, orders them, and resamples in the analysis; it has nothing to do with
    /// `seeds`.
    #[serde(default)]
    pub seed: u64,
    /// What is played for each row.
    pub stimulus: StimulusSpec,
    /// Which answers and participants the analysis leaves out.
    #[serde(default)]
    pub screening: ScreeningSpec,
}

/// What is played for each row: a file that the dataset names, or one that a plugin's extractor makes of several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StimulusSpec {
    /// `as-is`: the file that `paths: {file: COLUMN}` names. `PLUGIN/EXTRACTOR`: the file that the extractor makes.
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// Parameters of the extractor.
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    pub params: Params,
    /// The folder that file names are relative to; itself relative to the spec file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// For each path the extractor reads, the column that names a file under `root`.
    #[schemars(extend("minProperties" = 1))]
    pub paths: IndexMap<Name, Name>,
    /// For each other column the extractor reads, the column it is taken from.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub columns: IndexMap<Name, Name>,
}

/// Which answers and participants are left out of an analysis. The rules are applied in this order, and each thing left out
/// is reported with its rule; a rule that is left out here is not applied.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScreeningSpec {
    /// Answers given in fewer seconds are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0))]
    pub shortest_seconds: Option<f64>,
    /// Answers to what was played to its end fewer times are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_played: Option<u64>,
    /// Participants of whose questions a smaller share still has an answer are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub least_answers: Option<f64>,
    /// Participants who gave the same answer to a larger share of their questions are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub most_alike: Option<f64>,
    /// Participants who agree with the majority of the others, where these have one, in a smaller share of their answers are
    /// left out. All are judged by the answers the rules before left, at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub least_agreement: Option<f64>,
}
