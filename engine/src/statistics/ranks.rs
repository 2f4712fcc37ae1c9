/// Values nearer than this share of the greatest magnitude differ by rounding alone: they are tied.
const ROUNDING: f64 = 1e-12;

/// Ranks of values from 1, those of equal values their mean.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ranks {
    /// One for each value, in its order.
    pub(super) ranks: Vec<f64>,
    /// `sum (t³ - t)` over the groups of `t` equal values: 0 without ties.
    pub(super) ties: f64,
}

/// The ranks of finite values.
pub(super) fn ranks(values: &[f64]) -> Ranks {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, two| values[*one].total_cmp(&values[*two]));
    let greatest = values.iter().fold(0.0, |most: f64, it| most.max(it.abs()));
    let mut found = Ranks {
        ranks: vec![0.0; values.len()],
        ties: 0.0,
    };
    let mut start = 0;
    while start < order.len() {
        let least = values[order[start]];
        let tied = order[start..].iter();
        let count = tied
            .take_while(|at| values[**at] - least <= ROUNDING * greatest)
            .count();
        let t = count as f64;
        for &at in &order[start..start + count] {
            found.ranks[at] = start as f64 + f64::midpoint(t, 1.0);
        }
        found.ties += t * t * t - t;
        start += count;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_the_mean_of_their_ranks() {
        let found = ranks(&[3.0, 1.0, 3.0, -2.0, 3.0]);
        assert_eq!(found.ranks, [4.0, 2.0, 4.0, 1.0, 4.0]);
        assert!((found.ties - 24.0).abs() < 1e-12);
    }

    #[test]
    fn rounding_makes_no_order() {
        assert_eq!(ranks(&[0.1 + 0.2, 0.3]).ranks, [1.5, 1.5]);
        assert_eq!(ranks(&[0.0, -0.0]).ranks, [1.5, 1.5]);
    }
}
