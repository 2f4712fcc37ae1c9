use super::{CriticalDifference, Ranked};
use crate::statistics::{self, friedman};

/// What models are ranked in: one dataset, split, fold or query, with the score of each model; none where it has none.
pub type Block = Vec<Option<f64>>;

/// The level of the critical difference.
const LEVEL: f64 = 0.05;

/// Mean ranks of the models over the blocks in which every model has a score, with Friedman's test and Nemenyi's critical
/// difference at 5 % (Demšar 2006), and how many blocks were left out.
///
/// # Errors
/// Why there are no ranks, in words: fewer than two whole blocks, or blocks in which all models are equal.
pub fn critical_difference(
    models: &[String],
    blocks: &[Block],
    is_higher_better: bool,
    metric: &str,
) -> Result<(CriticalDifference, usize), String> {
    // The lowest value has rank 1.
    let sign = if is_higher_better { -1.0 } else { 1.0 };
    let whole: Vec<Vec<f64>> = blocks
        .iter()
        .filter_map(|block| {
            block
                .iter()
                .map(|score| score.map(|it| sign * it))
                .collect()
        })
        .collect();
    if whole.len() < 2 {
        return Err(format!(
            "models are ranked over two blocks or more (datasets, splits, folds, queries), and {} of {} has a score of every \
             model",
            whole.len(),
            blocks.len()
        ));
    }
    let test = friedman(&whole).map_err(|reason| format!("no ranks: {reason}"))?;
    let models = models.iter().zip(&test.ranks).map(|(title, rank)| Ranked {
        title: title.clone(),
        mean_rank: *rank,
    });
    let shown = CriticalDifference {
        models: models.collect(),
        critical_difference: statistics::critical_difference(test.ranks.len(), whole.len(), LEVEL)
            .ok(),
        p_value: Some(test.p),
        blocks: whole.len(),
        metric: metric.to_owned(),
    };
    Ok((shown, blocks.len() - whole.len()))
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
        let (shown, left_out) = critical_difference(&models(), &blocks, true, "Accuracy").unwrap();
        let means: Vec<f64> = shown.models.iter().map(|model| model.mean_rank).collect();
        assert_eq!(means, [1.25, 1.75, 3.0]);
        assert_eq!((shown.blocks, left_out), (2, 1));
        // q / sqrt(2) of three treatments is 2.343 in table 5 of Demšar 2006.
        assert!((shown.critical_difference.unwrap() - 2.343).abs() < 2e-3);
    }

    #[test]
    fn lower_is_better_where_the_metric_says_so() {
        let block = vec![Some(1.0), Some(2.0), Some(3.0)];
        let (shown, _) =
            critical_difference(&models(), &[block.clone(), block], false, "MSE").unwrap();
        assert!((shown.models[0].mean_rank - 1.0).abs() < 1e-12);
    }

    #[test]
    fn one_block_alone_ranks_nothing() {
        let block = vec![Some(1.0), Some(2.0), Some(3.0)];
        let refused = critical_difference(&models(), &[block], true, "Accuracy").unwrap_err();
        assert!(
            refused.ends_with("1 of 1 has a score of every model"),
            "{refused}"
        );
        let even = vec![Some(1.0); 3];
        assert!(critical_difference(&models(), &[even.clone(), even], true, "Accuracy").is_err());
    }
}
