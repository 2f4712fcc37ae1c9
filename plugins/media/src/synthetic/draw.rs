//! Draws that are the same on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of random numbers.
pub struct Draw(ChaCha8Rng);

impl Draw {
    /// Stream `number` of `seed`.
    pub fn new(seed: u64, number: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(number);
        Self(rng)
    }

    /// From `low` up to, not including, `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * f64::from(self.0.next_u32()) / 4_294_967_296.0
    }

    /// True with that probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.between(0.0, 1.0) < probability
    }

    /// A whole number below `count`.
    pub fn below(&mut self, count: u32) -> u32 {
        // The product's upper half lies below `count`.
        let product = u64::from(self.0.next_u32()) * u64::from(count);
        u32::try_from(product >> 32).unwrap_or(0)
    }

    /// A nearly normal number with mean 0 and deviation 1: the sum of twelve uniform ones (Irwin and Hall, 1927).
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.between(-0.5, 0.5)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_depend_on_seed_and_stream() {
        let draws = |seed, number| {
            let mut draw = Draw::new(seed, number);
            (0..4).map(|_| draw.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(draws(1, 2), draws(1, 2));
        assert_ne!(draws(1, 2), draws(1, 3));
        assert_ne!(draws(1, 2), draws(2, 2));
    }

    #[test]
    fn normal_numbers_have_mean_0_and_deviation_1() {
        let mut draw = Draw::new(0, 0);
        let draws: Vec<f64> = (0..20_000).map(|_| draw.normal()).collect();
        assert!(crate::statistics::mean(&draws).abs() < 0.03);
        assert!((crate::statistics::deviation(&draws) - 1.0).abs() < 0.03);
    }
}
