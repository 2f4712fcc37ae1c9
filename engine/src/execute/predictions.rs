//! Predictions as a Parquet file: `id`, then `target.NAME` for each known target, then `output.NAME` for each output
//! of the model (a list of floats for probabilities and embeddings). Row i is row i of the reported rows.

use crate::cache::Entry;
use crate::dataset::Values;
use crate::dataset::format::{Address, CsvOptions, Format, Stored};

const ID: &str = "id";
const TARGET: &str = "target.";
const OUTPUT: &str = "output.";

/// What a trial left, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Predictions {
    /// The name of each row.
    pub ids: Vec<String>,
    columns: Vec<(String, Values)>,
}

/// Why predictions cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("failed to read predictions: {0}")]
pub struct PredictionsError(String);

/// The bytes of the file and the names of its columns.
pub(super) fn encode_predictions(
    known: &[(String, Values)],
    count: usize,
    outputs: &[(String, Values)],
) -> Result<(Vec<u8>, Vec<String>), String> {
    let id = known.iter().find_map(|(_, values)| match values {
        Values::Text(texts) => Some(texts.clone()),
        _ => None,
    });
    let id = id.unwrap_or_else(|| (0..count).map(|row| row.to_string()).collect());
    let mut columns = vec![(ID.to_owned(), Stored::Text(id))];
    let targets = known
        .iter()
        .filter(|(_, values)| !matches!(values, Values::Text(_)));
    columns
        .extend(targets.map(|(name, values)| (format!("{TARGET}{name}"), values.clone().into())));
    columns.extend(
        outputs
            .iter()
            .map(|(name, values)| (format!("{OUTPUT}{name}"), values.clone().into())),
    );
    let addressed: Vec<_> = columns
        .iter()
        .map(|(name, stored)| (Address::Key(name.clone()), stored))
        .collect();
    let bytes = Format::Parquet
        .encode(&CsvOptions::default(), &addressed)
        .map_err(|error| error.to_string())?;
    Ok((bytes, columns.into_iter().map(|(name, _)| name).collect()))
}

impl Predictions {
    /// What a trial left.
    ///
    /// # Errors
    /// Where it is not to be had any more, or is not what the trial left.
    pub fn of(entry: &Entry) -> Result<Self, PredictionsError> {
        Self::columns_of(entry, &entry.columns)
    }

    /// Some columns of what a trial left.
    ///
    /// # Errors
    /// Where they are not to be had any more, or not what the trial left.
    pub fn columns_of(entry: &Entry, names: &[String]) -> Result<Self, PredictionsError> {
        let bytes = entry.predictions();
        Self::read(
            bytes.map_err(|error| PredictionsError(error.to_string()))?,
            names,
        )
    }

    /// Reads the columns named from the bytes of a Parquet file.
    ///
    /// # Errors
    /// Where the bytes are no such file.
    pub fn read(bytes: Vec<u8>, names: &[String]) -> Result<Self, PredictionsError> {
        let wanted: Vec<_> = names.iter().cloned().map(Address::Key).collect();
        let stored = Format::decode_parquet(bytes, &wanted)
            .map_err(|error| PredictionsError(error.to_string()))?;
        let mut ids = Vec::new();
        let mut columns = Vec::new();
        for (name, stored) in names.iter().zip(stored) {
            match (name.as_str(), stored) {
                (ID, Stored::Text(texts)) => ids = texts,
                (_, stored) => columns.push((name.clone(), stored.into())),
            }
        }
        Ok(Self { ids, columns })
    }

    /// A target, by its name in the dataset.
    pub fn target(&self, name: &str) -> Option<&Values> {
        self.column(TARGET, name)
    }

    /// An output, by its name in the contract.
    pub fn output(&self, name: &str) -> Option<&Values> {
        self.column(OUTPUT, name)
    }

    fn column(&self, prefix: &str, name: &str) -> Option<&Values> {
        self.columns
            .iter()
            .find(|(column, _)| column.strip_prefix(prefix) == Some(name))
            .map(|(_, values)| values)
    }
}
