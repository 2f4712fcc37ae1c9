//! The five emotions, in the order of their ids.

/// Number of emotions.
pub const COUNT: usize = 5;

/// Class names, in the order of the ids.
pub const NAMES: [&str; COUNT] = ["exciting", "fear", "tense", "sad", "relax"];

/// The names of the folders of EmoMV-A's retrieval set.
pub const FOLDERS: [&str; COUNT] = ["Excited", "Fear", "Tension", "Sad", "Relaxation"];

/// Pairs of emotions too close for a mismatch, smaller id first: fear with tense, sad with relax.
#[cfg(test)]
pub const TOO_CLOSE: [(usize, usize); 2] = [(1, 2), (3, 4)];
