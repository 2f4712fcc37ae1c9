use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

/// Gives each of the items to `ratings` different participants (at most as many as there are). Each goes to those who have
/// least so far, equals in random order: loads never differ by more than one, and since the items of a cell come together,
/// neither does by much what a participant gets of each cell.
///
/// Returns the places of each participant's items.
pub(super) fn assign(
    items: usize,
    participants: usize,
    ratings: usize,
    random: &mut ChaCha8Rng,
) -> Vec<Vec<usize>> {
    let mut given: Vec<Vec<usize>> = vec![Vec::new(); participants];
    let mut order: Vec<usize> = (0..participants).collect();
    for item in 0..items {
        order.shuffle(random);
        order.sort_by_key(|&participant| given[participant].len());
        for &participant in order.iter().take(ratings) {
            given[participant].push(item);
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng as _;

    use super::*;

    proptest! {
        #[test]
        fn every_item_has_its_raters_and_loads_differ_by_one_at_most(
            items in 0usize..60, participants in 1usize..20, ratings in 1usize..20, seed: u64
        ) {
            let ratings = ratings.min(participants);
            let given = assign(items, participants, ratings, &mut ChaCha8Rng::seed_from_u64(seed));
            let loads: Vec<usize> = given.iter().map(Vec::len).collect();
            prop_assert!(loads.iter().max().unwrap() - loads.iter().min().unwrap() <= 1, "{:?}", loads);
            for item in 0..items {
                let raters = given.iter().filter(|given| given.contains(&item)).count();
                prop_assert_eq!(raters, ratings);
            }
            for mut given in given {
                let before = given.len();
                given.dedup();
                prop_assert_eq!(given.len(), before, "nobody is asked twice");
            }
        }
    }
}
