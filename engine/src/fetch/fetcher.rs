use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::download::{download_to, own};
use super::placing::{open_place, place};
use super::{
    FetchError, FetchWatcher, Fetched, Limits, Placed, PlacedFile, Standing, Wanted, unpack,
};
use crate::dataset::{ArchiveSource, FileSource};
use crate::files::{Digest, DigestMemo};
use crate::spec::SourceSpec;

/// Fetches what the sources of datasets name.
pub struct Fetcher<'a> {
    /// Digests of files.
    pub digests: &'a DigestMemo,
    /// What a download may take.
    pub limits: Limits,
    /// Whether files with other digests are replaced.
    pub force: bool,
    /// Whether it is only looked what there is to do.
    pub only_look: bool,
    /// A folder of files that were downloaded in some other way, by the last part of their addresses.
    pub from: Option<&'a Path>,
    /// What is told of downloads.
    pub watcher: &'a dyn FetchWatcher,
}

impl Fetcher<'_> {
    /// Fetches a file below `root`.
    ///
    /// # Errors
    /// Where it cannot be had, or something else is in its place.
    pub fn file(&self, root: &Path, file: &FileSource<'_>) -> Result<Fetched, FetchError> {
        let target = root.join(&file.file);
        let sha256 = file.source.sha256.as_str();
        let standing = Standing::of(&target, sha256, self.digests);
        if !standing.is_free(&target, sha256, self.force)? {
            return Ok(Fetched::There);
        }
        if self.only_look {
            return Ok(Fetched::ToFetch);
        }
        let target = open_place(root, &file.file)?;
        let part = part(target.parent().unwrap_or(root), file.source);
        let _own = self.get(file.source, &part)?;
        place(&part, &target)?;
        Ok(Fetched::Now)
    }

    /// Fetches an archive and places its files below `root`.
    ///
    /// # Errors
    /// Where it cannot be had or unpacked, or other files are in their places.
    pub fn archive(&self, root: &Path, archive: &ArchiveSource<'_>) -> Result<Fetched, FetchError> {
        let into = root.join(&archive.into);
        let kept = Placed::path(root, archive);
        if let Some(placed) = Placed::read(&kept) {
            let files = placed.files.iter().map(|file| (&file.path, &file.sha256));
            if self.free(&into, files)?.is_empty() {
                return Ok(Fetched::There);
            }
        }
        if self.only_look {
            return Ok(Fetched::ToFetch);
        }
        let unwritten = || FetchError::unwritten(root);
        fs::create_dir_all(root).map_err(unwritten())?;
        let source = archive.archive.source();
        let part = part(root, &source);
        let _own = self.get(&source, &part)?;
        let scratch = scratch(root, &source).map_err(unwritten())?;
        let (format, most) = (archive.archive.unpack, self.limits.bytes);
        let unpacked = unpack(&part, format, &archive.folder, scratch.path(), most);
        if matches!(unpacked, Err(FetchError::BadArchive(_))) {
            let _ = fs::remove_file(&part);
        }
        let unpacked = unpacked?;
        let files = unpacked.iter().map(|file| (&file.path, &file.sha256));
        // All of them have a place before any of them is put there.
        let free = self.free(&into, files)?;
        let targets = free
            .iter()
            .map(|path| open_place(root, &archive.into.join(path)));
        let targets = targets.collect::<Result<Vec<_>, _>>()?;
        for (path, target) in free.into_iter().zip(targets) {
            place(&scratch.path().join(path), &target)?;
        }
        let files = unpacked.into_iter().map(|file| PlacedFile {
            path: file.path,
            bytes: file.bytes,
            sha256: file.sha256,
        });
        let placed = Placed {
            url: source.url.to_string(),
            sha256: source.sha256.to_string(),
            files: files.collect(),
        };
        placed.write(&kept).map_err(FetchError::unwritten(&kept))?;
        let _ = fs::remove_file(&part);
        Ok(Fetched::Now)
    }

    /// Those of the files of an archive that are not there yet.
    fn free<'f>(
        &self,
        into: &Path,
        files: impl Iterator<Item = (&'f PathBuf, &'f Digest)>,
    ) -> Result<Vec<&'f PathBuf>, FetchError> {
        let mut free = Vec::new();
        for (path, sha256) in files {
            let target = into.join(path);
            let standing = Standing::of(&target, sha256.as_str(), self.digests);
            if standing.is_free(&target, sha256.as_str(), self.force)? {
                free.push(path);
            }
        }
        Ok(free)
    }

    /// Gets a file to `part`, verified: from the folder of what was downloaded already, else from its address.
    fn get(&self, source: &SourceSpec, part: &Path) -> Result<File, FetchError> {
        let by_hand = self.by_hand(source)?;
        let mut own = own(part)?;
        if let Some(file) = by_hand {
            copy(&file, &mut own).map_err(FetchError::unwritten(part))?;
        }
        let wanted = Wanted {
            url: source.url.as_str(),
            sha256: source.sha256.as_str(),
            bytes: source.bytes,
        };
        self.watcher.begins(wanted.url, wanted.bytes);
        let downloaded = download_to(own, &wanted, part, &self.limits, &mut |there| {
            self.watcher.at(there);
        });
        self.watcher.ends();
        downloaded
    }

    /// What was downloaded already, verified; none where there is no folder of such, or it does not have it.
    fn by_hand(&self, source: &SourceSpec) -> Result<Option<PathBuf>, FetchError> {
        let name = source.url.last_part();
        let folder = self.from.filter(|_| !name.is_empty());
        let file = folder.map(|folder| folder.join(name));
        let Some(file) = file.filter(|file| file.is_file()) else {
            return Ok(None);
        };
        let unread = |error| FetchError::unread(&file, error);
        let is = Digest::of_file(&file).map_err(unread)?;
        if is.as_str() == source.sha256.as_str() {
            return Ok(Some(file));
        }
        Err(FetchError::OtherBytes {
            got: file.metadata().map_err(unread)?.len(),
            is,
            wanted: source.sha256.to_string(),
        })
    }
}

/// Where a download is kept until it is whole: a hidden file, which no dataset of a folder reads.
fn part(folder: &Path, source: &SourceSpec) -> PathBuf {
    folder.join(format!(".fetch-{}.part", source.sha256.short()))
}

/// An empty folder to unpack to, without what a process that was killed left in it; the archive is locked meanwhile.
fn scratch(folder: &Path, source: &SourceSpec) -> io::Result<TempDir> {
    let name = format!(".unpacking-{}", source.sha256.short());
    match fs::remove_dir_all(folder.join(&name)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut made = tempfile::Builder::new();
    made.prefix(&name).rand_bytes(0).tempdir_in(folder)
}

/// Copies bytes alone: a file that may not be written to is copied to one that may.
fn copy(from: &Path, to: &mut File) -> io::Result<()> {
    to.set_len(0)?;
    io::copy(&mut File::open(from)?, to)?;
    Ok(())
}
