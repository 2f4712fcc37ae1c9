//! Runs on a cluster that is made up: what a user is told whatever Slurm does.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use super::batches::Batches;
use super::*;
use crate::cache::{Cache, Left, Lookup};
use crate::execute::{Outcome, TrialFailure};
use crate::files::Digest;
use crate::journal::Needed;
use crate::plan::{PlannedTrial, Trial};
use crate::spec::{ExecutionSpec, OnInterrupt};

/// What an element does as soon as it is submitted, by its trial's seed.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
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
struct FakeJob {
    name: String,
    id: JobId,
    fates: Vec<(Digest, Fate)>,
}

/// A cluster in which everything happens at once.
struct FakeCluster {
    fates: Vec<Fate>,
    jobs: Mutex<Vec<FakeJob>>,
    largest: usize,
    /// Submissions that are made, and whose answer is lost.
    lost_answers: AtomicUsize,
    /// Submissions that are made, and whose answer cannot be understood.
    nonsense: AtomicUsize,
    /// Questions that are not answered.
    silent: AtomicUsize,
    /// Questions that are refused.
    deaf: AtomicUsize,
    /// Cancellations that are not answered.
    unheard: AtomicUsize,
    /// What becomes of elements of the first array just before each question.
    meanwhile: Mutex<VecDeque<Vec<(u32, Fate)>>>,
    refuses: AtomicBool,
    cancelled: Mutex<Vec<(JobId, bool)>>,
    after: Mutex<Vec<Option<JobId>>>,
    accounts: Mutex<BTreeMap<u32, &'static str>>,
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
    /// What becomes of an element of the first array.
    fn becomes(&self, index: u32, fate: Fate) {
        let mut jobs = self.jobs.lock().unwrap();
        let name = jobs[0].name.strip_prefix("emospec-").unwrap();
        let batch = Batch::open(&self.cache.root().join("slurm").join(name)).unwrap();
        let (digest, now) = &mut jobs[0].fates[index as usize];
        *now = fate;
        self.run(&batch, index, digest, fate);
    }

    fn run(&self, batch: &Batch, index: u32, digest: &Digest, fate: Fate) {
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

/// Hears everything.
#[derive(Default)]
struct Ears {
    told: Mutex<Vec<String>>,
    ended: Mutex<BTreeSet<String>>,
    counts: Mutex<Counts>,
    interrupted: AtomicBool,
    /// The command is interrupted once so many trials run and wait.
    enough: usize,
}

impl Onlooker for Ears {
    fn counted(&self, counts: Counts) {
        *self.counts.lock().unwrap() = counts;
        if self.enough > 0 && counts.waiting + counts.working == self.enough {
            self.interrupted.store(true, Ordering::SeqCst);
        }
    }

    fn said(&self, _: &Trial, _: bool, _: &str) {}

    fn started(&self, _: &PlannedTrial) {}

    fn ended(&self, planned: &PlannedTrial, _: &Outcome, _: Option<Needed>) {
        let trial = planned.trial.to_string();
        assert!(self.ended.lock().unwrap().insert(trial));
    }

    fn told(&self, line: &str) {
        self.told.lock().unwrap().push(line.to_owned());
    }
}

fn planned() -> Vec<PlannedTrial> {
    let inputs = Arc::new(crate::fingerprint::tests::example());
    let plan = |seed| PlannedTrial::example(Trial::example(seed), inputs.clone());
    (0..8).map(plan).collect()
}

fn store(cache: &Cache, planned: &PlannedTrial) {
    let left = Left {
        predictions: planned.trial.seed.to_string().into_bytes(),
        columns: vec!["id".into()],
        seconds: 0.0,
    };
    cache
        .store(&planned.fingerprint(), &left, &Value::Null)
        .unwrap();
}

fn asked_by(force: bool) -> AskedBy {
    AskedBy {
        folder: "/".into(),
        spec: "study.yaml".into(),
        overrides: Vec::new(),
        skip_missing: false,
        plugin_path: Vec::new(),
        force,
    }
}

/// What became of trials, by their seed.
type BySeed = BTreeMap<u64, Outcome>;

struct World {
    _home: TempDir,
    cluster: FakeCluster,
    cache: Cache,
    keep_going: bool,
    on_interrupt: OnInterrupt,
    max_jobs: Option<u16>,
    force: bool,
}

fn world(fates: &[Fate]) -> World {
    let home = tempfile::tempdir().unwrap();
    let cache = Cache::open(home.path().join("cache")).unwrap();
    World {
        cluster: FakeCluster {
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
            cache: cache.clone(),
        },
        cache,
        _home: home,
        keep_going: true,
        on_interrupt: OnInterrupt::Leave,
        max_jobs: None,
        force: false,
    }
}

impl World {
    /// Runs the misses among the trials that have a fate, or all of them where that is forced; what became of them by seed, and what was told.
    fn run_until(&self, enough: usize) -> Result<(BySeed, Collected, Vec<String>), SlurmError> {
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

    fn run(&self) -> (BySeed, Vec<String>) {
        let (outcomes, collected, told) = self.run_until(0).unwrap();
        assert!(!collected.is_interrupted);
        (outcomes, told)
    }

    fn submissions(&self) -> usize {
        self.cluster.jobs.lock().unwrap().len()
    }

    fn batches(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.cache.root().join("slurm")).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }
}

fn message(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Failed(failure) => &failure.message,
        other => panic!("{other:?}"),
    }
}

fn is_done(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Done(_))
}

