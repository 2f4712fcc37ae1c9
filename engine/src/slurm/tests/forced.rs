//! Runs of trials that have results.

use super::fake_cluster::Fate;
use super::world::world;
use super::{is_done, planned, store};

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
