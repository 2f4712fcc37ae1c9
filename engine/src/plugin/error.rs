use std::path::PathBuf;

use crate::diagnostic::nearest;

/// What a worker says of a plugin that printed during a call.
pub(super) const PRINTED: &str = "the plugin wrote to standard output";
/// What a worker did that said anything but messages.
pub(super) const NO_MESSAGE: &str = "said something that is no message";

/// Why a plugin cannot be used, or a call to it failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PluginError {
    /// No plugin of that name is on the search path.
    #[error("no plugin `{name}` in {}", folders(.searched))]
    Unknown {
        /// The name asked for.
        name: String,
        /// The folders looked in.
        searched: Vec<PathBuf>,
        /// The names of the plugins there are.
        known: Vec<String>,
    },
    /// A folder of that name holds none.
    #[error("there is no plugin in the folder {}", .folder.display())]
    Empty {
        /// The folder.
        folder: PathBuf,
    },
    /// Two plugins have that name.
    #[error("two plugins are called `{name}`: {} and {}", .first.display(), .second.display())]
    Clash {
        /// The name.
        name: String,
        /// Where it was found first.
        first: PathBuf,
        /// Where it was found again.
        second: PathBuf,
    },
    /// Cargo could not build it.
    #[error("failed to build plugin `{name}`: {message}")]
    Build {
        /// The plugin.
        name: String,
        /// What cargo printed last, or why it could not be started.
        message: String,
    },
    /// The library could not be opened, or is no plugin, or speaks another contract.
    #[error("failed to load plugin `{name}` from {path}: {message}", path = .path.display())]
    Load {
        /// The plugin.
        name: String,
        /// Its library.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// The plugin said that a call failed.
    #[error("{message}")]
    Failed {
        /// What it said.
        message: String,
    },
    /// The worker ended, or said something that is not part of the contract.
    #[error("the plugin {what}{}", last_lines(.stderr))]
    Broken {
        /// What happened.
        what: String,
        /// The last lines it wrote to stderr.
        stderr: Vec<String>,
    },
    /// The call was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// A file or a process could not be used.
    #[error("failed to {what}: {message}")]
    System {
        /// What was tried.
        what: String,
        /// What the system said.
        message: String,
    },
}

impl PluginError {
    /// An error of the system.
    pub fn system(what: impl Into<String>, error: &std::io::Error) -> Self {
        Self::System {
            what: what.into(),
            message: error.to_string(),
        }
    }

    /// Whether the plugin wrote to standard output, which belongs to the engine.
    pub fn is_about_stdout(&self) -> bool {
        match self {
            Self::Failed { message } => message.starts_with(PRINTED),
            Self::Broken { what, .. } => what.starts_with(NO_MESSAGE),
            _ => false,
        }
    }

    /// What happened, without the last lines of stderr.
    pub fn cause(&self) -> String {
        match self {
            Self::Broken { what, .. } => format!("the plugin {what}"),
            other => other.to_string(),
        }
    }

    /// The last lines the plugin wrote to stderr, where it broke.
    pub fn last_words(&self) -> Vec<String> {
        match self {
            Self::Broken { stderr, .. } => stderr.clone(),
            _ => Vec::new(),
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Unknown { name, known, .. } => {
                let known_names: Vec<_> = known.iter().map(String::as_str).collect();
                Some(match nearest(name, known_names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if known.is_empty() => {
                        "name a folder of plugins with --plugin-path or EMOSPEC_PLUGIN_PATH"
                            .to_owned()
                    }
                    None => format!("there are: {}", known.join(", ")),
                })
            }
            Self::Load { .. } => Some(
                "see what `emospec plugin check` says of it, or check `type:`".to_owned(),
            ),
            Self::Empty { .. } => Some(
                "a plugin's folder holds a Cargo.toml whose library is a cdylib, a plugin.yaml, or a shared library named \
                 after it: build it first"
                    .to_owned(),
            ),
            Self::Broken { .. } => Some(
                "start it by hand to see more; of a program, see that what it loads is installed where its `command` looks"
                    .to_owned(),
            ),
            Self::Clash { .. } => Some(
                "rename one of them, or leave its folder out of --plugin-path and EMOSPEC_PLUGIN_PATH"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}

fn folders(folders: &[PathBuf]) -> String {
    if folders.is_empty() {
        return "any folder: there is no plugin folder to search".to_owned();
    }
    let folders: Vec<_> = folders
        .iter()
        .map(|folder| folder.display().to_string())
        .collect();
    folders.join(", ")
}

fn last_lines(lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    format!("; its last lines on stderr were: {}", lines.join(" | "))
}
