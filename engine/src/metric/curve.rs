//! The precision-recall curve of a ranking.

use super::tie_group::TieGroup;

/// Recall is divided into this many steps.
pub(super) const STEPS: usize = 100;

/// One point of a precision-recall curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// Recall level.
    pub recall: f64,
    /// Interpolated precision there, averaged over queries.
    pub precision: f64,
}

/// Interpolated precision of one query at recall 0, 1/100, ..., 1: the highest precision at that recall or above.
///
/// The precision at the j-th relevant item is j over its rank, and within ties over its expected rank, the convention
/// of Raghavan, Bollmann and Jung (ACM TOIS 7(3), 1989). `groups` are in order and hold `relevant` relevant items, at least one.
pub(super) fn interpolated_precision(groups: &[TieGroup], relevant: usize) -> Vec<f64> {
    let mut highest: Vec<f64> = groups
        .iter()
        .flat_map(|tied| (1..=tied.relevant).map(move |place| (tied, place)))
        .map(|(tied, place)| (tied.relevant_before + place) as f64 / tied.rank_of_relevant(place))
        .collect();
    for place in (1..highest.len()).rev() {
        highest[place - 1] = highest[place - 1].max(highest[place]);
    }
    let needed = |step: usize| (step * relevant).div_ceil(STEPS).max(1);
    (0..=STEPS).map(|step| highest[needed(step) - 1]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn untied(relevant_ranks: &[usize]) -> Vec<TieGroup> {
        let group = |(index, &rank): (usize, &usize)| TieGroup {
            before: rank - 1,
            relevant_before: index,
            size: 1,
            relevant: 1,
        };
        relevant_ranks.iter().enumerate().map(group).collect()
    }

    #[test]
    fn the_highest_precision_at_a_recall_or_above_is_taken() {
        // Precisions 1/2, 2/3, 3/6 and 4/7 at recalls 1/4, 1/2, 3/4 and 1.
        let curve = interpolated_precision(&untied(&[2, 3, 6, 7]), 4);
        for (step, precision) in [
            (0, 2.0 / 3.0),
            (25, 2.0 / 3.0),
            (50, 2.0 / 3.0),
            (51, 4.0 / 7.0),
            (100, 4.0 / 7.0),
        ] {
            assert!(
                (curve[step] - precision).abs() < 1e-12,
                "step {step}: {}",
                curve[step]
            );
        }
    }

    #[test]
    fn relevant_items_first_keep_precision_one() {
        assert_eq!(
            interpolated_precision(&untied(&[1, 2, 3]), 3),
            vec![1.0; STEPS + 1]
        );
    }

    #[test]
    fn a_single_tie_gives_a_flat_curve() {
        let tied = TieGroup {
            before: 0,
            relevant_before: 0,
            size: 9,
            relevant: 4,
        };
        for precision in interpolated_precision(&[tied], 4) {
            assert!((precision - 0.5).abs() < 1e-12);
        }
    }
}
