/// Mean ranks of models over blocks, and how far apart two must be to differ significantly (Demšar, Statistical Comparisons
/// of Classifiers over Multiple Data Sets, JMLR 7, 2006).
#[derive(Debug, Clone, PartialEq)]
pub struct CriticalDifference {
    /// The models.
    pub models: Vec<Ranked>,
    /// Models whose mean ranks differ by more than this differ significantly (Nemenyi); none where it is not known.
    pub critical_difference: Option<f64>,
    /// The probability of so uneven ranks of equal models (Friedman); none where it is not known.
    pub p_value: Option<f64>,
    /// Blocks that the models were ranked in.
    pub blocks: usize,
    /// What they were ranked by.
    pub metric: String,
}

/// A model and its mean rank, 1 the best.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// What readers call the model.
    pub title: String,
    /// Its mean rank over the blocks.
    pub mean_rank: f64,
}

impl CriticalDifference {
    /// The models from the best.
    pub fn ordered(&self) -> Vec<&Ranked> {
        let mut models: Vec<&Ranked> = self.models.iter().collect();
        models.sort_by(|left, right| left.mean_rank.total_cmp(&right.mean_rank));
        models
    }

    /// The longest groups of models, as first and last place in [`ordered`](Self::ordered), that do not differ
    /// significantly; none of one model alone.
    pub fn groups(&self) -> Vec<(usize, usize)> {
        let Some(critical) = self.critical_difference else {
            return Vec::new();
        };
        let models = self.ordered();
        let mut groups: Vec<(usize, usize)> = Vec::new();
        for (first, model) in models.iter().enumerate() {
            let alike = |other: &&&Ranked| other.mean_rank - model.mean_rank <= critical;
            let last = first + models[first..].iter().take_while(alike).count() - 1;
            let is_new = groups.last().is_none_or(|group| group.1 < last);
            if last > first && is_new {
                groups.push((first, last));
            }
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranks(critical_difference: Option<f64>) -> CriticalDifference {
        let models = [("c", 3.4), ("a", 1.0), ("b", 2.0), ("d", 3.6)];
        CriticalDifference {
            models: models
                .map(|(title, mean_rank)| Ranked {
                    title: title.to_owned(),
                    mean_rank,
                })
                .to_vec(),
            critical_difference,
            p_value: None,
            blocks: 5,
            metric: "Accuracy".to_owned(),
        }
    }

    #[test]
    fn groups_are_the_longest_whose_ends_do_not_differ() {
        assert_eq!(ranks(Some(1.5)).groups(), [(0, 1), (1, 2), (2, 3)]);
        assert_eq!(ranks(Some(5.0)).groups(), [(0, 3)]);
        assert_eq!(ranks(Some(0.3)).groups(), [(2, 3)]);
        assert_eq!(ranks(Some(0.1)).groups(), []);
    }

    #[test]
    fn nothing_is_grouped_without_a_critical_difference() {
        assert_eq!(ranks(None).groups(), []);
        assert_eq!(ranks(None).ordered()[0].title, "a");
    }
}
