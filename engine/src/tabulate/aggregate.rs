use std::collections::BTreeMap;

use indexmap::IndexSet;
use statrs::statistics::Statistics;

use super::{Absence, Content};
use crate::score::{Missing, Score};

/// Mean and sample standard deviation over the trials of a cell, or the gravest reason why a value is missing.
pub(super) fn aggregate(trials: &[&Score]) -> Content {
    let mut values: Vec<f64> = Vec::new();
    let mut missing: BTreeMap<Absence, (usize, IndexSet<String>)> = BTreeMap::new();
    for score in trials {
        let (absence, reason) = match &score.value {
            Ok(value) if value.is_finite() => {
                values.push(*value);
                continue;
            }
            Ok(value) => (Absence::Undefined, Some(format!("the value is {value}"))),
            Err(Missing::Failed(message)) => (Absence::Failed, Some(message.clone())),
            Err(Missing::NotRun) => (Absence::NotRun, None),
            Err(Missing::Undefined(reason)) => (Absence::Undefined, Some(reason.clone())),
        };
        let (count, reasons) = missing.entry(absence).or_default();
        *count += 1;
        reasons.extend(reason);
    }
    match missing.pop_first() {
        Some((absence, (missing, reasons))) => Content::Missing {
            trials: trials.len(),
            missing,
            absence,
            reasons: reasons.into_iter().collect(),
        },
        None => Content::Value {
            trials: values.len(),
            mean: (&values).mean(),
            std: (values.len() > 1).then(|| (&values).std_dev()),
        },
    }
}
