//! A fitted model survives being saved, and bytes that are no model are told apart from one.

use std::fs;
use std::path::Path;

use crate::conformance::compare::difference;
use crate::conformance::fitting::{Fitting, predict};
use crate::conformance::kept::{Kept, Unmet};
use crate::conformance::model::{ModelBench, SEED};
use crate::conformance::refusal::unclear;
use crate::conformance::rule::Rule;
use crate::conformance::trial::Trial;
use crate::plugin::PluginError;

pub(in crate::conformance) const RULE: Rule = Rule {
    model: Some(check),
    ..Rule::new(
        "save-load",
        "A model that is saved, and loaded in another process, gives the same bytes; bytes that are cut short or no \
         model are refused with a message.",
    )
};

const CHANGE: &str = "save all that `predict` needs, and restore it from the bytes alone";

fn check(bench: &mut ModelBench) -> Kept {
    for trial in bench.trials()? {
        check_trial(bench, &trial).map_err(|unmet| unmet.at(&trial.place()))?;
    }
    Ok(())
}

fn check_trial(bench: &mut ModelBench, trial: &Trial) -> Kept {
    let failed = |error| Unmet::of(&error, CHANGE);
    let handle = bench.handle(trial).map_err(failed)?;
    let file = bench.desk.keep("saved");
    bench
        .desk
        .call(|worker, scratch| worker.save(handle, &file, scratch))
        .map_err(failed)?;
    let unreadable = |error: std::io::Error| {
        Unmet::broken(
            format!("nothing was saved: {error}"),
            "write the bytes that `load` needs",
        )
    };
    let saved = fs::read(&file).map_err(unreadable)?;
    check_same(bench, trial, &file)?;
    // Of a model without anything to save there is nothing to be told apart.
    if saved.is_empty() {
        return Ok(());
    }
    let spoilt = [
        (
            "the first half of the saved bytes",
            saved[..saved.len() / 2].to_vec(),
        ),
        ("bytes that are no model", vec![0xff; saved.len().max(64)]),
    ];
    for (what, bytes) in spoilt {
        let file = bench.desk.keep("spoilt");
        fs::write(&file, bytes)
            .map_err(|error| Unmet::unjudged(format!("failed to write a file: {error}")))?;
        let change = "refuse such bytes with a message, for instance by their length or a checksum";
        match load(bench, trial, &file) {
            Ok(()) => {
                return Err(Unmet::broken(
                    format!("{what} are loaded as a model"),
                    change,
                ));
            }
            Err(error) if error.is_about_stdout() => return Err(Unmet::of(&error, change)),
            Err(error) => {
                if let Some(seen) = unclear(&error) {
                    let seen = format!("{what} are not refused: {seen}");
                    return Err(Unmet::broken(seen, change));
                }
            }
        }
    }
    Ok(())
}

/// Loads the model in a process that did not fit it, and compares its outputs.
fn check_same(bench: &mut ModelBench, trial: &Trial, file: &Path) -> Kept {
    let failed = |error| Unmet::of(&error, CHANGE);
    let mut worker = bench.desk.fresh().map_err(failed)?;
    let question = &trial.question;
    let request = Fitting::new(&bench.card, &bench.params, question, SEED).request();
    let (name, largest) = (bench.card.name.as_str(), bench.desk.largest());
    let outputs = bench
        .desk
        .call_to(&mut worker, |worker, scratch| {
            let handle = worker.load(name, request, file, scratch)?;
            predict(worker, handle, &question.test, scratch, largest)
        })
        .map_err(failed)?;
    match difference(&trial.outputs, &outputs) {
        None => Ok(()),
        Some(place) => Err(bench.blame(trial, format!("saved and loaded, output {place}"), CHANGE)),
    }
}

fn load(bench: &mut ModelBench, trial: &Trial, file: &Path) -> Result<(), PluginError> {
    let request = Fitting::new(&bench.card, &bench.params, &trial.question, SEED).request();
    let name = bench.card.name.as_str();
    let loaded = bench
        .desk
        .call(|worker, scratch| worker.load(name, request, file, scratch));
    loaded.map(|_| ())
}
