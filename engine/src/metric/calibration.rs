//! How well confidence says how often it is right (Guo, Pleiss, Sun and Weinberger, On Calibration of Modern Neural
//! Networks, ICML 2017).

/// Bins of confidence, of equal width (section 2 of the paper).
pub const CONFIDENCE_BINS: usize = 15;

/// The rows whose confidence is in a bin, above its lower end or at its upper one.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ConfidenceBin {
    /// How many.
    pub rows: usize,
    /// The sum of their confidences.
    pub confidence: f64,
    /// How many of them are right; a part of a row where classes share the highest probability.
    pub right: f64,
}

/// Rows by their confidence. Each is given as its confidence, between 0 and 1, and whether it is right, 0 to 1.
pub fn confidence_bins(rows: impl IntoIterator<Item = (f64, f64)>) -> Vec<ConfidenceBin> {
    let mut bins = vec![ConfidenceBin::default(); CONFIDENCE_BINS];
    for (confidence, right) in rows {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a confidence lies between 0 and 1"
        )]
        let at = ((confidence * CONFIDENCE_BINS as f64).ceil() as usize).clamp(1, CONFIDENCE_BINS);
        let bin = &mut bins[at - 1];
        bin.rows += 1;
        bin.confidence += confidence;
        bin.right += right;
    }
    bins
}

/// Expected calibration error (equation 3 of the paper): over bins, the mean distance of confidence and accuracy, each
/// weighted by its rows; 0 without rows.
pub fn expected_calibration_error(bins: &[ConfidenceBin]) -> f64 {
    let rows: usize = bins.iter().map(|bin| bin.rows).sum();
    let distances = bins.iter().map(|bin| (bin.confidence - bin.right).abs());
    distances.sum::<f64>() / rows.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_that_is_as_often_right_has_no_error() {
        let error = |right: [f64; 4]| {
            expected_calibration_error(&confidence_bins(right.map(|right| (0.75, right))))
        };
        assert!(error([1.0, 1.0, 1.0, 0.0]).abs() < 1e-12);
        assert!((error([0.0; 4]) - 0.75).abs() < 1e-12);
        assert!(expected_calibration_error(&confidence_bins([])).abs() < 1e-12);
    }

    #[test]
    fn a_bin_has_its_upper_end() {
        let bins = confidence_bins([(0.0, 1.0), (1.0 / 15.0, 1.0), (1.0, 1.0), (0.99, 0.0)]);
        assert_eq!((bins[0].rows, bins[1].rows, bins[14].rows), (2, 0, 2));
    }
}
