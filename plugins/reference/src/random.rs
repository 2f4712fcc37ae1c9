use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Random numbers that depend on a seed alone, in independent streams.
#[derive(Debug)]
pub struct Random(ChaCha8Rng);

impl Random {
    /// Stream `stream` of `seed`.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// A number from 0 to 1, 1 excluded, of 24 random bits.
    pub fn unit(&mut self) -> f32 {
        (self.0.next_u32() >> 8) as f32 / 16_777_216.0
    }

    /// A number from `-bound` to `bound`.
    pub fn symmetric(&mut self, bound: f32) -> f32 {
        bound * (2.0 * self.unit() - 1.0)
    }

    /// The places of `count` rows in random order.
    pub fn order(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<_> = (0..count).collect();
        order.shuffle(&mut self.0);
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_inside_and_fill_their_range() {
        let mut random = Random::new(0, 0);
        let draws: Vec<_> = (0..10_000).map(|_| random.symmetric(2.0)).collect();
        assert!(draws.iter().all(|x| (-2.0..2.0).contains(x)));
        assert!(draws.iter().any(|x| *x > 1.9) && draws.iter().any(|x| *x < -1.9));
    }

    #[test]
    fn an_order_has_every_place_once_and_depends_on_seed_and_stream() {
        let order = Random::new(3, 1).order(50);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..50));
        assert_eq!(order, Random::new(3, 1).order(50));
        assert_ne!(order, Random::new(4, 1).order(50));
        assert_ne!(order, Random::new(3, 2).order(50));
    }
}
