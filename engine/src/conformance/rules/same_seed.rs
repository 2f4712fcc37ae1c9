//! A result can be had again.

use crate::conformance::kept::Kept;
use crate::conformance::model::ModelBench;
use crate::conformance::rule::Rule;

pub(in crate::conformance) const RULE: Rule = Rule {
    model: Some(check),
    ..Rule::new(
        "same-seed",
        "The same seed gives the same bytes, in another process and when asked again.",
    )
};

fn check(bench: &mut ModelBench) -> Kept {
    for trial in bench.trials()? {
        bench
            .repeats(&trial)
            .map_err(|unmet| unmet.at(&trial.place()))?;
    }
    Ok(())
}
