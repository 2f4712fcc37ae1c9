//! A model that says it is stochastic is run once for each seed, and one that says it is not is run once: either must
//! be true.

use crate::conformance::compare::difference;
use crate::conformance::kept::{Kept, Unmet};
use crate::conformance::model::{ModelBench, SEED};
use crate::conformance::rule::Rule;

pub(in crate::conformance) const RULE: Rule = Rule {
    model: Some(check),
    ..Rule::new(
        "other-seed",
        "Another seed gives other outputs where the model is declared stochastic, and the same where it is not.",
    )
};

/// Seeds that are tried; by chance one may come to what the first did.
const OTHERS: [u64; 3] = [SEED + 1, SEED + 2, u64::MAX >> 1];

fn check(bench: &mut ModelBench) -> Kept {
    let trials = bench.trials()?;
    let mut worker = bench
        .desk
        .fresh()
        .map_err(|error| Unmet::of(&error, "see to it that the plugin starts every time"))?;
    for seed in OTHERS {
        for trial in &trials {
            let outputs = bench.refit_in(&mut worker, trial, seed).map_err(|error| {
                Unmet::of(&error, "see to it that a fit succeeds with every seed")
                    .at(&trial.place())
            })?;
            match difference(&trial.outputs, &outputs) {
                Some(_) if bench.card.stochastic => return Ok(()),
                Some(place) => {
                    let seen = format!(
                        "it is declared not stochastic, and with seed {seed} output {place}"
                    );
                    let change = "declare it stochastic, or ignore the seed";
                    return Err(bench.blame(trial, seen, change).at(&trial.place()));
                }
                None => {}
            }
        }
        if !bench.card.stochastic {
            return Ok(());
        }
    }
    Err(Unmet::broken(
        "it is declared stochastic, and the outputs are the same with four seeds",
        "declare it not stochastic, or draw everything random from the seed",
    ))
}