#[test]
fn all_done_leaves_results_and_no_folder() {
    let world = world(&[Fate::Succeeds; 4]);
    let (outcomes, told) = world.run();
    assert_eq!(outcomes.len(), 4);
    assert!(outcomes.values().all(is_done));
    assert_eq!(told, ["submitted 4 trials as job 10"]);
    assert_eq!(world.batches(), Vec::<PathBuf>::new());
}

#[test]
fn failures_say_why_and_are_submitted_again_by_the_next_run() {
    use Ending::{Cancelled, TimedOut};
    let mut world = world(&[
        Fate::Succeeds,
        Fate::Fails,
        Fate::Ends(TimedOut),
        Fate::Ends(Cancelled),
        Fate::Vanishes,
        Fate::Forgotten,
        Fate::Stores,
    ]);
    let (outcomes, _) = world.run();
    assert!(is_done(&outcomes[&0]) && is_done(&outcomes[&6]));
    assert_eq!(message(&outcomes[&1]), "net (plugin `n`, seed 1): no");
    assert_eq!(
        message(&outcomes[&2]),
        "net (seed 2): its Slurm job ran over its time limit of 1m (`time` under `execution`)"
    );
    let Outcome::Failed(TrialFailure { last_words, .. }) = &outcomes[&2] else {
        panic!("{outcomes:?}")
    };
    assert_eq!(last_words, &["first", "last line"]);
    assert_eq!(
        message(&outcomes[&3]),
        "net (seed 3): its Slurm job was cancelled"
    );
    assert!(message(&outcomes[&4]).contains("is that folder shared"));
    assert_eq!(
        message(&outcomes[&5]),
        "net (seed 5): its Slurm job is gone, and left no outcome"
    );
    // Their logs are kept.
    assert_eq!(world.batches().len(), 1);

    world.cluster.fates = vec![Fate::Succeeds; 7];
    let (outcomes, told) = world.run();
    assert_eq!(
        outcomes.keys().copied().collect::<Vec<_>>(),
        [1, 2, 3, 4, 5]
    );
    assert!(outcomes.values().all(is_done));
    assert_eq!(told, ["submitted 5 trials as job 11"]);
}

#[test]
fn accounts_know_what_the_queue_forgot() {
    let world = world(&[Fate::Forgotten]);
    world
        .cluster
        .accounts
        .lock()
        .unwrap()
        .insert(0, "OUT_OF_MEMORY");
    let (outcomes, _) = world.run();
    assert!(
        message(&outcomes[&0]).contains("more memory"),
        "{outcomes:?}"
    );
}

