use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

use csv::{ReaderBuilder, StringRecord};

use super::Design;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, TextId, nearest, quoted};

/// What a file of answers holds, in any order.
const COLUMNS: [&str; 6] = [
    "participant",
    "id",
    "answer",
    "confidence",
    "seconds",
    "played",
];

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The place of the participant in the design.
    pub participant: usize,
    /// The place of the item in the design.
    pub item: usize,
    /// Whether it is yes.
    pub yes: bool,
    /// How sure the participant was: 1 to 5.
    pub confidence: u8,
    /// Seconds from the question to the answer.
    pub seconds: f64,
    /// How many times the stimulus was played to its end.
    pub played: u64,
}

/// The answers in files that questionnaires saved, each with its text, in the order they stand.
///
/// # Errors
/// Everything that is wrong, with its place: a column that is not there, a line of another length, an unknown participant or
/// id, a question that the participant was not asked, a value out of range, a question answered twice.
pub fn read_answers(
    design: &Design,
    files: &[(PathBuf, String)],
) -> Result<Vec<Answer>, Diagnostics> {
    let mut reading = Reading {
        design,
        found: Diagnostics::default(),
        answers: Vec::new(),
        known: BTreeMap::new(),
    };
    for (file, text) in files {
        let id = reading.found.texts_mut().add(file.clone(), text.as_str());
        reading.file(id, text);
    }
    if reading.found.has_errors() {
        return Err(reading.found);
    }
    Ok(reading.answers)
}

struct Reading<'a> {
    design: &'a Design,
    found: Diagnostics,
    answers: Vec<Answer>,
    /// Where each question was answered, by participant and item.
    known: BTreeMap<(usize, usize), Place>,
}

/// A line of a file.
struct Line<'a> {
    text: TextId,
    /// Its bytes in the file.
    span: Range<usize>,
    record: &'a StringRecord,
}

/// Where the columns of a file stand, and how many fields its lines have.
#[derive(Debug, Clone, Copy)]
struct Layout {
    columns: [usize; COLUMNS.len()],
    fields: usize,
}

