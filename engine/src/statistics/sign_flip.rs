use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use super::Undefined;
use super::groups::grouped;
use super::sample::finite;

/// Sums nearer than this share of all magnitudes are equal: they differ by the order of adding.
const ROUNDING: f64 = 1e-12;

/// How signs are flipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flipping {
    /// The most flips that are looked at: all there are where they are no more, else so many drawn.
    pub most: usize,
    /// Draws them.
    pub seed: u64,
}

/// What flipping signs finds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SignFlip {
    /// The mean difference.
    pub mean: f64,
    /// How likely so great a mean is where signs are as good as drawn, two-sided.
    pub p: f64,
    /// Flips looked at.
    pub flips: usize,
    /// Whether these are all there are.
    pub exact: bool,
}

/// The permutation test of the mean difference of pairs (Fisher 1935, section 21): where neither side is better, each
/// difference is as likely with the other sign. p is the share of flips with a mean as far from 0.
///
/// With at most `most` flips, that share is exact, as in `scipy.stats.permutation_test` with
/// `permutation_type="samples"`; else, of `m` drawn flips of which `b` are as far, it is `(b + 1) / (m + 1)` (Phipson and
/// Smyth 2010).
///
/// # Errors
/// No differences or flips, one that is not finite, or none but even pairs.
pub fn sign_flip(differences: &[f64], how: &Flipping) -> Result<SignFlip, Undefined> {
    finite(differences, 1)?;
    flip(differences, differences.len() as f64, how)
}

/// The same, where all differences of a group (`groups` names that of each) flip together: items of a group are alike, and
/// only groups are independent. The mean stays that of the items.
///
/// # Errors
/// Those of [`sign_flip`], names that do not pair with differences, or fewer than two groups.
pub fn sign_flip_of_groups(
    differences: &[f64],
    groups: &[usize],
    how: &Flipping,
) -> Result<SignFlip, Undefined> {
    let groups = grouped(differences, groups)?;
    let sums: Vec<f64> = groups.iter().map(|group| group.sum).collect();
    flip(&sums, differences.len() as f64, how)
}

/// Flips sums that are divided by the number of `items`.
fn flip(sums: &[f64], items: f64, how: &Flipping) -> Result<SignFlip, Undefined> {
    if how.most == 0 {
        return Err(Undefined::Empty);
    }
    let uneven: Vec<f64> = sums.iter().copied().filter(|it| *it != 0.0).collect();
    if uneven.is_empty() {
        return Err(Undefined::NoDifference);
    }
    let sum: f64 = uneven.iter().sum();
    let magnitudes: f64 = uneven.iter().map(|it| it.abs()).sum();
    if !magnitudes.is_finite() {
        return Err(Undefined::NotFinite);
    }
    let far = sum.abs() - ROUNDING * magnitudes;
    let all = u32::try_from(uneven.len())
        .ok()
        .and_then(|count| 2_usize.checked_pow(count))
        .filter(|all| *all <= how.most);
    let (p, flips) = if let Some(all) = all {
        (every_flip(&uneven, sum, far) as f64 / all as f64, all)
    } else {
        let as_far = drawn_flips(&uneven, far, how) + 1;
        (as_far as f64 / (how.most + 1) as f64, how.most)
    };
    Ok(SignFlip {
        mean: sum / items,
        p,
        flips,
        exact: all.is_some(),
    })
}

/// How many of all flips are as far from 0, in an order in which each flips one sign of the one before (Gray 1953).
fn every_flip(uneven: &[f64], sum: f64, far: f64) -> usize {
    let mut signs = vec![1.0; uneven.len()];
    let mut flipped = sum;
    let mut as_far = 1;
    for step in 1_usize..1 << uneven.len() {
        let at = step.trailing_zeros() as usize;
        signs[at] = -signs[at];
        flipped += 2.0 * signs[at] * uneven[at];
        as_far += usize::from(flipped.abs() >= far);
    }
    as_far
}

