//! A small design and answers to it.

use crate::spec::Name;
use crate::study::{Answer, Design, Item, Participant};

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
