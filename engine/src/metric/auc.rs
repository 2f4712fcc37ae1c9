//! Area under the receiver operating characteristic.
//!
//! The area is the probability that a positive row scores above a negative one, half for equal scores (Mann-Whitney
//! with midranks); with more than two classes it is averaged as in Hand and Till (2001) or one class against the rest.

use super::confusion::POSITIVE;
use super::{ClassificationInput, Undefined};

/// Area for two classes, from the probability of class 1.
pub(super) fn auc(input: &ClassificationInput<'_>) -> Result<f64, Undefined> {
    let columns = Columns::new(input)?;
    if columns.classes == 2 {
        Ok(columns.area(POSITIVE, |_| true))
    } else {
        Err(Undefined::NotBinary {
            classes: columns.classes,
        })
    }
}

/// Mean over ordered pairs of classes (a, b) of the area of a against b, by the probability of a.
pub(super) fn auc_ovo(input: &ClassificationInput<'_>) -> Result<f64, Undefined> {
    let columns = Columns::new(input)?;
    let classes = columns.classes;
    let areas = (0..classes).flat_map(|first| {
        let columns = &columns;
        let others = (0..classes).filter(move |&second| second != first);
        others.map(move |second| columns.area(first, |class| class == first || class == second))
    });
    Ok(areas.sum::<f64>() / (classes * (classes - 1)) as f64)
}

/// Mean over classes of the area of the class against the rest.
pub(super) fn auc_ovr(input: &ClassificationInput<'_>) -> Result<f64, Undefined> {
    let columns = Columns::new(input)?;
    let areas = (0..columns.classes).map(|class| columns.area(class, |_| true));
    Ok(areas.sum::<f64>() / columns.classes as f64)
}

/// Rows in ascending order of each column of probabilities; every class has rows.
struct Columns {
    classes: usize,
    /// For each column, its values with the true classes of their rows.
    ascending: Vec<Vec<(f32, usize)>>,
}

impl Columns {
    fn new(input: &ClassificationInput<'_>) -> Result<Self, Undefined> {
        let (truth, rows) = input.checked()?;
        let classes = input.probabilities.width;
        if let Some(class) = (0..classes).find(|class| !truth.contains(class)) {
            return Err(Undefined::AbsentClass { class });
        }
        if classes < 2 {
            return Err(Undefined::NotBinary { classes });
        }
        let mut ascending = vec![Vec::with_capacity(truth.len()); classes];
        for (class, row) in truth.into_iter().zip(rows) {
            for (column, &probability) in ascending.iter_mut().zip(row) {
                // Adding zero turns -0 into 0, which the total order tells apart.
                column.push((probability + 0.0, class));
            }
        }
        for column in &mut ascending {
            column.sort_unstable_by(|left, right| left.0.total_cmp(&right.0));
        }
        Ok(Self { classes, ascending })
    }

