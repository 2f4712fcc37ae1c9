//! What the answers say: whether labels hold, and whether people agree.

mod accuracy;
mod agreement;
mod build;
mod confidence;
mod left_out;
mod tally;
mod votes;

#[cfg(test)]
pub(super) mod examples;

use super::{Answer, Design, Exclusion};
use crate::spec::{Name, StudySpec};
use crate::tabulate::Table;
use crate::validate::ValidatedStudy;

use tally::Tally;

/// The level of confidence of every interval.
const LEVEL: f64 = 0.95;

/// A table of an analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyTable {
    /// The table.
    pub table: Table,
    /// Whether it is short enough to be shown and not only kept.
    pub is_shown: bool,
}

/// What an analysis is of.
#[derive(Debug, Clone, Copy)]
pub struct Analysis<'a> {
    /// The study's name.
    pub name: &'a Name,
    /// The study.
    pub study: &'a StudySpec,
    /// Its classes, and which of them yes stands for.
    pub validated: &'a ValidatedStudy,
    /// Its design.
    pub design: &'a Design,
    /// The answers that screening left.
    pub answers: &'a [Answer],
    /// What screening left out.
    pub excluded: &'a [Exclusion],
    /// Answers before screening.
    pub given: usize,
}

impl Analysis<'_> {
    /// The tables, in the order they are read: accuracy of the labels, the same for every cell of the balance, agreement,
    /// confidence, votes row by row, and what was left out.
    pub fn tables(&self) -> Vec<StudyTable> {
        let tally = Tally::of(self);
        let shown = |table| StudyTable {
            table,
            is_shown: true,
        };
        let mut tables = vec![shown(accuracy::by_class(self, &tally))];
        if self
            .study
            .balance
            .iter()
            .any(|column| *column != self.study.target)
        {
            tables.push(shown(accuracy::by_cell(self, &tally)));
        }
        tables.push(shown(agreement::table(self, &tally)));
        tables.push(shown(confidence::table(self)));
        tables.push(StudyTable {
            table: votes::table(self, &tally),
            is_shown: false,
        });
        tables.push(StudyTable {
            table: left_out::table(self),
            is_shown: !self.excluded.is_empty(),
        });
        tables
    }

    /// The class that an answer gives its item.
    fn class_of(&self, answer: &Answer) -> usize {
        let yes = self.validated.yes;
        if answer.yes { yes } else { 1 - yes }
    }

    /// How many answers there are, and of how many questions and participants.
    fn answers_note(&self) -> String {
        let asked: usize = self
            .design
            .participants
            .iter()
            .map(|one| one.items.len())
            .sum();
        let mut people: Vec<usize> = self
            .answers
            .iter()
            .map(|answer| answer.participant)
            .collect();
        people.sort_unstable();
        people.dedup();
        let screened = self.given - self.answers.len();
        format!(
            "{} of {asked} questions were answered; {screened} answers were left out by the rules of screening. What is \
             left is from {} of {} participants.",
            self.given,
            people.len(),
            self.design.participants.len()
        )
    }
}
