//! Arrays, and what Slurm answers to them.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use super::fake_cluster::{FakeCluster, Fate};
use super::world::world;
use super::{is_done, message};
use crate::slurm::{Ending, JobId};

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
fn a_lost_answer_does_not_submit_twice() {
    let world = world(&[Fate::Succeeds; 2]);
    world.cluster.lost_answers.store(1, Ordering::SeqCst);
    let (outcomes, _) = world.run();
    assert!(outcomes.len() == 2 && outcomes.values().all(is_done));
    assert_eq!(world.submissions(), 1);
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
