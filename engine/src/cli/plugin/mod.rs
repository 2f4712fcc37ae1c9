mod check;
mod list;

use std::path::Path;

use clap::Subcommand;

use super::screen::Screen;
use super::session::Session;
use super::{Common, Ended};
use crate::spec::ExecutionSpec;

#[derive(Debug, Subcommand)]
pub(super) enum Plugin {
    /// List the plugins there are, with their models, sources and extractors
    List,
    /// Check that a plugin keeps the rules that results rest on
    Check(check::Check),
}

impl Plugin {
    pub fn act(&self, common: &Common, screen: &Screen) -> Ended {
        match Session::open(common, Path::new(""), &ExecutionSpec::default(), screen) {
            Ok(session) => match self {
                Self::List => list::list(&session, screen),
                Self::Check(check) => check.act(&session, screen),
            },
            Err(found) => {
                screen.diagnose(&found);
                Ended::Unusable
            }
        }
    }
}