#[test]
fn an_interrupted_run_leaves_its_jobs_and_the_next_one_attaches() {
    let mut world = world(&[Fate::Succeeds, Fate::Runs, Fate::Waits, Fate::Succeeds]);
    let (outcomes, collected, _) = world.run_until(2).unwrap();
    assert_eq!(outcomes.len(), 2);
    assert_eq!(collected.jobs, [JobId::parse("10").unwrap()]);
    assert_eq!(world.cluster.cancelled.lock().unwrap().len(), 0);

    world.cluster.fates = vec![Fate::Succeeds; 4];
    let batch = Batch::open(&world.batches()[0]).unwrap();
    let all = planned();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(30));
            for (index, planned) in [(1, &all[1]), (2, &all[2])] {
                world
                    .cluster
                    .run(&batch, index, &planned.digest, Fate::Succeeds);
            }
        });
        let (outcomes, told) = world.run();
        assert_eq!(outcomes.keys().copied().collect::<Vec<_>>(), [1, 2]);
        assert!(outcomes.values().all(is_done));
        assert_eq!(
            told,
            ["2 trials were submitted by an earlier run, as job 10"]
        );
    });
    assert_eq!(world.submissions(), 1);
    assert_eq!(world.batches(), Vec::<PathBuf>::new());
}

#[test]
fn an_interrupted_run_that_cancels_leaves_nothing_to_attach_to() {
    let mut world = world(&[Fate::Runs, Fate::Waits]);
    world.on_interrupt = OnInterrupt::Cancel;
    let (_, collected, _) = world.run_until(2).unwrap();
    assert!(collected.is_interrupted);
    assert_eq!(
        world.cluster.cancelled.lock().unwrap().as_slice(),
        [(JobId::parse("10").unwrap(), false)]
    );
    world.cluster.fates = vec![Fate::Succeeds; 2];
    let (outcomes, told) = world.run();
    assert!(outcomes.len() == 2 && outcomes.values().all(is_done));
    assert_eq!(told, ["submitted 2 trials as job 11"]);
}

#[test]
fn what_failed_while_nobody_watched_is_told_once() {
    let mut world = world(&[Fate::Runs, Fate::Runs, Fate::Runs]);
    world.run_until(3).unwrap();
    let fates = [
        Fate::Fails,
        Fate::Ends(Ending::TimedOut),
        Fate::Ends(Ending::Cancelled),
    ];
    for (index, fate) in (0..).zip(fates) {
        world.cluster.becomes(index, fate);
    }
    world.cluster.fates = vec![Fate::Succeeds; 3];
    // One that was cancelled meanwhile was cancelled on purpose.
    let (outcomes, _) = world.run();
    assert_eq!(message(&outcomes[&0]), "net (plugin `n`, seed 1): no");
    assert!(message(&outcomes[&1]).contains("time limit of 1m"));
    assert!(is_done(&outcomes[&2]));
    let (outcomes, _) = world.run();
    assert!(outcomes.len() == 2 && outcomes.values().all(is_done));
}

#[test]
fn a_failure_stops_what_has_not_begun_unless_asked_to_keep_going() {
    let mut world = world(&[Fate::Fails, Fate::Waits, Fate::Succeeds, Fate::Waits]);
    world.keep_going = false;
    let (outcomes, _) = world.run();
    assert!(matches!(outcomes[&0], Outcome::Failed(_)) && is_done(&outcomes[&2]));
    assert_eq!(
        (&outcomes[&1], &outcomes[&3]),
        (&Outcome::NotRun, &Outcome::NotRun)
    );
    assert_eq!(
        world.cluster.cancelled.lock().unwrap().as_slice(),
        [(JobId::parse("10").unwrap(), true)]
    );
}

#[test]
fn a_lost_answer_does_not_submit_twice() {
    let world = world(&[Fate::Succeeds; 2]);
    world.cluster.lost_answers.store(1, Ordering::SeqCst);
    let (outcomes, _) = world.run();
    assert!(outcomes.len() == 2 && outcomes.values().all(is_done));
    assert_eq!(world.submissions(), 1);
}

#[test]
fn jobs_whose_number_was_not_kept_are_found_by_name() {
    let world = world(&[Fate::Runs; 2]);
    world.run_until(2).unwrap();
    std::fs::remove_file(world.batches()[0].join("job")).unwrap();
    let (_, collected, told) = world.run_until(2).unwrap();
    assert_eq!(collected.jobs, [JobId::parse("10").unwrap()]);
    assert_eq!(
        told,
        ["2 trials were submitted by an earlier run, as job 10"]
    );
    assert_eq!(world.submissions(), 1);
}

