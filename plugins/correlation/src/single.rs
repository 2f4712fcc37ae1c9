//! From double precision to the single precision that crosses the contract.

use nalgebra::DVector;

/// All rows one after the other.
#[expect(
    clippy::cast_possible_truncation,
    reason = "outputs cross the contract in single precision"
)]
pub fn single(rows: &[DVector<f64>]) -> Vec<f32> {
    rows.iter().flatten().map(|&value| value as f32).collect()
}

/// A vector of that direction and length 1, so that no large value overflows in single precision; zero stays zero.
pub fn unit(mut vector: DVector<f64>) -> DVector<f64> {
    let largest = vector.amax();
    if largest > 0.0 {
        vector /= largest;
        vector.normalize_mut();
    }
    vector
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_get_length_one_and_zero_stays() {
        let huge = unit(DVector::from_vec(vec![3e200, -4e200]));
        assert_eq!(single(&[huge]), [0.6, -0.8]);
        let tiny = unit(DVector::from_vec(vec![1e-300, 0.0]));
        assert_eq!(single(&[tiny, unit(DVector::zeros(1))]), [1.0, 0.0, 0.0]);
    }
}
