use std::collections::BTreeMap;
use std::fmt;

use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

/// A cell of the balance that has fewer rows than its equal share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    /// The values that make the cell, from the first column of the balance on.
    pub cell: Vec<String>,
    /// Rows it has.
    pub has: usize,
    /// Rows of an equal share.
    pub wanted: usize,
}

impl fmt::Display for Shortage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "`{}` has {} rows where an equal share is {}: the others give more",
            self.cell.join(" / "),
            self.has,
            self.wanted
        )
    }
}

/// Draws `wanted` of the rows whose strata are given (at most as many as there are): equal shares of the values of the
/// first stratum, within each of them of the second, and so on. What a value lacks, and what is left over of the division,
/// goes to its neighbours; which of them get one more is random.
///
/// Returns the places of the rows, those of a cell together, and the cells that are short.
pub(super) fn draw(
    strata: &[Vec<String>],
    wanted: usize,
    random: &mut ChaCha8Rng,
) -> (Vec<usize>, Vec<Shortage>) {
    let mut drawing = Drawing {
        strata,
        random,
        drawn: Vec::new(),
        short: Vec::new(),
    };
    let every: Vec<usize> = (0..strata.len()).collect();
    drawing.draw(every, wanted, &mut Vec::new());
    (drawing.drawn, drawing.short)
}

struct Drawing<'a> {
    strata: &'a [Vec<String>],
    random: &'a mut ChaCha8Rng,
    drawn: Vec<usize>,
    short: Vec<Shortage>,
}

impl Drawing<'_> {
    fn draw(&mut self, mut rows: Vec<usize>, wanted: usize, cell: &mut Vec<String>) {
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for &row in &rows {
            if let Some(value) = self.strata[row].get(cell.len()) {
                groups.entry(value).or_default().push(row);
            }
        }
        if groups.is_empty() {
            rows.shuffle(self.random);
            rows.truncate(wanted);
            self.drawn.extend(rows);
            return;
        }
        let sizes: Vec<usize> = groups.values().map(Vec::len).collect();
        let shares = shares(wanted, &sizes, self.random);
        let equal = wanted / sizes.len();
        for ((value, rows), share) in groups.into_iter().zip(shares) {
            cell.push(value.to_owned());
            if rows.len() < equal {
                self.short.push(Shortage {
                    cell: cell.clone(),
                    has: rows.len(),
                    wanted: equal,
                });
            }
            self.draw(rows, share, cell);
            cell.pop();
        }
    }
}

/// Parts of `wanted` as equal as groups of these sizes allow.
fn shares(wanted: usize, sizes: &[usize], random: &mut ChaCha8Rng) -> Vec<usize> {
    let mut shares = vec![0; sizes.len()];
    let mut left = wanted.min(sizes.iter().sum());
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.shuffle(random);
    while left > 0 {
        order.retain(|&group| shares[group] < sizes[group]);
        let equal = (left / order.len().max(1)).max(1);
        for &group in &order {
            let more = equal.min(sizes[group] - shares[group]).min(left);
            shares[group] += more;
            left -= more;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng as _;

    use super::*;

    fn random(seed: u64) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(seed)
    }

    fn strata(rows: &[&str]) -> Vec<Vec<String>> {
        let split = |row: &&str| row.split(' ').map(str::to_owned).collect();
        rows.iter().map(split).collect()
    }

    fn counts(strata: &[Vec<String>], drawn: &[usize], level: usize) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for &row in drawn {
            *counts.entry(strata[row][..=level].join(" ")).or_default() += 1;
        }
        counts
    }

    #[test]
    fn every_level_gets_equal_shares_of_the_level_above() {
        let cells = [
            "same a", "same b", "other ab", "other ba", "other ac", "other ca",
        ];
        let rows: Vec<&str> = cells.iter().flat_map(|cell| [*cell; 10]).collect();
        let strata = strata(&rows);
        let (drawn, short) = draw(&strata, 24, &mut random(0));
        assert_eq!(short, []);
        let first = counts(&strata, &drawn, 0);
        assert_eq!(first.values().copied().collect::<Vec<_>>(), [12, 12]);
        let second: Vec<usize> = counts(&strata, &drawn, 1).into_values().collect();
        assert_eq!(second, [3, 3, 3, 3, 6, 6]);
    }

    #[test]
    fn what_a_cell_lacks_goes_to_its_neighbours_and_is_said() {
        let mut rows = vec!["same a"];
        rows.extend(["same b"; 20]);
        rows.extend(["other c"; 20]);
        let strata = strata(&rows);
        let (drawn, short) = draw(&strata, 20, &mut random(0));
        let found: Vec<usize> = counts(&strata, &drawn, 1).into_values().collect();
        assert_eq!(found, [10, 1, 9]);
        let [short] = short.as_slice() else {
            panic!("{short:?}")
        };
        assert_eq!(
            short.to_string(),
            "`same / a` has 1 rows where an equal share is 5: the others give more"
        );
    }

    proptest! {
        #[test]
        fn as_many_as_wanted_are_drawn_each_once_and_the_same_for_the_same_seed(
            rows in proptest::collection::vec((0u8..3, 0u8..4), 1..60), share in 0.0..=1.0, seed: u64
        ) {
            let strata: Vec<Vec<String>> = rows
                .iter()
                .map(|(one, two)| vec![one.to_string(), two.to_string()])
                .collect();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most the rows")]
            let wanted = (strata.len() as f64 * share) as usize;
            let (drawn, _) = draw(&strata, wanted, &mut random(seed));
            let mut each = drawn.clone();
            each.sort_unstable();
            each.dedup();
            prop_assert_eq!(each.len(), wanted);
            prop_assert_eq!(drawn, draw(&strata, wanted, &mut random(seed)).0);
        }

        #[test]
        fn shares_differ_by_one_unless_a_group_is_used_up(
            sizes in proptest::collection::vec(1usize..20, 1..8), share in 0.0..=1.0, seed: u64
        ) {
            let all: usize = sizes.iter().sum();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most all")]
            let wanted = (all as f64 * share) as usize;
            let shares = shares(wanted, &sizes, &mut random(seed));
            prop_assert_eq!(shares.iter().sum::<usize>(), wanted);
            let most = shares.iter().copied().max().unwrap_or(0);
            for (share, size) in shares.iter().zip(&sizes) {
                prop_assert!(share <= size && (share + 1 >= most || share == size), "{:?} {:?}", shares, sizes);
            }
        }
    }
}
