//! Datasets of text files: each line of a file is a row, and a view is how often each letter occurs in it.
//!
//! A file whose text asks for it makes the plugin misbehave: what a folder may do to a run.

use std::fs;
use std::process;
use std::thread;
use std::time::Duration;

use emospec_sdk::THIS_TIME;
use emospec_sdk::prelude::*;

/// Letters that are counted.
const LETTERS: usize = 26;

/// Parameters of components that take none.
#[derive(Serialize, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields, default)]
struct Nothing {}

/// Every line of a text file.
struct Lines;

/// What lines are read.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct LinesParams {
    /// Lines of a file that are rows, at most.
    most: usize,
}

impl Default for LinesParams {
    fn default() -> Self {
        Self { most: 1000 }
    }
}

impl FileSource for Lines {
    type Params = LinesParams;
    const CARD: ComponentCard = ComponentCard {
        name: "lines",
        summary: "Every line of a text file is a row.",
        source: "Folklore.",
    };

    fn read(params: &LinesParams, files: &[InputFile], _: &Run<'_>) -> Result<FileRows, Error> {
        let mut found = FileRows::default();
        let column = |name: &str, role| SourceColumn {
            name: name.to_owned(),
            role,
            classes: None,
        };
        found.columns = vec![
            column("line", Role::Id),
            column("file", Role::Text),
            column("folder", Role::Text),
            column("place", Role::Target),
        ];
        let (mut ids, mut names, mut folders, mut places) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for file in files {
            let bytes = fs::read(&file.path).unwrap_or_default();
            let Ok(text) = String::from_utf8(bytes) else {
                found.rejected.push(Rejected {
                    file: file.name.clone(),
                    reason: "it is no text".to_owned(),
                });
                continue;
            };
            if text.contains("break the source") {
                process::abort();
            }
            for place in 0..text.lines().count().min(params.most) {
                ids.push(format!("{}@{place}", file.name));
                names.push(file.name.clone());
                let folder = file.name.split_once('/').map_or("", |(folder, _)| folder);
                folders.push(folder.to_owned());
                places.push(place as f64);
            }
        }
        found.rows.text("line", ids);
        found.rows.text("file", names);
        found.rows.text("folder", folders);
        found.rows.numbers("place", places);
        Ok(found)
    }
}

/// How often each letter occurs in a line.
struct LetterCounts;

impl FileExtractor for LetterCounts {
    type Params = Nothing;
    const CARD: ComponentCard = ComponentCard {
        name: "letters",
        summary: "How often each letter occurs in a line.",
        source: "Folklore.",
    };

    fn extract(
        _: &Nothing,
        rows: &Rows<'_>,
        _: &Run<'_>,
    ) -> Result<Vec<Result<Vec<f32>, String>>, Error> {
        let paths = rows.text("path")?;
        let places = rows.numbers("place")?;
        let views = paths.iter().zip(places).map(|(path, place)| {
            let text = fs::read_to_string(path).map_err(Error::new)?;
            if text.contains("break the extractor") {
                process::abort();
            }
            if text.contains("hang the extractor") {
                thread::sleep(Duration::from_hours(1));
            }
            if text.contains("not today") {
                return Ok(Err(format!("{THIS_TIME}the file is not to be read today")));
            }
            let line = text.lines().enumerate();
            let line = line
                .filter(|(at, _)| (*at as f64 - place).abs() < 0.5)
                .map(|(_, line)| line);
            Ok(counts(&line.collect::<String>()))
        });
        views.collect()
    }
}

fn counts(line: &str) -> Result<Vec<f32>, String> {
    let mut counts = vec![0.0; LETTERS];
    for letter in line.bytes().filter(u8::is_ascii_lowercase) {
        counts[usize::from(letter - b'a')] += 1.0;
    }
    if counts.iter().all(|count| *count == 0.0) {
        return Err("the line is empty".to_owned());
    }
    Ok(counts)
}

/// Text files in folders named after the letters that prevail in them.
struct Poems;

/// What files are made.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct PoemsParams {
    /// Files in each folder.
    files: usize,
    /// Folders, each named after its letter.
    letters: Vec<String>,
    /// Where the file names begin to count.
    first: usize,
}

impl Default for PoemsParams {
    fn default() -> Self {
        Self {
            files: 2,
            letters: ["a", "b", "c"].map(str::to_owned).to_vec(),
            first: 0,
        }
    }
}

impl Source for Poems {
    type Params = PoemsParams;
    const CARD: ComponentCard = ComponentCard {
        name: "poems",
        summary: "Text files in which one letter prevails.",
        source: "Folklore.",
    };

    fn read(params: &PoemsParams, run: &Run<'_>) -> Result<Emitted, Error> {
        let mut names = Vec::new();
        for letter in &params.letters {
            fs::create_dir_all(run.scratch().join(letter)).map_err(Error::new)?;
            for file in params.first..params.first + params.files {
                let name = format!("{letter}/{file}.txt");
                let line = |at: usize| {
                    let others = ["x", "y", "z"][(at + file) % 3].repeat(1 + at % 2);
                    format!("{} {others}\n", letter.repeat(3 + at % 3))
                };
                let text: String = (0..4).map(line).collect();
                fs::write(run.scratch().join(&name), text).map_err(Error::new)?;
                names.push(name);
            }
        }
        let mut files = Outputs::default();
        files.text("file", names);
        Ok(Emitted {
            columns: vec![SourceColumn {
                name: "file".to_owned(),
                role: Role::Text,
                classes: None,
            }],
            parts: vec![("files".to_owned(), files)],
        })
    }
}

emospec_sdk::export_plugin! {
    name: "notes",
    summary: "Text files as datasets.",
    sources: [Poems],
    file_sources: [Lines],
    file_extractors: [LetterCounts],
}
