//! The short run of the fuzz target: many mutations of what a good plugin says.

use std::sync::mpsc;
use std::thread;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::*;
use crate::dataset::Values;
use crate::plugin::{FileRole, write_column};

/// Mutations of each kind.
const MUTATIONS: u64 = 10_000;
/// A run that takes longer hangs.
const PATIENCE: Duration = Duration::from_mins(5);

fn manifest() -> Value {
    json!({
        "name": "said", "version": "0.1.0", "summary": "Says things.",
        "models": [{
            "name": "net", "summary": "A net.", "source": "Nobody.", "tasks": ["classification"],
            "params_schema": {
                "type": "object", "additionalProperties": false,
                "properties": {
                    "rate": {"type": "number", "minimum": 0, "default": 0.1, "description": "A rate."},
                    "kernel": {"$ref": "#/$defs/kernel", "default": {"type": "flat"}},
                    "widths": {"type": "array", "items": {"type": "integer"}, "default": [1, 2]},
                },
                "$defs": {"kernel": {"oneOf": [
                    {"type": "object", "properties": {"type": {"const": "flat"}}},
                    {"type": "object", "properties": {"type": {"const": "round"}, "r": {"type": "number", "default": 1}}},
                ]}},
            },
        }],
        "sources": [{"name": "pairs", "params_schema": {"type": "object", "properties": {"n": {"type": "integer", "default": 3}}}}],
        "extractors": [{"name": "mean", "params_schema": {"type": "object"}}],
        "environment": {"python": "3.11"}, "watch": ["/usr"],
    })
}

/// What a good worker says in [`converse`], with its files under `outputs`.
fn transcript(outputs: &Path) -> Vec<u8> {
    let column = |stem: &str, name: &str, role, values: &Values, part: Option<&str>| {
        let mut file = write_column(outputs, stem, name, role, values).unwrap();
        file.part = part.map(str::to_owned);
        serde_json::to_value(file).unwrap()
    };
    let matrix = |width| Values::Matrix {
        width,
        data: vec![0.5; 2 * width],
    };
    let ids = Values::Text(vec!["a".into(), "b".into()]);
    let said = [
        json!({"ready": 1}),
        json!({"id": 1, "done": {"documents": {"manifest": manifest()}}}),
        json!({"id": 2, "log": {"level": 1, "message": "reading"}}),
        json!({"id": 2, "done": {
            "documents": {"columns": {"left": {"role": "view"}, "id": {"role": "id"}, "match": {"role": "target", "classes": ["no", "yes"]}}},
            "columns": [
                column("0", "left", FileRole::View, &matrix(3), Some("train")),
                column("1", "id", FileRole::Id, &ids, Some("train")),
                column("2", "match", FileRole::Target, &Values::Classes(vec![0, 1]), Some("train")),
            ],
        }}),
        json!({"id": 3, "progress": {"epoch": 1, "epochs": 2, "train_loss": 0.7}}),
        json!({"id": 3, "done": {"documents": {"report": {"best": 1}}, "handle": 1}}),
        json!({"id": 4, "done": {"columns": [column("3", "match", FileRole::Output, &matrix(2), None)]}}),
        json!({"id": 5, "done": {}}),
        json!({"id": 6, "done": {}}),
    ];
    said.iter()
        .flat_map(|line| format!("{line}\n").into_bytes())
        .collect()
}

fn below(random: &mut ChaCha8Rng, count: usize) -> usize {
    usize::try_from(random.next_u64() % count.max(1) as u64).unwrap()
}

/// Values that are hard on whoever reads them.
fn hard(random: &mut ChaCha8Rng) -> Value {
    let nested = |depth| (0..depth).fold(json!(1), |inner, _| json!([inner]));
    let choices = [
        Value::Null,
        json!(-1),
        json!(u64::MAX),
        json!(1e308),
        json!(""),
        json!("\u{1b}[31m\u{202e}\0"),
        json!("x".repeat(100_000)),
        json!([]),
        json!({}),
        json!({"$ref": "#"}),
        json!({"allOf": [{"$ref": "#"}, {"$ref": "#"}]}),
        json!({"pattern": "(a+)+$"}),
        json!("/dev/zero"),
        json!([u64::MAX, u64::MAX]),
        nested(60),
    ];
    choices[below(random, choices.len())].clone()
}

