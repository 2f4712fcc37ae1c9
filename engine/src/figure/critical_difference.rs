use super::{CriticalDifference, Ranked};

/// What models are ranked in: one dataset, split, fold or query, with the score of each model; none where it has none.
pub type Block = Vec<Option<f64>>;

/// Mean ranks of the models over the blocks in which every model has a score, and how many blocks were left out. Equal
/// scores share their mean rank.
pub fn critical_difference(
    models: &[String],
    blocks: &[Block],
    is_higher_better: bool,
    metric: &str,
) -> (CriticalDifference, usize) {
    let whole: Vec<Vec<f64>> = blocks
        .iter()
        .filter_map(|block| block.iter().copied().collect())
        .collect();
    let mut sums = vec![0.0; models.len()];
    for scores in &whole {
        for (sum, rank) in sums.iter_mut().zip(ranks(scores, is_higher_better)) {
            *sum += rank;
        }
    }
    let count = whole.len();
    let models = models.iter().zip(sums).map(|(title, sum)| Ranked {
        title: title.clone(),
        mean_rank: sum / count.max(1) as f64,
    });
    let shown = CriticalDifference {
        models: models.collect(),
        critical_difference: None,
        p_value: None,
        blocks: count,
        metric: metric.to_owned(),
    };
    (shown, blocks.len() - count)
}

/// The rank of each score, 1 the best.
fn ranks(scores: &[f64], is_higher_better: bool) -> Vec<f64> {
    let rank = |score: &f64| {
        let better = scores.iter().filter(|other| {
            if is_higher_better {
                *other > score
            } else {
                *other < score
            }
        });
        #[expect(clippy::float_cmp, reason = "scores tie where they are equal")]
        let tied = scores.iter().filter(|other| *other == score).count();
        better.count() as f64 + (tied as f64 + 1.0) / 2.0
    };
    scores.iter().map(rank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn models() -> Vec<String> {
        ["a", "b", "c"].map(str::to_owned).to_vec()
    }

    #[test]
    fn ranks_are_means_over_whole_blocks() {
        let blocks = [
            vec![Some(0.9), Some(0.8), Some(0.7)],
            vec![Some(0.9), Some(0.9), Some(0.1)],
            vec![Some(0.9), None, Some(0.1)],
        ];
        let (shown, left_out) = critical_difference(&models(), &blocks, true, "Accuracy");
        let means: Vec<f64> = shown.models.iter().map(|model| model.mean_rank).collect();
        assert_eq!(means, [1.25, 1.75, 3.0]);
        assert_eq!((shown.blocks, left_out), (2, 1));
    }

    #[test]
    fn lower_is_better_where_the_metric_says_so() {
        assert_eq!(ranks(&[1.0, 2.0, 2.0], false), [1.0, 2.5, 2.5]);
    }
}
