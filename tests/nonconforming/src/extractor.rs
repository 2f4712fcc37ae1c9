use std::process;
use std::sync::{Mutex, PoisonError};

use emospec_sdk::prelude::*;

use crate::params::NoParams;

/// One way to make a view of the first elements of another.
struct Way {
    name: &'static str,
    summary: &'static str,
    view: fn(Vec<f32>) -> Vec<f32>,
}

static MEMO: Mutex<Option<Vec<f32>>> = Mutex::new(None);

const WAYS: [Way; 5] = [
    Way {
        name: "good",
        summary: "Keeps every rule.",
        view: |elements| elements,
    },
    Way {
        name: "outputs",
        summary: "Leaves out the first row.",
        view: |elements| elements[1..].to_vec(),
    },
    Way {
        name: "same-request",
        summary: "Adds the number of its process.",
        view: |elements| {
            let process = process::id() as f32;
            elements.iter().map(|x| x + process).collect()
        },
    },
    Way {
        name: "row-order",
        summary: "Returns for many rows what it returned for as many before.",
        view: |elements| {
            if elements.len() < 16 {
                return elements;
            }
            let mut memo = MEMO.lock().unwrap_or_else(PoisonError::into_inner);
            memo.get_or_insert(elements).clone()
        },
    },
    Way {
        name: "batch-size",
        summary: "Measures each row by the largest of its batch.",
        view: |elements| {
            let largest = elements.iter().copied().fold(1.0, f32::max);
            elements.iter().map(|x| x / largest).collect()
        },
    },
];

/// The extractor that behaves in the way `WAY`.
pub struct View<const WAY: usize>;

impl<const WAY: usize> Extractor for View<WAY> {
    type Params = NoParams;
    const CARD: ComponentCard = ComponentCard {
        name: WAYS[WAY].name,
        summary: WAYS[WAY].summary,
        source: "Made up.",
    };

    fn extract(_params: &NoParams, rows: &Rows<'_>, _run: &Run<'_>) -> Result<Outputs, Error> {
        let elements = rows.view("left")?.column(0).to_vec();
        let mut outputs = Outputs::default();
        outputs.matrix("first", 1, (WAYS[WAY].view)(elements))?;
        Ok(outputs)
    }
}