/// How many of the drawn flips are as far from 0; a bit of a draw is a sign.
fn drawn_flips(uneven: &[f64], far: f64, how: &Flipping) -> usize {
    let mut random = ChaCha8Rng::seed_from_u64(how.seed);
    let mut drawn = || {
        let of_block = |block: &[f64]| {
            let mut bits = random.next_u64();
            let mut sum = 0.0;
            for value in block {
                sum += if bits & 1 == 0 { *value } else { -value };
                bits >>= 1;
            }
            sum
        };
        uneven.chunks(64).map(of_block).sum::<f64>()
    };
    (0..how.most).filter(|_| drawn().abs() >= far).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::statistics::examples::TEN_DIFFERENCES;
    use crate::statistics::simulated::{assert_not_anticonservative, assert_uniform, normals};

    const HOW: Flipping = Flipping {
        most: 9999,
        seed: 0,
    };

    /// Items of four groups.
    const ITEMS: [f64; 12] = [
        0.2, 0.5, -0.1, 0.4, 0.3, 0.3, -0.2, 0.1, 0.6, 0.2, 0.1, -0.3,
    ];
    const GROUPS: [usize; 12] = [0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 3, 3];

    /// `scipy.stats.permutation_test((d,), numpy.mean, permutation_type="samples")` of SciPy 1.17.1: of the ten
    /// differences, of differences with ties and a zero, and of the sums of the groups.
    #[test]
    fn few_pairs_have_the_exact_p_of_scipy() {
        let found = sign_flip(&TEN_DIFFERENCES, &HOW).unwrap();
        assert_eq!((found.flips, found.exact), (1024, true));
        assert!((found.mean - 0.0135).abs() < 1e-12);
        assert!((found.p - 0.015_625).abs() < 1e-12, "{found:?}");
        let tied = [1.0, 1.0, -1.0, 2.0, 0.0, 3.0, -2.0, 4.0, 5.0, 5.0];
        let found = sign_flip(&tied, &HOW).unwrap();
        assert!((found.p - 0.066_406_25).abs() < 1e-12, "{found:?}");
        let found = sign_flip_of_groups(&ITEMS, &GROUPS, &HOW).unwrap();
        assert!((found.mean - 0.175).abs() < 1e-12);
        assert!((found.p - 0.125).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn drawn_flips_find_about_the_exact_p() {
        let how = Flipping {
            most: 1000,
            seed: 5,
        };
        let found = sign_flip(&TEN_DIFFERENCES, &how).unwrap();
        assert!(!found.exact);
        assert!((found.p - 0.015_625).abs() < 0.012, "{found:?}");
        assert_eq!(sign_flip(&TEN_DIFFERENCES, &how), Ok(found));
    }

    #[test]
    fn no_drawn_p_is_0() {
        let how = Flipping { most: 99, seed: 0 };
        let found = sign_flip(&[1.0; 200], &how).unwrap();
        assert!((found.p - 0.01).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn nothing_to_flip_is_refused() {
        assert_eq!(sign_flip(&[], &HOW), Err(Undefined::Empty));
        assert_eq!(sign_flip(&[0.0; 3], &HOW), Err(Undefined::NoDifference));
        assert_eq!(sign_flip(&[f64::NAN], &HOW), Err(Undefined::NotFinite));
        let none = Flipping { most: 0, seed: 0 };
        assert_eq!(sign_flip(&[1.0], &none), Err(Undefined::Empty));
        let one = sign_flip_of_groups(&[1.0, 2.0], &[1, 1], &HOW);
        assert_eq!(one, Err(Undefined::OneGroup));
    }

    #[test]
    fn p_does_not_claim_too_much_where_nothing_differs() {
        let mut random = normals(6);
        let how = Flipping { most: 300, seed: 0 };
        assert_not_anticonservative((0..2000).map(|_| sign_flip(&random.draw(6), &how).unwrap().p));
        assert_uniform((0..2000).map(|_| sign_flip(&random.draw(40), &how).unwrap().p));
    }

    #[test]
    fn items_of_a_group_claim_too_much_unless_they_flip_together() {
        let mut random = normals(7);
        let how = Flipping { most: 300, seed: 0 };
        let (apart, together): (Vec<f64>, Vec<f64>) = (0..2000)
            .map(|_| {
                let (values, groups) = random.draw_groups(20, 4);
                let together = sign_flip_of_groups(&values, &groups, &how).unwrap();
                (sign_flip(&values, &how).unwrap().p, together.p)
            })
            .unzip();
        let claimed = apart.iter().filter(|p| **p <= 0.05).count();
        assert!(claimed > 250, "{claimed} of 2000 at 0.05");
        assert_uniform(together.into_iter());
    }

    proptest! {
        #[test]
        fn swapping_the_sides_turns_the_sign_alone(values in proptest::collection::vec(-9i32..9, 1..40)) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let swapped: Vec<f64> = values.iter().map(|value| -value).collect();
            let how = Flipping { most: 500, seed: 3 };
            match (sign_flip(&values, &how), sign_flip(&swapped, &how)) {
                (Ok(one), Ok(two)) => {
                    prop_assert!(0.0 < one.p && one.p <= 1.0);
                    prop_assert_eq!((one.p, one.mean), (two.p, -two.mean));
                }
                (one, two) => prop_assert_eq!(one, two),
            }
        }
    }
}
