use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::engines::{Engines, Needs};
use super::inventory::Stored;
use super::{Cache, Lease, claim, lease, uses};
use crate::files::{Digest, create_exclusive};

const MARK: &str = "sweeping";

/// How long an engine that does not know yet what it needs is waited for.
const PATIENCE: Duration = Duration::from_secs(if cfg!(test) { 0 } else { 5 });
const LOOK: Duration = Duration::from_millis(50);
/// How often a sweep reads the leases again: more often than an engine that begins waits for it to end.
const LOOK_AGAIN: Duration = Duration::from_secs(if cfg!(test) { 0 } else { 10 });
/// Memos, and lists of what plans need, that nobody looked at for so long are removed.
const FORGOTTEN: Duration = Duration::from_hours(24 * 90);

/// What a sweep is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sweeping {
    /// Bytes that entries and pieces may hold.
    pub limit: Option<u64>,
    /// What was not used for so long goes, whatever the limit.
    pub unused: Option<Duration>,
    /// Whether it only says what it would do.
    pub dry: bool,
}

/// What a sweep did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Swept {
    /// Entries and pieces that were evicted, and their bytes.
    pub evicted: (usize, u64),
    /// Entries and pieces that stayed, and their bytes.
    pub kept: (usize, u64),
    /// Of those, what engines that run need.
    pub needed: (usize, u64),
    /// Leases, claims and temporary files of engines that run no more, and forgotten memos.
    pub left_behind: usize,
}

/// The lease of the engine that sweeps, where one does.
pub(super) fn sweeper(root: &Path) -> Option<String> {
    fs::read_to_string(root.join(MARK)).ok()
}

/// That this engine sweeps, until it is dropped.
struct Mark<'a>(&'a Path);

impl Drop for Mark<'_> {
    fn drop(&mut self) {
        // One that stays is that of a dead engine.
        let _ = fs::remove_file(self.0.join(MARK));
    }
}

impl Cache {
    /// Removes what dead engines left behind, and evicts what was not used for longest, until what is asked for holds;
    /// never what an engine that runs needs, this one included. None where another engine sweeps.
    ///
    /// # Errors
    /// Where the cache cannot be read or written to.
    pub fn sweep(&self, asked: Sweeping, lease: &Lease) -> io::Result<Option<Swept>> {
        let mut swept = Swept::default();
        if !asked.dry {
            // On a full disk this makes the room that the mark takes.
            swept.left_behind = self.tidy_scratch(&Engines::of(&self.root)?)?;
        }
        let Some(_mark) = self.mark(lease)? else {
            return Ok(None);
        };
        let mut read = Instant::now();
        let (engines, mut needed) = self.needed(lease)?;
        if !asked.dry {
            swept.left_behind += self.tidy(&engines, lease)?;
        }
        let now = SystemTime::now();
        let used = uses::last_used(&self.root, now - FORGOTTEN)?;
        let stored = self.inventory()?.stored;
        let (going, mut kept) = chosen(stored, &used, needed.as_ref(), asked, now);
        for stored in going {
            if read.elapsed() >= LOOK_AGAIN {
                read = Instant::now();
                needed = self.needed(lease)?.1;
            }
            if is_needed(needed.as_ref(), &stored) {
                kept.push(stored);
                continue;
            }
            if !asked.dry {
                self.remove(&stored)?;
            }
            add(&mut swept.evicted, &stored);
        }
        for stored in &kept {
            add(&mut swept.kept, stored);
            if is_needed(needed.as_ref(), stored) {
                add(&mut swept.needed, stored);
            }
        }
        Ok(Some(swept))
    }

