use super::Labels;
use super::dimension::value;
use crate::score::{Score, ScoreKey};
use crate::spec::{DimensionValue, OneOrMany, TableSpec};

/// Whether the filters of a table keep a score.
pub fn selects(spec: &TableSpec, key: &ScoreKey, labels: &Labels) -> bool {
    spec.filter.iter().all(|(&dimension, wanted)| {
        value(key, dimension, labels).is_some_and(|value| is_among(wanted, &value))
    })
}

/// A table without the filter values that no score has; none where it then selects no score.
pub fn pruned(spec: &TableSpec, scores: &[Score], labels: &Labels) -> Option<TableSpec> {
    let mut pruned = spec.clone();
    for (&dimension, wanted) in &mut pruned.filter {
        let has = |score: &Score, wanted: &DimensionValue| {
            value(&score.key, dimension, labels).as_deref() == Some(wanted.as_str())
        };
        let kept = wanted
            .iter()
            .filter(|name| scores.iter().any(|score| has(score, name)));
        *wanted = OneOrMany::Many(kept.cloned().collect());
    }
    let shows_some = scores
        .iter()
        .any(|score| selects(&pruned, &score.key, labels));
    shows_some.then_some(pruned)
}

fn is_among(wanted: &OneOrMany<DimensionValue>, value: &str) -> bool {
    wanted.iter().any(|kept| kept.as_str() == value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Missing;

    fn score(dataset: &str, model: &str) -> Score {
        Score {
            key: ScoreKey {
                dataset: dataset.into(),
                task: "pairing".into(),
                split: "official".into(),
                fold: 0,
                model: model.into(),
                seed: 0,
                query: None,
                metric: "accuracy".into(),
                class: None,
            },
            value: Err(Missing::NotRun),
        }
    }

    fn table(filter: &serde_json::Value) -> TableSpec {
        serde_json::from_value(serde_json::json!({ "where": filter })).unwrap()
    }

    #[test]
    fn a_value_that_no_score_has_is_left_out_of_the_filter() {
        let spec = table(&serde_json::json!({"dataset": ["one", "two"], "model": "net"}));
        let pruned = pruned(&spec, &[score("two", "net")], &Labels::default()).unwrap();
        let expected = table(&serde_json::json!({"dataset": ["two"], "model": ["net"]}));
        assert_eq!(pruned, expected);
    }

    #[test]
    fn a_table_that_selects_nothing_any_more_is_none() {
        let spec = table(&serde_json::json!({"dataset": ["one", "two"], "model": "net"}));
        assert_eq!(
            pruned(&spec, &[score("two", "chance")], &Labels::default()),
            None
        );
        assert_eq!(pruned(&spec, &[], &Labels::default()), None);
    }

    #[test]
    fn a_filter_is_of_its_own_dimension() {
        let spec = table(&serde_json::json!({"model": "net"}));
        assert!(selects(&spec, &score("one", "net").key, &Labels::default()));
        assert!(!selects(
            &spec,
            &score("net", "one").key,
            &Labels::default()
        ));
    }
}
