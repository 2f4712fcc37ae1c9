use nalgebra::{DMatrix, DVector};

/// Which rows of the first view go with which of the second, and how much: a distribution over pairs of rows.
///
/// Each pair is a sample of one joint distribution, so the weights of a row in its own view are what is left when the
/// other view is summed out. With such weights canonical correlations are at most 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Coupling {
    /// The weight of each row's own pair.
    own: DVector<f64>,
    clusters: Vec<Cluster>,
}

/// Rows of which all go with all, with the same weight.
#[derive(Debug, Clone, PartialEq)]
struct Cluster {
    first: Vec<usize>,
    second: Vec<usize>,
    weight: f64,
}

impl Coupling {
    /// Every one of `count` rows with itself, each with the weight 1 / (count - 1) that makes covariances unbiased.
    pub fn paired(count: usize) -> Self {
        Self {
            own: DVector::from_element(count, 1.0 / (count.max(2) - 1) as f64),
            clusters: Vec::new(),
        }
    }

    /// Matched rows with themselves with the share `own_share`, and all rows of one class with each other with the
    /// rest: `classes` has the class of every row in each view. Nothing where no class is in both views and the share
    /// is not 1.
    ///
    /// The weights sum to n / (n - 1) for n matched rows, as in [`Coupling::paired`], which a share of 1 is.
    pub fn clustered(matched: &[usize], classes: &[Vec<usize>; 2], own_share: f64) -> Option<Self> {
        let count = matched.len() as f64;
        let total = count / (matched.len().max(2) - 1) as f64;
        let mut own = DVector::zeros(classes[0].len());
        for &row in matched {
            own[row] = own_share * total / count;
        }
        let class_count = classes.iter().flatten().max().map_or(0, |most| most + 1);
        let rows_of = |view: &[usize], class| {
            let rows = view.iter().enumerate();
            rows.filter_map(|(row, &of)| (of == class).then_some(row))
                .collect::<Vec<_>>()
        };
        let clusters: Vec<_> = (0..class_count)
            .map(|class| (rows_of(&classes[0], class), rows_of(&classes[1], class)))
            .filter(|(first, second)| !first.is_empty() && !second.is_empty())
            .collect();
        let pairs: usize = clusters
            .iter()
            .map(|(first, second)| first.len() * second.len())
            .sum();
        let rest = 1.0 - own_share;
        if rest <= 0.0 {
            return Some(Self {
                own,
                clusters: Vec::new(),
            });
        }
        let weight = rest * total / pairs as f64;
        let clusters: Vec<_> = clusters
            .into_iter()
            .map(|(first, second)| Cluster {
                first,
                second,
                weight,
            })
            .collect();
        (pairs > 0).then_some(Self { own, clusters })
    }

    /// The weights of the rows in the first and in the second view.
    pub fn weights(&self) -> [DVector<f64>; 2] {
        let mut weights = [self.own.clone(), self.own.clone()];
        for Cluster {
            first,
            second,
            weight,
        } in &self.clusters
        {
            for &row in first {
                weights[0][row] += weight * second.len() as f64;
            }
            for &row in second {
                weights[1][row] += weight * first.len() as f64;
            }
        }
        weights
    }

    /// The weighted sum of `first[i] second[j]'` over all pairs of rows (i, j), one column a row; a class costs one
    /// product of sums.
    pub fn cross(&self, first: &DMatrix<f64>, second: &DMatrix<f64>) -> DMatrix<f64> {
        let mut weighted = first.clone();
        for (mut row, weight) in weighted.column_iter_mut().zip(&self.own) {
            row *= *weight;
        }
        let mut sum = weighted * second.transpose();
        for cluster in &self.clusters {
            let total =
                |view: &DMatrix<f64>, rows: &[usize]| view.select_columns(rows).column_sum();
            let first = total(first, &cluster.first);
            sum.ger(cluster.weight, &first, &total(second, &cluster.second), 1.0);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: usize, columns: usize, step: usize) -> DMatrix<f64> {
        DMatrix::from_fn(rows, columns, |i, j| ((i * 7 + j * step) % 11) as f64 - 4.0)
    }

    #[test]
    fn class_sums_equal_the_sum_over_listed_pairs() {
        let (first, second) = (matrix(2, 6, 3), matrix(3, 6, 5));
        let classes = [vec![0, 1, 1, 2, 0, 4], vec![0, 1, 0, 3, 1, 0]];
        let coupling = Coupling::clustered(&[0, 1], &classes, 0.2).unwrap();
        let mut sum = DMatrix::zeros(2, 3);
        let mut weights = [DVector::zeros(6), DVector::zeros(6)];
        for i in 0..6 {
            for j in 0..6 {
                // Two rows of class 0 go with three, two of class 1 with two: ten pairs.
                let own = if i == j && i < 2 { 0.2 / 2.0 } else { 0.0 };
                let same = if classes[0][i] == classes[1][j] {
                    0.8 / 10.0
                } else {
                    0.0
                };
                let weight = 2.0 * (own + same);
                sum += weight * first.column(i) * second.column(j).transpose();
                weights[0][i] += weight;
                weights[1][j] += weight;
            }
        }
        assert!((coupling.cross(&first, &second) - sum).amax() < 1e-12);
        for (got, expected) in coupling.weights().iter().zip(weights) {
            assert!((got - expected).amax() < 1e-15);
        }
    }

    #[test]
    fn a_share_of_one_is_the_pairs_and_no_common_class_is_nothing() {
        let classes = [vec![0, 0, 0], vec![1, 1, 1]];
        assert_eq!(
            Coupling::clustered(&[0, 1, 2], &classes, 1.0),
            Some(Coupling::paired(3))
        );
        assert_eq!(Coupling::clustered(&[0, 1, 2], &classes, 0.5), None);
    }
}