    /// Probability that a row of `positive` has a higher value in that column than another counted row.
    fn area(&self, positive: usize, counted: impl Fn(usize) -> bool) -> f64 {
        let (mut positives, mut negatives, mut won) = (0.0, 0.0, 0.0);
        for tied in
            self.ascending[positive].chunk_by(|left, right| left.0.total_cmp(&right.0).is_eq())
        {
            let of_positive = tied.iter().filter(|row| row.1 == positive).count() as f64;
            let of_others = tied
                .iter()
                .filter(|row| row.1 != positive && counted(row.1))
                .count() as f64;
            won += of_positive * (negatives + of_others / 2.0);
            positives += of_positive;
            negatives += of_others;
        }
        won / (positives * negatives)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::MatrixRef;
    use super::super::orders::mean_over_tie_breaks;
    use super::*;

    fn binary(truth: &[i64], positive: &[f32]) -> Result<f64, Undefined> {
        let data: Vec<f32> = positive.iter().flat_map(|p| [1.0 - p, *p]).collect();
        let probabilities = MatrixRef {
            rows: positive.len(),
            width: 2,
            data: &data,
        };
        auc(&ClassificationInput {
            truth,
            probabilities,
        })
    }

    #[test]
    fn a_constant_output_has_area_one_half() {
        assert_eq!(binary(&[0, 1, 1, 0, 0, 0, 1], &[0.3; 7]), Ok(0.5));
    }

    #[test]
    fn perfect_and_reversed_order_are_the_extremes() {
        assert_eq!(binary(&[0, 0, 1], &[0.1, 0.2, 0.9]), Ok(1.0));
        assert_eq!(binary(&[1, 1, 0], &[0.1, 0.2, 0.9]), Ok(0.0));
    }

    #[test]
    fn a_tied_pair_counts_one_half() {
        // Of four pairs, three are won and one is tied.
        assert_eq!(binary(&[0, 0, 1, 1], &[0.1, 0.5, 0.5, 0.9]), Ok(0.875));
    }

    #[test]
    fn negative_zero_ties_with_zero() {
        let data = [1.0, -0.0, 1.0, 0.0];
        let probabilities = MatrixRef {
            rows: 2,
            width: 2,
            data: &data,
        };
        assert_eq!(
            auc(&ClassificationInput {
                truth: &[0, 1],
                probabilities
            }),
            Ok(0.5)
        );
    }

    #[test]
    fn agrees_with_scikit_learn() {
        // sklearn.metrics.roc_auc_score 1.9.1
        let positive = [0.1, 0.4, 0.35, 0.8, 0.4, 0.65, 0.9, 0.4, 0.2, 0.7];
        assert!((binary(&[0, 0, 1, 1, 1, 0, 1, 0, 0, 1], &positive).unwrap() - 0.8).abs() < 1e-12);
        let data = super::super::orders::THREE_CLASSES;
        let input = ClassificationInput {
            truth: &[0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2],
            probabilities: MatrixRef {
                rows: 12,
                width: 3,
                data: &data,
            },
        };
        assert!((auc_ovo(&input).unwrap() - 0.723_611_111_111_111_1).abs() < 1e-12);
        assert!((auc_ovr(&input).unwrap() - 0.711_932_319_223_985_9).abs() < 1e-12);
        assert_eq!(auc(&input), Err(Undefined::NotBinary { classes: 3 }));
    }

    #[test]
    fn a_missing_class_is_named() {
        assert_eq!(
            binary(&[1, 1], &[0.1, 0.2]),
            Err(Undefined::AbsentClass { class: 0 })
        );
        assert_eq!(
            binary(&[0, 0], &[0.1, 0.2]),
            Err(Undefined::AbsentClass { class: 1 })
        );
        assert_eq!(binary(&[], &[]), Err(Undefined::Empty));
    }

    #[test]
    fn missing_values_do_not_panic() {
        assert!(binary(&[0, 1, 0], &[f32::NAN, 0.2, f32::NAN]).is_ok());
    }

    proptest! {
        #[test]
        fn midranks_are_the_mean_over_all_tie_breaks(rows in prop::collection::vec((0_u8..3, 0_i64..2), 2..7)) {
            let scores: Vec<u8> = rows.iter().map(|row| row.0).collect();
            let truth: Vec<i64> = rows.iter().map(|row| row.1).collect();
            prop_assume!(truth.contains(&0) && truth.contains(&1));
            let expected = mean_over_tie_breaks(&scores, |descending| {
                let mut pairs = Vec::new();
                for (place, &high) in descending.iter().enumerate() {
                    for &low in &descending[place + 1..] {
                        if truth[high] != truth[low] {
                            pairs.push(truth[high] as f64);
                        }
                    }
                }
                pairs.iter().sum::<f64>() / pairs.len() as f64
            });
            let positive: Vec<f32> = scores.iter().map(|&score| f32::from(score) / 4.0).collect();
            let value = binary(&truth, &positive).unwrap();
            prop_assert!((value - expected).abs() < 1e-12);
            prop_assert!((0.0..=1.0).contains(&value));
        }
    }
}
