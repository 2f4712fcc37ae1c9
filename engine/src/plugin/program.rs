use std::path::{Path, PathBuf};

use super::executable::Executable;

/// What a worker of a plugin runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Program {
    /// A shared library, which the engine's own worker loads.
    Library(PathBuf),
    /// A program that speaks the messages itself.
    Executable(Executable),
}

impl Program {
    /// The library, or the folder of the program.
    pub fn path(&self) -> &Path {
        match self {
            Self::Library(library) => library,
            Self::Executable(executable) => executable.folder(),
        }
    }
}
