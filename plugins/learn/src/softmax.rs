/// Rows x classes to probabilities; each row is computed in double precision and sums to 1.
pub fn softmax(logits: &[f32], classes: usize) -> Vec<f32> {
    let mut probabilities = Vec::with_capacity(logits.len());
    for row in logits.chunks_exact(classes) {
        let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let powers: Vec<f64> = row
            .iter()
            .map(|&value| f64::from(value - largest).exp())
            .collect();
        let total: f64 = powers.iter().sum();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "probabilities are stored in single precision"
        )]
        probabilities.extend(powers.iter().map(|power| (power / total) as f32));
    }
    probabilities
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_sum_to_one_and_huge_logits_stay_finite() {
        let probabilities = softmax(&[1e30, -1e30, 0.5, 0.5], 2);
        assert_eq!(probabilities, [1.0, 0.0, 0.5, 0.5]);
    }
}
