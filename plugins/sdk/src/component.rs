use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Error, Outputs, Role, Rows, Run, Task, TaskType};

/// How retrieval embeddings are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Similarity {
    /// The cosine of the angle; a zero vector has 0.
    Cosine,
    /// The inner product.
    Dot,
    /// The negative Euclidean distance.
    Euclidean,
}

/// What people and the engine know of a model.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ModelCard {
    /// Its name inside the plugin.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// The paper or book it is from, with the equation.
    pub source: &'static str,
    /// The kinds of task it can be asked.
    pub tasks: &'static [TaskType],
    /// Whether another seed may give another result.
    pub stochastic: bool,
    /// How its retrieval embeddings are compared.
    pub similarity: Similarity,
}

/// What people and the engine know of a source or an extractor.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ComponentCard {
    /// Its name inside the plugin.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// The paper, formula or data it follows.
    pub source: &'static str,
}

/// Everything a fit is given.
pub struct Fit<'a, P> {
    /// The parameters, with defaults filled in.
    pub params: &'a P,
    /// What is asked.
    pub task: &'a Task,
    /// Views and targets to learn from.
    pub train: &'a Rows<'a>,
    /// Views and targets to decide with when to stop, where the split has such rows.
    pub validation: Option<&'a Rows<'a>>,
    /// All randomness comes from this number.
    pub seed: u64,
    /// Progress, cancellation, threads and scratch space.
    pub run: &'a Run<'a>,
}

/// A model: what is left after fitting, and how to predict with it.
///
/// The struct is serialised to be saved, so it holds all that `predict` needs.
pub trait Model: Serialize + DeserializeOwned + 'static {
    /// The parameters. Doc comments become their documentation; derive `JsonSchema` and mark the struct
    /// `#[serde(deny_unknown_fields, default)]`.
    type Params: Serialize + DeserializeOwned + JsonSchema + Default;
    /// What people and the engine know of the model.
    const CARD: ModelCard;

    /// Fits the model.
    ///
    /// # Errors
    /// Where data or parameters do not suit it: the sentence is shown in the table's note.
    fn fit(fit: &Fit<'_, Self::Params>) -> Result<Self, Error>;

    /// Predicts for rows that have the views only. The same rows give the same outputs in any order and batch.
    ///
    /// # Errors
    /// Where the rows do not suit the model.
    fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error>;

    /// The bytes the model is restored from.
    ///
    /// # Errors
    /// Where it cannot be serialised.
    fn save(&self) -> Result<Vec<u8>, Error> {
        Ok(postcard::to_allocvec(self)?)
    }

    /// The model that `save` wrote.
    ///
    /// # Errors
    /// Where the bytes are not such a model.
    fn load(bytes: &[u8]) -> Result<Self, Error> {
        Ok(postcard::from_bytes(bytes)?)
    }
}

/// A column that a source makes.
#[derive(Debug, Clone, Serialize)]
pub struct SourceColumn {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// The class names, for a target with classes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classes: Option<Vec<String>>,
}

/// What a source makes: columns, and their values part by part.
#[derive(Debug, Default)]
pub struct Emitted {
    /// The columns.
    pub columns: Vec<SourceColumn>,
    /// The values of each part, in the order the parts are listed.
    pub parts: Vec<(String, Outputs)>,
}

/// Makes the columns of a dataset.
pub trait Source {
    /// The parameters.
    type Params: Serialize + DeserializeOwned + JsonSchema + Default;
    /// What people and the engine know of the source.
    const CARD: ComponentCard;

    /// Makes every column of every part: the same for the same parameters, on every machine.
    ///
    /// # Errors
    /// Where the parameters cannot be met.
    fn read(params: &Self::Params, run: &Run<'_>) -> Result<Emitted, Error>;
}

/// Turns columns into a view.
pub trait Extractor {
    /// The parameters.
    type Params: Serialize + DeserializeOwned + JsonSchema + Default;
    /// What people and the engine know of the extractor.
    const CARD: ComponentCard;

    /// Computes the view, rows x width, for the rows given.
    ///
    /// # Errors
    /// Where the rows do not suit it.
    fn extract(params: &Self::Params, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error>;
}
