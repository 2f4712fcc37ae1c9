//! A dataset of `type: files`: paths, the columns their files hold, and the checks that make them rows.

use std::fs;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use super::format::{Address, CsvOptions, Format, Stored};
use super::interpret::{Meaning, interpret};
use super::{AbsentFile, ColumnKind, Dataset, Part, Values, is_part_absent, plain_path};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::spec::load::SourceMap;
use crate::spec::{ColumnSpec, DatasetSpec, FileSpec, Name, Place};

/// A dataset of files, and what its errors point into.
#[derive(Debug, Clone, Copy)]
pub struct FilesDataset<'a> {
    /// The dataset's name.
    pub name: &'a Name,
    /// Its description.
    pub spec: &'a DatasetSpec,
    /// The folder of the spec.
    pub folder: &'a Path,
    /// Where the description lies.
    pub source: &'a SourceMap,
    /// The files that are left out, because they are not there.
    pub absent: &'a [AbsentFile],
}

/// The files of a dataset: those that are there, and those that are not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundFiles {
    /// Their paths.
    pub present: Vec<PathBuf>,
    /// The others.
    pub absent: Vec<AbsentFile>,
}

impl FilesDataset<'_> {
    /// Every file of the dataset, each once its path was checked: it stays inside the root and exists. With
    /// `skip_missing`, one that does not exist is a warning.
    pub fn find(&self, skip_missing: bool, found: &mut Diagnostics) -> Option<FoundFiles> {
        let before = found.len();
        let told = |missing: Diagnostic| {
            if skip_missing || missing.code != Code::MissingFile {
                return missing;
            }
            let help = missing.help.clone().unwrap_or_default();
            missing.help(format!("{help}; `--skip-missing` leaves out what needs it"))
        };
        let root = self
            .root()
            .map_err(|missing| found.push(told(*missing)))
            .ok();
        let mut files = FoundFiles::default();
        for (part, of_part) in &self.spec.parts {
            for index in 0..of_part.len() {
                let path = root.as_ref().map(|root| self.path(root, part, index));
                match path {
                    Some(Ok(path)) => {
                        files.present.push(path);
                        continue;
                    }
                    Some(Err(wrong)) => found.push(told(*wrong)),
                    None => {}
                }
                files.absent.push(AbsentFile {
                    part: part.clone(),
                    index,
                });
            }
        }
        let is_missing = |one: &Diagnostic| one.code == Code::MissingFile;
        if skip_missing {
            found.soften(before, is_missing);
        }
        let is_fatal = |one: &Diagnostic| !skip_missing || !is_missing(one);
        (!found.iter().skip(before).any(is_fatal)).then_some(files)
    }

    /// Reads and checks every column of every part.
    pub fn read(&self, found: &mut Diagnostics) -> Option<Dataset> {
        let root = self.root().map_err(|missing| found.push(*missing)).ok()?;
        let before = found.len();
        let mut parts = IndexMap::new();
        for (part, files) in &self.spec.parts {
            if is_part_absent(self.spec, self.absent, part) {
                continue;
            }
            if let Some(read) = self.read_part(&root, part, files, found) {
                parts.insert(part.clone(), read);
            }
        }
        let columns = self.spec.columns.iter().map(|(name, column)| {
            let kind = ColumnKind {
                role: column.role,
                classes: column.classes.clone(),
            };
            (name.clone(), kind)
        });
        let dataset = Dataset {
            columns: columns.collect(),
            parts,
        };
        self.check_widths(&dataset, found);
        (found.len() == before).then_some(dataset)
    }

    fn root(&self) -> Result<PathBuf, Box<Diagnostic>> {
        let root = self.folder.join(self.spec.root.as_deref().unwrap_or("."));
        if root.is_dir() {
            return Ok(root);
        }
        let message = format!(
            "the folder of dataset `{}` does not exist: {}",
            self.name,
            root.display()
        );
        let help = format!(
            "set `root` (or the environment variable it names) to the folder that holds the data{}{}",
            self.fetch(self.spec.is_remote()),
            self.obtain()
        );
        Err(Box::new(
            Diagnostic::error(Code::MissingFile, message)
                .at(self.source.place(&format!("/datasets/{}/root", self.name)))
                .help(help),
        ))
    }

    /// How to get what is missing and has a source.
    fn fetch(&self, has_source: bool) -> String {
        let spec = self.source.texts().first().filter(|_| has_source);
        spec.map_or_else(String::new, |spec| {
            format!(
                "; `emospec data fetch {} {}` downloads it",
                spec.display(),
                self.name
            )
        })
    }

    /// Where to get a file that is missing.
    fn obtain(&self) -> String {
        match self.spec.obtain.as_deref().map(str::trim) {
            None | Some("") => String::new(),
            Some(sentence) if sentence.contains(char::is_whitespace) => format!("; {sentence}"),
            Some(address) => format!("; get it from {address}"),
        }
    }

    fn part_pointer(&self, part: &Name) -> String {
        format!("/datasets/{}/parts/{part}", self.name)
    }

    /// The path of a file of a part, once it was checked.
    fn path(&self, root: &Path, part: &Name, index: usize) -> Result<PathBuf, Box<Diagnostic>> {
        let pointer = format!("{}/{index}/file", self.part_pointer(part));
        let error = |code, message: String, help: String| {
            Box::new(
                Diagnostic::error(code, message)
                    .at(self.source.place(&pointer))
                    .help(help),
            )
        };
        let files = self.spec.parts.get(part);
        let Some(file) = files.and_then(|files| files.get(index)) else {
            let message = format!(
                "part `{part}` of dataset `{}` has no file {index}",
                self.name
            );
            return Err(error(Code::UnknownName, message, String::new()));
        };
        let leaves = || {
            error(
                Code::OutsideRoot,
                format!("the path `{}` leaves the folder of its dataset", file.file),
                "name a path inside `root`, or set `root` to the folder that holds every file"
                    .to_owned(),
            )
        };
        if plain_path(&file.file).is_none() {
            return Err(leaves());
        }
        let path = root.join(&file.file);
        if !path.is_file() {
            let columns: Vec<_> = file
                .columns
                .keys()
                .map(|name| format!("`{name}`"))
                .collect();
            return Err(error(
                Code::MissingFile,
                format!(
                    "the file `{}` does not exist: part `{part}` of dataset `{}` has its {} there",
                    file.file,
                    self.name,
                    columns.join(", ")
                ),
                format!(
                    "it is looked for at {}{}{}",
                    path.display(),
                    self.fetch(file.source.is_some() || self.spec.source.is_some()),
                    self.obtain()
                ),
            ));
        }
        let inside = match (fs::canonicalize(root), fs::canonicalize(&path)) {
            (Ok(root), Ok(path)) => path.starts_with(root),
            _ => false,
        };
        if inside { Ok(path) } else { Err(leaves()) }
    }

    fn read_part(
        &self,
        root: &Path,
        part: &Name,
        files: &[FileSpec],
        found: &mut Diagnostics,
    ) -> Option<Part> {
        let base = self.part_pointer(part);
        let mut columns: IndexMap<Name, Values> = IndexMap::new();
        let mut rows: Option<(usize, Name)> = None;
        let before = found.len();
        for (index, file) in files.iter().enumerate() {
            let here = |file: &AbsentFile| file.part == *part && file.index == index;
            if self.absent.iter().any(here) {
                continue;
            }
            let pointer = format!("{base}/{index}");
            let path = match self.path(root, part, index) {
                Ok(path) => path,
                Err(diagnostic) => {
                    found.push(*diagnostic);
                    continue;
                }
            };
            for (name, values) in self.read_file(&path, file, &pointer, found) {
                let place = self.source.place(&format!("{pointer}/columns/{name}"));
                match &rows {
                    Some((count, first)) if *count != values.rows() => found.push(
                        Diagnostic::error(
                            Code::RowsDiffer,
                            format!(
                                "column `{name}` of part `{part}` has {} rows, and column `{first}` has {count}",
                                values.rows()
                            ),
                        )
                        .at(place)
                        .help("row i of every file of a part is row i of the part".to_owned()),
                    ),
                    Some(_) => {}
                    None => rows = Some((values.rows(), name.clone())),
                }
                columns.insert(name, values);
            }
        }
        self.derive(&mut columns, found);
        let rows = rows.map_or(0, |(count, _)| count);
        if rows == 0 && found.len() == before {
            found.push(
                Diagnostic::error(
                    Code::EmptyPart,
                    format!("part `{part}` of dataset `{}` has no rows", self.name),
                )
                .at(self.source.key_place(&base))
                .help("give it files with rows, or remove the part".to_owned()),
            );
        }
        (found.len() == before).then_some(Part { rows, columns })
    }

    /// The columns of one file that can be made sense of; the others leave a diagnostic.
    fn read_file(
        &self,
        path: &Path,
        file: &FileSpec,
        pointer: &str,
        found: &mut Diagnostics,
    ) -> Vec<(Name, Values)> {
        let Some(format) = file.format.or_else(|| Format::of_path(path)) else {
            found.push(
                Diagnostic::error(
                    Code::UnreadableData,
                    format!(
                        "the format of `{}` cannot be told from its ending",
                        file.file
                    ),
                )
                .at(self.source.place(&format!("{pointer}/file")))
                .help("add `format: hdf5`, `csv`, `tsv`, `npy`, `npz` or `parquet`".to_owned()),
            );
            return Vec::new();
        };
        let options = CsvOptions {
            header: file.header,
            ..CsvOptions::default()
        };
        let mut read = Vec::new();
        for (name, at) in &file.columns {
            let pointer = format!("{pointer}/columns/{name}");
            let Some(column) = self.spec.columns.get(name) else {
                found.push(self.undescribed(name, &pointer));
                continue;
            };
            let place = at.place();
            let meaning = Meaning {
                name,
                column,
                place: &place,
            };
            let stored = addresses(&place)
                .iter()
                .map(|address| one(format, path, options, address))
                .collect::<Result<Vec<_>, _>>();
            let values = stored.and_then(|stored| {
                interpret(&meaning, stored).map_err(|wrong| Wrong {
                    message: format!("{}: {}", path.display(), wrong.message),
                    ..wrong
                })
            });
            match values {
                Ok(values) => read.push((name.clone(), values)),
                Err(wrong) => found.push(
                    Diagnostic::error(wrong.code, wrong.message)
                        .at(self.source.place(&pointer))
                        .help(wrong.help),
                ),
            }
        }
        read
    }

    fn undescribed(&self, name: &Name, pointer: &str) -> Diagnostic {
        let described = self.spec.columns.keys().map(Name::as_str);
        Diagnostic::error(
            Code::UnknownName,
            format!(
                "column `{name}` is not described under `columns` of dataset `{}`",
                self.name
            ),
        )
        .at(self.source.key_place(pointer))
        .did_you_mean(crate::diagnostic::nearest(name.as_str(), described))
    }

    /// Adds the columns that are taken from the text of another.
    fn derive(&self, columns: &mut IndexMap<Name, Values>, found: &mut Diagnostics) {
        for (name, column) in &self.spec.columns {
            let Some(from) = &column.from else { continue };
            let Some(Values::Text(texts)) = columns.get(from) else {
                continue;
            };
            match text_taken_from(column, texts) {
                Ok(texts) => {
                    columns.insert(name.clone(), Values::Text(texts));
                }
                Err(message) => found.push(
                    Diagnostic::error(Code::BadPattern, message).at(self
                        .source
                        .place(&format!("/datasets/{}/columns/{name}/pattern", self.name))),
                ),
            }
        }
    }

    fn check_widths(&self, dataset: &Dataset, found: &mut Diagnostics) {
        for (name, column) in &self.spec.columns {
            let widths: Vec<_> = dataset
                .parts
                .iter()
                .filter_map(|(part, held)| Some((part, held.columns.get(name)?.width()?)))
                .collect();
            let Some(&(first, width)) = widths.first() else {
                continue;
            };
            let expected = column.width.unwrap_or(width);
            if let Some((part, other)) = widths.iter().find(|(_, width)| *width != expected) {
                let against = match column.width {
                    Some(width) => format!("`columns` says {width}"),
                    None => format!("part `{first}` has {width}"),
                };
                found.push(
                    Diagnostic::error(
                        Code::WidthDiffers,
                        format!("view `{name}` has width {other} in part `{part}`, and {against}"),
                    )
                    .at(self
                        .source
                        .key_place(&format!("/datasets/{}/columns/{name}", self.name)))
                    .help("every part of a view comes from the same extractor".to_owned()),
                );
            }
        }
    }
}

