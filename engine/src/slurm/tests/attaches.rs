//! Runs that find jobs of earlier ones.

use std::path::PathBuf;
use std::time::Duration;

use super::fake_cluster::Fate;
use super::world::{left_to, world};
use super::{is_done, message, planned};
use crate::execute::Outcome;
use crate::slurm::{Batch, JobId};

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
