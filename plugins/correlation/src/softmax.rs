use emospec_sdk::Error;
use nalgebra::DMatrix;

/// Turns each column of scores into probabilities, in place: exp(score) over the sum of all of them.
///
/// # Errors
/// Where a score is not a finite number.
pub fn softmax(scores: &mut DMatrix<f64>) -> Result<(), Error> {
    for mut row in scores.column_iter_mut() {
        if row.iter().any(|score| !score.is_finite()) {
            return Err(Error::new("a score is not a finite number"));
        }
        let largest = row.max();
        row.apply(|score| *score = (*score - largest).exp());
        row /= row.sum();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_follow_the_scores_and_sum_to_one() {
        let mut scores =
            DMatrix::from_column_slice(3, 2, &[2.0_f64.ln(), 0.0, 0.0, 1e300, -1e300, 0.0]);
        softmax(&mut scores).unwrap();
        let expected = DMatrix::from_column_slice(3, 2, &[0.5, 0.25, 0.25, 1.0, 0.0, 0.0]);
        assert!((scores - expected).amax() < 1e-15);
        assert!(softmax(&mut DMatrix::from_element(1, 1, f64::NAN)).is_err());
    }
}
