//! People see how far a long fit is.

use std::time::Duration;

use serde_json::Value;

use crate::conformance::fitting::Told;
use crate::conformance::kept::{Kept, Unmet};
use crate::conformance::model::ModelBench;
use crate::conformance::rule::Rule;

pub(in crate::conformance) const RULE: Rule = Rule {
    model: Some(check),
    ..Rule::new(
        "progress",
        "A fit that takes longer than a second reports progress; the epochs begin at 0 or 1, never fall, and never \
         exceed `epochs`.",
    )
};

/// How long a fit may stay silent.
const SILENCE: Duration = Duration::from_secs(1);

fn check(bench: &mut ModelBench) -> Kept {
    for trial in bench.trials()? {
        check_told(&trial.told).map_err(|unmet| unmet.at(&trial.place()))?;
    }
    Ok(())
}

fn check_told(told: &Told) -> Kept {
    if told.progress.is_empty() && told.took > SILENCE {
        return Err(Unmet::broken(
            format!(
                "a fit took {:.1} s and reported nothing",
                told.took.as_secs_f64()
            ),
            "report progress once an epoch or step",
        ));
    }
    let mut last = None;
    for event in &told.progress {
        let number = |key: &str| event.get(key).and_then(Value::as_f64);
        let Some(epoch) = number("epoch") else {
            return Err(Unmet::broken(
                format!("it reported {event}, without an epoch"),
                "give every report an `epoch`",
            ));
        };
        let is_first = last.is_none();
        if is_first && !(0.0..=1.0).contains(&epoch) {
            return Err(Unmet::broken(
                format!("the first epoch reported is {epoch}"),
                "count the epochs done, from 1",
            ));
        }
        if last.is_some_and(|last| epoch < last) {
            return Err(Unmet::broken(
                format!(
                    "epoch {epoch} is reported after epoch {}",
                    last.unwrap_or_default()
                ),
                "report epochs in their order",
            ));
        }
        if let Some(epochs) = number("epochs").filter(|&epochs| epoch > epochs) {
            return Err(Unmet::broken(
                format!("epoch {epoch} is reported of {epochs}"),
                "give in `epochs` how many there are at most",
            ));
        }
        last = Some(epoch);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn seen(progress: Vec<Value>, seconds: u64) -> Option<String> {
        let took = Duration::from_secs(seconds);
        match check_told(&Told { progress, took }) {
            Err(Unmet::Broken { seen, .. }) => Some(seen),
            _ => None,
        }
    }

    #[test]
    fn epochs_rise_to_their_number() {
        let event = |epoch: u64| json!({"epoch": epoch, "epochs": 3});
        assert_eq!(seen(vec![event(1), event(2), event(2), event(3)], 5), None);
        assert_eq!(seen(vec![event(0), event(1)], 0), None);
        assert!(seen(vec![event(2)], 0).unwrap().contains("first epoch"));
        assert!(
            seen(vec![event(1), event(0)], 0)
                .unwrap()
                .contains("after epoch 1")
        );
        assert!(
            seen(vec![event(1), event(4)], 0)
                .unwrap()
                .contains("4 is reported of 3")
        );
        assert!(
            seen(vec![json!({"epochs": 3})], 0)
                .unwrap()
                .contains("without")
        );
    }

    #[test]
    fn only_a_short_fit_may_be_silent() {
        assert_eq!(seen(Vec::new(), 1), None);
        assert!(seen(Vec::new(), 2).unwrap().contains("reported nothing"));
    }
}
