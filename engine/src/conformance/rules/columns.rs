//! A source emits what it describes.

use crate::conformance::kept::{Kept, Unmet};
use crate::conformance::rule::Rule;
use crate::conformance::source::SourceBench;
use crate::dataset::{Dataset, Values};

pub(in crate::conformance) const RULE: Rule = Rule {
    source: Some(check),
    ..Rule::new(
        "columns",
        "A source describes every column it emits, and emits every column it describes: of the type of its role, \
         finite, inside its classes, as long as the others of its part, and as wide in every part. One that reads files \
         finds rows in every file or rejects it with a reason, whatever its bytes are.",
    )
};

fn check(bench: &mut SourceBench) -> Kept {
    let dataset = bench.dataset()?;
    if !bench.files().is_empty() {
        return every_file(bench, &dataset);
    }
    if dataset.parts.values().all(|part| part.rows == 0) {
        return Err(Unmet::broken(
            "it emits no rows",
            "emit at least one part with rows",
        ));
    }
    for name in dataset.columns.keys() {
        let mut widths = None;
        let mut is_there = false;
        for (part, columns) in &dataset.parts {
            let Some(values) = columns.columns.get(name) else {
                continue;
            };
            is_there = true;
            let width = values.width();
            if *widths.get_or_insert(width) != width {
                return Err(Unmet::broken(
                    format!("the view `{name}` has another width in part `{part}` than before"),
                    "give a view the same width in every part",
                ));
            }
        }
        if !is_there {
            return Err(Unmet::broken(
                format!("the column `{name}` is described, and in no part"),
                "describe the columns that are emitted, and no others",
            ));
        }
    }
    Ok(())
}

/// Whether every file has rows or a reason.
fn every_file(bench: &SourceBench, dataset: &Dataset) -> Kept {
    let named = |part: &str| match dataset.parts.get(part)?.columns.get("file")? {
        Values::Text(files) => Some(files.as_slice()),
        _ => None,
    };
    let (rows, rejected) = (
        named("rows").unwrap_or(&[]),
        named("rejected").unwrap_or(&[]),
    );
    for file in bench.files() {
        if !rows.iter().chain(rejected).any(|named| named == file) {
            return Err(Unmet::broken(
                format!("of the file `{file}` it says nothing"),
                "give the part `rows` a row for it, or `rejected` its name and a reason, each with a text column `file`",
            ));
        }
    }
    Ok(())
}
