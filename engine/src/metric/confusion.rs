//! The confusion matrix and the metrics that follow from it.
//!
//! A row whose highest probability is shared by `m` classes counts `1/m` in each, so the matrix is the expectation over
//! random tie-breaking. Accuracy, recall and balanced accuracy are linear in a row's prediction and therefore exact
//! expectations; precision and F1 are those of the expected matrix.

use super::{ClassificationInput, Undefined};

/// Expected counts of predicted classes by true class.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfusionMatrix {
    classes: usize,
    counts: Vec<f64>,
}

/// The confusion matrix of the most probable classes.
///
/// # Errors
/// [`Undefined`] without rows, on disagreeing shapes, or when a true class has no column.
pub fn confusion_matrix(input: &ClassificationInput<'_>) -> Result<ConfusionMatrix, Undefined> {
    let (truth, rows) = input.checked()?;
    let classes = input.probabilities.width;
    let mut counts = vec![0.0; classes * classes];
    for (class, probabilities) in truth.into_iter().zip(rows) {
        let top = most_probable(probabilities);
        let share = 1.0 / top.len() as f64;
        for predicted in top {
            counts[class * classes + predicted] += share;
        }
    }
    Ok(ConfusionMatrix { classes, counts })
}

/// The columns that share the highest value; at least one, for NaN has a place in the total order too.
pub fn most_probable(probabilities: &[f32]) -> Vec<usize> {
    let mut top = Vec::new();
    let mut highest = f32::NEG_INFINITY;
    for (column, &probability) in probabilities.iter().enumerate() {
        // Adding zero turns -0 into 0, which the total order tells apart.
        let order = (probability + 0.0).total_cmp(&highest);
        if order.is_gt() {
            highest = probability + 0.0;
            top.clear();
        }
        if order.is_ge() || top.is_empty() {
            top.push(column);
        }
    }
    top
}

impl ConfusionMatrix {
    /// Number of classes C; the matrix is C x C.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Expected number of rows of class `truth` predicted as class `predicted`; 0 for classes beyond the matrix.
    pub fn count(&self, truth: usize, predicted: usize) -> f64 {
        if truth < self.classes && predicted < self.classes {
            self.counts[truth * self.classes + predicted]
        } else {
            0.0
        }
    }

    /// Number of rows of class `truth`, within rounding where rows are split between classes.
    pub fn of_class(&self, truth: usize) -> f64 {
        (0..self.classes)
            .map(|predicted| self.count(truth, predicted))
            .sum()
    }

    /// Expected number of rows predicted as class `predicted`.
    pub fn predicted_as(&self, predicted: usize) -> f64 {
        (0..self.classes)
            .map(|truth| self.count(truth, predicted))
            .sum()
    }

    /// 2 TP / (2 TP + FP + FN); `None` for a class that is neither true nor predicted anywhere.
    fn f1_of(&self, class: usize) -> Option<f64> {
        let either = self.of_class(class) + self.predicted_as(class);
        (either > 0.0).then(|| 2.0 * self.count(class, class) / either)
    }

    /// Checks that there are two classes and rows of the positive one.
    fn check_positive(&self) -> Result<(), Undefined> {
        if self.classes != 2 {
            Err(Undefined::NotBinary {
                classes: self.classes,
            })
        } else if self.of_class(POSITIVE) > 0.0 {
            Ok(())
        } else {
            Err(Undefined::AbsentClass { class: POSITIVE })
        }
    }
}

/// The positive class of two.
pub(super) const POSITIVE: usize = 1;

/// The mean of the values; the caller has at least one.
fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

pub(super) fn accuracy(input: &ClassificationInput<'_>) -> Result<f64, Undefined> {
    let matrix = confusion_matrix(input)?;
    let right: f64 = (0..matrix.classes)
        .map(|class| matrix.count(class, class))
        .sum();
    Ok(right / input.truth.len() as f64)
}

