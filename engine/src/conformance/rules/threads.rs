//! Results do not depend on how many threads a machine has to spare.

use crate::conformance::compare::difference;
use crate::conformance::kept::{Kept, Unmet};
use crate::conformance::model::{ModelBench, SEED};
use crate::conformance::rule::Rule;

pub(in crate::conformance) const RULE: Rule = Rule {
    model: Some(check),
    ..Rule::new("threads", "One thread and two give the same bytes.")
};

const CHANGE: &str = "use one thread where sums would be split in another way, or split them the same way whatever the \
                      number of threads";

fn check(bench: &mut ModelBench) -> Kept {
    let trials = bench.trials()?;
    let failed = |error| Unmet::of(&error, "see to it that a fit succeeds with two threads");
    let mut worker = bench.desk.fresh_with_threads(2).map_err(failed)?;
    for trial in trials {
        let outputs = bench
            .refit_in(&mut worker, &trial, SEED)
            .map_err(|error| failed(error).at(&trial.place()))?;
        if let Some(place) = difference(&trial.outputs, &outputs) {
            let seen = format!("with two threads, output {place}");
            return Err(bench.blame(&trial, seen, CHANGE).at(&trial.place()));
        }
    }
    Ok(())
}
