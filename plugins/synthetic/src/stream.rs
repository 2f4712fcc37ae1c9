//! Independent streams of random numbers, one for each purpose, so that a change in one place moves no other.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// Which segments there are and how they are paired.
pub const LAYOUT: u64 = 0;
/// What emotions and content look like.
pub const LOOK: u64 = 1;
/// The first of the streams of recordings; recording `i` has `RECORDINGS + i`.
pub const RECORDINGS: u64 = 1 << 32;
/// The first of the streams of segments; segment `i` has `SEGMENTS + i`.
pub const SEGMENTS: u64 = 1 << 40;

/// Stream `number` of `seed`.
pub fn stream(seed: u64, number: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(number);
    rng
}