/// How likely the row is predicted as its class: 1 or 0, or the share of it among classes that are equally probable.
pub(super) fn rightness(class: usize, probabilities: &[f32]) -> f64 {
    let top = most_probable(probabilities);
    if top.contains(&class) {
        1.0 / top.len() as f64
    } else {
        0.0
    }
}

pub(super) fn balanced_accuracy(input: &ClassificationInput<'_>) -> Result<f64, Undefined> {
    let matrix = confusion_matrix(input)?;
    let recalls: Vec<f64> = (0..matrix.classes)
        .filter(|&class| matrix.of_class(class) > 0.0)
        .map(|class| matrix.count(class, class) / matrix.of_class(class))
        .collect();
    Ok(mean(&recalls))
}

pub(super) fn f1(input: &ClassificationInput<'_>) -> Result<f64, Undefined> {
    let matrix = confusion_matrix(input)?;
    matrix.check_positive()?;
    Ok(matrix.f1_of(POSITIVE).unwrap_or(0.0))
}

pub(super) fn f1_macro(input: &ClassificationInput<'_>) -> Result<f64, Undefined> {
    let matrix = confusion_matrix(input)?;
    let present: Vec<f64> = (0..matrix.classes)
        .filter_map(|class| matrix.f1_of(class))
        .collect();
    Ok(mean(&present))
}

pub(super) fn precision(input: &ClassificationInput<'_>) -> Result<f64, Undefined> {
    let matrix = confusion_matrix(input)?;
    matrix.check_positive()?;
    let predicted = matrix.predicted_as(POSITIVE);
    Ok(if predicted > 0.0 {
        matrix.count(POSITIVE, POSITIVE) / predicted
    } else {
        0.0
    })
}

