use statrs::distribution::{ContinuousCDF, Normal};

/// The outcome of [`rank_test`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankTest {
    /// Probability that a positive row has a higher score than another, half for equal ones: the area under the ROC.
    pub area: f64,
    /// One-sided p value of the null hypothesis that the scores of both have one distribution.
    pub p: f64,
}

/// Whether positive rows have higher scores than the others: the test of Mann and Whitney ("On a test of whether one of
/// two random variables is stochastically larger than the other", Annals of Mathematical Statistics 18, 1947) by its
/// normal approximation, with the variance corrected for ties and with continuity correction, as
/// `scipy.stats.mannwhitneyu(method="asymptotic", alternative="greater")` computes it.
///
/// None where there are no positive rows, no others, or all scores are equal.
pub fn rank_test(scores: &[f64], positive: &[bool]) -> Option<RankTest> {
    let mut rows: Vec<(f64, bool)> = scores
        .iter()
        .copied()
        .zip(positive.iter().copied())
        .collect();
    rows.sort_by(|left, right| left.0.total_cmp(&right.0));
    let positives = rows.iter().filter(|row| row.1).count() as f64;
    let (all, others) = (rows.len() as f64, rows.len() as f64 - positives);
    if positives == 0.0 || others == 0.0 {
        return None;
    }
    let (mut won, mut below, mut ties) = (0.0, 0.0, 0.0);
    for tied in rows.chunk_by(|left, right| left.0.total_cmp(&right.0).is_eq()) {
        let size = tied.len() as f64;
        let of_positive = tied.iter().filter(|row| row.1).count() as f64;
        won += of_positive * (below + (size - of_positive) / 2.0);
        below += size - of_positive;
        ties += size.powi(3) - size;
    }
    let variance = positives * others / 12.0 * (all + 1.0 - ties / (all * (all - 1.0)));
    if variance <= 0.0 {
        return None;
    }
    let z = (won - positives * others / 2.0 - 0.5) / variance.sqrt();
    Some(RankTest {
        area: won / (positives * others),
        p: Normal::standard().sf(z),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Area and p value by scipy 1.17.1.
    const SCIPY: (f64, f64) = (0.8, 0.069_395_869_211_804_88);

    #[test]
    fn agrees_with_scipy() {
        let scores = [0.1, 0.4, 0.35, 0.8, 0.4, 0.65, 0.9, 0.4, 0.2, 0.7];
        let positive = [0, 0, 1, 1, 1, 0, 1, 0, 0, 1].map(|class| class == 1);
        let test = rank_test(&scores, &positive).unwrap();
        assert!((test.area - SCIPY.0).abs() < 1e-12, "{test:?}");
        assert!((test.p - SCIPY.1).abs() < 1e-9, "{test:?}");
    }

    #[test]
    fn equal_scores_and_a_single_class_have_no_test() {
        assert_eq!(rank_test(&[1.0, 1.0, 1.0], &[true, false, true]), None);
        assert_eq!(rank_test(&[1.0, 2.0], &[true, true]), None);
        assert_eq!(rank_test(&[], &[]), None);
    }
}
