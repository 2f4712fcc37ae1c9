//! Expectations over a random order of items that tie.
//!
//! Notation in the formulas: `a` items stand before the group, `s` of them relevant; the group has `n` items, `r` of
//! them relevant. Average precision, reciprocal rank and the measures at a cutoff follow McSherry and Najork, "Computing
//! Information Retrieval Performance Measures Efficiently in the Presence of Tied Scores" (ECIR 2008); the expected rank
//! of a relevant item is Cooper's expected search length (American Documentation 19, 1968).
#![expect(clippy::doc_markdown, reason = "a surname is not code")]

/// Items of equal similarity at their place in the ranking of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TieGroup {
    /// Items ranked above the group: `a`.
    pub before: usize,
    /// Relevant items ranked above the group: `s`.
    pub relevant_before: usize,
    /// Items in the group, at least one: `n`.
    pub size: usize,
    /// Relevant items in the group: `r`.
    pub relevant: usize,
}

impl TieGroup {
    /// Probability that the item at any one place of the group is relevant: `r / n`.
    pub fn share(&self) -> f64 {
        self.relevant as f64 / self.size as f64
    }

    /// Expected sum, over the relevant items of the group, of the precision at their ranks:
    /// the sum over i = 1..n of `r/n (s + 1 + (i - 1) (r - 1)/(n - 1)) / (a + i)`.
    pub fn precision_sum(&self) -> f64 {
        if self.relevant == 0 {
            return 0.0;
        }
        // Of a relevant item's companions in the group, the fraction that is relevant too.
        let companions = if self.size > 1 {
            (self.relevant - 1) as f64 / (self.size - 1) as f64
        } else {
            0.0
        };
        let precision = |above: usize| {
            let relevant = (self.relevant_before + 1) as f64 + above as f64 * companions;
            relevant / (self.before + above + 1) as f64
        };
        self.share() * (0..self.size).map(precision).sum::<f64>()
    }

    /// Expected rank of the `place`-th relevant item of the group, from 1: `a + place (n + 1) / (r + 1)`.
    pub fn rank_of_relevant(&self, place: usize) -> f64 {
        self.before as f64 + place as f64 * (self.size + 1) as f64 / (self.relevant + 1) as f64
    }

    /// Expected reciprocal of the rank of the group's first relevant item; 0 if it has none.
    pub fn reciprocal_rank(&self) -> f64 {
        if self.relevant == 0 {
            return 0.0;
        }
        let (mut none_yet, mut expected) = (1.0, 0.0);
        for above in 0..=self.size - self.relevant {
            let here = self.relevant as f64 / (self.size - above) as f64;
            expected += none_yet * here / (self.before + above + 1) as f64;
            none_yet *= 1.0 - here;
        }
        expected
    }

    /// Probability that one of the group's relevant items is among the first `cutoff` of the ranking:
    /// `1 - C(n - r, t) / C(n, t)` with `t` places of the group above the cutoff.
    pub fn hit_probability(&self, cutoff: usize) -> f64 {
        let within = cutoff.saturating_sub(self.before).min(self.size);
        if within > self.size - self.relevant {
            return 1.0;
        }
        let irrelevant = self.size - self.relevant;
        let missed: f64 = (0..within)
            .map(|taken| (irrelevant - taken) as f64 / (self.size - taken) as f64)
            .product();
        1.0 - missed
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the compared values are exact")]
mod tests {
    use super::*;

    fn group(before: usize, size: usize, relevant: usize) -> TieGroup {
        TieGroup {
            before,
            relevant_before: before / 2,
            size,
            relevant,
        }
    }

    /// Means over all choices of the relevant places of the group: precision sum, reciprocal rank, rank of the last
    /// relevant item, probability of a hit within `before + 2`.
    fn enumerated(tied: TieGroup) -> [f64; 4] {
        let mut totals = [0.0; 4];
        let mut choices = 0.0;
        for mask in 0_u32..1 << tied.size {
            if mask.count_ones() as usize != tied.relevant {
                continue;
            }
            let ranks: Vec<usize> = (0..tied.size)
                .filter(|place| mask >> place & 1 == 1)
                .map(|place| tied.before + place + 1)
                .collect();
            let precisions = ranks
                .iter()
                .enumerate()
                .map(|(index, &rank)| (tied.relevant_before + index + 1) as f64 / rank as f64);
            totals[0] += precisions.sum::<f64>();
            totals[1] += 1.0 / ranks[0] as f64;
            totals[2] += ranks[ranks.len() - 1] as f64;
            totals[3] += f64::from(u8::from(ranks[0] <= tied.before + 2));
            choices += 1.0;
        }
        totals.map(|total| total / choices)
    }

    #[test]
    fn expectations_equal_the_mean_over_all_orders() {
        for before in [0, 1, 4] {
            for size in 1..9 {
                for relevant in 1..=size {
                    let tied = group(before, size, relevant);
                    let closed = [
                        tied.precision_sum(),
                        tied.reciprocal_rank(),
                        tied.rank_of_relevant(relevant),
                        tied.hit_probability(before + 2),
                    ];
                    for (closed, enumerated) in closed.iter().zip(enumerated(tied)) {
                        assert!(
                            (closed - enumerated).abs() < 1e-12,
                            "{tied:?}: {closed}, not {enumerated}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_group_without_relevant_items_contributes_nothing() {
        let tied = group(3, 4, 0);
        assert_eq!(
            [tied.precision_sum(), tied.reciprocal_rank(), tied.share()],
            [0.0; 3]
        );
        assert_eq!(tied.hit_probability(7), 0.0);
    }

    #[test]
    fn a_hit_is_impossible_above_the_group_and_certain_below_it() {
        let tied = group(5, 4, 1);
        assert_eq!(tied.hit_probability(5), 0.0);
        assert_eq!(tied.hit_probability(9), 1.0);
        assert_eq!(tied.hit_probability(usize::MAX), 1.0);
    }
}
