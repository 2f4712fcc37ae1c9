//! Which cells differ from the best of their column, or from a baseline, by more than noise.

use std::collections::BTreeSet;

use super::arrange::Cells;
use super::cube::Cube;
use super::differences::Reference;
use super::rank::Comparison;
use super::{Content, Labels, Row, TabulateError, Tested};
use crate::metric::Direction;
use crate::score::Score;
use crate::spec::{Correction, Dimension, Name, PairedTest, TestSpec};
use crate::statistics::{
    Flipping, benjamini_hochberg, corrected_resampled_t, holm, paired_t, sign_flip, wilcoxon,
};

/// Exact up to 13 trials, and the same flips every time beyond.
const FLIPS: Flipping = Flipping {
    most: 10_000,
    seed: 0,
};

/// What a table's test came to, beside the verdicts in its cells.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// The tests made.
    tests: BTreeSet<&'static str>,
    /// How many trials they are over.
    trials: BTreeSet<usize>,
    /// Cells with a value that could not be tested, by the reason.
    untested: BTreeSet<String>,
}

/// Tests every cell with a value against the best of its comparison or the baseline.
///
/// # Errors
/// When there is no model of the baseline's name.
pub(super) fn test(
    table: &Name,
    spec: &TestSpec,
    comparisons: &[Comparison],
    cells: &Cells,
    cube: &Cube<'_>,
    rows: &mut [Row],
) -> Result<Outcome, TabulateError> {
    let baseline = spec
        .baseline()
        .map(|name| Ok((Reference::of_model(table, name, cube)?, name)))
        .transpose()?;
    let mut outcome = Outcome::default();
    for comparison in comparisons {
        let (reference, own) = match &baseline {
            Some((reference, name)) => {
                let is_own = |place: &&(usize, usize)| is_model(cells, cube, **place, name);
                let own = comparison.places.iter().find(is_own);
                (reference, own.copied())
            }
            None => match best_of(comparison, rows) {
                Some(best) => {
                    let numbers = cells.get(&best).into_iter().flatten().copied();
                    (&Reference::of(cube, numbers), Some(best))
                }
                None => continue,
            },
        };
        let mut tested = Vec::new();
        for &place in comparison
            .places
            .iter()
            .filter(|&&place| Some(place) != own)
        {
            if !matches!(rows[place.0].cells[place.1].content, Content::Value { .. }) {
                continue;
            }
            let numbers = cells.get(&place).map_or(&[][..], Vec::as_slice);
            let Some(differences) = reference.differences(cube, numbers) else {
                continue;
            };
            match p_value(spec.by, &differences) {
                Ok((name, p)) => {
                    outcome.tests.insert(name);
                    outcome.trials.insert(differences.len());
                    tested.push((place, p));
                }
                Err(why) => {
                    outcome.untested.insert(why);
                }
            }
        }
        let p: Vec<f64> = tested.iter().map(|(_, p)| *p).collect();
        for (((row, column), p), adjusted) in tested.into_iter().zip(adjusted(spec.correction, &p))
        {
            rows[row].cells[column].test = Some(Tested {
                p,
                adjusted,
                differs: adjusted < spec.level,
            });
        }
    }
    Ok(outcome)
}

impl Outcome {
    /// What was tested and how, for the readers of the table. What is not told apart from the best has a mark or a sign.
    pub fn notes(&self, spec: &TestSpec, has_mark: bool, labels: &Labels) -> Vec<String> {
        let mut notes = Vec::new();
        let trials: Vec<String> = self.trials.iter().map(ToString::to_string).collect();
        let tests: Vec<&str> = self.tests.iter().copied().collect();
        if !tests.is_empty() {
            let what = match spec.baseline() {
                Some(name) => {
                    format!("† differs from {}", labels.title(Dimension::Model, name))
                }
                None if has_mark => "Not told apart from the best of its column".to_owned(),
                None => "≈ not told apart from the best of its column".to_owned(),
            };
            let correction = match spec.correction {
                Correction::Holm => ", Holm-corrected over the models of a column",
                Correction::BenjaminiHochberg => {
                    ", Benjamini-Hochberg-adjusted over the models of a column"
                }
                Correction::None => ", not corrected for the number of models",
            };
            notes.push(format!(
                "{what}: {} over {} trials{correction}, level {}.",
                tests.join(" or "),
                trials.join(" or "),
                spec.level
            ));
        }
        if !self.untested.is_empty() {
            let reasons: Vec<&str> = self.untested.iter().map(String::as_str).collect();
            notes.push(format!(
                "Some cells are not tested: {}.",
                reasons.join("; ")
            ));
        }
        notes
    }
}

fn is_model(cells: &Cells, cube: &Cube<'_>, place: (usize, usize), name: &str) -> bool {
    let first = cells.get(&place).and_then(|numbers| numbers.first());
    first.is_some_and(|&index| cube.entry(index).key().model.as_str() == name)
}

/// The measured cell with the best mean.
fn best_of(comparison: &Comparison, rows: &[Row]) -> Option<(usize, usize)> {
    let means = comparison.places.iter().filter_map(|&(row, column)| {
        match rows.get(row)?.cells.get(column)?.content {
            Content::Value { mean, .. } => Some((mean, (row, column))),
            _ => None,
        }
    });
    let best = means.reduce(|best, other| {
        let is_better = match comparison.direction {
            Direction::Higher => other.0 > best.0,
            Direction::Lower => other.0 < best.0,
        };
        if is_better { other } else { best }
    });
    best.map(|(_, place)| place)
}

/// The name of the test that fits and its p value, or why there is none.
fn p_value(by: PairedTest, differences: &[Score]) -> Result<(&'static str, f64), String> {
    let values: Option<Vec<f64>> = differences
        .iter()
        .map(|score| score.value.as_ref().ok().copied())
        .collect();
    let values = values.ok_or("a trial of what they are tested against has no value")?;
    if values.len() < 2 {
        return Err("a test takes two trials or more".to_owned());
    }
    let folds: BTreeSet<u32> = differences.iter().map(|score| score.key.fold).collect();
    let by = match by {
        PairedTest::Auto if folds.len() > 1 => PairedTest::CorrectedT,
        PairedTest::Auto => PairedTest::PairedT,
        chosen => chosen,
    };
    let (name, p) = match by {
        PairedTest::Auto | PairedTest::PairedT => {
            ("paired t test", paired_t(&values).map(|found| found.p))
        }
        PairedTest::CorrectedT if folds.len() < 2 => {
            return Err("the corrected t test is for folds, and there is one".to_owned());
        }
        PairedTest::CorrectedT => {
            // Of k folds, each tests one part in k and trains on the others.
            let share = 1.0 / (folds.len() as f64 - 1.0);
            let found = corrected_resampled_t(&values, share);
            ("corrected resampled t test", found.map(|found| found.p))
        }
        PairedTest::Wilcoxon => {
            let found = wilcoxon(&values);
            ("Wilcoxon signed rank test", found.map(|found| found.p))
        }
        PairedTest::Permutation => {
            let found = sign_flip(&values, &FLIPS);
            ("sign-flip permutation test", found.map(|found| found.p))
        }
    };
    p.map(|p| (name, p)).map_err(|why| why.to_string())
}

fn adjusted(correction: Correction, p: &[f64]) -> Vec<f64> {
    let adjusted = match correction {
        Correction::Holm => holm(p),
        Correction::BenjaminiHochberg => benjamini_hochberg(p),
        Correction::None => Ok(p.to_vec()),
    };
    // Only what is no p value is refused, and tests give none but these.
    adjusted.unwrap_or_default()
}
