//! Scores and labels that tests share.

use std::collections::BTreeMap;

use super::{Labels, MetricLabel};
use crate::metric::Direction;
use crate::score::{Missing, Score, ScoreKey};
use crate::spec::{
    CellSpec, Dimension, DimensionValue, Layout, MarkSpec, Name, OneOrMany, ReportedRows, TableSpec,
};

/// A score of model `model` with everything else in common.
pub(crate) fn score(model: &str, metric: &str, seed: u64, value: Result<f64, Missing>) -> Score {
    Score {
        key: ScoreKey {
            dataset: "shapes".into(),
            task: "matching".into(),
            split: "official".into(),
            fold: 0,
            model: model.into(),
            seed,
            query: None,
            metric: metric.into(),
            class: None,
        },
        value,
    }
}

/// A table by model and metric.
pub(crate) fn spec() -> TableSpec {
    TableSpec {
        caption: None,
        label: None,
        filter: BTreeMap::new(),
        rows: vec![Dimension::Model],
        columns: vec![Dimension::Metric],
        cell: CellSpec::default(),
        cells: BTreeMap::new(),
        mark: MarkSpec::default(),
        arrows: false,
        test: None,
        order: None,
        reported: ReportedRows::Shown,
        transpose: false,
        layout: Layout::Float,
        notes: Vec::new(),
    }
}

/// A filter by some names.
pub(crate) fn only(names: &[&str]) -> OneOrMany<DimensionValue> {
    OneOrMany::Many(
        names
            .iter()
            .map(|name| DimensionValue::from(*name))
            .collect(),
    )
}

/// Labels of the metrics used here: `accuracy` and `hits-*` are fractions, `loss` is better when lower.
pub(crate) fn labels() -> Labels {
    let fraction = MetricLabel {
        direction: Direction::Higher,
        is_fraction: true,
    };
    let mut labels = Labels::default();
    for metric in [
        "accuracy", "f1", "map", "hits-1", "hits-3", "hits-5", "hits-10",
    ] {
        labels.metrics.insert(metric.into(), fraction);
    }
    for metric in ["loss", "rank"] {
        labels.metrics.insert(
            metric.into(),
            MetricLabel {
                direction: Direction::Lower,
                is_fraction: false,
            },
        );
    }
    let titles = [
        ("map", "mAP"),
        ("hits-1", "top-1 hit rate"),
        ("rank", "median rank"),
    ];
    let titles = titles.map(|(metric, title)| (Name::from(metric), title.to_owned()));
    labels
        .titles
        .insert(Dimension::Metric, BTreeMap::from(titles));
    labels
}

/// Five models, two queries, six metrics, four seeds; one failure, one metric without value, one trial not run.
pub(crate) fn retrieval() -> (TableSpec, Vec<Score>) {
    let mut scores = Vec::new();
    for (rank, model) in [
        "chance",
        "cca",
        "siamese-small",
        "siamese-large",
        "two-tower",
    ]
    .into_iter()
    .enumerate()
    {
        for (side, query) in ["left", "right"].into_iter().enumerate() {
            for (place, metric) in ["map", "hits-1", "hits-3", "hits-5", "hits-10", "rank"]
                .into_iter()
                .enumerate()
            {
                for seed in 0..4_u8 {
                    let spread = f64::from(seed * 3 % 4) * 0.013 * (rank as f64);
                    let fraction = 0.2
                        + 0.05 * (rank as f64)
                        + 0.08 * (place as f64)
                        + 0.01 * (side as f64)
                        + spread;
                    let value = match (model, query, metric, seed) {
                        ("siamese-large", _, "hits-5", 2..) => {
                            Err(Missing::Failed("the loss is not a number".to_owned()))
                        }
                        ("cca", "right", "hits-10", _) => {
                            Err(Missing::Undefined("fewer than 10 rows".to_owned()))
                        }
                        ("two-tower", "right", "hits-1", 3) => Err(Missing::NotRun),
                        (_, _, "rank", _) => Ok(30.0 - 10.0 * fraction),
                        _ => Ok(fraction),
                    };
                    let mut score = score(model, metric, u64::from(seed), value);
                    score.key.query = Some(query.into());
                    scores.push(score);
                }
            }
        }
    }
    let spec = TableSpec {
        caption: Some("Retrieval of the other side of a pair.".to_owned()),
        columns: vec![Dimension::Query, Dimension::Metric],
        notes: vec!["A query's own partner counts as relevant.".to_owned()],
        ..spec()
    };
    (spec, scores)
}
