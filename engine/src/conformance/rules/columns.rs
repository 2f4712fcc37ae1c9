//! A source emits what it describes.

use crate::conformance::kept::{Kept, Unmet};
use crate::conformance::rule::Rule;
use crate::conformance::source::SourceBench;

pub(in crate::conformance) const RULE: Rule = Rule {
    source: Some(check),
    ..Rule::new(
        "columns",
        "A source describes every column it emits, and emits every column it describes: of the type of its role, \
         finite, inside its classes, as long as the others of its part, and as wide in every part.",
    )
};

fn check(bench: &mut SourceBench) -> Kept {
    let dataset = bench.dataset()?;
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
