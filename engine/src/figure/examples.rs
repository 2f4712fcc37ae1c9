//! Small inputs for tests.

use super::Runs;
use crate::metric::{ClassificationInput, MatrixRef};

/// Names of classes: `a`, `b`, ...
pub(crate) fn classes(count: usize) -> Vec<String> {
    ('a'..).take(count).map(String::from).collect()
}

/// Rows of two classes.
pub(crate) fn input<'a>(truth: &'a [i64], data: &'a [f32]) -> ClassificationInput<'a> {
    let probabilities = MatrixRef {
        rows: data.len() / 2,
        width: 2,
        data,
    };
    ClassificationInput {
        truth,
        probabilities,
    }
}

/// A model with these runs.
pub(crate) fn runs<'a>(title: &str, runs: Vec<ClassificationInput<'a>>) -> Runs<'a> {
    Runs {
        title: title.to_owned(),
        runs,
    }
}
