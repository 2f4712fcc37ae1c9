use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, RwLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, UTIME_NOW, UTIME_OMIT, utimensat};

use super::engines::Engines;
use super::{Cache, sweep};
use crate::files::{Digest, create_exclusive, mark, write_atomic};

pub(super) const FOLDER: &str = "engines";

/// How often a lease is touched.
const BEAT: Duration = Duration::from_secs(30);
/// Longest wait for a sweep to end.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked whether a sweep ended.
const LOOK: Duration = Duration::from_millis(20);

/// Leases taken by this process.
static TAKEN: AtomicU64 = AtomicU64::new(0);

/// What tells other engines that this one runs, until it is dropped.
#[derive(Debug)]
pub struct Lease {
    pub(super) path: PathBuf,
    name: String,
    root: PathBuf,
    /// The list of what is needed, once it is known.
    pub(super) needed: Arc<RwLock<Option<Digest>>>,
    beat: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Cache {
    /// Takes a lease, and waits for a sweep that runs to end: until the lease says otherwise, nothing is evicted.
    ///
    /// # Errors
    /// Where the cache cannot be written to.
    pub fn lease(&self) -> io::Result<Lease> {
        let number = TAKEN.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}-{number}", mark());
        let path = self.root.join(FOLDER).join(&name);
        create_exclusive(&path, b"")?;
        let (stop, stopped) = channel();
        let needed = Arc::new(RwLock::new(None));
        let (beating, of_beat) = (path.clone(), Arc::clone(&needed));
        let beat = thread::Builder::new()
            .name("lease".to_owned())
            .spawn(move || {
                while stopped.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
                    // A cache that is gone has nobody to tell.
                    let _ = keep_alive(&beating, &of_beat);
                }
            })?;
        let lease = Lease {
            path,
            name,
            root: self.root.clone(),
            needed,
            beat: Some((stop, beat)),
        };
        let patience = Instant::now() + PATIENCE;
        while Instant::now() < patience
            && let Some(sweeper) = sweep::sweeper(&self.root)
            && Engines::of(&self.root)?.is_alive(&sweeper)
        {
            thread::sleep(LOOK);
        }
        Ok(lease)
    }
}

impl Lease {
    /// Says that of the cache only these entries and pieces are needed, and that they are used now. The digest names the
    /// list.
    ///
    /// # Errors
    /// Where the cache cannot be written to.
    pub fn needs(&self, needed: &[&Digest]) -> io::Result<Digest> {
        let list = super::uses::put(&self.root, needed)?;
        if let Ok(mut needed) = self.needed.write() {
            write_atomic(&self.path, list.as_str().as_bytes())?;
            *needed = Some(list.clone());
        }
        Ok(list)
    }

    /// Whether others know what is needed. Until then they take it that anything is.
    pub fn has_told(&self) -> bool {
        self.needed.read().is_ok_and(|needed| needed.is_some())
    }

    /// What names it in claims.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some((stop, beat)) = self.beat.take() {
            drop(stop);
            // It does nothing that could fail.
            let _ = beat.join();
        }
        // One that stays is that of a dead engine, which the next sweep removes.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Touches a lease. One that is gone is written anew: from another machine this engine seemed dead, as after a while without
/// network.
pub(super) fn keep_alive(path: &Path, needed: &RwLock<Option<Digest>>) -> io::Result<()> {
    match touch(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let needed = needed.read();
            let list = needed.as_ref().ok().and_then(|needed| needed.as_ref());
            write_atomic(path, list.map_or("", Digest::as_str).as_bytes())
        }
        touched => touched,
    }
}

/// Sets the time of a file's last change to now, on the clock of its disk.
pub(super) fn touch(path: &Path) -> io::Result<()> {
    let special = |tv_nsec| Timespec { tv_sec: 0, tv_nsec };
    let times = Timestamps {
        last_access: special(UTIME_OMIT),
        last_modification: special(UTIME_NOW),
    };
    Ok(utimensat(CWD, path, &times, AtFlags::empty())?)
}