    fn mark(&self, lease: &Lease) -> io::Result<Option<Mark<'_>>> {
        let path = self.root.join(MARK);
        loop {
            match create_exclusive(&path, lease.name().as_bytes()) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                made => return made.map(|()| Some(Mark(&self.root))),
            }
            match claim::broken(&self.root, &path, lease) {
                Ok(true) => {}
                Ok(false) => return Ok(None),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The engines, and what those that run need; none where one of them may need anything.
    fn needed(&self, own: &Lease) -> io::Result<(Engines, Option<BTreeSet<Digest>>)> {
        let patience = Instant::now() + PATIENCE;
        loop {
            let engines = Engines::of(&self.root)?;
            let lists: Option<Vec<_>> = engines
                .alive()
                // This one waits for its sweep to end: what it needs, it has said.
                .filter(|(name, needs)| *name != own.name() || **needs != Needs::Anything)
                .map(|(_, needs)| match needs {
                    Needs::Listed(list) => uses::get(&self.root, list).ok(),
                    Needs::Anything => None,
                })
                .collect();
            match lists {
                Some(lists) => {
                    let needed = lists.into_iter().flatten().collect();
                    return Ok((engines, Some(needed)));
                }
                None if Instant::now() > patience => return Ok((engines, None)),
                None => thread::sleep(LOOK),
            }
        }
    }

    /// Removes what engines that run no more left behind, and memos that nobody needs.
    fn tidy(&self, engines: &Engines, lease: &Lease) -> io::Result<usize> {
        let mut removed = 0;
        for dead in engines.dead() {
            removed +=
                usize::from(fs::remove_file(self.root.join(lease::FOLDER).join(dead)).is_ok());
        }
        if let Ok(claims) = fs::read_dir(self.root.join(claim::FOLDER)) {
            for claim in claims {
                let path = claim?.path();
                let is_breaking = path
                    .extension()
                    .is_some_and(|ending| ending == claim::BREAKING);
                // What is given up meanwhile needs no breaking.
                let gone = if !is_breaking {
                    claim::broken(&self.root, &path, lease).unwrap_or(false)
                } else if claim::is_held(&self.root, &path).unwrap_or(true) {
                    false
                } else {
                    fs::remove_file(&path).is_ok()
                };
                removed += usize::from(gone);
            }
        }
        for memo in ["looked", "placed", "written"] {
            removed += forgotten(&self.memo().join(memo));
        }
        Ok(removed)
    }

    /// Removes what engines that run no more were writing.
    fn tidy_scratch(&self, engines: &Engines) -> io::Result<usize> {
        let mut removed = 0;
        for file in fs::read_dir(self.root.join("tmp"))? {
            let file = file?;
            let is_old = file.metadata().and_then(|metadata| metadata.modified());
            let is_old = is_old.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > PATIENCE));
            if is_old && !engines.owns(&file.file_name().to_string_lossy()) {
                let path = file.path();
                let gone = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
                removed += usize::from(gone.is_ok());
            }
        }
        Ok(removed)
    }
}

/// Removes the files of a folder of memos that nobody wrote for long; one that is still wanted is made anew.
fn forgotten(folder: &Path) -> usize {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let old = files.filter(|file| {
        let written = file.metadata().and_then(|metadata| metadata.modified());
        written.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > FORGOTTEN))
    });
    old.filter(|file| fs::remove_file(file.path()).is_ok())
        .count()
}

/// What goes and what stays.
fn chosen(
    mut stored: Vec<Stored>,
    used: &BTreeMap<Digest, SystemTime>,
    needed: Option<&BTreeSet<Digest>>,
    asked: Sweeping,
    now: SystemTime,
) -> (Vec<Stored>, Vec<Stored>) {
    let last = |stored: &Stored| {
        let used = used.get(&stored.digest).copied();
        used.map_or(stored.written, |used| used.max(stored.written))
    };
    stored.sort_by_cached_key(|stored| (last(stored), stored.digest.clone()));
    let mut bytes: u64 = stored.iter().map(|stored| stored.bytes).sum();
    stored.into_iter().partition(|stored| {
        let age = now.duration_since(last(stored)).unwrap_or_default();
        let is_too_old = asked.unused.is_some_and(|unused| age > unused);
        let is_too_much = asked.limit.is_some_and(|limit| bytes > limit);
        let goes = !is_needed(needed, stored) && (is_too_old || is_too_much);
        if goes {
            bytes -= stored.bytes;
        }
        goes
    })
}

fn is_needed(needed: Option<&BTreeSet<Digest>>, stored: &Stored) -> bool {
    needed.is_none_or(|needed| needed.contains(&stored.digest))
}

fn add((count, bytes): &mut (usize, u64), stored: &Stored) {
    *count += 1;
    *bytes += stored.bytes;
}
