//! A small design and answers to it.

use serde_json::json;

use crate::spec::{Name, Params, StudySpec};
use crate::study::{Answer, Design, Item, Participant};
use crate::validate::ValidatedStudy;

/// Items `a` (class 1), `b` (class 0) and `c` (class 1); `p01` and `p02` are asked `a` and `b`, `p03` all of them.
pub fn design() -> Design {
    let item = |id: &str, label| Item {
        id: id.to_owned(),
        part: Name::from("val"),
        row: 0,
        label,
        strata: Vec::new(),
        names: Vec::new(),
    };
    let participant = |name: &str, items: &[usize]| Participant {
        name: name.to_owned(),
        items: items.to_vec(),
    };
    Design {
        id_columns: Vec::new(),
        items: vec![item("a", 1), item("b", 0), item("c", 1)],
        participants: vec![
            participant("p01", &[0, 1]),
            participant("p02", &[1, 0]),
            participant("p03", &[0, 1, 2]),
        ],
        shortages: Vec::new(),
    }
}

/// An answer in ten seconds, half sure, after one playing.
pub fn answer(participant: usize, item: usize, yes: bool) -> Answer {
    Answer {
        participant,
        item,
        yes,
        confidence: 3,
        seconds: 10.0,
        played: 1,
    }
}

/// The study of that design: `match` is `other` or `same`, balanced by nothing else.
pub fn study() -> StudySpec {
    let document = json!({
        "dataset": "pairs", "parts": "val", "target": "match", "question": "Do they match?", "pairs": 3,
        "balance": ["match"], "participants": 3, "ratings": 2,
        "stimulus": {"type": "as-is", "paths": {"file": "id"}},
    });
    serde_json::from_value(document).unwrap()
}

/// The same, checked.
pub fn validated() -> ValidatedStudy {
    ValidatedStudy {
        plugin: None,
        params: Params::new(),
        yes: 1,
        classes: ["other".to_owned(), "same".to_owned()],
    }
}