#[test]
fn a_queue_that_does_not_answer_is_waited_for() {
    let world = world(&[Fate::Ends(Ending::TimedOut), Fate::Succeeds]);
    world.cluster.silent.store(5, Ordering::SeqCst);
    let (outcomes, told) = world.run();
    assert!(message(&outcomes[&0]).contains("time limit"));
    assert!(is_done(&outcomes[&1]));
    assert_eq!(
        told.iter()
            .filter(|line| line.contains("Socket timed out"))
            .count(),
        1
    );
}

#[test]
fn arrays_are_as_large_as_the_cluster_takes_and_run_in_turn_where_they_are_throttled() {
    let mut world = world(&[Fate::Succeeds; 5]);
    world.cluster.largest = 2;
    let (outcomes, _) = world.run();
    assert!(outcomes.len() == 5 && outcomes.values().all(is_done));
    assert_eq!(world.cluster.after.lock().unwrap().as_slice(), [None; 3]);

    world = self::world(&[Fate::Succeeds; 3]);
    world.cluster.largest = 2;
    world.max_jobs = Some(1);
    assert!(world.run().0.values().all(is_done));
    assert_eq!(
        world.cluster.after.lock().unwrap().as_slice(),
        [None, JobId::parse("10")]
    );
}

#[test]
fn what_is_refused_leaves_nothing() {
    let world = world(&[Fate::Succeeds; 2]);
    world.cluster.refuses.store(true, Ordering::SeqCst);
    let error = world.run_until(0).unwrap_err();
    assert!(error.to_string().contains("Invalid partition"), "{error}");
    assert_eq!(world.batches(), Vec::<PathBuf>::new());
}

#[test]
fn a_folder_that_is_none_is_passed_over() {
    let world = world(&[Fate::Succeeds]);
    let root = world.cache.root().join("slurm");
    std::fs::create_dir_all(root.join("empty")).unwrap();
    std::fs::write(root.join("file"), "").unwrap();
    let (outcomes, told) = world.run();
    assert!(is_done(&outcomes[&0]));
    assert_eq!(told, ["submitted 1 trials as job 10"]);
}

#[test]
fn a_damaged_batch_is_told_and_kept() {
    let world = world(&[Fate::Succeeds]);
    let damaged = world.cache.root().join("slurm/damaged");
    std::fs::create_dir_all(&damaged).unwrap();
    std::fs::write(damaged.join("asked"), "{").unwrap();
    let (outcomes, told) = world.run();
    assert!(is_done(&outcomes[&0]));
    assert!(told[0].starts_with("warning: failed to use the folder of jobs"));
    assert!(told[0].contains("slurm/damaged: it does not have the digest"));
    assert!(damaged.exists());
}

#[test]
fn nothing_is_submitted_where_batches_cannot_be_read() {
    let world = world(&[Fate::Succeeds]);
    let unreadable = world.cache.root().join("slurm/batch/asked");
    std::fs::create_dir_all(unreadable).unwrap();
    let error = world.run_until(0).unwrap_err().to_string();
    assert!(
        error.starts_with("failed to use the folder of jobs"),
        "{error}"
    );
    assert_eq!(world.submissions(), 0);
}

/// A run of trials that run for ever is interrupted, and becomes of them what is given.
fn left_to(fates: &[Fate]) -> World {
    let world = world(&vec![Fate::Runs; fates.len()]);
    world.run_until(fates.len()).unwrap();
    for (index, fate) in (0..).zip(fates) {
        world.cluster.becomes(index, *fate);
    }
    world
}

#[test]
fn a_failure_is_not_told_again_for_what_nobody_wants_any_more() {
    for unwanted in [Fate::Ends(Ending::NodeFailed), Fate::Stores] {
        let mut world = left_to(&[Fate::Fails, unwanted]);
        world.cluster.fates = vec![Fate::Succeeds];
        let (outcomes, told) = world.run();
        assert_eq!(message(&outcomes[&0]), "net (plugin `n`, seed 1): no");
        assert_eq!(told, Vec::<String>::new());
        let (outcomes, told) = world.run();
        assert!(is_done(&outcomes[&0]));
        assert_eq!(told, ["submitted 1 trials as job 11"]);
    }
}

