use std::fs::{File, TryLockError};
use std::io::{Seek, SeekFrom};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use super::curl::{Ended, Request, transfer};
use super::{FetchError, Limits};
use crate::files::Digest;

/// Requests of one download that may break off.
const TRIES: usize = 3;

/// Between them.
const PAUSE: Duration = Duration::from_secs(1);

/// What is to be downloaded.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Its address.
    pub url: &'a str,
    /// The digest it must have.
    pub sha256: &'a str,
    /// Its size, where it is known.
    pub bytes: Option<u64>,
}

impl Wanted<'_> {
    fn most(&self, limits: &Limits) -> u64 {
        self.bytes.unwrap_or(limits.bytes)
    }
}

/// Downloads to the file `part`, from where it broke off the last time. The file is there, whole and verified, when this
/// returns it, and is this process's own as long as it is open; what was downloaded is kept where the connection broke, and removed where it is not what was stated.
///
/// A whole file with another digest is only an error where it was downloaded in one go: after a broken download the rest may
/// be of another version, so it is downloaded once afresh.
///
/// # Errors
/// Where it cannot be downloaded, is not what was stated, or another process is at it.
pub fn download(
    wanted: &Wanted<'_>,
    part: &Path,
    limits: &Limits,
    watch: &mut dyn FnMut(u64),
) -> Result<File, FetchError> {
    download_to(own(part)?, wanted, part, limits, watch)
}

/// The same, to a part that is open.
pub(super) fn download_to(
    mut file: File,
    wanted: &Wanted<'_>,
    part: &Path,
    limits: &Limits,
    watch: &mut dyn FnMut(u64),
) -> Result<File, FetchError> {
    let downloaded = fill(wanted, part, &mut file, limits, watch);
    let is_useless = |error: &FetchError| {
        matches!(
            error,
            FetchError::OtherBytes { .. } | FetchError::TooLarge { .. }
        )
    };
    let is_empty = file.metadata().is_ok_and(|metadata| metadata.len() == 0);
    match &downloaded {
        Ok(()) => file.sync_all().map_err(FetchError::unwritten(part))?,
        Err(error) if is_empty || is_useless(error) => {
            let _ = std::fs::remove_file(part);
        }
        Err(_) => {}
    }
    downloaded.map(|()| file)
}

/// Opens a part, which is this process's own as long as it is open.
///
/// # Errors
/// Where it cannot be opened, or another process is at it.
pub(super) fn own(part: &Path) -> Result<File, FetchError> {
    let file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(part)
        .map_err(FetchError::unwritten(part))?;
    // Some network file systems have no locks: two downloads at once end in a wrong digest there.
    if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
        return Err(FetchError::Busy(part.to_owned()));
    }
    Ok(file)
}

fn fill(
    wanted: &Wanted<'_>,
    part: &Path,
    file: &mut File,
    limits: &Limits,
    watch: &mut dyn FnMut(u64),
) -> Result<(), FetchError> {
    let unwritten = || FetchError::unwritten(part);
    let most = wanted.most(limits);
    let mut there = file.seek(SeekFrom::End(0)).map_err(unwritten())?;
    // All of it may be there already: the process ended before the file had its name.
    let is_whole = |there: u64| there > 0 && wanted.bytes.is_none_or(|bytes| bytes == there);
    if is_whole(there) && is_wanted(wanted, part).map_err(unwritten())? {
        return Ok(());
    }
    let empty = |file: &mut File| {
        file.set_len(0)?;
        file.seek(SeekFrom::Start(0))
    };
    if there >= most {
        there = empty(file).map_err(unwritten())?;
    }
    let mut tries = 0;
    loop {
        let request = Request {
            url: wanted.url,
            part,
            from: there,
            most,
            patience: limits.patience.as_secs(),
        };
        match transfer(&request, file, watch)? {
            Ended::Whole if is_wanted(wanted, part).map_err(unwritten())? => return Ok(()),
            // It does not go on so from what there was: afresh. Only after a broken try is there something to go on from again.
            Ended::NoRange => {}
            Ended::Whole | Ended::TooLarge if there > 0 => {}
            Ended::Whole => {
                let is = Digest::of_file(part).map_err(unwritten())?;
                let got = file.metadata().map_err(unwritten())?.len();
                return Err(FetchError::OtherBytes {
                    got,
                    is,
                    wanted: wanted.sha256.to_owned(),
                });
            }
            Ended::TooLarge => {
                return Err(FetchError::TooLarge {
                    most,
                    is_stated: wanted.bytes.is_some(),
                });
            }
            Ended::Refused(why) => return Err(FetchError::Refused(why)),
            Ended::Cut(why) => {
                tries += 1;
                there = file.seek(SeekFrom::End(0)).map_err(unwritten())?;
                // A server may say that there is more than there is.
                if is_whole(there) && is_wanted(wanted, part).map_err(unwritten())? {
                    return Ok(());
                }
                if tries == TRIES {
                    return Err(FetchError::Cut { got: there, why });
                }
                sleep(PAUSE);
                continue;
            }
        }
        there = empty(file).map_err(unwritten())?;
    }
}

fn is_wanted(wanted: &Wanted<'_>, part: &Path) -> std::io::Result<bool> {
    Ok(Digest::of_file(part)?.as_str() == wanted.sha256)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_another_process_fetches_is_left_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let part = folder.path().join("part");
        let held = File::create(&part).unwrap();
        held.lock().unwrap();
        let digest = Digest::of(b"a");
        let wanted = Wanted {
            url: "http://127.0.0.1:9/a",
            sha256: digest.as_str(),
            bytes: None,
        };
        let refused = download(&wanted, &part, &Limits::default(), &mut |_| {});
        assert!(matches!(refused, Err(FetchError::Busy(_))), "{refused:?}");
        assert!(part.exists());
    }
}
