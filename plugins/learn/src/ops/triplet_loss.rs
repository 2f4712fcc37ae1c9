use dfdx::prelude::{Cpu, CpuError, SumTo, Tape};

use super::simd::sum_of;
use super::{Buffer, Matrix, vectorised};
use crate::training::Loss;

/// The triplet loss between two views: the mean of max(0, |a - p|^2 - |a - n|^2 + margin) over all triplets of a row a of
/// one view, a row p of the other of its class and a row n of the other of another class; either view gives the a (Zeng,
/// Yu and Oyama 2020; Schroff et al. 2015, between views). 0 where there is no triplet.
///
/// `views`: rows x width each; `classes`: those of the rows in each view.
///
/// # Errors
/// Where memory is short.
///
/// # Panics
/// Where the views have different shapes, or not a class for every row.
pub fn triplet_loss<T: Tape<f32, Cpu>>(
    [left, right]: [Matrix<T>; 2],
    classes: [&[usize]; 2],
    margin: f32,
) -> Result<Loss<T>, CpuError> {
    let (left, left_tape) = left.split_tape();
    let (right, right_tape) = right.split_tape();
    let (rows, width) = (left.rows(), left.columns());
    assert_eq!(
        (rows, width),
        (right.rows(), right.columns()),
        "matrices of different shapes"
    );
    assert!(
        classes.iter().all(|classes| classes.len() == rows),
        "every row needs a class"
    );
    let mut distances = Buffer::stale(rows * rows);
    vectorised(|| square_distances(left.values(), right.values(), width, &mut distances));
    let mut active = ActiveTriplets::new(rows, margin);
    for anchor in 0..rows {
        let places = |other: usize| anchor * rows + other;
        active.add(&distances, places, classes[0][anchor], classes[1]);
        let places = |other: usize| other * rows + anchor;
        active.add(&distances, places, classes[1][anchor], classes[0]);
    }
    let (value, slopes) = active.into_mean();
    let (a, b) = (left.shared_values(), right.shared_values());
    let backward = move |gradient: Buffer, _: [bool; 2]| {
        let mut to_left = Buffer::zeros(rows * width);
        let mut to_right = Buffer::zeros(rows * width);
        let factor = 2.0 * gradient[0];
        for (place, slope) in slopes.iter().enumerate() {
            let (i, j) = (place / rows * width, place % rows * width);
            for column in 0..width {
                let push = factor * slope * (a[i + column] - b[j + column]);
                to_left[i + column] += push;
                to_right[j + column] -= push;
            }
        }
        [Some(to_left), Some(to_right)]
    };
    let tape = left_tape.merge(right_tape);
    let mean = vec![value].into();
    Matrix::from_operation([left, right], tape, (1, 1), mean, backward)?
        .into_tensor()?
        .try_sum()
}

/// The triplets that cost something, gathered anchor by anchor.
struct ActiveTriplets {
    margin: f32,
    cost: f64,
    count: usize,
    /// How much more often each distance is one to a row of the same class.
    slopes: Vec<f32>,
}

impl ActiveTriplets {
    fn new(rows: usize, margin: f32) -> Self {
        Self {
            margin,
            cost: 0.0,
            count: 0,
            slopes: vec![0.0; rows * rows],
        }
    }

    /// Adds the triplets of an anchor; `place` finds its distance to a row of the other view.
    fn add(
        &mut self,
        distances: &[f32],
        place: impl Fn(usize) -> usize,
        class: usize,
        others: &[usize],
    ) {
        let is_of_class = |&other: &usize| others[other] == class;
        let (positives, negatives): (Vec<_>, Vec<_>) = (0..others.len()).partition(is_of_class);
        self.count += positives.len() * negatives.len();
        for positive in positives.into_iter().map(&place) {
            for negative in negatives.iter().copied().map(&place) {
                let cost = distances[positive] - distances[negative] + self.margin;
                if cost > 0.0 {
                    self.cost += f64::from(cost);
                    self.slopes[positive] += 1.0;
                    self.slopes[negative] -= 1.0;
                }
            }
        }
    }

