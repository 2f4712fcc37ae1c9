use std::fs;
use std::path::{Path, PathBuf};

use super::FetchError;
use crate::files::{Digest, DigestMemo};

/// What stands where a file is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing.
    Missing,
    /// The file.
    There,
    /// A file with another digest, or something that cannot be read.
    Other(Option<Digest>),
}

impl Standing {
    /// What stands at a path where a file of this digest is to be.
    pub fn of(path: &Path, sha256: &str, digests: &DigestMemo) -> Self {
        if !path.exists() {
            return Self::Missing;
        }
        match digests.digest(path) {
            Ok(digest) if digest.as_str() == sha256 => Self::There,
            Ok(digest) => Self::Other(Some(digest)),
            Err(_) => Self::Other(None),
        }
    }

    /// Whether something is to be put there.
    ///
    /// # Errors
    /// Where something else is there, unless it is to be replaced by force.
    pub(super) fn is_free(
        &self,
        path: &Path,
        sha256: &str,
        force: bool,
    ) -> Result<bool, FetchError> {
        match self {
            Self::There => Ok(false),
            Self::Missing => Ok(true),
            Self::Other(_) if force => Ok(true),
            Self::Other(is) => Err(FetchError::InTheWay {
                path: path.to_owned(),
                is: is.clone(),
                wanted: sha256.to_owned(),
            }),
        }
    }
}

/// The path of a file of a folder, once the folders above it were made, none of which leads out through a link.
///
/// # Errors
/// Where one does, or cannot be made.
pub(super) fn open_place(root: &Path, below: &Path) -> Result<PathBuf, FetchError> {
    fs::create_dir_all(root).map_err(FetchError::unwritten(root))?;
    let real = root.canonicalize().map_err(FetchError::unwritten(root))?;
    let target = root.join(below);
    let folder = target.parent().unwrap_or(root);
    let stays = |path: &Path| {
        path.canonicalize()
            .is_ok_and(|path| path.starts_with(&real))
    };
    let nearest = folder
        .ancestors()
        .find(|above| above.symlink_metadata().is_ok());
    let is_link = target
        .symlink_metadata()
        .is_ok_and(|metadata| metadata.is_symlink());
    if !nearest.is_some_and(stays) || (is_link && !stays(&target)) {
        return Err(FetchError::Outside(target));
    }
    fs::create_dir_all(folder).map_err(FetchError::unwritten(folder))?;
    Ok(target)
}

/// Gives a file its final name.
pub(super) fn place(from: &Path, target: &Path) -> Result<(), FetchError> {
    fs::rename(from, target).map_err(FetchError::unwritten(target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_made_and_links_that_lead_out_are_refused() {
        let outside = tempfile::tempdir().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("data");
        let made = open_place(&root, Path::new("a/b/c.csv")).unwrap();
        assert!(made.parent().unwrap().is_dir() && !made.exists());
        for (link, to) in [
            ("out", outside.path()),
            ("dangling", Path::new("/nowhere/x")),
        ] {
            std::os::unix::fs::symlink(to, root.join(link)).unwrap();
            for below in [format!("{link}/c.csv"), format!("{link}/d/c.csv")] {
                let refused = open_place(&root, Path::new(&below));
                assert!(matches!(refused, Err(FetchError::Outside(_))), "{below}");
            }
        }
        assert!(outside.path().read_dir().unwrap().next().is_none());
    }
}