/// Changes a value somewhere inside a document.
fn harden(value: &mut Value, random: &mut ChaCha8Rng) {
    let stop = below(random, 4) == 0;
    match value {
        Value::Array(items) if !stop && !items.is_empty() => {
            let at = below(random, items.len());
            harden(&mut items[at], random);
        }
        Value::Object(entries) if !stop && !entries.is_empty() => {
            let at = below(random, entries.len());
            let key = entries.keys().nth(at).unwrap().clone();
            if below(random, 8) == 0 {
                entries.remove(&key);
            } else {
                harden(&mut entries[&key], random);
            }
        }
        _ => *value = hard(random),
    }
}

/// Changes bytes somewhere: flips, cuts, repeats.
fn damage(bytes: &mut Vec<u8>, random: &mut ChaCha8Rng) {
    for _ in 0..=below(random, 3) {
        let at = below(random, bytes.len());
        let until = (at + below(random, 40)).min(bytes.len());
        match below(random, 5) {
            0 if at < bytes.len() => bytes[at] ^= 1 << below(random, 8),
            1 => drop(bytes.drain(at..until)),
            2 => bytes.truncate(at),
            3 => {
                let again = bytes[at..until].to_vec();
                bytes.splice(at..at, again);
            }
            _ => bytes
                .splice(at..at, [b'\n', 0xff, b'{', 0][..below(random, 4)].to_vec())
                .for_each(drop),
        }
    }
}

/// Fails where `run` hangs.
fn within_patience(run: impl FnOnce() + Send + 'static) {
    let (done, is_done) = mpsc::channel();
    let running = thread::spawn(move || {
        run();
        let _ = done.send(());
    });
    match is_done.recv_timeout(PATIENCE) {
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("it hangs"),
        // A panic in the thread is that of the test.
        _ => running.join().unwrap(),
    }
}

#[test]
fn the_good_conversation_is_one() {
    let outputs = tempfile::tempdir().unwrap();
    let said = String::from_utf8(transcript(outputs.path())).unwrap();
    let mut worker = Worker::over(
        io::sink(),
        Cursor::new(said),
        Limits {
            timeout: Duration::from_secs(10),
            memory: LARGEST,
        },
    )
    .unwrap();
    worker
        .greet("said", &Program::Library("said.so".into()))
        .unwrap();
    assert_eq!(worker.manifest(outputs.path()).unwrap().name, "said");
    let (described, files) = worker.read("pairs", Value::Null, outputs.path()).unwrap();
    emitted_dataset(described, &files, outputs.path(), LARGEST).unwrap();
    assert!(SOURCE.is_some());
}

#[test]
fn no_mutation_of_a_manifest_harms_the_engine() {
    within_patience(|| {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        for _ in 0..MUTATIONS {
            let mut document = manifest();
            for _ in 0..=below(&mut random, 3) {
                harden(&mut document, &mut random);
            }
            introduce(document);
        }
    });
}

#[test]
fn no_mutation_of_what_a_worker_says_harms_the_engine() {
    within_patience(|| {
        let mut random = ChaCha8Rng::seed_from_u64(2);
        let outputs = tempfile::tempdir().unwrap();
        let good = transcript(outputs.path());
        for _ in 0..MUTATIONS {
            let mut said = good.clone();
            if below(&mut random, 2) == 0 {
                damage(&mut said, &mut random);
            } else {
                let mut lines: Vec<Value> = said
                    .split(|&byte| byte == b'\n')
                    .filter_map(|line| serde_json::from_slice(line).ok())
                    .collect();
                let at = below(&mut random, lines.len());
                harden(&mut lines[at], &mut random);
                said = lines
                    .iter()
                    .flat_map(|line| format!("{line}\n").into_bytes())
                    .collect();
            }
            converse(said, outputs.path());
        }
    });
}
