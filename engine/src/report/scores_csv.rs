//! `scores.csv`: one line a score, with the header
//! `dataset,task,split,fold,model,seed,query,metric,class,value`. The value is the shortest text that reads back as the same
//! 64-bit number, and empty where there is none. Names hold no character a spreadsheet would take for a formula; a class that begins with one has a quote before it.

use std::fmt::Display;
use std::str::FromStr;

use csv::{ReaderBuilder, StringRecord};
use regex::Regex;

use super::ReportError;
use crate::score::{Missing, Score, ScoreKey};
use crate::spec::Name;
use crate::text::csv::{finish, inert, write, writer};

/// The columns of `scores.csv`.
pub const SCORES_HEADER: [&str; 10] = [
    "dataset", "task", "split", "fold", "model", "seed", "query", "metric", "class", "value",
];

/// Why a `scores.csv` cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScoresCsvError {
    /// The first line is not the header.
    #[error("line 1: the header of scores.csv is not `{0}`, but must be `{header}`", header = SCORES_HEADER.join(","))]
    Header(String),
    /// A line is not CSV with ten fields in UTF-8.
    #[error("line {line}: {message}")]
    Line {
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        message: String,
    },
    /// A field does not hold what its column holds.
    #[error("line {line}: `{column}` is `{text}`, which is not {wanted}")]
    Field {
        /// The line, from 1.
        line: u64,
        /// The column.
        column: &'static str,
        /// What the field holds.
        text: String,
        /// What it should hold.
        wanted: &'static str,
    },
}

/// The scores as `scores.csv`, in the order given.
///
/// # Errors
/// When the writer fails; writing to memory gives it no cause to.
pub fn write_scores(scores: &[Score]) -> Result<String, ReportError> {
    let mut writer = writer();
    write(&mut writer, SCORES_HEADER.map(str::to_owned))?;
    for Score { key, value } in scores {
        let text = |part: &dyn Display| part.to_string();
        let fields = [
            text(&key.dataset),
            text(&key.task),
            text(&key.split),
            text(&key.fold),
            text(&key.model),
            text(&key.seed),
            key.query.as_ref().map(Name::to_string).unwrap_or_default(),
            text(&key.metric),
            key.class.as_deref().map(inert).unwrap_or_default(),
            value
                .as_ref()
                .ok()
                .filter(|value| value.is_finite())
                .map(f64::to_string)
                .unwrap_or_default(),
        ];
        write(&mut writer, fields)?;
    }
    Ok(finish(writer)?)
}

/// The scores of a `scores.csv`. Why a value is missing is not in the file, so it is read as undefined.
///
/// # Errors
/// When the header, a line or a field is not as described above.
pub fn read_scores(text: &str) -> Result<Vec<Score>, ScoresCsvError> {
    let name = Regex::new(Name::PATTERN).map_err(|error| ScoresCsvError::Line {
        line: 1,
        message: error.to_string(),
    })?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut records = reader
        .records()
        .map(|record| record.map_err(|error| located(&error)));
    let header = records.next().transpose()?.unwrap_or_default();
    if header != SCORES_HEADER[..] {
        return Err(ScoresCsvError::Header(
            header.iter().collect::<Vec<_>>().join(","),
        ));
    }
    records
        .map(|record| {
            Fields {
                record: &record?,
                name: &name,
            }
            .score()
        })
        .collect()
}

fn located(error: &csv::Error) -> ScoresCsvError {
    let line = error.position().map_or(1, csv::Position::line);
    let message = match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!("{len} fields instead of {expected_len}"),
        _ => error.to_string(),
    };
    ScoresCsvError::Line { line, message }
}

/// One line of the file.
struct Fields<'a> {
    record: &'a StringRecord,
    name: &'a Regex,
}

