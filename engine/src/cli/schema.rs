use clap::Args;

use super::Ended;
use super::screen::Screen;
use crate::spec::experiment_schema_text;

#[derive(Debug, Args)]
pub(super) struct Schema {}

impl Schema {
    pub fn act(&self, screen: &Screen) -> Ended {
        screen.print(&experiment_schema_text());
        Ended::Good
    }
}
