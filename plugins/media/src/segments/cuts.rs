use std::collections::BTreeMap;

use emospec_decode::Span;
use emospec_sdk::Error;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::params::LONGEST;

/// Segments named one by one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Cuts {
    /// As the text of a CSV file with the columns `file`, `start` and `end`: in a spec `cuts: {text_of: cuts.csv}`.
    Table(String),
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
    /// Where the text is no such CSV, or a segment is none.
    pub fn by_file(&self) -> Result<BTreeMap<String, Vec<Span>>, Error> {
        let cuts = match self {
            Self::Table(text) => read(text)?,
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

/// The columns of the CSV.
const COLUMNS: [&str; 3] = ["file", "start", "end"];

fn read(text: &str) -> Result<Vec<Cut>, Error> {
    let fault = |error: csv::Error| {
        Error::new(format_args!(
            "`cuts` must be a CSV with the columns file, start and end: {error}"
        ))
    };
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let headers = reader.headers().map_err(fault)?;
    if let Some(lacking) = COLUMNS
        .iter()
        .find(|name| headers.iter().all(|own| own != **name))
    {
        return Err(Error::new(format_args!(
            "`cuts` must be a CSV with the columns file, start and end, and lacks {lacking}: `cuts: {{text_of: cuts.csv}}` \
             takes it from a file"
        )));
    }
    reader.deserialize().map(|cut| cut.map_err(fault)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_table_names_the_cuts_of_each_file() {
        let table = "start, end, file\n1, 2.5, b.mp4\n0, 1, a.mp4\n0, 1, b.mp4\n";
        let cuts = Cuts::Table(table.to_owned()).by_file().unwrap();
        let span = |start, end| Span { start, end };
        assert_eq!(cuts["b.mp4"], [span(1.0, 2.5), span(0.0, 1.0)]);
        assert_eq!(cuts["a.mp4"], [span(0.0, 1.0)]);
        for wrong in [
            "cuts.csv",
            "file,start\na.mp4,1\n",
            "file,start,end\na.mp4,one,2\n",
            "file,start,end\na.mp4,1\n",
        ] {
            let error = Cuts::Table(wrong.to_owned()).by_file().unwrap_err();
            assert!(error.to_string().contains("file, start and end"), "{error}");
        }
    }
}
