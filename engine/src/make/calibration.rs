//! How well the confidence of a classifier says how often it is right (Guo, Pleiss, Sun and Weinberger, On Calibration of
//! Modern Neural Networks, ICML 2017).

use crate::metric::{confidence_bins, expected_calibration_error};

/// Temperatures that are searched, as natural logarithms.
const RANGE: (f64, f64) = (-4.0, 4.0);
/// Steps of the search, each of which leaves .618 of the range.
const STEPS: usize = 60;
/// What a probability of zero counts as.
const LEAST: f64 = 1e-12;

/// Probabilities at another temperature: each to the power 1/T, scaled to sum to one. Softmax of scores divided by T.
pub(super) fn tempered(probabilities: &[f32], temperature: f64) -> Vec<f64> {
    let logs: Vec<f64> = probabilities
        .iter()
        .map(|&p| f64::from(p).max(LEAST).ln() / temperature)
        .collect();
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = logs.iter().map(|log| (log - most).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

/// Mean negative log probability of the true classes.
pub(super) fn log_loss(rows: &[&[f32]], classes: &[i64], temperature: f64) -> f64 {
    let of_row = |(row, &class): (&&[f32], &i64)| {
        let p = usize::try_from(class)
            .ok()
            .and_then(|class| tempered(row, temperature).get(class).copied());
        -p.unwrap_or(0.0).max(LEAST).ln()
    };
    rows.iter().zip(classes).map(of_row).sum::<f64>() / rows.len().max(1) as f64
}

/// The temperature of least log loss (section 4.2 of the paper), by golden section: the loss has one minimum, since it is
/// convex in 1/T.
pub(super) fn temperature(rows: &[&[f32]], classes: &[i64]) -> f64 {
    let golden = (5.0f64.sqrt() - 1.0) / 2.0;
    let loss = |log: f64| log_loss(rows, classes, log.exp());
    let (mut low, mut high) = RANGE;
    for _ in 0..STEPS {
        let (left, right) = (high - golden * (high - low), low + golden * (high - low));
        if loss(left) <= loss(right) {
            high = right;
        } else {
            low = left;
        }
    }
    f64::midpoint(low, high).exp()
}

/// The likeliest class and its probability.
pub(super) fn likeliest(probabilities: &[f64]) -> (usize, f64) {
    let mut best = (0, f64::NEG_INFINITY);
    for (class, &p) in probabilities.iter().enumerate() {
        if p > best.1 {
            best = (class, p);
        }
    }
    best
}

/// Expected calibration error (equation 3 of the paper) at a temperature.
pub(super) fn calibration_error(rows: &[&[f32]], classes: &[i64], temperature: f64) -> f64 {
    let judged = rows.iter().zip(classes).map(|(row, &class)| {
        let (predicted, confidence) = likeliest(&tempered(row, temperature));
        let is_right = usize::try_from(class) == Ok(predicted);
        (confidence, f64::from(u8::from(is_right)))
    });
    expected_calibration_error(&confidence_bins(judged))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(values: &[[f32; 2]]) -> Vec<&[f32]> {
        values.iter().map(<[f32; 2]>::as_slice).collect()
    }

    #[test]
    fn confidence_that_is_as_often_right_has_no_error() {
        let values = [[0.75, 0.25]; 4];
        assert!(calibration_error(&rows(&values), &[0, 0, 0, 1], 1.0).abs() < 1e-9);
        assert!((calibration_error(&rows(&values), &[1; 4], 1.0) - 0.75).abs() < 1e-6);
    }

    #[test]
    fn temperature_brings_confidence_to_the_share_that_is_right() {
        let values = [[0.99, 0.01]; 4];
        let found = temperature(&rows(&values), &[0, 0, 0, 1]);
        let (_, confidence) = likeliest(&tempered(&values[0], found));
        assert!((confidence - 0.75).abs() < 1e-6, "{confidence}");
        assert!(
            log_loss(&rows(&values), &[0, 0, 0, 1], found)
                < log_loss(&rows(&values), &[0, 0, 0, 1], 1.0)
        );
    }

    #[test]
    fn a_temperature_of_one_changes_nothing() {
        let tempered = tempered(&[0.2, 0.5, 0.3], 1.0);
        for (one, other) in tempered.iter().zip([0.2, 0.5, 0.3]) {
            assert!((one - other).abs() < 1e-6);
        }
    }
}
