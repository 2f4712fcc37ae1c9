mod check;
mod info;
mod language;
mod list;
mod new;
mod workspace;

use std::path::Path;

use clap::Subcommand;

use super::screen::Screen;
use super::session::Session;
use super::{Common, Ended};
use crate::spec::ExecutionSpec;

#[derive(Debug, Subcommand)]
pub(super) enum Plugin {
    /// Write a new plugin: a baseline that works, to be made your own
    New(new::New),
    /// Check that a plugin keeps the rules that results rest on
    Check(check::Check),
    /// Print what a plugin carries: parameters with their defaults and meaning, and where it is from
    Info(info::Info),
    /// List the plugins there are, with their models, sources and extractors
    List,
}

impl Plugin {
    pub fn act(&self, common: &Common, screen: &Screen) -> Ended {
        let session = || Session::open(common, Path::new(""), &ExecutionSpec::default(), screen);
        let opened = match self {
            Self::New(new) => return new.act(screen),
            Self::List => session().map(|session| list::list(&session, screen)),
            Self::Info(info) => session().map(|session| info.act(&session, screen)),
            Self::Check(check) => session().map(|session| check.act(&session, screen)),
        };
        opened.unwrap_or_else(|found| {
            screen.diagnose(&found);
            Ended::Unusable
        })
    }
}
