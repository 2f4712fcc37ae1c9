use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::Ended;
use super::screen::Screen;
use crate::diagnostic::{Code, Diagnostic};

/// The spec that is written: it runs as it is, on data that a plugin makes.
const STARTER: &str = include_str!("starter.yaml");

#[derive(Debug, Args)]
pub(super) struct Init {
    /// The file to write
    #[arg(default_value = "experiment.yaml")]
    file: PathBuf,
}

impl Init {
    pub fn act(&self, screen: &Screen) -> Ended {
        let written =
            File::create_new(&self.file).and_then(|mut file| file.write_all(STARTER.as_bytes()));
        match written {
            Ok(()) => {
                let file = self.file.display();
                screen.print(&format!(
                    "wrote {file}; check it with `emospec validate {file}`"
                ));
                Ended::Good
            }
            Err(error) => {
                let message = format!("failed to write {}: {error}", self.file.display());
                screen.diagnose_one(
                    Diagnostic::error(Code::NoResults, message).help(
                        "name a file that does not exist yet, in a folder that does".to_owned(),
                    ),
                );
                Ended::Unusable
            }
        }
    }
}
