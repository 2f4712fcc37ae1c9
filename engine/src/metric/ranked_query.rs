use super::tie_group::TieGroup;

/// What the ranking for one query comes to.
#[derive(Debug, Clone)]
pub struct RankedQuery {
    /// Row in the query view.
    pub row: usize,
    /// Class of the query.
    pub class: i64,
    /// Number of relevant items, at least one.
    pub relevant: usize,
    /// Expected mean of the precision at the ranks of the relevant items.
    pub average_precision: f64,
    /// Expected reciprocal of the rank of the first relevant item.
    pub reciprocal_rank: f64,
    /// Expected rank of the first relevant item, from 1.
    pub first_rank: f64,
    /// The tied items among which the first relevant one is.
    first: TieGroup,
}

impl RankedQuery {
    /// From the groups of tied items in order; `None` without a relevant item.
    pub(super) fn new(row: usize, class: i64, groups: &[TieGroup]) -> Option<Self> {
        let relevant: usize = groups.iter().map(|tied| tied.relevant).sum();
        let first = groups.iter().find(|tied| tied.relevant > 0)?;
        let precision_sum: f64 = groups.iter().map(TieGroup::precision_sum).sum();
        Some(Self {
            row,
            class,
            relevant,
            average_precision: precision_sum / relevant as f64,
            reciprocal_rank: first.reciprocal_rank(),
            first_rank: first.rank_of_relevant(1),
            first: *first,
        })
    }

    /// Probability that a relevant item is among the first `cutoff`.
    pub fn hit_probability(&self, cutoff: usize) -> f64 {
        self.first.hit_probability(cutoff)
    }
}
