//! What the tests of the models share.

use emospec_learn::testing::{PairData, fit, pair_task, predict};
use emospec_sdk::{Model, Similarity, Task, TaskType};
use schemars::JsonSchema;

/// The sentence that a fit is refused with.
pub fn refusal<M: Model>(params: &M::Params, task: &Task) -> String {
    let data = PairData::draw(8, 4, 1.0, 1);
    fit::<M>(params, task, &data, None, 0)
        .map(|_| ())
        .unwrap_err()
        .to_string()
}

/// Checks that a task without a view's auxiliary target is refused with what to do.
pub fn assert_needs_auxiliary_targets<M: Model>(params: &M::Params) {
    let mut task = pair_task(TaskType::Retrieval);
    task.auxiliary.remove("right");
    let message = refusal::<M>(params, &task);
    let expected = format!(
        "`retrieval/{}` needs a target for the view `right`: name it under `auxiliary`",
        M::CARD.name
    );
    assert!(message.contains(&expected), "{message}");
}

/// Checks that so many parameters each have a description and a default.
pub fn assert_documented<P: JsonSchema>(count: usize) {
    let schema = schemars::schema_for!(P);
    let properties = schema.as_value()["properties"].as_object().unwrap();
    assert_eq!(properties.len(), count);
    for (name, property) in properties {
        assert!(property["description"].is_string(), "{name}");
        assert!(!property["default"].is_null(), "{name}");
    }
}

/// For the rows of `left` as queries, the mean share of their colour among as many nearest rows of `right` as have it:
/// 1 where the colours are apart, a third by chance.
pub fn precision_among_classes<M: Model>(model: &M, data: &PairData) -> f64 {
    let columns = predict(model, data);
    let (width, left) = &columns["left"];
    let right = &columns["right"].1;
    let similarity = |a: &[f32], b: &[f32]| {
        let pairs = || a.iter().zip(b);
        match M::CARD.similarity {
            Similarity::Euclidean => -pairs().map(|(x, y)| (x - y).powi(2)).sum::<f32>(),
            Similarity::Dot => pairs().map(|(x, y)| x * y).sum(),
            Similarity::Cosine => {
                let length = |row: &[f32]| row.iter().map(|x| x * x).sum::<f32>().sqrt();
                pairs().map(|(x, y)| x * y).sum::<f32>() / (length(a) * length(b))
            }
        }
    };
    let precision = |(row, query): (usize, &[f32])| {
        let colour = data.left_colour[row];
        let candidates = right.chunks(*width).zip(&data.right_colour);
        let mut ranked: Vec<_> = candidates
            .map(|(candidate, found)| (similarity(query, candidate), *found == colour))
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        let relevant = ranked
            .iter()
            .filter(|(_, is_relevant)| *is_relevant)
            .count();
        let found = ranked
            .iter()
            .take(relevant)
            .filter(|(_, is_relevant)| *is_relevant);
        found.count() as f64 / relevant as f64
    };
    let queries = left.chunks(*width).enumerate();
    queries.map(precision).sum::<f64>() / data.same.len() as f64
}