impl Reading<'_> {
    fn file(&mut self, id: TextId, text: &str) {
        // A spreadsheet may write a mark before the first column.
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        let text = &text[start..];
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut layout = None;
        let mut record = StringRecord::new();
        loop {
            let from = position(&reader) + start;
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    self.error(id, from..from, format!("the file is no CSV: {error}"), None);
                    return;
                }
            }
            let span = from..position(&reader) + start;
            let line = Line {
                text: id,
                span,
                record: &record,
            };
            let Some(layout) = &layout else {
                layout = self.header(&line);
                if layout.is_none() {
                    return;
                }
                continue;
            };
            self.line(&line, layout);
        }
        if layout.is_none() {
            let help = format!("its first line is {}", COLUMNS.join(","));
            self.error(id, 0..0, "the file is empty".to_owned(), Some(help));
        }
    }

    /// Where the columns stand.
    fn header(&mut self, line: &Line<'_>) -> Option<Layout> {
        let (text, record) = (line.text, line.record);
        let mut columns = [0; COLUMNS.len()];
        let mut complete = true;
        for (column, place) in COLUMNS.iter().zip(&mut columns) {
            let mut there =
                (0..record.len()).filter(|&at| record.get(at).map(str::trim) == Some(column));
            match (there.next(), there.next()) {
                (Some(at), None) => *place = at,
                (Some(_), Some(again)) => {
                    complete = false;
                    let span = self.field(line, again);
                    self.error(
                        text,
                        span,
                        format!("column `{column}` is there twice"),
                        None,
                    );
                }
                (None, _) => {
                    complete = false;
                    let near = nearest(column, record.iter());
                    let help = format!("the first line is {}", COLUMNS.join(","));
                    let place = self
                        .found
                        .texts()
                        .place(text, self.trimmed(text, line.span.clone()));
                    let message = format!("there is no column `{column}`");
                    self.found.push(
                        Diagnostic::error(Code::BadAnswers, message)
                            .at(place)
                            .label(near.map(|near| format!("is it {}?", quoted(near))))
                            .help(help),
                    );
                }
            }
        }
        complete.then_some(Layout {
            columns,
            fields: record.len(),
        })
    }

    fn line(&mut self, line: &Line<'_>, layout: &Layout) {
        if line.record.len() != layout.fields {
            let message = format!(
                "the line has {} fields, and the first line {}",
                line.record.len(),
                layout.fields
            );
            self.error(line.text, line.span.clone(), message, None);
            return;
        }
        let before = self.found.len();
        let [name, id, answer, confidence, seconds, played] = layout.columns;
        let participant = self.participant(line, name);
        let item = self.item(line, id, participant);
        let yes = self.value(line, (answer, "answer"), "yes or no", |text| match text {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        });
        let confidence = self.value(
            line,
            (confidence, "confidence"),
            "a whole number from 1 to 5",
            |text| text.parse().ok().filter(|number| (1..=5).contains(number)),
        );
        let seconds = self.value(line, (seconds, "seconds"), "a number of seconds", |text| {
            text.parse()
                .ok()
                .filter(|number: &f64| number.is_finite() && *number >= 0.0)
        });
        let played = self.value(line, (played, "played"), "a whole number", |text| {
            text.parse().ok()
        });
        if self.found.len() > before {
            return;
        }
        let (Some(participant), Some(item), Some(yes)) = (participant, item, yes) else {
            return;
        };
        let (Some(confidence), Some(seconds), Some(played)) = (confidence, seconds, played) else {
            return;
        };
        let span = self.trimmed(line.text, line.span.clone());
        let place = self.found.texts().place(line.text, span.clone());
        if let Some(first) = self.known.get(&(participant, item)) {
            let message = format!(
                "{} answered {} before, in {} line {}",
                self.design.participants[participant].name,
                self.design.items[item].id,
                first.file.display(),
                first.line
            );
            let help = "keep one of the two answers".to_owned();
            self.error(line.text, span, message, Some(help));
            return;
        }
        self.known.insert((participant, item), place);
        self.answers.push(Answer {
            participant,
            item,
            yes,
            confidence,
            seconds,
            played,
        });
    }

    fn participant(&mut self, line: &Line<'_>, at: usize) -> Option<usize> {
        let name = line.record.get(at).unwrap_or("").trim();
        let found = self.design.participant(name);
        if found.is_none() {
            let known = self.design.participants.iter().map(|one| one.name.as_str());
            let near = nearest(name, known);
            let message = format!("there is no participant {} in this study", quoted(name));
            let help = match self.design.participants.last() {
                Some(last) => format!("they are called p01 to {}", last.name),
                None => "the study has none".to_owned(),
            };
            let place = self.found.texts().place(line.text, self.field(line, at));
            self.found.push(
                Diagnostic::error(Code::BadAnswers, message)
                    .at(place)
                    .did_you_mean(near)
                    .help(help),
            );
        }
        found
    }

    fn item(&mut self, line: &Line<'_>, at: usize, participant: Option<usize>) -> Option<usize> {
        let id = line.record.get(at).unwrap_or("").trim();
        let span = self.field(line, at);
        let Some(item) = self.design.item(id) else {
            let message = format!("there is no question {} in this study", quoted(id));
            let help = "the answers are to another design: other data, another seed, or other numbers of rows";
            self.error(line.text, span, message, Some(help.to_owned()));
            return None;
        };
        let asked = &self.design.participants.get(participant?)?;
        if !asked.items.contains(&item) {
            let message = format!("{} was not asked question {id}", asked.name);
            let help = "the answers are to another design, or the participant's name was changed";
            self.error(line.text, span, message, Some(help.to_owned()));
            return None;
        }
        Some(item)
    }

    fn value<T>(
        &mut self,
        line: &Line<'_>,
        (at, column): (usize, &str),
        wanted: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = line.record.get(at).unwrap_or("").trim();
        let value = read(text);
        if value.is_none() {
            let message = format!("`{column}` is {}, and not {wanted}", quoted(text));
            let span = self.field(line, at);
            self.error(line.text, span, message, None);
        }
        value
    }

    /// The bytes of a field; the whole line where quotes hide where it stands.
    fn field(&self, line: &Line<'_>, at: usize) -> Range<usize> {
        let span = self.trimmed(line.text, line.span.clone());
        let text = &self.found.texts().text(line.text)[span.clone()];
        if text.contains('"') {
            return span;
        }
        let before: usize = text.split(',').take(at).map(|field| field.len() + 1).sum();
        let length = text.split(',').nth(at).map_or(0, str::len);
        let start = (span.start + before).min(span.end);
        start..(start + length).min(span.end)
    }

    /// The bytes of a line without its end.
    fn trimmed(&self, text: TextId, span: Range<usize>) -> Range<usize> {
        let text = self.found.texts().text(text);
        let whole = text.get(span.clone()).unwrap_or("");
        let start = span.start + (whole.len() - whole.trim_start().len());
        start..start + whole.trim().len()
    }

    fn error(&mut self, text: TextId, span: Range<usize>, message: String, help: Option<String>) {
        let place = self.found.texts().place(text, self.trimmed(text, span));
        let found = Diagnostic::error(Code::BadAnswers, message);
        self.found.push(found.at(place).help(help));
    }
}

