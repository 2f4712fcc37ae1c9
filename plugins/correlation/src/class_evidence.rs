use nalgebra::DVector;
use serde::{Deserialize, Serialize};

/// What the class posteriors of two views say of whether their classes are one.
///
/// With q the prior of the classes, a posterior p(k) is in proportion to q(k) times the likelihood of the view given
/// class k. The Bayes factor of one class, drawn from q, against two different ones, drawn independently from q, is
///
/// ```text
/// B = sum_k p(k) m(k) / q(k)  :  (1 - sum_k p(k) m(k)) / (1 - sum_k q(k)^2)
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassEvidence {
    prior: DVector<f64>,
}

impl ClassEvidence {
    /// Counts the classes of both views for the prior, half a row beforehand in each (Jeffreys' prior), so that no class
    /// has probability 0.
    pub fn count(classes: [&[usize]; 2], class_count: usize) -> Self {
        let mut prior = DVector::from_element(class_count, 0.5);
        for &class in classes.into_iter().flatten() {
            prior[class] += 1.0;
        }
        prior /= prior.sum();
        Self { prior }
    }

    /// The logarithm of the Bayes factor: infinite where both are sure of one class, minus infinity where they exclude
    /// each other, 0 where there is one class only.
    pub fn log_bayes_factor(&self, first: &DVector<f64>, second: &DVector<f64>) -> f64 {
        let expected = different(&self.prior, &self.prior);
        if expected == 0.0 {
            return 0.0;
        }
        let same = first.component_mul(second).component_div(&self.prior).sum();
        same.ln() - (different(first, second) / expected).ln()
    }
}

/// The probability that two independent draws differ, which stays exact where it is tiny.
fn different(first: &DVector<f64>, second: &DVector<f64>) -> f64 {
    let others = |class: usize| {
        let others = second
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != class);
        others.map(|(_, probability)| probability).sum::<f64>()
    };
    let classes = first.iter().enumerate();
    classes
        .map(|(class, probability)| probability * others(class))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(values: &[f64]) -> DVector<f64> {
        DVector::from_column_slice(values)
    }

    #[test]
    fn the_prior_counts_both_views_and_half_a_row_of_each_class() {
        let evidence = ClassEvidence::count([&[0, 0, 1], &[0, 1, 1]], 3);
        assert!((evidence.prior - vector(&[3.5, 3.5, 0.5]) / 7.5).amax() < 1e-15);
    }

    #[test]
    fn the_bayes_factor_is_that_of_all_combinations_of_classes() {
        let evidence = ClassEvidence {
            prior: vector(&[0.5, 0.3, 0.2]),
        };
        let (first, second) = (vector(&[0.1, 0.7, 0.2]), vector(&[0.3, 0.6, 0.1]));
        let (mut same, mut other, mut total) = (0.0, 0.0, 0.0);
        for (k, q) in evidence.prior.iter().enumerate() {
            for (l, r) in evidence.prior.iter().enumerate() {
                let likelihood = first[k] / q * second[l] / r;
                if k == l {
                    same += q * likelihood;
                } else {
                    other += q * r * likelihood;
                    total += q * r;
                }
            }
        }
        let expected = (same / (other / total)).ln();
        assert!((evidence.log_bayes_factor(&first, &second) - expected).abs() < 1e-14);
    }

    #[test]
    fn the_prior_itself_is_no_evidence() {
        let evidence = ClassEvidence::count([&[0, 2, 1, 1], &[]], 3);
        let prior = evidence.prior.clone();
        assert!(evidence.log_bayes_factor(&prior, &prior).abs() < 1e-15);
    }

    #[test]
    fn sure_posteriors_decide() {
        let evidence = ClassEvidence::count([&[0, 1], &[0, 1]], 2);
        let (zero, one) = (vector(&[1.0, 0.0]), vector(&[0.0, 1.0]));
        let agree = evidence.log_bayes_factor(&zero, &zero);
        assert!(agree.is_infinite() && agree > 0.0);
        let differ = evidence.log_bayes_factor(&zero, &one);
        assert!(differ.is_infinite() && differ < 0.0);
        let nearly = vector(&[1.0, 1e-40]);
        assert!(evidence.log_bayes_factor(&nearly, &nearly) < 100.0);
    }

    #[test]
    fn a_single_class_is_no_evidence() {
        let evidence = ClassEvidence::count([&[0], &[0]], 1);
        let sure = vector(&[1.0]);
        assert!(evidence.log_bayes_factor(&sure, &sure).abs() < 1e-15);
    }
}
