//! Small tasks and rows for the tests of models, and the rules that every model keeps. What is broken panics.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::missing_errors_doc,
    reason = "what is broken panics: it ends a test"
)]

use std::collections::BTreeMap;

use emospec_sdk::Output;
use emospec_sdk::prelude::*;

use crate::Random;

/// A task on the views `left` and `right`, whose target `same` says whether their colours are one.
pub fn pair_task(kind: TaskType) -> Task {
    let colours = ["red", "green", "blue"].map(str::to_owned).to_vec();
    Task {
        kind,
        views: vec!["left".to_owned(), "right".to_owned()],
        target: "same".to_owned(),
        auxiliary: BTreeMap::from([
            ("left".to_owned(), "left_colour".to_owned()),
            ("right".to_owned(), "right_colour".to_owned()),
        ]),
        classes: BTreeMap::from([
            ("same".to_owned(), ["no", "yes"].map(str::to_owned).to_vec()),
            ("left_colour".to_owned(), colours.clone()),
            ("right_colour".to_owned(), colours),
        ]),
    }
}

/// Rows of such a task: each view shows its colour in the column of that number, beside noise.
pub struct PairData {
    /// Columns of each view.
    pub width: usize,
    /// The view `left`.
    pub left: Vec<f32>,
    /// The view `right`.
    pub right: Vec<f32>,
    /// Whether the colours are one.
    pub same: Vec<i64>,
    /// The colour on the left.
    pub left_colour: Vec<i64>,
    /// The colour on the right.
    pub right_colour: Vec<i64>,
}

impl PairData {
    /// `count` rows with views of that width, half of them of one colour; the last column of each view is constant.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "noise needs no more digits"
    )]
    pub fn draw(count: usize, width: usize, strength: f32, seed: u64) -> Self {
        let mut random = Random::new(seed, 77);
        let mut data = Self {
            width,
            left: Vec::new(),
            right: Vec::new(),
            same: Vec::new(),
            left_colour: Vec::new(),
            right_colour: Vec::new(),
        };
        for row in 0..count {
            let left = row % 3;
            let right = if row % 2 == 0 { left } else { (row + 1) % 3 };
            data.same.push(i64::from(left == right));
            data.left_colour.push(i64::try_from(left).unwrap());
            data.right_colour.push(i64::try_from(right).unwrap());
            for (view, colour) in [(&mut data.left, left), (&mut data.right, right)] {
                for column in 0..width {
                    let shown = if column == colour { strength } else { 0.0 };
                    let noise = random.symmetric(1.0) as f32;
                    view.push(if column + 1 == width {
                        5.0
                    } else {
                        shown + noise
                    });
                }
            }
        }
        data
    }

    /// Views and targets.
    pub fn rows(&self) -> Rows<'_> {
        self.views()
            .with_classes("same", &self.same)
            .with_classes("left_colour", &self.left_colour)
            .with_classes("right_colour", &self.right_colour)
    }

    /// The views alone.
    pub fn views(&self) -> Rows<'_> {
        Rows::new(self.same.len())
            .with_view("left", self.width, &self.left)
            .with_view("right", self.width, &self.right)
    }

    /// One row alone.
    #[must_use]
    pub fn only(&self, row: usize) -> Self {
        let of = |view: &[f32]| view[row * self.width..][..self.width].to_vec();
        Self {
            width: self.width,
            left: of(&self.left),
            right: of(&self.right),
            same: vec![self.same[row]],
            left_colour: vec![self.left_colour[row]],
            right_colour: vec![self.right_colour[row]],
        }
    }
}

/// Fits on those rows, with other rows to stop with.
pub fn fit<M: Model>(
    params: &M::Params,
    task: &Task,
    train: &PairData,
    validation: Option<&PairData>,
    seed: u64,
) -> Result<M, Error> {
    let validation = validation.map(PairData::rows);
    M::fit(&Fit {
        params,
        task,
        train: &train.rows(),
        validation: validation.as_ref(),
        seed,
        run: &Run::detached(),
    })
}

/// The matrices of outputs: width and values by name.
pub fn columns(outputs: &Outputs) -> BTreeMap<String, (usize, Vec<f32>)> {
    outputs
        .iter()
        .filter_map(|(name, output)| match output {
            Output::Matrix { width, data } => Some((name.to_owned(), (*width, data.clone()))),
            _ => None,
        })
        .collect()
}

/// What a model predicts for the views of those rows.
pub fn predict<M: Model>(model: &M, data: &PairData) -> BTreeMap<String, (usize, Vec<f32>)> {
    columns(&model.predict(&data.views(), &Run::detached()).unwrap())
}

/// Share of rows whose most probable class of `target` is the one given.
pub fn accuracy<M: Model>(model: &M, data: &PairData, target: &str, classes: &[i64]) -> f64 {
    let (width, probabilities) = &predict(model, data)[target];
    let right = probabilities
        .chunks(*width)
        .zip(classes)
        .filter(|(row, class)| {
            let chosen = (0..*width).max_by(|&a, &b| row[a].total_cmp(&row[b]));
            chosen.and_then(|chosen| i64::try_from(chosen).ok()) == Some(**class)
        });
    right.count() as f64 / classes.len() as f64
}

