use std::fs;
use std::io;
use std::path::Path;

use super::write::{OPEN_TO_ALL, writing_in};

/// Gives a file a second place, whole or not at all: the two share their bytes on the disk where the file system can
/// (a copy on write, else a hard link), and are copies elsewhere.
///
/// # Errors
/// Where the file cannot be read, or the folder of the place not written to.
pub fn place(from: &Path, to: &Path) -> io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    let writing = writing_in(folder)?;
    if is_cloned(from, writing.as_file()) {
        set_open(writing.path())?;
        writing.persist(to)?;
        return Ok(());
    }
    let path = writing.into_temp_path();
    fs::remove_file(&path)?;
    if fs::hard_link(from, &path).is_err() {
        fs::copy(from, &path)?;
        set_open(&path)?;
    }
    path.persist(to)?;
    Ok(())
}

fn set_open(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(OPEN_TO_ALL))
}

#[cfg(target_os = "linux")]
fn is_cloned(from: &Path, to: &fs::File) -> bool {
    fs::File::open(from).is_ok_and(|from| rustix::fs::ioctl_ficlone(to, from).is_ok())
}

#[cfg(not(target_os = "linux"))]
fn is_cloned(_: &Path, _: &fs::File) -> bool {
    false
}
