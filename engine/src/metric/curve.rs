//! The precision-recall curve of a ranking.

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
/// `precisions` are those at the relevant items in order, at least one. The precision at the j-th is j over its rank, and
/// within ties over its expected rank, the convention of Raghavan, Bollmann and Jung (ACM TOIS 7(3), 1989).
pub(super) fn interpolated_precision(precisions: &[f64]) -> [f64; STEPS + 1] {
    let relevant = precisions.len();
    let needed = |step: usize| (step * relevant).div_ceil(STEPS).max(1);
    let mut curve = [0.0; STEPS + 1];
    let (mut highest, mut end) = (0.0_f64, relevant);
    for step in (0..=STEPS).rev() {
        let start = needed(step) - 1;
        highest = highest_of(&precisions[start..end.max(start)]).max(highest);
        end = start;
        curve[step] = highest;
    }
    curve
}

/// The highest of independent lanes, which vectorises; 0 of none.
fn highest_of(values: &[f64]) -> f64 {
    let (groups, rest) = values.as_chunks::<8>();
    let mut lanes = [0.0_f64; 8];
    for group in groups {
        for (lane, &value) in lanes.iter_mut().zip(group) {
            *lane = if value > *lane { value } else { *lane };
        }
    }
    lanes.iter().chain(rest).copied().fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_precision_at_a_recall_or_above_is_taken() {
        // Ranks 2, 3, 6 and 7.
        let curve = interpolated_precision(&[1.0 / 2.0, 2.0 / 3.0, 3.0 / 6.0, 4.0 / 7.0]);
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
    fn the_highest_is_found_wherever_it_is() {
        for highest in 0..250 {
            let mut precisions = [0.25; 250];
            precisions[highest] = 0.75;
            let curve = interpolated_precision(&precisions);
            for (step, precision) in curve.into_iter().enumerate() {
                let first = (step * 250).div_ceil(STEPS).max(1) - 1;
                let expected = if first <= highest { 0.75 } else { 0.25 };
                assert!(
                    (precision - expected).abs() < 1e-12,
                    "{highest}, step {step}"
                );
            }
        }
    }

    #[test]
    fn relevant_items_first_keep_precision_one() {
        let curve = interpolated_precision(&[1.0; 3]);
        assert!(
            curve
                .iter()
                .all(|precision| (precision - 1.0).abs() < 1e-12)
        );
    }
}
