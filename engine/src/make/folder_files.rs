use std::fs;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use super::{Workshop, cannot_make};
use crate::diagnostic::{Code, Diagnostic};
use crate::files::Digest;
use crate::validate::{FolderDataset, Rejection};

/// Folders inside folders that are walked, at most.
const DEEPEST: usize = 64;

/// A file of a folder.
#[derive(Debug, Clone)]
pub(super) struct FolderFile {
    /// Its path below the folder, with `/`.
    pub name: String,
    pub path: PathBuf,
    pub sha256: Digest,
}

/// The files of a folder, by name.
#[derive(Debug)]
pub(super) struct FolderFiles {
    pub present: Vec<FolderFile>,
    pub rejected: Vec<Rejection>,
}

impl Workshop<'_> {
    /// The files of the folder that are asked for. Hidden ones, and those in hidden folders, are not.
    pub(super) fn files(&self, folder: &FolderDataset) -> Result<FolderFiles, Box<Diagnostic>> {
        let only = patterns(folder)?;
        let root = fs::canonicalize(&folder.root).map_err(|error| {
            let root = folder.root.display();
            cannot_make(
                format!("failed to read the folder {root}: {error}"),
                "set `root` to a folder that you may read",
            )
        })?;
        let mut files = FolderFiles {
            present: Vec::new(),
            rejected: Vec::new(),
        };
        let walk = WalkDir::new(&root)
            .follow_links(true)
            .max_depth(DEEPEST)
            .sort_by_file_name();
        for entry in walk.into_iter().filter_entry(is_shown) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().unwrap_or(&root);
                    let name = name_below(&root, path);
                    files.reject(&name, &format!("it cannot be read: {}", reason_of(&error)));
                    continue;
                }
            };
            if entry.file_type().is_dir() {
                continue;
            }
            let name = name_below(&root, entry.path());
            if only.as_ref().is_some_and(|only| !only.is_match(&name)) {
                continue;
            }
            if entry.path().to_str().is_none() {
                files.reject(&name, "its name is not UTF-8");
                continue;
            }
            if !entry.file_type().is_file() {
                files.reject(&name, "it is no plain file");
                continue;
            }
            let is_inside =
                fs::canonicalize(entry.path()).is_ok_and(|path| path.starts_with(&root));
            if !is_inside {
                files.reject(&name, "it lies outside the folder, where a link leads");
                continue;
            }
            match self.digests.digest(entry.path()) {
                Ok(sha256) => files.present.push(FolderFile {
                    name,
                    path: entry.into_path(),
                    sha256,
                }),
                Err(error) => files.reject(&name, &format!("it cannot be read: {error}")),
            }
        }
        if files.present.is_empty() && files.rejected.is_empty() {
            let which = if only.is_some() {
                " that `only` asks for"
            } else {
                ""
            };
            return Err(cannot_make(
                format!("the folder {} has no file{which}", folder.root.display()),
                "set `root` to the folder that holds the files; remove the folder to have its files made, where `make` says how",
            ));
        }
        Ok(files)
    }
}

impl FolderFiles {
    fn reject(&mut self, file: &str, reason: &str) {
        self.rejected.push(Rejection {
            file: file.to_owned(),
            row: String::new(),
            reason: reason.to_owned(),
        });
    }
}

fn patterns(folder: &FolderDataset) -> Result<Option<GlobSet>, Box<Diagnostic>> {
    if folder.only.is_empty() {
        return Ok(None);
    }
    let mut set = GlobSetBuilder::new();
    let wrong = |error: globset::Error| {
        let message = format!("`only` of dataset `{}` is no pattern: {error}", folder.name);
        Box::new(
            Diagnostic::error(Code::BadPattern, message)
                .help("`**/*.mp4` is every such file in any folder".to_owned()),
        )
    };
    for pattern in &folder.only {
        let glob = GlobBuilder::new(pattern).literal_separator(true).build();
        set.add(glob.map_err(wrong)?);
    }
    Ok(Some(set.build().map_err(wrong)?))
}

fn is_shown(entry: &DirEntry) -> bool {
    entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn name_below(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts = below
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// What is wrong, without the path, which differs between machines.
fn reason_of(error: &walkdir::Error) -> String {
    if error.loop_ancestor().is_some() {
        return "it is a link to a folder that it lies in".to_owned();
    }
    error
        .io_error()
        .map_or_else(|| error.to_string(), ToString::to_string)
}
