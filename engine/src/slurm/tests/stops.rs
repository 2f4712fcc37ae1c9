//! Runs that end before their jobs.

use std::sync::atomic::Ordering;

use super::fake_cluster::Fate;
use super::is_done;
use super::world::world;
use crate::execute::Outcome;
use crate::slurm::{Batch, JobId};
use crate::spec::OnInterrupt;

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
