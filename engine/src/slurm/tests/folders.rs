//! Folders that earlier runs, other commands or accidents left.

use std::path::Path;

use super::fake_cluster::Fate;
use super::world::world;
use super::{asked_by, is_done, planned};
use crate::slurm::Asked;
use crate::slurm::batches::Batches;

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
