use rand::Rng;

/// Four times the mean of a 16-bit number.
const MEAN: i32 = 2 * 65_535;

/// One over the standard deviation of the sum of four 16-bit numbers: 1 / sqrt(4 (65536^2 - 1) / 12).
const SCALE: f32 = 2.642_899_8e-5;

/// A nearly normal number with mean 0 and standard deviation 1: the standardised sum of four uniform numbers (Irwin and
/// Hall, 1927). It never leaves +-3.47.
///
/// The sum is taken in integers, so it is the same on every machine, which logarithms and cosines are not.
#[expect(
    clippy::cast_possible_truncation,
    reason = "each 16 bits of the draw are one uniform number, and small integers fit a float exactly"
)]
pub fn normal(rng: &mut impl Rng) -> f32 {
    let bits = rng.next_u64();
    let sum: i32 = [bits, bits >> 16, bits >> 32, bits >> 48]
        .into_iter()
        .map(|lane| i32::from(lane as u16))
        .sum();
    (sum - MEAN) as f32 * SCALE
}

/// `count` such numbers.
pub fn normals(rng: &mut impl Rng, count: usize) -> Vec<f32> {
    (0..count).map(|_| normal(rng)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::stream;

    #[test]
    fn mean_is_zero_and_variance_one() {
        let draws = normals(&mut stream(0, 0), 200_000);
        let count = draws.len() as f64;
        let mean = draws.iter().map(|&x| f64::from(x)).sum::<f64>() / count;
        let square = draws.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / count;
        assert!(mean.abs() < 0.01, "{mean}");
        assert!((square - 1.0).abs() < 0.01, "{square}");
    }

    #[test]
    fn scale_is_the_reciprocal_of_the_standard_deviation() {
        let exact = 1.0 / (4.0 * (65_536.0_f64.powi(2) - 1.0) / 12.0).sqrt();
        assert!((f64::from(SCALE) / exact - 1.0).abs() < 1e-6);
    }

    #[test]
    fn draws_are_the_same_on_every_machine() {
        let draws = normals(&mut stream(1, 2), 4)
            .iter()
            .map(|x| x.to_bits())
            .collect::<Vec<_>>();
        assert_eq!(
            draws,
            [1_055_684_397, 3_200_846_376, 1_047_190_258, 1_054_997_119]
        );
    }
}
