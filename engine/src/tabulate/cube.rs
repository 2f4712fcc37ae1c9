//! Scores by their values in every dimension. Values are counted once, so that a table of 200,000 scores compares numbers.

use std::borrow::Cow;

use indexmap::IndexSet;

use super::dimension::{ALL, value};
use super::{Labels, dimension};
use crate::score::{ReportedScore, Score, ScoreKey};
use crate::spec::Dimension;

/// Where no place is meant: the dimension is not looked at.
const NOWHERE: u32 = u32::MAX;

/// The places of a score's values among those of each dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Coordinates([u32; ALL.len()]);

impl Coordinates {
    /// The place in a dimension.
    pub fn at(&self, dimension: Dimension) -> u32 {
        self.0[dimension as usize]
    }

    /// The same, of which only some dimensions are looked at.
    pub fn only(&self, is_kept: impl Fn(Dimension) -> bool) -> Self {
        let mut kept = *self;
        for dimension in ALL {
            if !is_kept(dimension) {
                kept.0[dimension as usize] = NOWHERE;
            }
        }
        kept
    }

    /// The same, without what says which model it is of.
    pub fn without_model(&self) -> Self {
        self.only(|dimension| !dimension::is_of_model(dimension))
    }
}

/// A number, measured or reported.
#[derive(Debug, Clone, Copy)]
pub(super) enum Entry<'a> {
    Measured(&'a Score),
    Reported(&'a ReportedScore),
}

impl<'a> Entry<'a> {
    pub fn key(&self) -> &'a ScoreKey {
        match self {
            Self::Measured(score) => &score.key,
            Self::Reported(score) => &score.key,
        }
    }

    /// The score, if it was measured.
    pub fn measured(&self) -> Option<&'a Score> {
        match self {
            Self::Measured(score) => Some(score),
            Self::Reported(_) => None,
        }
    }
}

/// All numbers, measured ones first, with their coordinates.
#[derive(Debug)]
pub(super) struct Cube<'a> {
    entries: Vec<Entry<'a>>,
    coordinates: Vec<Coordinates>,
    values: [IndexSet<Option<Cow<'a, str>>>; ALL.len()],
}

impl<'a> Cube<'a> {
    pub fn of(scores: &'a [Score], reported: &'a [ReportedScore], labels: &'a Labels) -> Self {
        let entries: Vec<Entry<'a>> = scores
            .iter()
            .map(Entry::Measured)
            .chain(reported.iter().map(Entry::Reported))
            .collect();
        let mut values: [IndexSet<Option<Cow<'a, str>>>; ALL.len()] = Default::default();
        let coordinates = entries.iter().map(|entry| {
            Coordinates(ALL.map(|dimension| {
                let value = value(entry.key(), dimension, labels);
                let known = &mut values[dimension as usize];
                let place = known.get_index_of(&value);
                let place = place.unwrap_or_else(|| known.insert_full(value).0);
                u32::try_from(place).unwrap_or(NOWHERE)
            }))
        });
        let coordinates = coordinates.collect();
        Self {
            entries,
            coordinates,
            values,
        }
    }

    /// How many numbers there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// A number.
    pub fn entry(&self, index: usize) -> Entry<'a> {
        self.entries[index]
    }

    /// Where a number stands.
    pub fn coordinates(&self, index: usize) -> Coordinates {
        self.coordinates[index]
    }

    /// The values of a dimension, in the order they first appear.
    pub fn values(&self, dimension: Dimension) -> impl Iterator<Item = Option<&str>> {
        self.values[dimension as usize].iter().map(Option::as_deref)
    }

    /// A value by its place; none where the score has none, or the dimension is not looked at.
    pub fn value(&self, dimension: Dimension, place: u32) -> Option<&str> {
        self.values[dimension as usize]
            .get_index(place as usize)
            .and_then(Option::as_deref)
    }

    /// The place of a value.
    pub fn place(&self, dimension: Dimension, value: &str) -> Option<u32> {
        let place = self.values[dimension as usize].get_index_of(&Some(Cow::Borrowed(value)))?;
        u32::try_from(place).ok()
    }
}
