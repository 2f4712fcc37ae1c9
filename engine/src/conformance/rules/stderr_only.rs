//! Standard output belongs to the engine. This looks back on every call that was made so far.

use crate::conformance::component::Component;
use crate::conformance::extractor::ExtractorBench;
use crate::conformance::kept::{Kept, Unmet};
use crate::conformance::model::ModelBench;
use crate::conformance::rule::Rule;
use crate::conformance::source::SourceBench;

pub(in crate::conformance) const RULE: Rule = Rule {
    model: Some(check::<ModelBench>),
    source: Some(check::<SourceBench>),
    extractor: Some(check::<ExtractorBench>),
    ..Rule::new("stderr-only", "Nothing is printed to standard output.")
};

fn check<C: Component>(component: &mut C) -> Kept {
    component.use_once();
    match component.desk().printed() {
        None => Ok(()),
        Some(seen) => Err(Unmet::broken(
            seen,
            "print to standard error, or leave lines for people with `log`",
        )),
    }
}