#[test]
fn a_batch_stays_open_while_anything_of_it_runs_even_where_it_was_given_up() {
    let mut world = world(&[Fate::Fails, Fate::Runs, Fate::Waits]);
    world.keep_going = false;
    world.run_until(1).unwrap();
    let batch = Batch::open(&world.batches()[0]).unwrap();
    assert!(batch.is_given_up());
    world.keep_going = true;
    world.cluster.fates = vec![Fate::Succeeds];
    assert!(matches!(world.run().0[&0], Outcome::Failed(_)));
    world.cluster.fates = vec![Fate::Succeeds; 2];
    let (_, collected, told) = world.run_until(1).unwrap();
    assert_eq!(collected.jobs, [JobId::parse("10").unwrap()]);
    assert_eq!(
        told,
        ["1 trials were submitted by an earlier run, as job 10"]
    );
    assert_eq!(world.submissions(), 1);
}

#[test]
fn a_batch_that_was_attached_to_stays_open_for_what_was_not_waited_for() {
    for is_given_up in [false, true] {
        let mut world = world(&[Fate::Runs; 3]);
        world.run_until(3).unwrap();
        if is_given_up {
            let batch = Batch::open(&world.batches()[0]).unwrap();
            batch.give_up().unwrap();
        }
        world.cluster.fates = vec![Fate::Succeeds; 2];
        let later = [Vec::new(), vec![(0, Fate::Fails), (1, Fate::Succeeds)]];
        world.cluster.meanwhile.lock().unwrap().extend(later);
        let (outcomes, _) = world.run();
        assert!(matches!(outcomes[&0], Outcome::Failed(_)) && is_done(&outcomes[&1]));
        world.cluster.fates = vec![Fate::Succeeds; 3];
        let (_, _, told) = world.run_until(1).unwrap();
        assert_eq!(
            told,
            ["1 trials were submitted by an earlier run, as job 10"]
        );
        assert_eq!(world.submissions(), 1);
    }
}

#[test]
fn a_submission_whose_answer_is_not_understood_is_found_by_its_name() {
    let world = world(&[Fate::Succeeds; 2]);
    world.cluster.nonsense.store(1, Ordering::SeqCst);
    let (outcomes, told) = world.run();
    assert!(outcomes.len() == 2 && outcomes.values().all(is_done));
    assert_eq!(told, ["submitted 2 trials as job 10"]);
    assert_eq!(world.submissions(), 1);
}

#[test]
fn the_folder_of_jobs_that_there_may_be_is_kept_for_the_next_run() {
    for is_understood in [false, true] {
        let world = world(&[Fate::Runs; 2]);
        let FakeCluster {
            lost_answers,
            nonsense,
            ..
        } = &world.cluster;
        let doubt = if is_understood {
            lost_answers
        } else {
            nonsense
        };
        doubt.store(1, Ordering::SeqCst);
        world.cluster.deaf.store(1, Ordering::SeqCst);
        let error = world.run_until(0).unwrap_err();
        let expected = if is_understood {
            "timed out"
        } else {
            "good day"
        };
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(world.batches().len(), 1);
        let (_, _, told) = world.run_until(2).unwrap();
        assert_eq!(
            told,
            ["2 trials were submitted by an earlier run, as job 10"]
        );
        assert_eq!(world.submissions(), 1);
    }
}

#[test]
fn a_batch_that_another_command_may_be_about_to_submit_is_left_alone() {
    let world = world(&[Fate::Succeeds]);
    let asked = Asked::of(&asked_by(false), &[&planned()[0]]);
    let batches = Batches::of(&world.cache);
    let other = batches.create(&asked, Path::new("/bin/emospec")).unwrap();
    assert!(is_done(&world.run().0[&0]));
    let (there, _) = batches.list().unwrap();
    assert_eq!(there[0].job_name(), other.job_name());
}

#[test]
fn what_finishes_while_a_run_attaches_is_not_submitted_again() {
    let mut world = world(&[Fate::Runs; 3]);
    world.run_until(3).unwrap();
    world.cluster.fates = vec![Fate::Succeeds; 3];
    let now = [Fate::Succeeds, Fate::Stores, Fate::Fails];
    let now = (0..).zip(now).collect();
    world.cluster.meanwhile.lock().unwrap().push_back(now);
    let (outcomes, told) = world.run();
    assert!(is_done(&outcomes[&0]) && is_done(&outcomes[&1]));
    assert_eq!(message(&outcomes[&2]), "net (plugin `n`, seed 1): no");
    assert_eq!(told, Vec::<String>::new());
    assert_eq!(world.submissions(), 1);
}

