use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use sha2::{Digest as _, Sha256};
use zip::ZipArchive;

use super::entries::{Entries, Kind};
use super::{FetchError, tar_headers};
use crate::files::Digest;
use crate::spec::ArchiveFormat;

/// Bytes that are written at once.
const BUFFER: usize = 64 * 1024;

/// A file that was unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpacked {
    /// Its path below the folder.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// The digest of its bytes.
    pub sha256: Digest,
}

/// Unpacks the files of a folder of an archive to a folder that is there and empty. Every entry is judged before any of them is
/// written, and none is larger than the archive says; nothing but bytes is taken from it: neither modes, owners nor times.
///
/// # Errors
/// Where the archive is damaged, holds what is refused, or unpacks to more than `most` bytes; or nothing can be written.
pub fn unpack(
    archive: &Path,
    format: ArchiveFormat,
    folder: &Path,
    to: &Path,
    most: u64,
) -> Result<Vec<Unpacked>, FetchError> {
    let bad = |error: io::Error| FetchError::BadArchive(error.to_string());
    let file = File::open(archive).map_err(bad)?;
    let entries = Entries::new(folder, most);
    let unpacked = match format {
        ArchiveFormat::Zip => of_zip(file, entries, to),
        ArchiveFormat::Tar => of_tar(file, entries, to, most, |file| Ok(BufReader::new(file))),
        ArchiveFormat::TarGz => of_tar(file, entries, to, most, |file| {
            Ok(MultiGzDecoder::new(BufReader::new(file)))
        }),
    }?;
    if unpacked.is_empty() {
        return Err(FetchError::BadArchive(format!(
            "it has no file below `{}`",
            folder.display()
        )));
    }
    Ok(unpacked)
}

fn of_zip(file: File, mut entries: Entries<'_>, to: &Path) -> Result<Vec<Unpacked>, FetchError> {
    let bad = |error: zip::result::ZipError| FetchError::BadArchive(error.to_string());
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(bad)?;
    if archive.has_duplicate_names() {
        return Err(FetchError::BadArchive("it has a name twice".to_owned()));
    }
    let mut wanted = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(bad)?;
        let kind = match entry.unix_mode().map(|mode| mode & 0o170_000) {
            _ if entry.is_dir() => Kind::Folder,
            None | Some(0 | 0o100_000) => Kind::File,
            Some(_) => Kind::Other,
        };
        let judged = entries.judge(entry.name_raw(), kind, entry.size());
        if let Some(path) = judged? {
            wanted.push((index, path));
        }
    }
    let mut unpacked = Vec::new();
    for (index, path) in wanted {
        let mut entry = archive.by_index(index).map_err(bad)?;
        let bytes = entry.size();
        unpacked.push(write(&mut entry, bytes, path, to)?);
    }
    Ok(unpacked)
}

fn of_tar<R: Read>(
    mut file: File,
    mut entries: Entries<'_>,
    to: &Path,
    most: u64,
    open: impl Fn(File) -> io::Result<R>,
) -> Result<Vec<Unpacked>, FetchError> {
    let bad = |error: io::Error| FetchError::BadArchive(error.to_string());
    // Padding and headers come on top of what the entries hold.
    let limit = most.saturating_mul(2).saturating_add(1 << 30);
    let mut again = || {
        file.seek(SeekFrom::Start(0))?;
        Ok(tar::Archive::new(open(file.try_clone()?)?.take(limit)))
    };
    tar_headers::check(&mut again().map_err(bad)?.into_inner(), limit, most)?;
    let mut wanted = Vec::new();
    for entry in again().map_err(bad)?.entries().map_err(bad)? {
        let entry = entry.map_err(bad)?;
        let kind = entry.header().entry_type();
        if kind.is_pax_global_extensions() {
            wanted.push(None);
            continue;
        }
        let kind = match kind {
            kind if kind.is_file() => Kind::File,
            kind if kind.is_dir() => Kind::Folder,
            _ => Kind::Other,
        };
        let judged = entries.judge(&entry.path_bytes(), kind, entry.size());
        wanted.push(judged?);
    }
    let mut unpacked = Vec::new();
    let mut archive = again().map_err(bad)?;
    for (entry, path) in archive.entries().map_err(bad)?.zip(wanted) {
        let mut entry = entry.map_err(bad)?;
        let bytes = entry.size();
        if let Some(path) = path {
            unpacked.push(write(&mut entry, bytes, path, to)?);
        }
    }
    Ok(unpacked)
}

/// Writes an entry of so many bytes to a new file.
fn write(
    entry: &mut impl Read,
    bytes: u64,
    path: PathBuf,
    to: &Path,
) -> Result<Unpacked, FetchError> {
    let target = to.join(&path);
    let unwritten = || FetchError::unwritten(&target);
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).map_err(unwritten())?;
    }
    let mut file = File::create_new(&target).map_err(unwritten())?;
    let mut hasher = Sha256::new();
    let mut entry = entry.take(bytes.saturating_add(1));
    let mut buffer = vec![0; BUFFER];
    let mut got = 0;
    loop {
        let count = entry
            .read(&mut buffer)
            .map_err(|error| FetchError::BadArchive(format!("{}: {error}", path.display())))?;
        if count == 0 {
            break;
        }
        got += count as u64;
        if got > bytes {
            break;
        }
        hasher.update(&buffer[..count]);
        file.write_all(&buffer[..count]).map_err(unwritten())?;
    }
    if got != bytes {
        let why = format!("{} has not the {bytes} bytes stated", path.display());
        return Err(FetchError::BadArchive(why));
    }
    Ok(Unpacked {
        path,
        bytes,
        sha256: Digest::finish(hasher),
    })
}
