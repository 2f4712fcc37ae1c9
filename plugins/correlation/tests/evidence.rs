//! Agreement of the evidence model with an independent computation: see `evidence_numbers.py`.

use std::collections::BTreeMap;

use emospec_correlation::{Evidence, EvidenceParams};
use emospec_sdk::{Error, Fit, Model, Output, Rows, Run, Task, TaskType};
use serde::Deserialize;

const TRAIN: usize = 24;
const TEST: usize = 6;

/// Views and classes of 24 training and 6 test rows, and what is expected of the latter.
#[derive(Deserialize)]
struct Numbers {
    first: Vec<f32>,
    second: Vec<f32>,
    #[serde(rename = "match")]
    matched: Vec<i64>,
    first_class: Vec<i64>,
    second_class: Vec<i64>,
    first_posterior: Vec<f64>,
    second_posterior: Vec<f64>,
    similarity: Vec<f64>,
    match_by_classes: Vec<f64>,
    match_by_all: Vec<f64>,
}

impl Numbers {
    fn read() -> Result<Self, Error> {
        serde_json::from_str(include_str!("evidence_numbers.json")).map_err(Error::new)
    }

    /// The outputs of the test rows by name.
    fn predicted(
        &self,
        kind: TaskType,
        params: &EvidenceParams,
    ) -> Result<BTreeMap<String, Vec<f64>>, Error> {
        let split = |values: &'_ [f32]| values.len() / (TRAIN + TEST) * TRAIN;
        let (first, test_first) = self.first.split_at(split(&self.first));
        let (second, test_second) = self.second.split_at(split(&self.second));
        let train = Rows::new(TRAIN)
            .with_view("first", first.len() / TRAIN, first)
            .with_view("second", second.len() / TRAIN, second)
            .with_classes("match", &self.matched[..TRAIN])
            .with_classes("first_class", &self.first_class[..TRAIN])
            .with_classes("second_class", &self.second_class[..TRAIN]);
        let test = Rows::new(TEST)
            .with_view("first", first.len() / TRAIN, test_first)
            .with_view("second", second.len() / TRAIN, test_second);
        let run = Run::detached();
        let model = Evidence::fit(&Fit {
            params,
            task: &task(kind),
            train: &train,
            validation: None,
            seed: 0,
            run: &run,
        })?;
        let outputs = model.predict(&test, &run)?;
        let matrices = outputs.iter().filter_map(|(name, output)| match output {
            Output::Matrix { data, .. } => Some((
                name.to_owned(),
                data.iter().map(|&value| f64::from(value)).collect(),
            )),
            _ => None,
        });
        Ok(matrices.collect())
    }
}

fn task(kind: TaskType) -> Task {
    let names = |count: usize| (0..count).map(|class| class.to_string()).collect();
    let classes = [("match", 2), ("first_class", 3), ("second_class", 3)];
    let auxiliary = [("first", "first_class"), ("second", "second_class")];
    Task {
        kind,
        views: vec!["first".into(), "second".into()],
        target: "match".into(),
        auxiliary: auxiliary
            .map(|(view, target)| (view.into(), target.into()))
            .into(),
        classes: classes
            .map(|(target, count)| (target.into(), names(count)))
            .into(),
    }
}

fn assert_close(got: &[f64], expected: &[f64]) {
    assert_eq!(got.len(), expected.len());
    let near = got.iter().zip(expected).all(|(x, y)| (x - y).abs() < 1e-6);
    assert!(near, "{got:?} instead of {expected:?}");
}

#[test]
fn matches_by_classes_and_correspondence() -> Result<(), Error> {
    let numbers = Numbers::read()?;
    let by_classes = EvidenceParams {
        correspondence: 0.0,
        ..EvidenceParams::default()
    };
    for (params, expected) in [
        (EvidenceParams::default(), &numbers.match_by_all),
        (by_classes, &numbers.match_by_classes),
    ] {
        let predicted = numbers.predicted(TaskType::Classification, &params)?;
        let matched: Vec<_> = predicted["match"].chunks(2).map(|row| row[1]).collect();
        assert_close(&matched, expected);
        assert_close(&predicted["first_class"], &numbers.first_posterior);
        assert_close(&predicted["second_class"], &numbers.second_posterior);
    }
    Ok(())
}

#[test]
fn similarities_are_the_probabilities_of_one_class() -> Result<(), Error> {
    let numbers = Numbers::read()?;
    let predicted = numbers.predicted(TaskType::Retrieval, &EvidenceParams::default())?;
    let rows = predicted["first"].chunks(3);
    let similarities: Vec<f64> = rows
        .flat_map(|one| {
            let others = predicted["second"].chunks(3);
            others.map(|other| one.iter().zip(other).map(|(x, y)| x * y).sum())
        })
        .collect();
    assert_close(&similarities, &numbers.similarity);
    Ok(())
}
