use super::placement::Placement;
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
    /// From the places of the relevant items; `None` without one.
    pub(super) fn new(row: usize, class: i64, placement: &mut Placement) -> Option<Self> {
        let first = placement.first()?;
        let relevant = placement.irrelevant_above.len();
        Some(Self {
            row,
            class,
            relevant,
            average_precision: placement.sum_precisions() / relevant as f64,
            reciprocal_rank: first.reciprocal_rank(),
            first_rank: first.rank_of_relevant(1),
            first,
        })
    }

    /// Probability that a relevant item is among the first `cutoff`.
    pub fn hit_probability(&self, cutoff: usize) -> f64 {
        self.first.hit_probability(cutoff)
    }
}
