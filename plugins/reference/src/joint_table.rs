use serde::{Deserialize, Serialize};

/// How often the classes of a target and of two auxiliary targets come together, over what chance would make it:
/// P(k, a, b) / (P(a) P(b)), counted in training rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JointTable {
    /// Classes of the target, of the first and of the second auxiliary target.
    class_counts: [usize; 3],
    /// Row by row.
    ratios: Vec<f64>,
}

impl JointTable {
    /// Counts rows of classes (target, first, second). `smoothing` rows are spread evenly over all cells first, so that
    /// a combination never seen is improbable rather than impossible.
    pub fn count(
        rows: impl Iterator<Item = [usize; 3]>,
        class_counts: [usize; 3],
        smoothing: f64,
    ) -> Self {
        let [targets, firsts, seconds] = class_counts;
        let cells = targets * firsts * seconds;
        let mut counts = vec![smoothing / cells as f64; cells];
        let place =
            |[target, first, second]: [usize; 3]| (target * firsts + first) * seconds + second;
        for row in rows {
            counts[place(row)] += 1.0;
        }
        let total: f64 = counts.iter().sum();
        let mut marginals = [vec![0.0; firsts], vec![0.0; seconds]];
        for (place, count) in counts.iter().enumerate() {
            marginals[0][place / seconds % firsts] += count / total;
            marginals[1][place % seconds] += count / total;
        }
        let ratio = |(place, count): (usize, f64)| {
            let expected = marginals[0][place / seconds % firsts] * marginals[1][place % seconds];
            count / total / expected
        };
        Self {
            class_counts,
            ratios: counts.iter().copied().enumerate().map(ratio).collect(),
        }
    }

    /// The probabilities of the target's classes, given those of both auxiliary targets:
    /// P(k | x, y) is proportional to the sum over a and b of P(k, a, b) / (P(a) P(b)) P(a | x) P(b | y).
    pub fn probabilities(&self, first: &[f64], second: &[f64]) -> Vec<f64> {
        let [targets, firsts, seconds] = self.class_counts;
        let mut scores = vec![0.0; targets];
        for (place, ratio) in self.ratios.iter().enumerate() {
            let product = first[place / seconds % firsts] * second[place % seconds];
            scores[place / (firsts * seconds)] += ratio * product;
        }
        let sum: f64 = scores.iter().sum();
        scores.into_iter().map(|score| score / sum).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two colours, as often the same as not.
    fn table() -> JointTable {
        let rows = [[1, 0, 0], [1, 1, 1], [0, 0, 1], [0, 1, 0]];
        JointTable::count(rows.into_iter(), [2, 2, 2], 1e-9)
    }

    #[test]
    fn sure_classes_give_a_sure_answer_and_unsure_ones_the_prior() {
        let close = |got: Vec<f64>, expected: [f64; 2]| {
            assert!(
                got.iter().zip(expected).all(|(x, y)| (x - y).abs() < 1e-6),
                "{got:?}"
            );
        };
        close(table().probabilities(&[1.0, 0.0], &[1.0, 0.0]), [0.0, 1.0]);
        close(table().probabilities(&[1.0, 0.0], &[0.0, 1.0]), [1.0, 0.0]);
        close(table().probabilities(&[0.5, 0.5], &[0.9, 0.1]), [0.5, 0.5]);
    }

    #[test]
    fn where_the_same_is_as_frequent_as_not_it_is_the_product_of_the_posteriors() {
        let (first, second) = ([0.8, 0.2], [0.6, 0.4]);
        let same = first[0] * second[0] + first[1] * second[1];
        assert!((table().probabilities(&first, &second)[1] - same).abs() < 1e-6);
    }

    #[test]
    fn rare_classes_weigh_more_when_they_agree() {
        let rows = [
            [1, 0, 0],
            [1, 0, 0],
            [1, 0, 0],
            [1, 1, 1],
            [0, 0, 1],
            [0, 1, 0],
        ];
        let table = JointTable::count(rows.into_iter(), [2, 2, 2], 1e-9);
        let frequent = table.probabilities(&[0.8, 0.2], &[0.8, 0.2])[1];
        let rare = table.probabilities(&[0.2, 0.8], &[0.2, 0.8])[1];
        assert!(rare > frequent, "{rare} {frequent}");
    }

    #[test]
    fn combinations_never_seen_are_improbable_but_not_impossible() {
        let table = JointTable::count(std::iter::once([0, 0, 0]), [2, 1, 3], 1.0);
        let row = table.probabilities(&[1.0], &[0.0, 0.0, 1.0]);
        assert_eq!(row, [0.5, 0.5]);
        let row = table.probabilities(&[1.0], &[1.0, 0.0, 0.0]);
        assert!(row[1] > 0.0 && row[0] > row[1]);
    }
}