/// What a reader found wrong, before it has a place.
#[derive(Debug)]
pub(super) struct Wrong {
    pub code: Code,
    pub message: String,
    pub help: Option<String>,
}

/// The addresses of a place: where the value lies, then where its class name lies.
fn addresses(place: &Place) -> Vec<Address> {
    place.at.iter().chain(&place.names_at).cloned().collect()
}

fn one(
    format: Format,
    path: &Path,
    options: CsvOptions,
    address: &Address,
) -> Result<Stored, Wrong> {
    let wrong = |message: String| Wrong {
        code: Code::UnreadableData,
        message,
        help: None,
    };
    format
        .read(path, &options, std::slice::from_ref(address))
        .map_err(|error| wrong(error.to_string()))?
        .pop()
        .ok_or_else(|| wrong(format!("nothing at `{address}`")))
}

/// The texts of a column that is taken from another: the first group of its pattern where it matches, else the whole text.
///
/// # Errors
/// Where the pattern is none.
pub fn text_taken_from(column: &ColumnSpec, texts: &[String]) -> Result<Vec<String>, String> {
    let Some(pattern) = &column.pattern else {
        return Ok(texts.to_vec());
    };
    let pattern = regex::Regex::new(pattern).map_err(|error| {
        let reason = error.to_string();
        let last = reason.lines().last().unwrap_or_default();
        format!("the pattern is not a regular expression: {last}")
    })?;
    let value = |text: &String| {
        pattern
            .captures(text)
            .and_then(|captures| captures.get(1).or_else(|| captures.get(0)))
            .map_or_else(|| text.clone(), |found| found.as_str().to_owned())
    };
    Ok(texts.iter().map(value).collect())
}
