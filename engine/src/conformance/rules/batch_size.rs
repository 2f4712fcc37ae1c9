//! What is predicted of a row does not depend on the rows beside it.

use crate::conformance::compare::value_difference;
use crate::conformance::extractor::ExtractorBench;
use crate::conformance::kept::{Kept, Unmet};
use crate::conformance::model::ModelBench;
use crate::conformance::rule::Rule;
use crate::conformance::rules::same_request;
use crate::conformance::table::rows_of;

pub(in crate::conformance) const RULE: Rule = Rule {
    model: Some(of_model),
    extractor: Some(of_extractor),
    ..Rule::new(
        "batch-size",
        "Rows one by one, and three at a time, give what all of them together give, by bits.",
    )
};

const CHANGE: &str = "let the output of a row depend on that row alone; where a library's last bits depend on the size \
                      of a matrix, predict in blocks of one size";

/// Rows at a time.
const SIZES: [usize; 2] = [1, 3];

fn batches(count: usize, size: usize) -> Vec<Vec<usize>> {
    let rows: Vec<_> = (0..count).collect();
    rows.chunks(size).map(<[usize]>::to_vec).collect()
}

fn of_model(bench: &mut ModelBench) -> Kept {
    for trial in bench.trials()? {
        for size in SIZES {
            for places in batches(trial.question.asked, size) {
                let difference = bench
                    .difference_at(&trial, &places)
                    .map_err(|error| Unmet::of(&error, CHANGE).at(&trial.place()))?;
                if let Some(place) = difference {
                    let seen = format!("in batches of {size}, output {place} of the batch");
                    return Err(bench.blame(&trial, seen, CHANGE).at(&trial.place()));
                }
            }
        }
    }
    Ok(())
}

fn of_extractor(bench: &mut ExtractorBench) -> Kept {
    let view = bench
        .view()
        .map_err(|_| Unmet::unjudged("there is no view to compare: see `outputs`"))?;
    let table = ExtractorBench::table();
    for size in SIZES {
        for places in batches(table.count, size) {
            let other = bench
                .view_of(&table.rows(&places))
                .map_err(|error| Unmet::of(&error, CHANGE))?;
            if let Some(place) = value_difference(&rows_of(&view, &places), &other) {
                same_request::repeats(bench, &view).map_err(|_| {
                    Unmet::unjudged("the view differs every time: see `same-request`")
                })?;
                let seen = format!("in batches of {size}, the view {place} of the batch");
                return Err(Unmet::broken(seen, CHANGE));
            }
        }
    }
    Ok(())
}
