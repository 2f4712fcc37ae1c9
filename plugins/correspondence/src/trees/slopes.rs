/// The least curvature of a row, so that leaves of rows that are certain stay finite; `XGBoost`'s.
const LEAST_CURVATURE: f64 = 1e-16;

/// First and second derivatives of the cross entropy by one margin of each row.
#[derive(Debug, Clone, PartialEq)]
pub struct Slopes {
    pub gradient: Vec<f32>,
    pub curvature: Vec<f32>,
}

/// Probabilities of the classes of a row from its margins: two classes have one margin, the log-odds of the second, and
/// any other number one each.
pub fn probabilities(margins: &[f64], classes: usize) -> Vec<f64> {
    let first: &[f64] = if classes == 2 { &[0.0] } else { &[] };
    let logits = || first.iter().chain(margins);
    let largest = logits().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = logits().map(|logit| (logit - largest).exp()).collect();
    let total: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / total).collect()
}

/// The mean of -log of the probability of each row's class. `margins`: rows x margins.
pub fn loss(margins: &[f64], classes: &[usize], class_count: usize) -> f64 {
    let width = margins.len() / classes.len();
    let rows = margins.chunks_exact(width).zip(classes);
    let total: f64 = rows
        .map(|(row, &class)| {
            -probabilities(row, class_count)[class]
                .max(f64::MIN_POSITIVE)
                .ln()
        })
        .sum();
    total / classes.len() as f64
}

/// The slopes of each margin in turn: p - y, with curvature p (1 - p) for two classes and 2 p (1 - p) for more, as
/// `XGBoost` has it, which bounds the curvature along all margins at once.
#[expect(
    clippy::cast_possible_truncation,
    reason = "trees are fitted to slopes in single precision"
)]
pub fn slopes(margins: &[f64], classes: &[usize], class_count: usize) -> Vec<Slopes> {
    let width = margins.len() / classes.len();
    let (offset, bound) = if class_count == 2 { (1, 1.0) } else { (0, 2.0) };
    let empty = Slopes {
        gradient: Vec::with_capacity(classes.len()),
        curvature: Vec::with_capacity(classes.len()),
    };
    let mut slopes = vec![empty; width];
    for (row, &class) in margins.chunks_exact(width).zip(classes) {
        let chances = probabilities(row, class_count);
        for (at, slopes) in slopes.iter_mut().enumerate() {
            let chance = chances[at + offset];
            let wanted = f64::from(u8::from(class == at + offset));
            let curvature = (bound * chance * (1.0 - chance)).max(LEAST_CURVATURE);
            slopes.gradient.push((chance - wanted) as f32);
            slopes.curvature.push(curvature as f32);
        }
    }
    slopes
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: f64 = 1e-4;

    #[test]
    fn slopes_agree_with_differences_of_the_loss() {
        for (class_count, margins, class) in [(2, vec![0.7], 0), (3, vec![0.3, -1.1, 0.8], 2)] {
            let at = |shift: f64, index: usize| {
                let mut margins = margins.clone();
                margins[index] += shift;
                loss(&margins, &[class], class_count)
            };
            let factor = if class_count == 2 { 1.0 } else { 2.0 };
            for (index, slopes) in slopes(&margins, &[class], class_count).iter().enumerate() {
                let (more, less, here) = (at(STEP, index), at(-STEP, index), at(0.0, index));
                let gradient = (more - less) / (2.0 * STEP);
                let curvature = factor * (more + less - 2.0 * here) / (STEP * STEP);
                assert!((f64::from(slopes.gradient[0]) - gradient).abs() < 1e-6);
                assert!((f64::from(slopes.curvature[0]) - curvature).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn probabilities_of_huge_margins_are_certain() {
        assert_eq!(probabilities(&[1e30], 2), [0.0, 1.0]);
        assert_eq!(probabilities(&[0.0, 1e30, 0.0], 3), [0.0, 1.0, 0.0]);
    }
}
