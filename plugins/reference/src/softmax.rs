use emospec_sdk::Error;

/// Turns scores into probabilities, in place: exp(score) over the sum of all of them.
///
/// # Errors
/// Where a score is not a finite number.
pub fn softmax(scores: &mut [f64]) -> Result<(), Error> {
    if scores.iter().any(|score| !score.is_finite()) {
        return Err(Error::new("a score is not a finite number"));
    }
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for score in &mut *scores {
        *score = (*score - largest).exp();
    }
    let sum: f64 = scores.iter().sum();
    for score in scores {
        *score /= sum;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_follow_the_scores_and_sum_to_one() {
        let mut scores = [2.0_f64.ln(), 0.0, 1.0_f64.ln()];
        softmax(&mut scores).unwrap();
        for (probability, expected) in scores.into_iter().zip([0.5, 0.25, 0.25]) {
            assert!((probability - expected).abs() < 1e-15);
        }
    }

    #[test]
    fn large_scores_do_not_overflow_and_infinite_ones_are_refused() {
        let mut scores = [1e300, -1e300];
        softmax(&mut scores).unwrap();
        assert_eq!(scores.map(f64::to_bits), [1.0, 0.0].map(f64::to_bits));
        assert!(softmax(&mut [f64::INFINITY, 0.0]).is_err());
        assert!(softmax(&mut [f64::NAN]).is_err());
    }
}
