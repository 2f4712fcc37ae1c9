//! How trials end, and what is told of it.

use super::fake_cluster::Fate;
use super::world::{left_to, world};
use super::{is_done, message};
use crate::execute::{Outcome, TrialFailure};
use crate::slurm::Ending;
use std::path::PathBuf;

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
