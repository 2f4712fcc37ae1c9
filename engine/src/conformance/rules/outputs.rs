//! What a call returns is what the contract's table says. Reported rows are handed over without their targets.

use crate::conformance::model::ModelBench;
use crate::conformance::rule::Rule;

pub(in crate::conformance) const RULE: Rule = Rule {
    model: Some(ModelBench::all_tasks),
    extractor: Some(|bench| bench.view().map(|_| ())),
    ..Rule::new(
        "outputs",
        "Every task a model declares can be learnt, and gives outputs of the names, shapes and types that the contract \
         states, from the views alone; an extractor gives one view, a finite row for each row.",
    )
};
