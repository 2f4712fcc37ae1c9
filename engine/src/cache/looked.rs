use std::collections::BTreeMap;
use std::thread;

use serde::{Deserialize, Serialize};

use super::entry::Entry;
use super::{Cache, Lookup};
use crate::files::{Digest, Stamp, read_sealed, write_sealed};

/// Counts up when what is remembered is laid out otherwise.
const FORMAT: u32 = 1;
/// Fewer entries are looked up by one thread sooner than by several.
const WORTH_THREADS: usize = 64;

/// What is remembered of an entry that was read and checked.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Seen {
    stamps: [Stamp; 3],
    predictions: Digest,
    columns: usize,
    seconds: f64,
}

/// What is remembered of the entries of a plan.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Memo {
    format: u32,
    /// The lists of columns that occur.
    columns: Vec<Vec<String>>,
    seen: BTreeMap<Digest, Seen>,
}

/// Looking up the entries of a plan, of which only those are read that are new or were touched since they were read.
#[derive(Debug)]
pub struct Looking<'a> {
    cache: &'a Cache,
    name: Digest,
    memo: Memo,
}

impl Cache {
    /// Looking up entries of the plan that a list of uses names.
    pub fn looking(&self, plan: &Digest) -> Looking<'_> {
        let mut looking = Looking {
            cache: self,
            name: plan.clone(),
            memo: Memo::default(),
        };
        let kept = read_sealed(&looking.path()).ok();
        let kept = kept.and_then(|bytes| postcard::from_bytes::<Memo>(&bytes).ok());
        looking.memo = kept
            .filter(|memo| memo.format == FORMAT)
            .unwrap_or_default();
        looking.memo.format = FORMAT;
        looking
    }
}

impl Looking<'_> {
    /// What there is for each fingerprint.
    pub fn up(mut self, digests: &[&Digest]) -> Vec<Lookup> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let share = digests.len().div_ceil(cores).max(WORTH_THREADS);
        let this = &self;
        let found: Vec<(Lookup, Option<[Stamp; 3]>)> = thread::scope(|scope| {
            let workers: Vec<_> = digests
                .chunks(share)
                .map(|chunk| scope.spawn(|| chunk.iter().map(|digest| this.one(digest)).collect()))
                .collect();
            let joined = workers.into_iter().map(thread::ScopedJoinHandle::join);
            joined
                .flat_map(|found: Result<Vec<_>, _>| {
                    found.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .collect()
        });
        let mut is_changed = false;
        let mut lookups = Vec::with_capacity(found.len());
        for (digest, (lookup, stamps)) in digests.iter().zip(found) {
            if let (Lookup::Hit(entry), Some(stamps)) = (&lookup, stamps) {
                is_changed = true;
                self.remember(digest, entry, stamps);
            }
            lookups.push(lookup);
        }
        if is_changed {
            // The memo only saves time.
            let _ =
                postcard::to_allocvec(&self.memo).map(|bytes| write_sealed(&self.path(), &bytes));
        }
        lookups
    }

    /// Entries that are remembered.
    #[cfg(test)]
    pub(super) fn known(&self) -> usize {
        self.memo.seen.len()
    }

    /// What there is, and the stamps to remember of what had to be read.
    fn one(&self, digest: &Digest) -> (Lookup, Option<[Stamp; 3]>) {
        let folder = self.cache.folder(digest);
        let stamps = Entry::stamps(&folder);
        if let (Some(seen), Some(stamps)) = (self.memo.seen.get(digest), &stamps)
            && seen.stamps == *stamps
            && let Some(columns) = self.memo.columns.get(seen.columns)
        {
            let entry = Entry::at(
                folder,
                seen.predictions.clone(),
                columns.clone(),
                seen.seconds,
            );
            return (Lookup::Hit(entry), None);
        }
        let settled = stamps.filter(|stamps| stamps.iter().all(Stamp::is_settled));
        (self.cache.lookup(digest), settled)
    }

    fn remember(&mut self, digest: &Digest, entry: &Entry, stamps: [Stamp; 3]) {
        let mut known = self.memo.columns.iter();
        let columns = known.position(|columns| columns == &entry.columns);
        let columns = columns.unwrap_or_else(|| {
            self.memo.columns.push(entry.columns.clone());
            self.memo.columns.len() - 1
        });
        let seen = Seen {
            stamps,
            predictions: entry.digest.clone(),
            columns,
            seconds: entry.seconds,
        };
        self.memo.seen.insert((*digest).clone(), seen);
    }

    fn path(&self) -> std::path::PathBuf {
        self.cache.memo().join("looked").join(self.name.as_str())
    }
}
