/// The mean; 0 of nothing.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The standard deviation of a population; 0 of nothing.
pub fn deviation(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (squares / values.len().max(1) as f64).sqrt()
}

/// The correlation of two series; 0 where one of them is constant.
pub fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let (mean_one, mean_other) = (mean(one), mean(other));
    let products = one.iter().zip(other);
    let covariance: f64 = products
        .map(|(a, b)| (a - mean_one) * (b - mean_other))
        .sum();
    let scale = deviation(one) * deviation(other) * one.len() as f64;
    if scale > 0.0 { covariance / scale } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_are_those_of_a_population() {
        assert!((mean(&[1.0, 2.0, 6.0]) - 3.0).abs() < 1e-12);
        assert!((deviation(&[1.0, 2.0, 6.0]) - (14.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        assert!(mean(&[]).abs() + deviation(&[]).abs() < 1e-12);
    }

    #[test]
    fn a_correlation_is_that_of_pearson() {
        assert!((correlation(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]) - 1.0).abs() < 1e-12);
        assert!((correlation(&[1.0, 2.0, 3.0], &[3.0, 1.0, 2.0]) + 0.5).abs() < 1e-12);
        assert!(correlation(&[1.0, 1.0], &[1.0, 2.0]).abs() < 1e-12);
    }
}
