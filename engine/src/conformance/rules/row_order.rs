//! What is predicted of a row does not depend on where it stands.

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
        "row-order",
        "Rows in another order give the same outputs in that order, by bits.",
    )
};

const CHANGE: &str =
    "let the output of a row depend on that row alone, and give outputs in the order of the rows";

/// The rows backwards, and in steps of seven.
fn orders(count: usize) -> [Vec<usize>; 2] {
    let backwards = (0..count).rev().collect();
    let step = if count.is_multiple_of(7) { 5 } else { 7 };
    [
        backwards,
        (0..count).map(|row| row * step % count).collect(),
    ]
}

fn of_model(bench: &mut ModelBench) -> Kept {
    for trial in bench.trials()? {
        for places in orders(trial.question.asked) {
            let difference = bench
                .difference_at(&trial, &places)
                .map_err(|error| Unmet::of(&error, CHANGE).at(&trial.place()))?;
            if let Some(place) = difference {
                let seen = format!("with the rows in another order, output {place}");
                return Err(bench.blame(&trial, seen, CHANGE).at(&trial.place()));
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
    for places in orders(table.count) {
        let other = bench
            .view_of(&table.rows(&places))
            .map_err(|error| Unmet::of(&error, CHANGE))?;
        if let Some(place) = value_difference(&rows_of(&view, &places), &other) {
            same_request::repeats(bench, &view)
                .map_err(|_| Unmet::unjudged("the view differs every time: see `same-request`"))?;
            let seen = format!("with the rows in another order, the view {place}");
            return Err(Unmet::broken(seen, CHANGE));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_hold_every_row_once() {
        for count in [1, 2, 7, 14, 24] {
            for mut order in orders(count) {
                order.sort_unstable();
                assert_eq!(order, (0..count).collect::<Vec<_>>());
            }
        }
    }
}
