use std::collections::BTreeMap;
use std::path::PathBuf;

/// Folders that workers take for those of the machine and the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// Where the worker of a library runs; a program runs in its own folder.
    pub working_folder: PathBuf,
    /// Environment variables that name folders.
    pub variables: BTreeMap<&'static str, PathBuf>,
}
