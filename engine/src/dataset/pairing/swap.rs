use rand::Rng;
use rand::RngExt;
use rand::seq::SliceRandom;

use super::{Allowed, Pair, PairingError, Rows, Settings};

/// How often a drawing starts anew, where rows of one group end up facing each other.
const ATTEMPTS: usize = 200;

/// Rows that stay whole, then swaps: a share `balance` of the rows serves in swaps.
pub(super) fn pairs(
    rows: Rows<'_>,
    settings: &Settings,
    random: &mut impl Rng,
) -> Result<Vec<Pair>, PairingError> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count is a count"
    )]
    let wanted = (settings.balance * rows.count as f64 / 2.0).round() as usize;
    let allowed = Allowed::of(rows, settings);
    let mut counts = vec![0; rows.names.len()];
    for row in 0..rows.count {
        if let Some(count) = counts.get_mut(rows.class(row)) {
            *count += 1;
        }
    }
    let capacity = allowed.capacity(&counts);
    if capacity.swaps < wanted {
        return Err(PairingError::TooFewSwaps {
            wanted,
            rows: rows.count,
            most: capacity.swaps,
            reason: shortage(rows, &counts, &capacity.scarce),
        });
    }
    let mut most = 0;
    for _ in 0..ATTEMPTS {
        let swaps = attempt(rows, &allowed, counts.clone(), wanted, random);
        if swaps.len() == wanted {
            return Ok(with_matched(rows.count, &swaps));
        }
        most = most.max(swaps.len());
    }
    Err(PairingError::GroupsInTheWay {
        wanted,
        rows: rows.count,
        made: most,
    })
}

/// Which classes the others run out of.
fn shortage(rows: Rows<'_>, counts: &[usize], scarce: &[usize]) -> String {
    let told = |classes: Vec<usize>| {
        let told = classes
            .into_iter()
            .map(|class| format!("{} ({})", rows.name(class), counts[class]));
        told.collect::<Vec<_>>().join(", ")
    };
    let others: Vec<usize> = (0..counts.len())
        .filter(|class| counts[*class] > 0 && !scarce.contains(class))
        .collect();
    if scarce.is_empty() {
        return format!("the rows are of {}", told(others));
    }
    format!(
        "the rows of {} can be swapped with those of {} alone",
        told(others),
        told(scarce.to_vec())
    )
}

/// Swaps drawn one by one: any two rows that may be swapped are equally likely, as long as enough swaps remain after them.
fn attempt(
    rows: Rows<'_>,
    allowed: &Allowed,
    mut counts: Vec<usize>,
    wanted: usize,
    random: &mut impl Rng,
) -> Vec<(usize, usize)> {
    let mut free: Vec<Vec<usize>> = vec![Vec::new(); counts.len()];
    for row in 0..rows.count {
        if let Some(of_class) = free.get_mut(rows.class(row)) {
            of_class.push(row);
        }
    }
    for of_class in &mut free {
        of_class.shuffle(random);
    }
    let mut swaps = Vec::with_capacity(wanted);
    while swaps.len() < wanted {
        let Some(swap) = draw(
            rows,
            allowed,
            &mut counts,
            &free,
            wanted - swaps.len(),
            random,
        ) else {
            break;
        };
        for row in [swap.0, swap.1] {
            free[rows.class(row)].retain(|&other| other != row);
        }
        swaps.push(swap);
    }
    swaps
}

fn draw(
    rows: Rows<'_>,
    allowed: &Allowed,
    counts: &mut [usize],
    free: &[Vec<usize>],
    wanted: usize,
    random: &mut impl Rng,
) -> Option<(usize, usize)> {
    let mut choices: Vec<(usize, usize, usize)> = Vec::new();
    for one in 0..counts.len() {
        for other in one + 1..counts.len() {
            let ways = counts[one] * counts[other];
            if ways > 0 && allowed.contains(one, other) {
                choices.push((one, other, ways));
            }
        }
    }
    while !choices.is_empty() {
        let total: usize = choices.iter().map(|(_, _, ways)| ways).sum();
        let mut at = random.random_range(0..total);
        let mut chosen = 0;
        for (place, (_, _, ways)) in choices.iter().enumerate() {
            chosen = place;
            if at < *ways {
                break;
            }
            at -= ways;
        }
        let (one, other, _) = choices.swap_remove(chosen);
        counts[one] -= 1;
        counts[other] -= 1;
        if allowed.capacity(counts).swaps + 1 >= wanted
            && let Some((first, second)) = apart(rows, &free[one], &free[other])
        {
            return Some(if random.random() {
                (first, second)
            } else {
                (second, first)
            });
        }
        counts[one] += 1;
        counts[other] += 1;
    }
    None
}

/// The first two rows, in the order they were shuffled to, that are not of one group.
fn apart(rows: Rows<'_>, ones: &[usize], others: &[usize]) -> Option<(usize, usize)> {
    let mut partners = ones.iter().map(|&one| {
        let other = others
            .iter()
            .find(|other| !rows.share_a_group(one, **other));
        Some((one, *other?))
    });
    partners.find_map(|found| found)
}

fn with_matched(count: usize, swaps: &[(usize, usize)]) -> Vec<Pair> {
    let mut is_swapped = vec![false; count];
    for &(one, other) in swaps {
        is_swapped[one] = true;
        is_swapped[other] = true;
    }
    let whole = (0..count).filter(|&row| !is_swapped[row]);
    let exchanged = swaps
        .iter()
        .flat_map(|&(one, other)| [Pair::mismatch(one, other), Pair::mismatch(other, one)]);
    whole.map(Pair::of_one).chain(exchanged).collect()
}
