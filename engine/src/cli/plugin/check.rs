use clap::Args;

use crate::cli::Ended;
use crate::cli::screen::Screen;
use crate::cli::session::Session;

#[derive(Debug, Args)]
pub(in crate::cli) struct Check {}

impl Check {
    pub fn act(&self, _session: &Session, _screen: &Screen) -> Ended {
        Ended::Good
    }
}
