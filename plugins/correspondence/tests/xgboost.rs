//! Boosted trees give the probabilities of `XGBoost` where it splits at the same places: with a bin for every value.
//! The numbers come from `xgboost_probabilities.py`.

#![expect(clippy::unwrap_used, reason = "what fails ends the test")]

use std::collections::BTreeMap;

use emospec_correspondence::{BoostedTrees, BoostedTreesParams};
use emospec_sdk::prelude::*;

const ROWS: usize = 40;

#[test]
fn two_classes() {
    assert_probabilities(
        2,
        &[
            0.426_614, 0.580_170, 0.677_196, 0.840_240, 0.273_564, 0.191_337, 0.317_414, 0.209_317,
            0.680_028, 0.872_820, 0.839_047, 0.280_031,
        ],
    );
}

#[test]
fn three_classes() {
    assert_probabilities(
        3,
        &[
            0.198_345, 0.727_929, 0.139_897, 0.086_441, 0.197_177, 0.086_852, 0.811_432, 0.107_692,
            0.643_118, 0.067_227, 0.142_361, 0.092_955,
        ],
    );
}

/// Those of the last class, for the first rows.
fn assert_probabilities(class_count: usize, expected: &[f32]) {
    let classes: Vec<_> = (0..ROWS)
        .map(|row| (row * 5 % 7 % class_count).try_into().unwrap())
        .collect();
    let (first, second) = (view(4, 3), view(3, 7));
    let rows = Rows::new(ROWS)
        .with_view("first", 4, &first)
        .with_view("second", 3, &second)
        .with_classes("class", &classes);
    let names = (0..class_count).map(|class| format!("class {class}"));
    let task = Task {
        kind: TaskType::Classification,
        views: vec!["first".to_owned(), "second".to_owned()],
        target: "class".to_owned(),
        auxiliary: BTreeMap::new(),
        classes: BTreeMap::from([("class".to_owned(), names.collect())]),
    };
    let params = BoostedTreesParams {
        rounds: 6,
        learning_rate: 0.3,
        max_depth: 3,
        leaf_penalty: 0.7,
        split_penalty: 0.05,
        min_leaf_weight: 0.6,
        columns: 1.0,
        ..BoostedTreesParams::default()
    };
    let run = Run::detached();
    let model = BoostedTrees::fit(&Fit {
        params: &params,
        task: &task,
        train: &rows,
        validation: None,
        seed: 0,
        run: &run,
    })
    .unwrap();
    let columns = emospec_learn::testing::columns(&model.predict(&rows, &run).unwrap());
    let (width, probabilities) = &columns["class"];
    for (row, (found, expected)) in probabilities.chunks(*width).zip(expected).enumerate() {
        let found = found[class_count - 1];
        assert!(
            (found - expected).abs() < 2e-6,
            "row {row}: {found}, not {expected}"
        );
    }
}

/// Numbers in +-0.5, as the script makes them.
#[expect(
    clippy::cast_possible_truncation,
    reason = "numpy rounds to single precision too"
)]
fn view(width: usize, salt: usize) -> Vec<f32> {
    let numbers = 0..ROWS * width;
    numbers
        .map(|k| (((k * k * 31 + k * 17 + salt) % 10007) as f64 / 10007.0 - 0.5) as f32)
        .collect()
}
