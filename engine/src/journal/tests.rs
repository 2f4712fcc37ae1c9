use std::fs;
use std::sync::Arc;

use serde_json::json;

use super::write::line;
use super::*;
use crate::files::Digest;
use crate::fingerprint::Fingerprint;
use crate::fingerprint::tests::example;
use crate::plan::{PlannedTrial, Trial};

fn planned(inputs: &Arc<Fingerprint>, seed: u64) -> PlannedTrial {
    PlannedTrial::example(Trial::example(seed), Arc::clone(inputs))
}

fn with_rate(rate: f64) -> Arc<Fingerprint> {
    let mut print = example();
    print.params.insert("rate".into(), json!(rate));
    Arc::new(print)
}

fn started(journal: &Journal, planned: &PlannedTrial) {
    journal.append(&Record::Started {
        trial: planned.trial.clone(),
        digest: planned.digest.clone(),
        inputs: journal.inputs(planned.inputs()),
    });
}

fn ended(journal: &Journal, planned: &PlannedTrial, seconds: f64, end: End) {
    journal.append(&Record::Ended {
        trial: planned.trial.clone(),
        digest: planned.digest.clone(),
        seconds,
        memory: 1000,
        end,
    });
}

/// A journal of a run with one trial done, one failed and one in flight.
fn written(folder: &std::path::Path, inputs: &Arc<Fingerprint>) {
    let journal = Journal::begin(folder).unwrap();
    for seed in 0..3 {
        started(&journal, &planned(inputs, seed));
    }
    ended(&journal, &planned(inputs, 0), 2.0, End::Done);
    let message = "net: no".to_owned();
    ended(&journal, &planned(inputs, 1), 1.0, End::Failed { message });
    assert_eq!(journal.broken(), None);
}

#[test]
fn misses_are_explained_by_what_runs_did() {
    let folder = tempfile::tempdir().unwrap();
    let inputs = with_rate(0.1);
    assert_eq!(
        read(folder.path())
            .unwrap()
            .history
            .miss(&planned(&inputs, 0)),
        Miss::NeverRun
    );
    written(folder.path(), &inputs);
    let history = read(folder.path()).unwrap().history;
    let miss = |inputs: &Arc<Fingerprint>, seed| history.miss(&planned(inputs, seed));
    assert_eq!(miss(&inputs, 0), Miss::Gone);
    assert_eq!(miss(&inputs, 1), Miss::Failed("net: no".to_owned()));
    assert_eq!(miss(&inputs, 2), Miss::CutShort);
    assert_eq!(miss(&inputs, 3), Miss::NewSeed);
    let changed = with_rate(0.2);
    for seed in 0..3 {
        assert_eq!(miss(&changed, seed).word(), "params.rate: 0.1 -> 0.2");
    }
}

#[test]
fn trial_that_does_not_depend_on_its_seed_is_explained_by_any() {
    let folder = tempfile::tempdir().unwrap();
    let without_seed = |rate| {
        Arc::new(Fingerprint {
            seed: None,
            ..(*with_rate(rate)).clone()
        })
    };
    let inputs = without_seed(0.1);
    let journal = Journal::begin(folder.path()).unwrap();
    started(&journal, &planned(&inputs, 0));
    ended(&journal, &planned(&inputs, 0), 2.0, End::Done);
    let history = read(folder.path()).unwrap().history;
    assert_eq!(history.miss(&planned(&inputs, 5)), Miss::Gone);
    let changed = history.miss(&planned(&without_seed(0.2), 5));
    assert_eq!(changed.word(), "params.rate: 0.1 -> 0.2");
}

#[test]
fn later_runs_count_whatever_the_clock_says() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), &with_rate(0.1));
    written(folder.path(), &with_rate(0.2));
    let old = fs::File::open(folder.path().join("000002.jsonl")).unwrap();
    old.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    let history = read(folder.path()).unwrap().history;
    assert_eq!(history.miss(&planned(&with_rate(0.2), 0)), Miss::Gone);
}

#[test]
fn trials_that_differ_in_seed_alone_tell_what_one_needs() {
    let folder = tempfile::tempdir().unwrap();
    let inputs = with_rate(0.1);
    let journal = Journal::begin(folder.path()).unwrap();
    for (seed, seconds) in [(0, 9.0), (1, 1.0), (2, 2.0)] {
        ended(&journal, &planned(&inputs, seed), seconds, End::Done);
    }
    let history = read(folder.path()).unwrap().history;
    let needed = Needed {
        seconds: 2.0,
        memory: 1000,
    };
    assert_eq!(history.needed(&Trial::example(7)), Some(needed));
    let other = Trial {
        model: "other".into(),
        ..Trial::example(0)
    };
    assert_eq!(history.needed(&other), None);
}

#[test]
fn journal_cut_anywhere_loses_its_last_record_alone() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), &with_rate(0.1));
    let whole = fs::read(folder.path().join("000001.jsonl")).unwrap();
    let lines = |bytes: &[u8]| bytes.split(|byte| *byte == b'\n').count() - 1;
    for length in 0..=whole.len() {
        let mut reading = Reading::default();
        reading.run(&whole[..length], "journal").unwrap();
        assert!(reading.damaged.is_empty(), "{length}");
        let known = (0..3).filter(|seed| reading.history.past(&Trial::example(*seed)).is_some());
        // The first line is of the inputs.
        assert_eq!(
            known.count(),
            lines(&whole[..length]).saturating_sub(1).min(3)
        );
    }
}

#[test]
fn damaged_byte_costs_its_record_alone_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), &with_rate(0.1));
    let whole = fs::read(folder.path().join("000001.jsonl")).unwrap();
    let last = whole.len() - 1;
    for at in 0..last {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        let mut reading = Reading::default();
        reading.run(&bytes[..], "journal").unwrap();
        assert!(!reading.damaged.is_empty(), "byte {at}");
        assert!(reading.damaged.len() <= 2, "byte {at}");
    }
}

#[test]
fn record_is_read_as_it_was_written() {
    let records = [
        Record::Over { stopped: None },
        Record::Ended {
            trial: Trial::example(3),
            digest: Digest::of(b"x"),
            seconds: 0.25,
            memory: 7,
            end: End::Failed {
                message: "a\nb \u{202e}".to_owned(),
            },
        },
    ];
    for record in records {
        let line = line(&record).unwrap();
        assert_eq!(super::read::record(line.as_bytes()), Some(record));
    }
}

#[test]
fn oldest_journals_go() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..KEPT + 3 {
        Journal::begin(folder.path()).unwrap();
    }
    let numbers = super::read::numbers(folder.path()).unwrap();
    assert_eq!((numbers.len(), numbers[0]), (KEPT, 4));
}
