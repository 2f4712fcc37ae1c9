//! The cache: where it is, what it holds, whether it is whole, and making room in it.

mod gc;
mod status;
mod verify;

use clap::Subcommand;

use super::screen::Screen;
use super::{Common, Ended};
use crate::cache::Cache as Folder;
use crate::diagnostic::{Code, Diagnostic};

#[derive(Debug, Subcommand)]
pub(super) enum Cache {
    /// Print the folder of the cache
    Path,
    /// Say what the cache holds, its limit, and which engines use it
    Status,
    /// Read everything in the cache, and list what is not as it was written
    Verify(verify::Verify),
    /// Remove what dead engines left behind, and evict what was not used for longest
    Gc(gc::Gc),
}

impl Cache {
    pub fn act(&self, _: &Common, screen: &Screen) -> Ended {
        self.done(screen).unwrap_or_else(|diagnostic| {
            screen.diagnose_one(*diagnostic);
            Ended::Unusable
        })
    }

    fn done(&self, screen: &Screen) -> Result<Ended, Box<Diagnostic>> {
        let help = "set EMOSPEC_CACHE_DIR to a folder that you may write to";
        let fail = |message: String| {
            Box::new(Diagnostic::error(Code::NoCache, message).help(help.to_owned()))
        };
        let root = Folder::default_root();
        let root = root.ok_or_else(|| fail("there is no folder for the cache".to_owned()))?;
        if matches!(self, Self::Path) {
            screen.print(&root.display().to_string());
            return Ok(Ended::Good);
        }
        let unusable = |error: std::io::Error| {
            fail(format!(
                "failed to use the cache at {}: {error}",
                root.display()
            ))
        };
        let cache = Folder::open(root.clone()).map_err(unusable)?;
        match self {
            Self::Path => Ok(Ended::Good),
            Self::Status => status::act(&cache, screen).map_err(unusable),
            Self::Verify(verify) => verify.act(&cache, screen).map_err(unusable),
            Self::Gc(gc) => gc.act(&cache, screen).map_err(unusable),
        }
    }
}

/// A count of things and their bytes, for people.
fn shown((count, bytes): (usize, u64)) -> String {
    format!("{count} ({})", bytesize::ByteSize(bytes))
}
