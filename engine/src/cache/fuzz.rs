//! Any bytes as what a cache holds.
#![expect(clippy::unwrap_used, reason = "a broken rule ends in a panic")]

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::entry::{ENTRY, PREDICTIONS, REPORT, read};
use super::{Cache, Entry, Left, Lookup};
use crate::files::{Digest, seal, unseal, write_atomic};
use crate::fingerprint::Fingerprint;

/// The inputs of the trial whose entry is altered.
const INPUTS: &str = r#"{"cache_format": 1, "contract": 1, "model": "net", "params": {"rate": 0.1}, "seed": 0,
    "plugin": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "task": {"type": "classification", "views": ["left"], "target": "match", "auxiliary": {}, "classes": {}},
    "train": {"rows": 2, "columns": {}}, "validation": null, "test": {"rows": 2, "columns": {}}}"#;

/// What lies beside the records that bytes are taken for.
const BESIDE: &[u8] = b"predictions";

thread_local! {
    static FOLDER: TempDir = tempfile::tempdir().unwrap();
}

/// Takes bytes for a sealed file, for the record of an entry, for the memo of entries, and for the predictions of an
/// entry that is altered after it was stored.
///
/// What was altered is never a hit, and a hit is what was stored.
///
/// # Panics
/// Where that does not hold.
pub fn entry(bytes: &[u8]) {
    sealed(bytes);
    FOLDER.with(|folder| {
        record(&folder.path().join("record"), bytes);
        altered(&folder.path().join("cache"), bytes);
    });
}

/// A byte of these bytes and what it is changed to: as good as random, and yet the same for the same bytes.
fn alter(bytes: &mut Vec<u8>, turn: usize) {
    let digits = Digest::of(&[&turn.to_le_bytes(), bytes.as_slice()].concat());
    let number = u64::from_str_radix(&digits.as_str()[..16], 16).unwrap();
    let at = usize::try_from(number >> 16).unwrap() % bytes.len().max(1);
    match (number & 3, bytes.get_mut(at)) {
        (0, Some(_)) => bytes.truncate(at),
        (1, Some(_)) => bytes.insert(at, number.to_le_bytes()[1]),
        (_, Some(byte)) => *byte ^= number.to_le_bytes()[1].max(1),
        (_, None) => bytes.push(0),
    }
}

fn sealed(bytes: &[u8]) {
    if let Ok(inside) = unseal(bytes.to_vec()) {
        assert_eq!(seal(&inside), bytes);
    }
    let mut sealed = seal(bytes);
    assert_eq!(unseal(sealed.clone()).unwrap(), bytes);
    alter(&mut sealed, 0);
    assert!(unseal(sealed).is_err());
}

/// The bytes as the record of an entry, as they are and after the digest that they should have.
fn record(folder: &Path, bytes: &[u8]) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join(PREDICTIONS), BESIDE).unwrap();
    fs::write(folder.join(REPORT), b"null").unwrap();
    let mut named = Digest::of(bytes).as_str().as_bytes().to_vec();
    named.push(b'\n');
    named.extend_from_slice(bytes);
    for (record, text) in [
        (bytes, bytes.get(Digest::LENGTH + 1..)),
        (&named, Some(bytes)),
    ] {
        fs::write(folder.join(ENTRY), record).unwrap();
        let said: Option<Value> = text.and_then(|text| serde_json::from_slice(text).ok());
        let digest = said.as_ref().map_or_else(
            || Digest::of(b"none"),
            |said| Digest::of(said["fingerprint"].to_string().as_bytes()),
        );
        let _ = super::entry::report(folder);
        let fingerprint = super::entry::fingerprint(folder, &digest);
        assert!(!matches!(
            read(folder, &Digest::of(b"other")),
            Lookup::Hit(_)
        ));
        let Lookup::Hit(hit) = read(folder, &digest) else {
            continue;
        };
        let said = said.unwrap();
        assert_eq!(fingerprint.as_ref(), Some(&said["fingerprint"]));
        assert_eq!(hit.predictions().unwrap(), BESIDE);
        assert_eq!(Value::from(hit.columns), said["columns"]);
        assert_eq!(Some(hit.seconds), said["seconds"].as_f64());
    }
}

/// An entry whose predictions are the bytes, altered.
fn altered(root: &Path, bytes: &[u8]) {
    let cache = Cache::open(root.to_owned()).unwrap();
    let inputs: Fingerprint = serde_json::from_str(INPUTS).unwrap();
    let digest = inputs.digest();
    let texts = bytes.split(|&byte| byte == b'\n').take(3);
    let left = Left {
        predictions: bytes.to_vec(),
        columns: texts
            .map(|text| String::from_utf8_lossy(text).into_owned())
            .collect(),
        seconds: bytes.len() as f64 / 3.0,
    };
    let report = Value::from(left.columns.clone());
    let stored = cache.store(&inputs, &left, &report).unwrap();
    assert_eq!(whole(&cache, &digest).as_ref(), Some(&stored));
    assert_eq!(stored.predictions().unwrap(), bytes);
    assert_eq!(cache.report(&digest), Some(report));
    assert_eq!(cache.fingerprint(&digest), Some(inputs.document()));

    remembered(&cache, &digest, &stored, bytes);
    let folder = cache.folder(&digest);
    for (turn, file) in [ENTRY, PREDICTIONS, REPORT].into_iter().enumerate() {
        let path = folder.join(file);
        let kept = fs::read(&path).unwrap();
        let mut changed = kept.clone();
        alter(&mut changed, turn);
        write_atomic(&path, &changed).unwrap();
        assert_eq!(whole(&cache, &digest), None, "{file}");
        write_atomic(&path, &kept).unwrap();
    }
    assert_eq!(whole(&cache, &digest), Some(stored));
    fs::remove_dir_all(folder).unwrap();
    assert_eq!(cache.lookup(&digest), Lookup::Miss);
}

/// The bytes as the memo of entries, as they are and sealed: an entry is found as it is, and only where there is one.
fn remembered(cache: &Cache, digest: &Digest, stored: &Entry, bytes: &[u8]) {
    let plan = Digest::of(b"plan");
    let absent = Digest::of(b"absent");
    let memo = cache.memo().join("looked").join(plan.as_str());
    for kept in [bytes, &seal(bytes)] {
        write_atomic(&memo, kept).unwrap();
        let found = cache.looking(&plan).up(&[digest, &absent]);
        assert_eq!(found, [Lookup::Hit(stored.clone()), Lookup::Miss]);
    }
}

fn whole(cache: &Cache, digest: &Digest) -> Option<Entry> {
    match cache.lookup(digest) {
        Lookup::Hit(entry) => Some(entry),
        Lookup::Miss | Lookup::Damaged(_) => None,
    }
}
