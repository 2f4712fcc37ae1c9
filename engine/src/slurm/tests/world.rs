use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tempfile::TempDir;

use super::ears::Ears;
use super::fake_cluster::{FakeCluster, Fate};
use super::{asked_by, planned};
use crate::cache::{Cache, Lookup};
use crate::execute::Outcome;
use crate::slurm::{Collected, Patience, Request, SlurmError, SlurmExecutor};
use crate::spec::{ExecutionSpec, OnInterrupt};

/// What became of trials, by their seed.
pub type BySeed = BTreeMap<u64, Outcome>;

pub struct World {
    _home: TempDir,
    pub cluster: FakeCluster,
    pub cache: Cache,
    pub keep_going: bool,
    pub on_interrupt: OnInterrupt,
    pub max_jobs: Option<u16>,
    pub force: bool,
}

pub fn world(fates: &[Fate]) -> World {
    let home = tempfile::tempdir().unwrap();
    let cache = Cache::open(home.path().join("cache")).unwrap();
    World {
        cluster: FakeCluster::new(fates, cache.clone()),
        cache,
        _home: home,
        keep_going: true,
        on_interrupt: OnInterrupt::Leave,
        max_jobs: None,
        force: false,
    }
}

impl World {
    /// Runs the misses among the trials that have a fate, or all of them where that is forced, and interrupts the command
    /// once so many run and wait; what became of them by seed, and what was told.
    pub fn run_until(&self, enough: usize) -> Result<(BySeed, Collected, Vec<String>), SlurmError> {
        let all = planned();
        let misses: Vec<_> = all[..self.cluster.fates.len()]
            .iter()
            .filter(|it| self.force || self.cache.lookup(&it.digest) == Lookup::Miss)
            .collect();
        let ears = Ears {
            enough,
            ..Ears::default()
        };
        let interrupted = || ears.interrupted.load(Ordering::SeqCst);
        let executor = SlurmExecutor {
            cluster: &self.cluster,
            cache: &self.cache,
            engine: PathBuf::from("/bin/emospec"),
            by: asked_by(self.force),
            request: Request::new(&ExecutionSpec::default(), self.max_jobs),
            keep_going: self.keep_going,
            on_interrupt: self.on_interrupt,
            onlooker: &ears,
            interrupted: &interrupted,
            patience: Patience::of(Duration::from_millis(2)),
        };
        let collected = executor.run(&misses)?;
        let by_seed = misses.iter().filter_map(|it| {
            let outcome = collected.outcomes.get(&it.digest)?;
            Some((it.trial.seed, outcome.clone()))
        });
        let told = ears.told.lock().unwrap().clone();
        Ok((by_seed.collect(), collected, told))
    }

    pub fn run(&self) -> (BySeed, Vec<String>) {
        let (outcomes, collected, told) = self.run_until(0).unwrap();
        assert!(!collected.is_interrupted);
        (outcomes, told)
    }

    pub fn submissions(&self) -> usize {
        self.cluster.jobs.lock().unwrap().len()
    }

    pub fn batches(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.cache.root().join("slurm")).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }
}

/// A run of trials that run for ever is interrupted, and becomes of them what is given.
pub fn left_to(fates: &[Fate]) -> World {
    let world = world(&vec![Fate::Runs; fates.len()]);
    world.run_until(fates.len()).unwrap();
    for (index, fate) in (0..).zip(fates) {
        world.cluster.becomes(index, *fate);
    }
    world
}
