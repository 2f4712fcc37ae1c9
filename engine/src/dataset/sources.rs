use std::path::{Path, PathBuf};

use super::plain_path;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::spec::load::SourceMap;
use crate::spec::{ArchiveSpec, DatasetSpec, Name, OneOrMany, SourceSpec};

/// A file of a dataset that is fetched alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSource<'a> {
    /// Its path below the dataset's root.
    pub file: PathBuf,
    /// Where it is fetched from.
    pub source: &'a SourceSpec,
    /// Where the spec says so.
    pub pointer: String,
}

/// An archive of files of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveSource<'a> {
    /// Where it is fetched from.
    pub archive: &'a ArchiveSpec,
    /// The folder inside it whose files are placed; empty for all.
    pub folder: PathBuf,
    /// The folder below the dataset's root that they are placed in; empty for the root itself.
    pub into: PathBuf,
    /// Where the spec says so.
    pub pointer: String,
}

/// Where the files of a dataset are fetched from, in the order of the spec.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources<'a> {
    /// The folder of the dataset.
    pub root: PathBuf,
    /// Its files that are fetched alone, each once.
    pub files: Vec<FileSource<'a>>,
    /// Its archives.
    pub archives: Vec<ArchiveSource<'a>>,
    /// Files that `parts` names and nothing says where to fetch, each once, with where the spec names them.
    pub others: Vec<(PathBuf, String)>,
}

impl<'a> Sources<'a> {
    /// The sources of a dataset; what is wrong with them is found, and left out.
    pub fn of(
        (name, spec): (&Name, &'a DatasetSpec),
        folder: &Path,
        source: &SourceMap,
        found: &mut Diagnostics,
    ) -> Self {
        let mut sources = Self {
            root: folder.join(spec.root.as_deref().unwrap_or(".")),
            ..Self::default()
        };
        let mut tell = |code, message: String, at: &str, help: &str| {
            let place = source.place(at);
            found.push(
                Diagnostic::error(code, message)
                    .at(place)
                    .help(help.to_owned()),
            );
        };
        sources.archives(name, spec, &mut tell);
        let mut named = Vec::new();
        for (part, files) in &spec.parts {
            for (index, file) in files.iter().enumerate() {
                let pointer = format!("/datasets/{name}/parts/{part}/{index}");
                let Some(path) = plain_path(&file.file) else {
                    let message = leaves(&file.file);
                    tell(
                        Code::OutsideRoot,
                        message,
                        &format!("{pointer}/file"),
                        INSIDE,
                    );
                    continue;
                };
                let pointer = format!("{pointer}/source");
                let Some(source) = &file.source else {
                    named.push((path, pointer));
                    continue;
                };
                let known = sources.files.iter().find(|known| known.file == path);
                match known {
                    Some(known) if known.source == source => {}
                    Some(_) => tell(
                        Code::UnfitSource,
                        format!("the file `{}` has two sources", file.file),
                        &pointer,
                        "state the same wherever the file is named, or state it once",
                    ),
                    None => sources.files.push(FileSource {
                        file: path,
                        source,
                        pointer,
                    }),
                }
            }
        }
        for (path, pointer) in named {
            let is_known = sources.files.iter().any(|known| known.file == path)
                || sources.others.iter().any(|(known, _)| *known == path);
            if !is_known && sources.archives.is_empty() {
                sources.others.push((path, pointer));
            }
        }
        sources
    }

    fn archives(
        &mut self,
        name: &Name,
        spec: &'a DatasetSpec,
        tell: &mut impl FnMut(Code, String, &str, &str),
    ) {
        let archives = spec.source.iter().flatten();
        let is_one = matches!(&spec.source, Some(OneOrMany::One(_)));
        for (index, archive) in archives.enumerate() {
            let pointer = if is_one {
                format!("/datasets/{name}/source")
            } else {
                format!("/datasets/{name}/source/{index}")
            };
            let mut plain = |key: &str, text: Option<&str>| {
                let text = text.unwrap_or_default();
                let path = plain_path(text);
                if path.is_none() {
                    let message = format!("`{key}: {text}` is no plain path");
                    let help = "a path without `..` that begins with no `/`";
                    tell(
                        Code::UnfitSource,
                        message,
                        &format!("{pointer}/{key}"),
                        help,
                    );
                }
                path
            };
            let folder = plain("folder", archive.folder.as_deref());
            let into = plain("into", archive.into.as_deref());
            if let (Some(folder), Some(into)) = (folder, into) {
                self.archives.push(ArchiveSource {
                    archive,
                    folder,
                    into,
                    pointer,
                });
            }
        }
    }

    /// The source of a file by its path, root and all.
    pub fn of_path(&self, path: &Path) -> Option<&FileSource<'a>> {
        let below = path.strip_prefix(&self.root).ok()?;
        self.files.iter().find(|known| known.file == below)
    }
}

