use clap::Args;

use super::Ended;
use super::screen::Screen;
use crate::diagnostic::Code;

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The code, as in `error[E020]`
    code: Code,
}

impl Explain {
    pub fn act(&self, screen: &Screen) -> Ended {
        screen.print(&self.code.explanation());
        Ended::Good
    }
}
