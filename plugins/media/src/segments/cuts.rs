use std::collections::BTreeMap;
use std::path::PathBuf;

use emospec_decode::Span;
use emospec_sdk::Error;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::params::LONGEST;

/// Segments named one by one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Cuts {
    /// In a CSV file with the columns `file`, `start` and `end`.
    File(#[schemars(extend("format" = "path"))] PathBuf),
    /// Here.
    Here(Vec<Cut>),
}

/// One segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cut {
    /// The file's path below the dataset's folder, with `/`.
    pub file: String,
    /// Where it starts, in seconds.
    pub start: f64,
    /// Where it ends, in seconds.
    pub end: f64,
}

impl Cuts {
    /// The spans of each file, in the order in which they are named.
    ///
    /// # Errors
    /// Where the CSV file is not readable, or a segment is none.
    pub fn by_file(&self) -> Result<BTreeMap<String, Vec<Span>>, Error> {
        let cuts = match self {
            Self::File(path) => read(path)?,
            Self::Here(cuts) => cuts.clone(),
        };
        let mut by_file: BTreeMap<String, Vec<Span>> = BTreeMap::new();
        for (number, cut) in cuts.into_iter().enumerate() {
            let length = cut.end - cut.start;
            if !(cut.start >= 0.0 && length > 0.0 && length <= LONGEST) {
                return Err(Error::new(format_args!(
                    "cut {} (`{}`, {} to {}) must start at 0 or later, and end after that and {LONGEST} seconds later at most",
                    number + 1,
                    cut.file,
                    cut.start,
                    cut.end
                )));
            }
            by_file.entry(cut.file).or_default().push(Span {
                start: cut.start,
                end: cut.end,
            });
        }
        Ok(by_file)
    }
}

fn read(path: &PathBuf) -> Result<Vec<Cut>, Error> {
    let fault = |error: csv::Error| {
        Error::new(format_args!(
            "`cuts` must name a CSV file with the columns file, start and end, by its whole path: {}: {error}",
            path.display()
        ))
    };
    csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(path)
        .map_err(fault)?
        .deserialize()
        .map(|cut| cut.map_err(fault))
        .collect()
}