impl Fields<'_> {
    fn score(&self) -> Result<Score, ScoresCsvError> {
        Ok(Score {
            key: ScoreKey {
                dataset: self.name(0)?,
                task: self.name(1)?,
                split: self.name(2)?,
                fold: self.number(3, "a whole number from 0")?,
                model: self.name(4)?,
                seed: self.number(5, "a whole number from 0")?,
                query: if self.text(6).is_empty() {
                    None
                } else {
                    Some(self.name(6)?)
                },
                metric: self.name(7)?,
                class: self.class(8),
            },
            value: if self.text(9).is_empty() {
                Err(Missing::Undefined("scores.csv has no value".to_owned()))
            } else {
                Ok(self.finite(9)?)
            },
        })
    }

    fn text(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or_default()
    }

    fn name(&self, column: usize) -> Result<Name, ScoresCsvError> {
        let text = self.text(column);
        if self.name.is_match(text) {
            Ok(Name::new(text))
        } else {
            Err(self.wrong(column, "a name"))
        }
    }

    /// A class as it was before it was made inert; none where there is none.
    fn class(&self, column: usize) -> Option<String> {
        let text = self.text(column);
        let bare = text.strip_prefix('\'').filter(|bare| inert(bare) == text);
        (!text.is_empty()).then(|| bare.unwrap_or(text).to_owned())
    }

    fn number<T: FromStr>(&self, column: usize, wanted: &'static str) -> Result<T, ScoresCsvError> {
        self.text(column)
            .parse()
            .map_err(|_| self.wrong(column, wanted))
    }

    fn finite(&self, column: usize) -> Result<f64, ScoresCsvError> {
        let value: f64 = self.number(column, "a number")?;
        if value.is_finite() {
            Ok(value)
        } else {
            Err(self.wrong(column, "a finite number"))
        }
    }

    fn wrong(&self, column: usize, wanted: &'static str) -> ScoresCsvError {
        ScoresCsvError::Field {
            line: self.record.position().map_or(1, csv::Position::line),
            column: SCORES_HEADER[column],
            text: self.text(column).to_owned(),
            wanted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{read_scores, write_scores};
    use crate::score::{Missing, Score};
    use crate::tabulate::examples::score;

    const HEADER: &str = "dataset,task,split,fold,model,seed,query,metric,class,value\n";

    fn error(lines: &str) -> String {
        read_scores(&format!("{HEADER}{lines}"))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn values_come_back_bit_for_bit() {
        let values = [0.1 + 0.2, -0.0, 1e-300, 5e-324, f64::MAX, 1.0 / 3.0, -2.5];
        let mut scores: Vec<Score> = values
            .into_iter()
            .zip(0..)
            .map(|(value, seed)| score("a", "loss", seed, Ok(value)))
            .collect();
        scores[1].key.query = Some("left".into());
        scores[2].key.seed = u64::MAX;
        let text = write_scores(&scores).unwrap();
        let bits = |scores: &[Score]| -> Vec<u64> {
            scores
                .iter()
                .map(|score| score.value.clone().unwrap().to_bits())
                .collect()
        };
        let read = read_scores(&text).unwrap();
        assert_eq!(read, scores);
        assert_eq!(bits(&read), bits(&scores));
        assert_eq!(text, write_scores(&read).unwrap());
    }

    #[test]
    fn the_file_is_the_header_and_a_line_a_score_in_the_order_given() {
        let scores = [
            score("b", "loss", 1, Ok(0.5)),
            score("a", "loss", 0, Err(Missing::NotRun)),
        ];
        let lines =
            "shapes,matching,official,0,b,1,,loss,,0.5\nshapes,matching,official,0,a,0,,loss,,\n";
        assert_eq!(write_scores(&scores).unwrap(), format!("{HEADER}{lines}"));
        assert_eq!(write_scores(&[]).unwrap(), HEADER);
    }

    #[test]
    fn an_empty_value_is_read_as_undefined() {
        let scores = read_scores(&format!("{HEADER}d,t,s,0,m,0,,loss,,\n")).unwrap();
        assert!(matches!(scores[0].value, Err(Missing::Undefined(_))));
    }

    #[test]
    fn errors_name_the_line_and_the_column() {
        let good = "d,t,s,0,m,0,,loss,,1\n";
        assert_eq!(
            error(&format!("{good}d,t,s,x,m,0,,loss,,1\n")),
            "line 3: `fold` is `x`, which is not a whole number from 0"
        );
        assert_eq!(
            error("d,t,s,0,m,0,,loss,,high\n"),
            "line 2: `value` is `high`, which is not a number"
        );
        assert_eq!(
            error("d,t,s,0,m,0,,loss,,inf\n"),
            "line 2: `value` is `inf`, which is not a finite number"
        );
        assert_eq!(
            error("=d,t,s,0,m,0,,loss,,1\n"),
            "line 2: `dataset` is `=d`, which is not a name"
        );
        assert_eq!(
            error(&format!("{good}d,t,s\n")),
            "line 3: 3 fields instead of 10"
        );
        assert_eq!(
            read_scores("a,b\n").unwrap_err().to_string(),
            "line 1: the header of scores.csv is not `a,b`, but must be \
             `dataset,task,split,fold,model,seed,query,metric,class,value`"
        );
    }
}