    /// The mean cost of a triplet, and its slope along each distance.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "losses are in single precision"
    )]
    fn into_mean(self) -> (f32, Vec<f32>) {
        let count = self.count.max(1) as f64;
        let mut slopes = self.slopes;
        for slope in &mut slopes {
            *slope = (f64::from(*slope) / count) as f32;
        }
        ((self.cost / count) as f32, slopes)
    }
}

/// The squared distance of every row of the one to every row of the other.
#[inline(always)]
fn square_distances(left: &[f32], right: &[f32], width: usize, out: &mut [f32]) {
    let rows = left.len() / width;
    for (a, out) in left.chunks_exact(width).zip(out.chunks_exact_mut(rows)) {
        for (b, out) in right.chunks_exact(width).zip(out) {
            *out = sum_of(width, |at| (a[at] - b[at]) * (a[at] - b[at]));
        }
    }
}

#[cfg(test)]
mod tests {
    use dfdx::prelude::{AsArray, Backward, OwnedTape};

    use super::*;
    use crate::ops::testing::random;

    const CLASSES: [&[usize]; 2] = [&[0, 1, 1, 2], &[1, 0, 1, 0]];

    fn inputs(seed: u64) -> Result<[Matrix; 2], CpuError> {
        let device = Cpu::default();
        Ok([
            Matrix::variable(&device, 4, 3, random(12, seed).into())?,
            Matrix::variable(&device, 4, 3, random(12, seed + 1).into())?,
        ])
    }

    /// The definition, triplet by triplet.
    fn listed(views: &[Matrix; 2], margin: f32) -> f32 {
        let row = |view: &Matrix, at: usize| view.values()[at * 3..(at + 1) * 3].to_vec();
        let square = |one: &[f32], other: &[f32]| -> f32 {
            one.iter().zip(other).map(|(x, y)| (x - y).powi(2)).sum()
        };
        let mut costs = Vec::new();
        for (one, other) in [(0, 1), (1, 0)] {
            for (a, class) in CLASSES[one].iter().enumerate() {
                for p in (0..4).filter(|&p| CLASSES[other][p] == *class) {
                    for n in (0..4).filter(|&n| CLASSES[other][n] != *class) {
                        let anchor = row(&views[one], a);
                        let near = square(&anchor, &row(&views[other], p));
                        let far = square(&anchor, &row(&views[other], n));
                        costs.push((near - far + margin).max(0.0));
                    }
                }
            }
        }
        costs.iter().sum::<f32>() / costs.len() as f32
    }

    #[test]
    fn the_loss_is_the_mean_over_listed_triplets() -> Result<(), CpuError> {
        for (seed, margin) in [(1, 0.3), (5, 0.0), (9, 2.0)] {
            let views = inputs(seed)?;
            let expected = listed(&views, margin);
            let loss = triplet_loss(views, CLASSES, margin)?.array();
            assert!((loss - expected).abs() < 1e-6, "{loss}, not {expected}");
        }
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        const STEP: f32 = 1e-3;
        let views = inputs(3)?;
        let traced = views
            .each_ref()
            .map(|view| view.clone().with_tape(OwnedTape::default()));
        let mut gradients = triplet_loss(traced, CLASSES, 0.3)?.backward();
        for view in 0..2 {
            let found = views[view].take_gradient(&mut gradients)?;
            for (at, found) in found.iter().enumerate() {
                let moved = |step: f32| {
                    let mut views = views.clone();
                    views[view].values_mut()[at] += step;
                    listed(&views, 0.3)
                };
                let expected = (moved(STEP) - moved(-STEP)) / (2.0 * STEP);
                assert!((found - expected).abs() < 2e-3, "{found}, not {expected}");
            }
        }
        Ok(())
    }

    #[test]
    fn one_class_gives_no_loss_and_no_gradient() -> Result<(), CpuError> {
        let views = inputs(3)?;
        let traced = views
            .each_ref()
            .map(|view| view.clone().with_tape(OwnedTape::default()));
        let loss = triplet_loss(traced, [&[1; 4], &[1; 4]], 0.3)?;
        assert!(loss.array().abs() < f32::EPSILON);
        let gradient = views[0].take_gradient(&mut loss.backward())?;
        assert!(gradient.iter().all(|slope| slope.abs() < f32::EPSILON));
        Ok(())
    }
}
