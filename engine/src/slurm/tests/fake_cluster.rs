use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::{planned, store};
use crate::cache::Cache;
use crate::files::Digest;
use crate::slurm::{
    Batch, Cluster, ElementFailure, ElementOutcome, Ending, JobId, Sightings, SlurmError,
    Submission,
};

/// What an element does as soon as it is submitted, by its trial's seed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fate {
    /// It has results, and says so.
    Succeeds,
    /// It has results, and its outcome is lost.
    Stores,
    /// Its model fails.
    Fails,
    /// Slurm ends it.
    Ends(Ending),
    /// It completes, and nothing comes of it.
    Vanishes,
    /// It is forgotten, and left a log.
    Forgotten,
    /// It runs for ever.
    Runs,
    /// It waits for ever.
    Waits,
}

/// A job array, and what becomes of its elements.
pub struct FakeJob {
    name: String,
    id: JobId,
    pub fates: Vec<(Digest, Fate)>,
}

/// A cluster in which everything happens at once.
pub struct FakeCluster {
    pub fates: Vec<Fate>,
    pub jobs: Mutex<Vec<FakeJob>>,
    pub largest: usize,
    /// Submissions that are made, and whose answer is lost.
    pub lost_answers: AtomicUsize,
    /// Submissions that are made, and whose answer cannot be understood.
    pub nonsense: AtomicUsize,
    /// Questions that are not answered.
    pub silent: AtomicUsize,
    /// Questions that are refused.
    pub deaf: AtomicUsize,
    /// Cancellations that are not answered.
    pub unheard: AtomicUsize,
    /// What becomes of elements of the first array just before each question.
    pub meanwhile: Mutex<VecDeque<Vec<(u32, Fate)>>>,
    pub refuses: AtomicBool,
    pub cancelled: Mutex<Vec<(JobId, bool)>>,
    pub after: Mutex<Vec<Option<JobId>>>,
    pub accounts: Mutex<BTreeMap<u32, &'static str>>,
    cache: Cache,
}

fn failed(said: &str) -> SlurmError {
    SlurmError::Failed {
        program: "sbatch",
        said: said.to_owned(),
    }
}

fn silence() -> SlurmError {
    failed("Socket timed out on send/recv operation")
}

fn takes(counter: &AtomicUsize) -> bool {
    counter
        .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
            left.checked_sub(1)
        })
        .is_ok()
}

impl FakeCluster {
    /// A cluster that answers, and runs trials on a cache.
    pub fn new(fates: &[Fate], cache: Cache) -> Self {
        Self {
            fates: fates.to_vec(),
            jobs: Mutex::default(),
            largest: 1001,
            lost_answers: AtomicUsize::new(0),
            nonsense: AtomicUsize::new(0),
            silent: AtomicUsize::new(0),
            deaf: AtomicUsize::new(0),
            unheard: AtomicUsize::new(0),
            meanwhile: Mutex::default(),
            refuses: AtomicBool::new(false),
            cancelled: Mutex::default(),
            after: Mutex::default(),
            accounts: Mutex::default(),
            cache,
        }
    }

    /// What becomes of an element of the first array.
    pub fn becomes(&self, index: u32, fate: Fate) {
        let mut jobs = self.jobs.lock().unwrap();
        let name = jobs[0].name.strip_prefix("emospec-").unwrap();
        let batch = Batch::open(&self.cache.root().join("slurm").join(name)).unwrap();
        let (digest, now) = &mut jobs[0].fates[index as usize];
        *now = fate;
        self.run(&batch, index, digest, fate);
    }

    pub fn run(&self, batch: &Batch, index: u32, digest: &Digest, fate: Fate) {
        let outcome = |failure| ElementOutcome {
            digest: digest.clone(),
            failure,
            said: Vec::new(),
            seconds: Some(1.0),
            memory: 0,
        };
        let log = |text: &str| std::fs::write(batch.log(index), text).unwrap();
        match fate {
            Fate::Succeeds | Fate::Stores => {
                let planned = planned()
                    .into_iter()
                    .find(|it| it.digest == *digest)
                    .unwrap();
                store(&self.cache, &planned);
                if fate == Fate::Succeeds {
                    batch.leave(index, &outcome(None)).unwrap();
                }
            }
            Fate::Fails => {
                let failure = ElementFailure {
                    message: "net (plugin `n`, seed 1): no".into(),
                    last_words: Some(vec!["last".into()]),
                };
                batch.leave(index, &outcome(Some(failure))).unwrap();
            }
            Fate::Ends(_) | Fate::Forgotten => log("first\nlast line\n"),
            Fate::Vanishes | Fate::Runs | Fate::Waits => {}
        }
    }
}

