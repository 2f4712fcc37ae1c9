use std::collections::BTreeMap;

use super::TabulateError;
use super::cube::{Coordinates, Cube};
use super::error::quoted;
use crate::score::Score;
use crate::spec::{Dimension, Name};

/// The scores of one model, by all that they have in common with the scores of another.
#[derive(Debug)]
pub(super) struct Reference<'a> {
    scores: BTreeMap<Coordinates, &'a Score>,
}

impl<'a> Reference<'a> {
    /// The measured scores among some numbers.
    pub fn of(cube: &Cube<'a>, numbers: impl Iterator<Item = usize>) -> Self {
        let scores = numbers.filter_map(|index| {
            let score = cube.entry(index).measured()?;
            Some((cube.coordinates(index).without_model(), score))
        });
        Self {
            scores: scores.collect(),
        }
    }

    /// The measured scores of a model.
    ///
    /// # Errors
    /// When there is no such model.
    pub fn of_model(table: &Name, name: &str, cube: &Cube<'a>) -> Result<Self, TabulateError> {
        let Some(place) = cube.place(Dimension::Model, name) else {
            return Err(TabulateError::NoBaseline {
                table: table.clone(),
                baseline: name.to_owned(),
                models: quoted(cube.values(Dimension::Model)),
            });
        };
        let is_of = |&index: &usize| cube.coordinates(index).at(Dimension::Model) == place;
        Ok(Self::of(cube, (0..cube.len()).filter(is_of)))
    }

    /// The partner of a score: the same seed and fold of the same question.
    pub fn partner(&self, cube: &Cube<'_>, index: usize) -> Option<&'a Score> {
        let at = cube.coordinates(index).without_model();
        self.scores.get(&at).copied()
    }

    /// What each number has more than its partner. None where a number has no value or no partner with one.
    pub fn differences(&self, cube: &Cube<'a>, numbers: &[usize]) -> Option<Vec<Score>> {
        let difference = |&index: &usize| {
            let score = cube.entry(index).measured()?;
            let partner = self.partner(cube, index)?;
            let value = match (&score.value, &partner.value) {
                (Ok(value), Ok(partner)) => Ok(value - partner),
                (Err(missing), _) | (_, Err(missing)) => Err(missing.clone()),
            };
            Some(Score {
                key: score.key.clone(),
                value,
            })
        };
        numbers.iter().map(difference).collect()
    }
}
