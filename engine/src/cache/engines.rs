use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::files::{Digest, Owner};

/// A lease of another machine whose file was not touched for so long is that of a dead engine.
const FORGOTTEN: Duration = Duration::from_mins(10);

/// What an engine that runs needs of the cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Needs {
    /// It is not known yet: anything.
    Anything,
    /// What a file of `uses` lists.
    Listed(Digest),
}

/// The engines that hold leases, as they are just now.
#[derive(Debug)]
pub(super) struct Engines {
    /// The time on the clock of the disk, which other machines' touches are told by.
    now: SystemTime,
    leases: BTreeMap<String, (SystemTime, Needs)>,
}

impl Engines {
    /// Reads the leases.
    pub fn of(root: &Path) -> io::Result<Self> {
        let probe = tempfile::NamedTempFile::new_in(root.join("tmp"))?;
        let now = fs::metadata(probe.path())?.modified()?;
        let mut leases = BTreeMap::new();
        let folder = match fs::read_dir(root.join(super::lease::FOLDER)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self { now, leases });
            }
            folder => folder?,
        };
        for file in folder {
            let file = file?;
            // A lease may end while it is looked at.
            let (Ok(text), Ok(metadata)) = (fs::read_to_string(file.path()), file.metadata())
            else {
                continue;
            };
            let needs = Digest::parse(text.trim()).map_or(Needs::Anything, Needs::Listed);
            let name = file.file_name().to_string_lossy().into_owned();
            leases.insert(name, (metadata.modified()?, needs));
        }
        Ok(Self { now, leases })
    }

    /// Whether the engine that holds a lease runs.
    pub fn is_alive(&self, lease: &str) -> bool {
        let Some((touched, _)) = self.leases.get(lease) else {
            return false;
        };
        let runs = Owner::in_name(lease).and_then(|owner| owner.runs());
        // A touch from the future is recent enough.
        let age = self.now.duration_since(*touched).unwrap_or_default();
        runs.unwrap_or(age < FORGOTTEN)
    }

    /// Whether the process that a file of `tmp` is named after runs.
    pub fn owns(&self, file: &str) -> bool {
        let Some(owner) = Owner::in_name(file) else {
            return false;
        };
        owner.runs().unwrap_or_else(|| {
            let of_owner = |lease: &&String| Owner::in_name(lease).as_ref() == Some(&owner);
            let mut leases = self.leases.keys().filter(of_owner);
            leases.any(|lease| self.is_alive(lease))
        })
    }

    /// The leases of engines that run, with what each needs.
    pub fn alive(&self) -> impl Iterator<Item = (&str, &Needs)> {
        let leases = self.leases.iter();
        let alive = leases.filter(|(lease, _)| self.is_alive(lease));
        alive.map(|(lease, (_, needs))| (lease.as_str(), needs))
    }

    /// The leases of engines that run no more.
    pub fn dead(&self) -> impl Iterator<Item = &str> {
        let leases = self.leases.keys();
        leases
            .map(String::as_str)
            .filter(|lease| !self.is_alive(lease))
    }
}
