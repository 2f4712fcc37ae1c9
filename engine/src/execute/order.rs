use std::collections::BTreeMap;

use super::stage::{StagedKey, key_of};
use crate::journal::History;
use crate::plan::PlannedTrial;
use crate::validate::ValidatedSpec;

/// The order in which trials start: long ones first, so that none is left to run alone at the end, and among those that take
/// about as long, those of one plugin that read the same arrays one after another, so that its worker keeps them mapped.
///
/// Trials of which it is not known how long they take come first. "About as long" is within a factor of two.
pub(super) fn ordered<'a>(
    valid: &ValidatedSpec,
    trials: &[&'a PlannedTrial],
    history: &History,
) -> Vec<&'a PlannedTrial> {
    let mut first_seen: BTreeMap<(Option<&str>, StagedKey), usize> = BTreeMap::new();
    let mut keyed: Vec<_> = trials
        .iter()
        .enumerate()
        .map(|(place, planned)| {
            let plugin = valid.models.get(&planned.trial.model);
            let plugin = plugin.map(|model| model.plugin.name.as_str());
            let inputs = (plugin, key_of(valid, planned));
            let group = *first_seen.entry(inputs).or_insert(place);
            let seconds = history.needed(&planned.trial).map(|needed| needed.seconds);
            (rank(seconds), group, place, *planned)
        })
        .collect();
    keyed.sort_by_key(|(rank, group, place, _)| (*rank, *group, *place));
    keyed.into_iter().map(|(.., planned)| planned).collect()
}

/// Lower starts earlier.
fn rank(seconds: Option<f64>) -> i32 {
    match seconds {
        None => i32::MIN,
        // Below a hundredth of a second all are alike.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the logarithm of a double is small"
        )]
        Some(seconds) => -(seconds.max(0.01).log2().floor() as i32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_trials_start_first_and_unknown_ones_before_them() {
        let seconds = [Some(0.0), Some(3.0), None, Some(2.1), Some(500.0)];
        let mut ranked: Vec<_> = seconds.into_iter().map(|one| (rank(one), one)).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        let order: Vec<_> = ranked.into_iter().map(|(_, seconds)| seconds).collect();
        assert_eq!(order, [None, Some(500.0), Some(3.0), Some(2.1), Some(0.0)]);
    }
}
