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

    /// A number from `-bound` to `bound`, of 32 random bits.
    pub fn symmetric(&mut self, bound: f64) -> f64 {
        bound * (2.0 * f64::from(self.0.next_u32()) / 4_294_967_296.0 - 1.0)
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
    fn numbers_fill_their_range_and_depend_on_seed_and_stream() {
        let draw = |seed, stream| {
            let mut random = Random::new(seed, stream);
            (0..1000).map(|_| random.symmetric(2.0)).collect::<Vec<_>>()
        };
        assert!(draw(0, 0).iter().all(|x| (-2.0..2.0).contains(x)));
        assert!(draw(0, 0).iter().any(|x| *x > 1.9) && draw(0, 0).iter().any(|x| *x < -1.9));
        assert_eq!(draw(1, 0), draw(1, 0));
        assert_ne!(draw(1, 0), draw(0, 0));
        assert_ne!(draw(0, 0), draw(0, 1));
    }
}
