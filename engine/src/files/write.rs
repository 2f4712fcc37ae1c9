use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::{Digest, Owner, mark};

/// Writes a file whole or not at all: to a temporary file beside it, then renamed.
///
/// # Errors
/// Where the folder cannot be made or written to.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_renamed(path, bytes, false)
}

/// Like [`write_atomic`], and on the disk before it has its name: what is there after a power cut is whole.
///
/// # Errors
/// Where the folder cannot be made or written to.
pub fn write_durable(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_renamed(path, bytes, true)
}

/// What names of files begin with that are being written.
const WRITING: &str = ".writing-";

/// A file of a folder that is being written, under a name that tells by whom.
pub(super) fn writing_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix(&format!("{WRITING}{}-", mark()))
        .tempfile_in(folder)
}

/// Removes what engines of this machine that run no more were writing in a folder.
///
/// # Errors
/// Where the folder cannot be read, or something in it not be removed.
pub fn tidy(folder: &Path) -> io::Result<()> {
    for file in fs::read_dir(folder)? {
        let name = file?.file_name();
        let writer = name.to_str().and_then(|name| name.strip_prefix(WRITING));
        if writer
            .and_then(Owner::in_name)
            .and_then(|owner| owner.runs())
            == Some(false)
        {
            fs::remove_file(folder.join(name))?;
        }
    }
    Ok(())
}

/// Permissions of results: for everyone that the folder is for.
pub(super) const OPEN_TO_ALL: u32 = 0o644;

fn write_renamed(path: &Path, bytes: &[u8], synced: bool) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = writing_in(folder)?;
    file.write_all(bytes)?;
    if synced {
        file.as_file().sync_data()?;
    }
    // A temporary file is private to its owner; results are for everyone the folder is for.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.as_file()
            .set_permissions(fs::Permissions::from_mode(OPEN_TO_ALL))?;
    }
    file.persist(path)?;
    Ok(())
}

/// Bytes after their digest: damage is seen when they are read.
pub fn seal(bytes: &[u8]) -> Vec<u8> {
    let mut sealed = Digest::of(bytes).as_str().as_bytes().to_vec();
    sealed.extend_from_slice(bytes);
    sealed
}

/// The bytes that were sealed.
///
/// # Errors
/// Where they are not as they were.
pub fn unseal(mut sealed: Vec<u8>) -> io::Result<Vec<u8>> {
    let damaged = || {
        let message = "it does not have the digest it was written with";
        io::Error::new(io::ErrorKind::InvalidData, message)
    };
    if sealed.len() < Digest::LENGTH {
        return Err(damaged());
    }
    let bytes = sealed.split_off(Digest::LENGTH);
    if Digest::of(&bytes).as_str().as_bytes() != sealed {
        return Err(damaged());
    }
    Ok(bytes)
}

/// Writes sealed bytes, whole or not at all.
///
/// # Errors
/// Where the folder cannot be made or written to.
pub fn write_sealed(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_atomic(path, &seal(bytes))
}

/// The bytes that [`write_sealed`] wrote.
///
/// # Errors
/// Where the file cannot be read, or is not as it was written.
pub fn read_sealed(path: &Path) -> io::Result<Vec<u8>> {
    unseal(fs::read(path)?)
}

/// Makes a file that is not there yet: of several that try, one succeeds, on a network file system too.
///
/// # Errors
/// Of kind `AlreadyExists` where it is there; else where the folder cannot be made or written to.
pub fn create_exclusive(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let create = || fs::File::create_new(path);
    let mut file = match create() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
            create()?
        }
        made => made?,
    };
    // On a full disk an empty file would stand for whoever made it.
    file.write_all(bytes).inspect_err(|_| {
        let _ = fs::remove_file(path);
    })
}

/// Writes a file unless it already holds these bytes.
///
/// # Errors
/// Where the folder cannot be made or written to.
pub fn write_changed(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(());
    }
    write_atomic(path, bytes)
}