const INSIDE: &str = "name a path inside `root`, or set `root` to the folder that holds every file";

/// What is said of a path that leaves the folder of its dataset.
fn leaves(file: &str) -> String {
    format!("the path `{file}` leaves the folder of its dataset")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::load::load_datasets;

    /// The sources of a dataset, and the places and messages of what is wrong with them.
    fn sources_of(rest: &str) -> (Vec<PathBuf>, Vec<PathBuf>, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("spec.yaml");
        let spec = format!(
            "version: 1\nname: data\ndatasets:\n  pairs:\n    type: files\n    columns: {{left: {{role: view}}}}\n{rest}"
        );
        std::fs::write(&file, spec).unwrap();
        let loaded = load_datasets(&file, &[]).unwrap();
        let (name, spec) = loaded.spec.datasets.first().unwrap();
        let mut found = Diagnostics::default();
        let sources = Sources::of((name, spec), &loaded.folder, &loaded.source, &mut found);
        let told = found.iter().map(|one| {
            let line = one.place.as_ref().map_or(0, |place| place.line);
            format!("{line}: {}", one.message)
        });
        let files = sources.files.iter().map(|file| file.file.clone());
        let others = sources.others.iter().map(|(file, _)| file.clone());
        (files.collect(), others.collect(), told.collect())
    }

    fn source(path: &str, digit: char) -> String {
        let sha256 = digit.to_string().repeat(64);
        format!("source: {{url: 'https://example.org/{path}', sha256: {sha256}}}")
    }

    fn parts(files: &[(&str, &str)]) -> String {
        let files = files.iter().map(|(file, rest)| {
            let rest = if rest.is_empty() {
                String::new()
            } else {
                format!(", {rest}")
            };
            format!("      - {{file: {file}, columns: {{left: 0}}{rest}}}\n")
        });
        format!("    parts:\n      all:\n{}", files.collect::<String>())
    }

    #[test]
    fn a_file_that_is_named_twice_is_fetched_once() {
        let a = source("a", 'a');
        let named = [
            ("a.npy", ""),
            ("./a.npy", &*a),
            ("a.npy", &a),
            ("b.npy", ""),
        ];
        let (files, others, told) = sources_of(&parts(&named));
        assert_eq!(
            (files, others),
            (vec!["a.npy".into()], vec!["b.npy".into()])
        );
        assert!(told.is_empty(), "{told:?}");
    }

    #[test]
    fn two_sources_of_one_file_are_told() {
        let (a, b) = (source("a", 'a'), source("a", 'b'));
        let (files, _, told) = sources_of(&parts(&[("a.npy", &a), ("a.npy", &b)]));
        assert_eq!(files.len(), 1);
        assert_eq!(told, ["10: the file `a.npy` has two sources"]);
    }

    #[test]
    fn files_that_an_archive_may_hold_are_not_missing() {
        let archive = source("a.zip", 'a').replace('}', ", unpack: zip, into: x}");
        let (_, others, told) = sources_of(&format!("    {archive}\n{}", parts(&[("a.npy", "")])));
        assert!(others.is_empty() && told.is_empty(), "{told:?}");
        let leaving = archive.replace("into: x", "into: ../x");
        let (.., told) = sources_of(&format!("    {leaving}\n{}", parts(&[("a.npy", "")])));
        assert_eq!(told, ["7: `into: ../x` is no plain path"]);
    }
}
