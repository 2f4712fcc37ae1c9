//! Draws for tests of tests: what a p value does where nothing differs.

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use statrs::distribution::{ContinuousCDF as _, Normal};

/// Draws standard normal values.
pub(super) struct Normals(ChaCha8Rng);

/// Normal values of a seed.
pub(super) fn normals(seed: u64) -> Normals {
    Normals(ChaCha8Rng::seed_from_u64(seed))
}

impl Normals {
    pub(super) fn draw(&mut self, count: usize) -> Vec<f64> {
        let normal = Normal::standard();
        let uniform = (0..count).map(|_| self.0.random_range(1e-12..1.0 - 1e-12));
        uniform.map(|share| normal.inverse_cdf(share)).collect()
    }

    /// Groups of `size` values that share an error as great as their own, and the group of each value.
    pub(super) fn draw_groups(&mut self, groups: usize, size: usize) -> (Vec<f64>, Vec<usize>) {
        let of_group = |group: usize| {
            let common = self.draw(1)[0];
            let own = self.draw(size).into_iter();
            own.map(move |value| (value + common, group))
        };
        (0..groups).flat_map(of_group).unzip()
    }
}

/// The Kolmogorov-Smirnov distance of p values from the uniform distribution is below its critical value at 0.001.
pub(super) fn assert_uniform(ps: impl Iterator<Item = f64>) {
    let mut ps: Vec<f64> = ps.collect();
    ps.sort_by(f64::total_cmp);
    let count = ps.len() as f64;
    let distances = ps.iter().enumerate().map(|(at, p)| {
        let (below, above) = (at as f64 / count, (at + 1) as f64 / count);
        (p - below).max(above - p)
    });
    let distance = distances.fold(0.0, f64::max);
    let critical = 1.949 / count.sqrt();
    assert!(distance < critical, "{distance} of at most {critical}");
}

/// No level is passed more often than it allows, beyond three standard errors.
pub(super) fn assert_not_anticonservative(ps: impl Iterator<Item = f64>) {
    let ps: Vec<f64> = ps.collect();
    let count = ps.len() as f64;
    for level in [0.01, 0.05, 0.1, 0.2, 0.5] {
        let rate = ps.iter().filter(|p| **p <= level).count() as f64 / count;
        let error = (level * (1.0 - level) / count).sqrt();
        assert!(rate <= level + 3.0 * error, "{rate} at level {level}");
    }
}
