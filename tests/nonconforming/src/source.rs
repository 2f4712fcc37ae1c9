use std::process;

use emospec_sdk::prelude::*;

use crate::params::NoParams;

/// One way to emit a column.
struct Way {
    name: &'static str,
    summary: &'static str,
    class: i64,
    number: fn() -> f64,
}

const GOOD: Way = Way {
    name: "good",
    summary: "Emits the same columns every time.",
    class: 1,
    number: || 0.5,
};

const WAYS: [Way; 3] = [
    GOOD,
    Way {
        name: "columns",
        summary: "Emits a class that its column does not have.",
        class: 2,
        ..GOOD
    },
    Way {
        name: "same-request",
        summary: "Emits the number of its process.",
        number: || f64::from(process::id()),
        ..GOOD
    },
];

/// The source that behaves in the way `WAY`.
pub struct Column<const WAY: usize>;

impl<const WAY: usize> Source for Column<WAY> {
    type Params = NoParams;
    const CARD: ComponentCard = ComponentCard {
        name: WAYS[WAY].name,
        summary: WAYS[WAY].summary,
        source: "Made up.",
    };

    fn read(_params: &NoParams, _run: &Run<'_>) -> Result<Emitted, Error> {
        let column = |name: &str, classes: Option<Vec<String>>| SourceColumn {
            name: name.to_owned(),
            role: Role::Target,
            classes,
        };
        let mut outputs = Outputs::default();
        outputs.classes("parity", vec![WAYS[WAY].class; 3]);
        outputs.numbers("number", vec![(WAYS[WAY].number)(); 3]);
        let classes = vec!["even".to_owned(), "odd".to_owned()];
        Ok(Emitted {
            columns: vec![column("parity", Some(classes)), column("number", None)],
            parts: vec![("all".to_owned(), outputs)],
        })
    }
}
