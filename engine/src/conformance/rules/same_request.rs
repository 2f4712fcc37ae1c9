//! Sources and extractors have no seed: what they give depends on the request alone.

use crate::conformance::compare::value_difference;
use crate::conformance::extractor::ExtractorBench;
use crate::conformance::kept::{Kept, Unmet};
use crate::conformance::rule::Rule;
use crate::conformance::source::SourceBench;
use crate::dataset::Dataset;

pub(in crate::conformance) const RULE: Rule = Rule {
    source: Some(of_source),
    extractor: Some(of_extractor),
    ..Rule::new(
        "same-request",
        "A source or an extractor gives the same bytes for the same request, in another process too.",
    )
};

const CHANGE: &str = "take everything random from a parameter, and leave out what differs between processes: clocks, \
                      addresses, the order of hash maps";
const UNKNOWN: &str = "it gave nothing that could be compared";

fn of_source(bench: &mut SourceBench) -> Kept {
    let dataset = bench
        .dataset()
        .map_err(|_| Unmet::unjudged(format!("{UNKNOWN}: see `columns`")))?;
    let again = bench
        .dataset_again()
        .map_err(|error| Unmet::of(&error, CHANGE))?;
    match difference(&dataset, &again) {
        None => Ok(()),
        Some(place) => Err(Unmet::broken(format!("read again, {place}"), CHANGE)),
    }
}

fn difference(expected: &Dataset, found: &Dataset) -> Option<String> {
    if expected.columns != found.columns {
        return Some("the columns are described otherwise".to_owned());
    }
    let names = |dataset: &Dataset| -> Vec<_> { dataset.parts.keys().cloned().collect() };
    if names(expected) != names(found) {
        return Some("there are other parts".to_owned());
    }
    for (name, part) in &expected.parts {
        for (column, values) in &part.columns {
            let other = found
                .parts
                .get(name)
                .and_then(|part| part.columns.get(column));
            let place = match other {
                Some(other) => value_difference(values, other),
                None => Some("is missing".to_owned()),
            };
            if let Some(place) = place {
                return Some(format!("`{column}` of part `{name}` {place}"));
            }
        }
    }
    None
}

fn of_extractor(bench: &mut ExtractorBench) -> Kept {
    let view = bench
        .view()
        .map_err(|_| Unmet::unjudged(format!("{UNKNOWN}: see `outputs`")))?;
    repeats(bench, &view)
}

/// Whether an extractor gives that view again.
pub(in crate::conformance) fn repeats(
    bench: &mut ExtractorBench,
    view: &crate::dataset::Values,
) -> Kept {
    let failed = |error| Unmet::of(&error, CHANGE);
    for again in [
        bench.view_again().map_err(failed)?,
        bench.view_of(&ExtractorBench::table()).map_err(failed)?,
    ] {
        if let Some(place) = value_difference(view, &again) {
            let seen = format!("extracted again, the view {place}");
            return Err(Unmet::broken(seen, CHANGE));
        }
    }
    Ok(())
}
