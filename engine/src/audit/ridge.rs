use nalgebra::{DMatrix, DVector};

/// Ridge regression on standardised columns.
pub(super) struct Ridge {
    means: Vec<f64>,
    scales: Vec<f64>,
    weights: DVector<f64>,
}

impl Ridge {
    /// Fits `targets` (one for each row), centred, by least squares with the penalty D |w|^2, D the width: in the dual
    /// form w = X' (X X' + D I)^-1 y where there are fewer rows than columns, else w = (X' X + D I)^-1 X' y, which is
    /// the same (Saunders, Gammerman and Vovk, "Ridge regression learning algorithm in dual variables", ICML 1998).
    /// Constant columns count for nothing. None where the system has no solution in double precision.
    pub fn fitted(rows: &[&[f32]], targets: &[f64]) -> Option<Self> {
        let width = rows.first()?.len();
        let count = rows.len() as f64;
        let mut means = vec![0.0; width];
        for row in rows {
            for (mean, value) in means.iter_mut().zip(*row) {
                *mean += f64::from(*value) / count;
            }
        }
        let mut variances = vec![0.0; width];
        for row in rows {
            for ((variance, mean), value) in variances.iter_mut().zip(&means).zip(*row) {
                *variance += (f64::from(*value) - mean).powi(2) / count;
            }
        }
        let scale = |variance: f64| {
            if variance > 0.0 {
                variance.sqrt().recip()
            } else {
                0.0
            }
        };
        let scales: Vec<f64> = variances.into_iter().map(scale).collect();
        let x = DMatrix::from_fn(rows.len(), width, |row, column| {
            (f64::from(rows[row][column]) - means[column]) * scales[column]
        });
        let middle = targets.iter().sum::<f64>() / count;
        let y = DVector::from_iterator(targets.len(), targets.iter().map(|target| target - middle));
        let transposed = x.transpose();
        let penalised = |mut gram: DMatrix<f64>| {
            for at in 0..gram.nrows() {
                gram[(at, at)] += width as f64;
            }
            gram.cholesky()
        };
        let weights = if rows.len() < width {
            &transposed * penalised(&x * &transposed)?.solve(&y)
        } else {
            penalised(&transposed * &x)?.solve(&(&transposed * &y))
        };
        Some(Self {
            means,
            scales,
            weights,
        })
    }

    /// The prediction for a row, up to a constant.
    pub fn score(&self, row: &[f32]) -> f64 {
        let columns = row
            .iter()
            .zip(&self.means)
            .zip(&self.scales)
            .zip(self.weights.iter());
        columns
            .map(|(((value, mean), scale), weight)| (f64::from(*value) - mean) * scale * weight)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // sklearn.linear_model.Ridge 1.9.1 with alpha = width on standardised columns, less the mean target.
    const TALL: [f64; 4] = [
        0.039_536_302_623_551,
        -0.674_557_657_107_993,
        0.735_570_469_798_658,
        -0.100_549_115_314_216,
    ];
    const WIDE: [f64; 3] = [
        0.441_348_878_076_001,
        -0.335_633_781_509_079,
        -0.105_715_096_566_922,
    ];

    #[test]
    fn both_forms_agree_with_scikit_learn() {
        let tall: [&[f32]; 4] = [&[1.0, 2.0], &[0.0, 5.0], &[3.0, -1.0], &[2.0, 2.5]];
        let wide: [&[f32]; 3] = [
            &[1.0, 2.0, 0.5, 0.0],
            &[0.0, 5.0, 2.0, 1.0],
            &[1.5, 1.0, 1.0, -3.0],
        ];
        for (rows, targets, expected) in [
            (&tall[..], &[1.0, -1.0, 1.0, -1.0][..], &TALL[..]),
            (&wide[..], &[1.0, -1.0, -1.0][..], &WIDE[..]),
        ] {
            let ridge = Ridge::fitted(rows, targets).unwrap();
            for (row, expected) in rows.iter().zip(expected) {
                assert!(
                    (ridge.score(row) - expected).abs() < 1e-9,
                    "{}",
                    ridge.score(row)
                );
            }
        }
    }

    #[test]
    fn a_constant_column_counts_for_nothing() {
        let rows: [&[f32]; 3] = [&[1.0, 7.0], &[2.0, 7.0], &[4.0, 7.0]];
        let ridge = Ridge::fitted(&rows, &[0.0, 0.0, 1.0]).unwrap();
        assert_eq!(
            ridge.score(&[1.0, 7.0]).to_bits(),
            ridge.score(&[1.0, 900.0]).to_bits()
        );
    }
}