/// Checks that every matrix has `rows` rows of finite numbers, and that those of targets are probabilities.
pub fn assert_sound(columns: &BTreeMap<String, (usize, Vec<f32>)>, task: &Task, rows: usize) {
    for (name, (width, values)) in columns {
        assert_eq!(values.len(), rows * width, "{name}");
        assert!(values.iter().all(|value| value.is_finite()), "{name}");
        if let Ok(count) = task.class_count(name) {
            assert_eq!(count, *width);
            for row in values.chunks(*width) {
                assert!(
                    (row.iter().sum::<f32>() - 1.0).abs() < 1e-5,
                    "{name}: {row:?}"
                );
                assert!(row.iter().all(|value| (0.0..=1.0).contains(value)));
            }
        }
    }
}

/// Checks the rules that every model here keeps, whatever it predicts: sound outputs for few rows, one class, constant
/// columns and more columns than rows; the same seed gives the same bytes; a row's outputs do not depend on the others;
/// what is saved predicts the same.
pub fn assert_keeps_the_rules<M: Model>(params: &M::Params, task: &Task) {
    let mut one_class = PairData::draw(6, 4, 1.0, 1);
    one_class.same.fill(1);
    one_class.left_colour.fill(2);
    one_class.right_colour.fill(2);
    let mut constant = PairData::draw(5, 3, 1.0, 2);
    constant.left.fill(0.1);
    let mut extreme = PairData::draw(9, 4, 1.0, 5);
    extreme.right[2] = f32::MAX;
    let unseen = PairData::draw(7, 4, 3.0, 6);
    let sets = [
        PairData::draw(2, 3, 1.0, 3),
        one_class,
        constant,
        PairData::draw(8, 50, 1.0, 4),
        extreme,
    ];
    for data in &sets {
        for validation in [None, Some(data)] {
            let model: M = fit(params, task, data, validation, 9).unwrap();
            let predicted = predict(&model, data);
            assert_sound(&predicted, task, data.same.len());
            let again: M = fit(params, task, data, validation, 9).unwrap();
            assert_eq!(model.save().unwrap(), again.save().unwrap());
            let loaded = M::load(&model.save().unwrap()).unwrap();
            assert_eq!(predict(&loaded, data), predicted);
            for row in 0..data.same.len() {
                for (name, (width, values)) in predict(&model, &data.only(row)) {
                    assert_eq!(values, predicted[&name].1[row * width..][..width], "{name}");
                }
            }
        }
    }
    let model: M = fit(params, task, &sets[1], None, 9).unwrap();
    assert_sound(&predict(&model, &unseen), task, 7);
}

impl PairData {
    /// `count` rows that all match: both views, of that width, are noisy mixtures of the same two hidden numbers; with
    /// `bent`, the right one is so of a sine of each, which rises and falls. The colours tell how many are above 0.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "views are in single precision"
    )]
    pub fn hidden(count: usize, width: usize, bent: bool, seed: u64) -> Self {
        let mut random = Random::new(seed, 78);
        let mut data = Self::draw(count, width, 0.0, seed);
        data.same.fill(1);
        data.left.clear();
        data.right.clear();
        for row in 0..count {
            let hidden = [random.symmetric(1.0), random.symmetric(1.0)];
            for column in 0..width {
                let angle = column as f64;
                let mixed = |[a, b]: [f64; 2]| a * angle.cos() + b * angle.sin();
                data.left
                    .push((mixed(hidden) + random.symmetric(0.1)) as f32);
                let shown = if bent {
                    hidden.map(|value| (4.0 * value).sin())
                } else {
                    hidden
                };
                data.right
                    .push((mixed(shown) + random.symmetric(0.1)) as f32);
            }
            let colour = i64::from(hidden[0] > 0.0) + i64::from(hidden[1] > 0.0);
            data.left_colour[row] = colour;
            data.right_colour[row] = colour;
        }
        data
    }
}

/// Mean rank of the right row among all rows, for each left row: 0 where it is always the nearest, 0.5 by chance.
pub fn mean_rank<M: Model>(model: &M, data: &PairData) -> f64 {
    let columns = predict(model, data);
    let (width, left) = &columns["left"];
    let right = &columns["right"].1;
    let count = data.same.len();
    let similarity = |one: usize, other: usize| -> f32 {
        let pairs = left[one * width..][..*width]
            .iter()
            .zip(&right[other * width..][..*width]);
        pairs.map(|(x, y)| x * y).sum()
    };
    let rank = |row: usize| {
        let own = similarity(row, row);
        (0..count)
            .filter(|&other| similarity(row, other) > own)
            .count()
    };
    (0..count).map(rank).sum::<usize>() as f64 / (count * (count - 1)) as f64
}
