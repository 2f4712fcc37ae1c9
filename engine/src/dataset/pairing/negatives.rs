use rand::Rng;
use rand::seq::SliceRandom;

use super::{Allowed, Pair, PairingError, Rows, Settings};

/// For each row, so many mismatches with rows of other classes.
pub(super) fn pairs(
    rows: Rows<'_>,
    settings: &Settings,
    random: &mut impl Rng,
) -> Result<Vec<Pair>, PairingError> {
    let allowed = Allowed::of(rows, settings);
    let is_partner =
        |row: usize, other: usize| allowed.contains(rows.class(row), rows.class(other));
    let drawn = drawn(rows, settings.negatives, is_partner, random)?;
    Ok(drawn
        .into_iter()
        .map(|(row, other)| Pair::mismatch(row, other))
        .collect())
}

/// For each row, `wanted` other rows that are partners and of another group, each once.
pub(super) fn drawn(
    rows: Rows<'_>,
    wanted: usize,
    is_partner: impl Fn(usize, usize) -> bool,
    random: &mut impl Rng,
) -> Result<Vec<(usize, usize)>, PairingError> {
    let mut drawn = Vec::with_capacity(rows.count * wanted);
    let mut partners: Vec<usize> = Vec::with_capacity(rows.count);
    for row in 0..rows.count {
        partners.clear();
        let fits = |other: &usize| {
            *other != row && is_partner(row, *other) && !rows.share_a_group(row, *other)
        };
        partners.extend((0..rows.count).filter(fits));
        if partners.len() < wanted {
            return Err(PairingError::TooFewPartners {
                row,
                found: partners.len(),
                wanted,
            });
        }
        let (chosen, _) = partners.partial_shuffle(random, wanted);
        drawn.extend(chosen.iter().map(|&other| (row, other)));
    }
    Ok(drawn)
}