/// Bytes read so far.
fn position<R: std::io::Read>(reader: &csv::Reader<R>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::analysis::examples::design;

    fn read(files: &[&str]) -> Result<Vec<Answer>, String> {
        let names = (1..).map(|number| PathBuf::from(format!("{number}.csv")));
        let files: Vec<_> = names
            .zip(files.iter().map(|text| (*text).to_owned()))
            .collect();
        read_answers(&design(), &files).map_err(|found| found.render(false, 100))
    }

    const HEADER: &str = "participant,id,answer,confidence,seconds,played\n";

    #[test]
    fn answers_are_read_whatever_the_order_of_columns_the_mark_and_the_line_ends() {
        let plain = read(&[&format!("{HEADER}p01,a,yes,4,12.5,1\np02,b,no,1,3,0\n")]).unwrap();
        assert_eq!(plain.len(), 2);
        assert!((plain[0].seconds - 12.5).abs() < 1e-12);
        let odd = "\u{feff}id,participant,played,seconds,confidence,answer\r\na,p01,1,12.5,4,yes\r\nb,\"p02\",0,3,1,no\r\n";
        assert_eq!(read(&[odd]).unwrap(), plain);
    }

    #[test]
    fn everything_wrong_is_said_with_its_place() {
        let text = format!(
            "{HEADER}p01,a,yes,4,12.5,1\np1,a,yes,4,2,1\np01,zz,no,1,3,0\np02,c,no,1,3,0\np01,b,maybe,9,-3,x\np01,b,no\n"
        );
        let said = read(&[&text]).unwrap_err();
        for expected in [
            "there is no participant `p1`",
            "1.csv:3:1",
            "did you mean `p01`?",
            "there is no question `zz`",
            "1.csv:4:5",
            "p02 was not asked question c",
            "`answer` is `maybe`, and not yes or no",
            "1.csv:6:7",
            "`confidence` is `9`",
            "`seconds` is `-3`",
            "`played` is `x`",
            "the line has 3 fields, and the first line 6",
        ] {
            assert!(said.contains(expected), "{expected} is not in\n{said}");
        }
    }

    #[test]
    fn a_question_answered_twice_is_refused_across_files_too() {
        let text = format!("{HEADER}p01,a,yes,4,12.5,1\n");
        let said = read(&[&text, &text]).unwrap_err();
        assert!(
            said.contains("p01 answered a before, in 1.csv line 2"),
            "{said}"
        );
        assert!(said.contains("2.csv:2:1"), "{said}");
    }

    #[test]
    fn a_file_without_its_columns_is_refused() {
        assert!(read(&[""]).unwrap_err().contains("the file is empty"));
        let said = read(&["participant,id,awnser,confidence,seconds,played\n"]).unwrap_err();
        assert!(said.contains("there is no column `answer`"), "{said}");
        assert!(said.contains("is it `awnser`?"), "{said}");
        assert_eq!(said.matches("error").count(), 1, "{said}");
    }
}
