use std::collections::BTreeMap;

use indexmap::IndexSet;

use super::{Absence, Content};
use crate::score::{Missing, Score};
use crate::spec::CellContent;
use crate::statistics::{quartiles, t_interval};

/// The level of confidence of `ci95`.
const LEVEL: f64 = 0.95;

/// What a cell shows of its trials, or the gravest reason why a value is missing.
pub(super) fn aggregate(trials: &[&Score], show: CellContent) -> Content {
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
        None => summary(&values, show),
    }
}

/// The mean and what else is shown of at least one finite value.
pub(super) fn summary(values: &[f64], show: CellContent) -> Content {
    let (mean, std) = mean_and_deviation(values);
    let (median, interval) = match show {
        CellContent::Ci95 => (None, t_interval(values, LEVEL).ok()),
        CellContent::MedianIqr => quartiles(values)
            .map(|found| (found.median, found.range))
            .ok()
            .unzip(),
        _ => (None, None),
    };
    Content::Value {
        trials: values.len(),
        mean,
        std,
        median,
        interval,
    }
}

/// The mean and the sample standard deviation (over n - 1) of at least one value; no deviation of one.
pub(super) fn mean_and_deviation(values: &[f64]) -> (f64, Option<f64>) {
    use statrs::statistics::Statistics as _;
    let std = (values.len() > 1).then(|| values.std_dev());
    (values.mean(), std)
}
