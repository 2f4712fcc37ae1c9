use super::Undefined;

/// The units with at least two votes, once all of them count the same categories.
///
/// # Errors
/// No units, units of different numbers of categories, or none with two votes.
pub(super) fn judged_twice<V: AsRef<[u32]>>(votes: &[V]) -> Result<Vec<&[u32]>, Undefined> {
    let expected = votes.first().ok_or(Undefined::Empty)?.as_ref().len();
    let lengths = votes.iter().map(|counts| counts.as_ref().len());
    if let Some((unit, found)) = lengths.enumerate().find(|(_, found)| *found != expected) {
        return Err(Undefined::Ragged {
            unit,
            expected,
            found,
        });
    }
    let units = votes.iter().map(AsRef::as_ref);
    let judged: Vec<_> = units.filter(|counts| total(counts) >= 2.0).collect();
    if judged.is_empty() {
        return Err(Undefined::NoPairs);
    }
    Ok(judged)
}

/// All votes of a unit.
pub(super) fn total(counts: &[u32]) -> f64 {
    counts.iter().map(|&count| f64::from(count)).sum()
}
