//! Any bytes as a journal.
#![expect(clippy::unwrap_used, reason = "a broken rule ends in a panic")]

use std::sync::Arc;

use super::read::record;
use super::write::line;
use super::{Reading, Record};
use crate::files::Digest;
use crate::fingerprint::Fingerprint;
use crate::plan::{PlannedTrial, Trial};

/// Inputs of a trial to compare those of a journal with.
const INPUTS: &str = r#"{"cache_format": 1, "contract": 1, "model": "net", "params": {"rate": 0.1}, "seed": 0,
    "plugin": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "task": {"type": "classification", "views": ["left"], "target": "match", "auxiliary": {}, "classes": {}},
    "train": {"rows": 2, "columns": {}}, "validation": null, "test": {"rows": 2, "columns": {}}}"#;

/// Reads bytes as a journal, and once more with the digits before each line that make it count.
///
/// Any journal is read. Cut anywhere, it tells what its whole lines tell. Its records are written and read again as they
/// were, and tell the same. Whatever it tells, misses are explained.
///
/// # Panics
/// Where one of that does not hold.
pub fn journal(bytes: &[u8]) {
    check(bytes);
    let mut counting = Vec::new();
    for text in bytes.split_inclusive(|&byte| byte == b'\n') {
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        counting.extend_from_slice(&Digest::of(text).as_str().as_bytes()[..super::CHECK]);
        counting.push(b' ');
        counting.extend_from_slice(text);
        counting.push(b'\n');
    }
    check(&counting);
}

fn reading(journal: &[u8]) -> Reading {
    let mut reading = Reading::default();
    reading.run(journal, "journal").unwrap();
    reading
}

fn check(journal: &[u8]) {
    let whole = reading(journal);
    let lines: Vec<&[u8]> = journal.split_inclusive(|&byte| byte == b'\n').collect();
    let records: Vec<Record> = lines.iter().filter_map(|line| record(line)).collect();
    let ended = lines.iter().filter(|line| line.ends_with(b"\n")).count();
    assert_eq!(whole.damaged.len() + records.len(), ended);

    // Where to cut is as good as random, and yet the same for the same bytes.
    let digits = Digest::of(journal);
    let at = usize::from_str_radix(&digits.as_str()[..8], 16).unwrap() % (journal.len() + 1);
    let cut = &journal[..at];
    let end = cut.iter().rposition(|&byte| byte == b'\n');
    let (cut, complete) = (reading(cut), reading(&cut[..end.map_or(0, |end| end + 1)]));
    assert_eq!(cut.history, complete.history);
    assert_eq!(cut.damaged, complete.damaged);

    let written: String = records.iter().map(|record| line(record).unwrap()).collect();
    let again = reading(written.as_bytes());
    assert_eq!(again.history, whole.history);
    assert!(again.damaged.is_empty());
    for (line, record) in written.split_inclusive('\n').zip(&records) {
        assert_eq!(super::read::record(line.as_bytes()).as_ref(), Some(record));
    }
    explain(&whole, &records);
}

/// Asks for the reason of a miss of each trial, with its own inputs and with others.
fn explain(reading: &Reading, records: &[Record]) {
    let inputs: Arc<Fingerprint> = Arc::new(serde_json::from_str(INPUTS).unwrap());
    for one in records {
        let (Record::Started { trial, digest, .. } | Record::Ended { trial, digest, .. }) = one
        else {
            continue;
        };
        let other_seed = Trial {
            seed: trial.seed.wrapping_add(1),
            ..trial.clone()
        };
        let changed = PlannedTrial::example(trial.clone(), Arc::clone(&inputs));
        let mut same = changed.clone();
        same.digest = digest.clone();
        let unseen = PlannedTrial::example(other_seed, Arc::clone(&inputs));
        for planned in [changed, same, unseen] {
            let miss = reading.history.miss(&planned);
            assert!(!miss.word().is_empty() && !miss.to_string().is_empty());
        }
        let needed = reading.history.needed(trial);
        assert!(needed.is_none_or(|needed| needed.seconds.is_finite()));
        assert!(!trial.to_string().is_empty());
    }
}
