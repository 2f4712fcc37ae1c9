//! Nothing is written outside the scratch folder. This looks back on every call that was made so far.

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
    ..Rule::new(
        "scratch",
        "Nothing is left outside the scratch folder: not in the working folder, the user's folders, the folder for \
         temporary files or the plugin's own, nor in the files the engine hands over.",
    )
};

fn check<C: Component>(component: &mut C) -> Kept {
    component.use_once();
    match component.desk().left_behind() {
        None => Ok(()),
        Some(seen) => Err(Unmet::broken(
            seen,
            "write to `scratch` alone, and tell libraries to keep their caches there",
        )),
    }
}
