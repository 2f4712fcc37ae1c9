use super::confusion::confusion_matrix;
use super::{ClassificationInput, Undefined};

/// Metrics of classification that also have a value for one class against all others, from the confusion matrix.
const NAMES: [&str; 4] = ["accuracy", "recall", "precision", "f1"];

/// Whether a metric of classification has a value for one class.
pub fn has_classes(metric: &str) -> bool {
    NAMES.contains(&metric)
}

/// The value of a metric for one class against all others: of its rows, the fraction predicted as it (`accuracy` and
/// `recall`); of those predicted as it, the fraction that is of it (`precision`); the harmonic mean of the two (`f1`). From
/// the expected confusion matrix, as the values over all classes are.
///
/// # Errors
/// [`Undefined::AbsentClass`] where no row is of the class, [`Undefined::OtherInput`] for another metric, and those of
/// [`confusion_matrix`].
pub fn of_class(
    metric: &str,
    input: &ClassificationInput<'_>,
    class: usize,
) -> Result<f64, Undefined> {
    let matrix = confusion_matrix(input)?;
    let (right, of_class) = (matrix.count(class, class), matrix.of_class(class));
    let predicted = matrix.predicted_as(class);
    if of_class <= 0.0 {
        return Err(Undefined::AbsentClass { class });
    }
    match metric {
        "accuracy" | "recall" => Ok(right / of_class),
        "precision" if predicted <= 0.0 => Ok(0.0),
        "precision" => Ok(right / predicted),
        "f1" => Ok(2.0 * right / (of_class + predicted)),
        _ => Err(Undefined::OtherInput),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::{Input, MatrixRef, find};

    /// Six rows of three classes; the last class is never predicted, one of its rows is as likely the first as the second.
    const TRUTH: [i64; 6] = [0, 0, 1, 1, 2, 2];
    const PROBABILITIES: [f32; 18] = [
        0.8, 0.1, 0.1, 0.3, 0.6, 0.1, 0.2, 0.7, 0.1, 0.1, 0.8, 0.1, 0.4, 0.4, 0.2, 0.6, 0.2, 0.2,
    ];

    fn input() -> ClassificationInput<'static> {
        ClassificationInput {
            truth: &TRUTH,
            probabilities: MatrixRef {
                rows: 6,
                width: 3,
                data: &PROBABILITIES,
            },
        }
    }

    fn value(metric: &str, class: usize) -> f64 {
        of_class(metric, &input(), class).unwrap()
    }

    #[test]
    fn a_class_is_counted_against_all_others() {
        assert!((value("recall", 0) - 0.5).abs() < 1e-12);
        assert!((value("precision", 0) - 1.0 / 2.5).abs() < 1e-12);
        assert!((value("f1", 0) - 2.0 / 4.5).abs() < 1e-12);
        assert!((value("recall", 1) - 1.0).abs() < 1e-12);
        assert!(value("precision", 2).abs() < 1e-12);
    }

    #[test]
    fn the_mean_over_classes_is_the_value_over_all() {
        for (by_class, over_all) in [("recall", "balanced_accuracy"), ("f1", "f1_macro")] {
            let mean = (0..3).map(|class| value(by_class, class)).sum::<f64>() / 3.0;
            let metric = find(over_all).unwrap();
            let expected = metric.value(&Input::Classification(input())).unwrap();
            assert!((mean - expected).abs() < 1e-12, "{over_all}");
        }
    }

    #[test]
    fn a_class_without_rows_has_no_value() {
        let found = of_class("recall", &input(), 3);
        assert_eq!(found, Err(Undefined::AbsentClass { class: 3 }));
    }

    #[test]
    fn the_metrics_named_are_metrics() {
        for name in NAMES {
            assert!(find(name).is_some(), "{name}");
        }
    }
}