#[test]
fn what_just_completed_is_given_time_to_be_seen() {
    let mut world = left_to(&[Fate::Vanishes, Fate::Vanishes]);
    world.cluster.fates = vec![Fate::Succeeds; 2];
    let later = [Vec::new(), vec![(0, Fate::Succeeds)]];
    world.cluster.meanwhile.lock().unwrap().extend(later);
    let (outcomes, _) = world.run();
    assert!(is_done(&outcomes[&0]));
    assert!(message(&outcomes[&1]).contains("is that folder shared"));
    assert_eq!(world.submissions(), 1);
}

#[test]
fn results_that_were_removed_since_are_made_again() {
    let mut world = left_to(&[Fate::Succeeds, Fate::Runs]);
    std::fs::remove_dir_all(world.cache.root().join("entries")).unwrap();
    world.cluster.jobs.lock().unwrap()[0].fates[0].1 = Fate::Forgotten;
    world.cluster.fates = vec![Fate::Succeeds; 2];
    world.cluster.becomes(1, Fate::Succeeds);
    let (outcomes, told) = world.run();
    assert!(outcomes.values().all(is_done), "{outcomes:?}");
    assert_eq!(told, ["submitted 1 trials as job 11"]);
}

#[test]
fn a_failure_stops_what_has_not_begun_once_the_controller_answers() {
    let mut world = world(&[Fate::Fails, Fate::Waits]);
    world.keep_going = false;
    world.cluster.unheard.store(3, Ordering::SeqCst);
    let (outcomes, told) = world.run();
    assert_eq!(outcomes[&1], Outcome::NotRun);
    assert_eq!(
        world.cluster.cancelled.lock().unwrap().as_slice(),
        [(JobId::parse("10").unwrap(), true)]
    );
    let warnings = told.iter().filter(|line| line.contains("timed out"));
    assert_eq!(warnings.count(), 1);
}

#[test]
fn what_could_not_be_cancelled_is_not_given_up() {
    let mut world = world(&[Fate::Fails, Fate::Waits]);
    world.keep_going = false;
    world.cluster.unheard.store(usize::MAX, Ordering::SeqCst);
    world.run_until(1).unwrap();
    let batch = Batch::open(&world.batches()[0]).unwrap();
    assert!(!batch.is_given_up());
}

#[test]
fn a_forced_run_attaches_to_what_was_forced_and_still_runs() {
    let mut world = world(&[Fate::Runs; 3]);
    world.force = true;
    for planned in &planned()[..3] {
        store(&world.cache, planned);
    }
    world.run_until(3).unwrap();
    world.cluster.becomes(0, Fate::Succeeds);
    world.cluster.becomes(1, Fate::Fails);
    world.cluster.fates = vec![Fate::Succeeds; 3];
    let later = [Vec::new(), vec![(2, Fate::Succeeds)]];
    world.cluster.meanwhile.lock().unwrap().extend(later);
    let (outcomes, told) = world.run();
    assert!(outcomes.len() == 3 && outcomes.values().all(is_done));
    assert_eq!(
        told,
        [
            "1 trials were submitted by an earlier run, as job 10",
            "submitted 2 trials as job 11"
        ]
    );
}

#[test]
fn a_forced_run_does_not_attach_to_what_was_not_forced() {
    let mut world = world(&[Fate::Runs]);
    world.run_until(1).unwrap();
    world.force = true;
    world.cluster.fates = vec![Fate::Succeeds];
    let (outcomes, told) = world.run();
    assert!(is_done(&outcomes[&0]));
    assert_eq!(told, ["submitted 1 trials as job 11"]);
    assert_eq!(world.batches().len(), 1);
}

#[test]
fn a_run_without_force_leaves_forced_jobs_of_trials_with_results_alone() {
    let mut world = world(&[Fate::Runs; 2]);
    store(&world.cache, &planned()[0]);
    world.force = true;
    world.run_until(2).unwrap();
    world.force = false;
    let (_, _, told) = world.run_until(1).unwrap();
    assert_eq!(
        told,
        ["1 trials were submitted by an earlier run, as job 10"]
    );
    assert_eq!(world.submissions(), 1);
}