pub(super) fn recall(input: &ClassificationInput<'_>) -> Result<f64, Undefined> {
    let matrix = confusion_matrix(input)?;
    matrix.check_positive()?;
    Ok(matrix.count(POSITIVE, POSITIVE) / matrix.of_class(POSITIVE))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::MatrixRef;
    use super::super::orders::THREE_CLASSES;
    use super::*;

    type Function = fn(&ClassificationInput<'_>) -> Result<f64, Undefined>;

    const ANY_CLASSES: [Function; 3] = [accuracy, balanced_accuracy, f1_macro];
    const BINARY: [Function; 3] = [f1, precision, recall];

    fn input<'a>(truth: &'a [i64], width: usize, data: &'a [f32]) -> ClassificationInput<'a> {
        let probabilities = MatrixRef {
            rows: data.len() / width,
            width,
            data,
        };
        ClassificationInput {
            truth,
            probabilities,
        }
    }

    fn values(functions: &[Function], input: &ClassificationInput<'_>) -> Vec<f64> {
        functions
            .iter()
            .map(|function| function(input).unwrap())
            .collect()
    }

    fn assert_close(values: &[f64], expected: &[f64]) {
        assert_eq!(values.len(), expected.len());
        for (value, expected) in values.iter().zip(expected) {
            assert!((value - expected).abs() < 1e-12, "{value}, not {expected}");
        }
    }

    #[test]
    fn agrees_with_scikit_learn() {
        // confusion_matrix, accuracy_score, balanced_accuracy_score, f1_score, precision_score, recall_score 1.9.1
        let truth = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2];
        let three = input(&truth, 3, &THREE_CLASSES);
        let matrix = confusion_matrix(&three).unwrap();
        assert_eq!(matrix.counts, [2.0, 1.0, 1.0, 0.0, 2.0, 1.0, 2.0, 2.0, 1.0]);
        let expected = [
            0.416_666_666_666_666_7,
            0.455_555_555_555_555_5,
            0.416_666_666_666_666_7,
        ];
        assert_close(&values(&ANY_CLASSES, &three), &expected);

        let positive = [0.1, 0.4, 0.35, 0.8, 0.4, 0.65, 0.9, 0.4, 0.2, 0.7_f32];
        let data: Vec<f32> = positive.iter().flat_map(|p| [1.0 - p, *p]).collect();
        let two = input(&[0, 0, 1, 1, 1, 0, 1, 0, 0, 1], 2, &data);
        assert_close(&values(&BINARY, &two), &[2.0 / 3.0, 0.75, 0.6]);
    }

    #[test]
    fn even_odds_of_two_classes_give_accuracy_one_half() {
        for truth in [[0, 1, 0, 1, 0], [1, 1, 1, 1, 0], [1; 5], [0; 5]] {
            let even = input(&truth, 2, &[0.5; 10]);
            assert_eq!(values(&[accuracy, balanced_accuracy], &even), [0.5, 0.5]);
        }
    }

    #[test]
    fn always_one_class_has_the_f1_of_its_share() {
        let data = [0.2, 0.8].repeat(4);
        let always = input(&[1, 0, 1, 0], 2, &data);
        assert_close(&values(&BINARY, &always), &[2.0 / 3.0, 0.5, 1.0]);
    }

    #[test]
    fn a_shared_top_is_split_between_its_classes() {
        let matrix =
            confusion_matrix(&input(&[2, 0], 3, &[0.4, 0.2, 0.4, 0.0, -0.0, 0.0])).unwrap();
        let third = 1.0 / 3.0;
        assert_eq!(
            matrix.counts,
            [third, third, third, 0.0, 0.0, 0.0, 0.5, 0.0, 0.5]
        );
        assert_eq!(
            (matrix.count(2, 0), matrix.of_class(2), matrix.count(3, 0)),
            (0.5, 1.0, 0.0)
        );
    }

    #[test]
    fn precision_is_zero_where_nothing_is_predicted_positive() {
        assert_eq!(
            values(&BINARY, &input(&[1, 0], 2, &[0.9, 0.1].repeat(2))),
            [0.0; 3]
        );
    }

    #[test]
    fn a_class_neither_true_nor_predicted_is_left_out_of_means() {
        let perfect = input(&[0, 1], 3, &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
        assert_eq!(values(&ANY_CLASSES, &perfect), [1.0; 3]);
    }

    #[test]
    fn metrics_of_class_one_need_two_classes_and_a_row_of_it() {
        for function in BINARY {
            assert_eq!(
                function(&input(&[0], 2, &[0.1, 0.9])),
                Err(Undefined::AbsentClass { class: 1 })
            );
            assert_eq!(
                function(&input(&[1], 3, &[0.1, 0.9, 0.0])),
                Err(Undefined::NotBinary { classes: 3 })
            );
            assert_eq!(function(&input(&[], 2, &[])), Err(Undefined::Empty));
        }
    }

    #[test]
    fn missing_values_are_counted_as_the_highest() {
        let matrix = confusion_matrix(&input(&[0], 2, &[0.9, f32::NAN])).unwrap();
        assert_eq!(matrix.counts, [0.0, 1.0, 0.0, 0.0]);
        let negative = -f32::NAN.abs();
        assert!(
            accuracy(&input(&[0], 2, &[negative; 2]))
                .unwrap()
                .is_finite()
        );
    }

    proptest! {
        #[test]
        fn values_are_fractions_whatever_the_order_of_rows(
            rows in prop::collection::vec((0_i64..3, prop::array::uniform3(0_u8..4)), 1..30),
            turn in 0_usize..30,
        ) {
            let of = |rows: &[(i64, [u8; 3])]| {
                let truth: Vec<i64> = rows.iter().map(|row| row.0).collect();
                let data: Vec<f32> = rows.iter().flat_map(|row| row.1.map(f32::from)).collect();
                values(&ANY_CLASSES, &input(&truth, 3, &data))
            };
            let plain = of(&rows);
            let mut turned = rows.clone();
            turned.rotate_left(turn % rows.len());
            for (value, other) in plain.iter().zip(of(&turned)) {
                prop_assert!((0.0..=1.0).contains(value));
                prop_assert!((value - other).abs() < 1e-12);
            }
        }
    }
}