impl Cluster for FakeCluster {
    fn largest_array(&self) -> Result<usize, SlurmError> {
        Ok(self.largest)
    }

    fn submit(&self, submission: Submission<'_>) -> Result<JobId, SlurmError> {
        if self.refuses.load(Ordering::SeqCst) {
            return Err(failed("sbatch: error: Invalid partition name specified"));
        }
        let batch = Batch::open(submission.folder).unwrap();
        assert_eq!(batch.asked().trials.len(), submission.count);
        let mut jobs = self.jobs.lock().unwrap();
        let job = JobId::parse(&(10 + jobs.len()).to_string()).unwrap();
        let fates = batch.asked().trials.iter().map(|trial| {
            let seed = usize::try_from(trial.trial.seed).unwrap();
            (trial.digest.clone(), self.fates[seed])
        });
        let fates: Vec<_> = fates.collect();
        for (index, (digest, fate)) in (0..).zip(&fates) {
            self.run(&batch, index, digest, *fate);
        }
        jobs.push(FakeJob {
            name: submission.name.to_owned(),
            id: job,
            fates,
        });
        self.after.lock().unwrap().push(submission.after);
        if takes(&self.lost_answers) {
            return Err(silence());
        }
        if takes(&self.nonsense) {
            return Err(SlurmError::Nonsense {
                program: "sbatch",
                said: "16, and a good day to you".into(),
            });
        }
        Ok(job)
    }

    fn queue(&self, names: &[String]) -> Result<Sightings, SlurmError> {
        if !names.is_empty() && takes(&self.silent) {
            return Err(silence());
        }
        if !names.is_empty() && takes(&self.deaf) {
            return Err(failed("squeue: error: Invalid user"));
        }
        if !names.is_empty() {
            let now = self.meanwhile.lock().unwrap().pop_front();
            for (index, fate) in now.unwrap_or_default() {
                self.becomes(index, fate);
            }
        }
        let mut lines = Vec::new();
        let cancelled = self.cancelled.lock().unwrap();
        for FakeJob { name, id, fates } in self.jobs.lock().unwrap().iter() {
            let fates = fates.iter().enumerate();
            for (index, (_, fate)) in fates.filter(|_| names.contains(name)) {
                let gone = |waits| {
                    cancelled
                        .iter()
                        .any(|(it, only)| it == id && (!only || waits))
                };
                let state = match fate {
                    Fate::Succeeds | Fate::Fails | Fate::Vanishes | Fate::Stores => "COMPLETED",
                    Fate::Ends(Ending::TimedOut) => "TIMEOUT",
                    Fate::Ends(Ending::Cancelled) => "CANCELLED",
                    Fate::Waits if gone(true) => "CANCELLED",
                    Fate::Runs if gone(false) => "CANCELLED",
                    Fate::Waits => "PENDING",
                    Fate::Runs => "RUNNING",
                    Fate::Ends(_) | Fate::Forgotten => continue,
                };
                lines.push(format!("{id}_{index}|{state}|1:00|{name}|None"));
            }
        }
        let printed = lines.join("\n");
        Ok(Sightings::of_queue(&printed).unwrap())
    }

    fn accounts(&self, jobs: &[JobId]) -> Result<Sightings, SlurmError> {
        let accounts = self.accounts.lock().unwrap();
        let lines = jobs.iter().flat_map(|job| {
            let line = move |(index, state)| format!("{job}_{index}|{state}|00:01:00\n");
            accounts.iter().map(line)
        });
        Ok(Sightings::of_accounts(&lines.collect::<String>()).unwrap())
    }

    fn cancel(&self, jobs: &[JobId], only_waiting: bool) -> Result<(), SlurmError> {
        if takes(&self.unheard) {
            return Err(silence());
        }
        let cancelled = jobs.iter().map(|&job| (job, only_waiting));
        self.cancelled.lock().unwrap().extend(cancelled);
        Ok(())
    }
}
