use rand::Rng;

use super::{Pair, PairingError, Rows, Settings, negatives::drawn};

/// For each row, so many other rows with a score: exp(-d²/2s²) of the Euclidean distance d of their numbers.
pub(super) fn pairs(
    rows: Rows<'_>,
    settings: &Settings,
    random: &mut impl Rng,
) -> Result<Vec<Pair>, PairingError> {
    let score = |first: usize, second: usize| {
        let squares = rows
            .numbers
            .iter()
            .map(|column| (column[first] - column[second]).powi(2));
        (-squares.sum::<f64>() / (2.0 * settings.scale.powi(2))).exp()
    };
    let drawn = drawn(rows, settings.negatives, |_, _| true, random)?;
    let pairs = drawn.into_iter().map(|(first, second)| Pair {
        first,
        second,
        score: score(first, second),
    });
    Ok(pairs.collect())
}
