//! What the answers say: whether labels hold, and whether people agree.

mod accuracy;
mod agreement;
mod confidence;
mod left_out;
mod tally;
mod votes;

use super::{Answer, Design, Exclusion};
use crate::spec::{Name, StudySpec};
use crate::tabulate::{Table, TableBuilder};
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

    /// A table of the analysis with these row headings and columns.
    fn builder(
        &self,
        ending: &str,
        caption: &str,
        rows: &[&str],
        columns: &[&str],
    ) -> TableBuilder {
        TableBuilder::new(format!("{}-{ending}", self.name), caption, rows, columns)
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
            "Answered: {} of {asked} questions. Left out by the rules of screening: {screened} of these answers. What is left is \
             from {} of {} participants.",
            self.given,
            people.len(),
            self.design.participants.len()
        )
    }
}

#[cfg(test)]
pub(super) mod examples;

#[cfg(test)]
mod tests {
    use super::examples::{answer, design, study, validated};
    use super::*;
    use crate::tabulate::Content;

    /// The tables of some answers, by the end of their names.
    fn tables(answers: &[Answer]) -> Vec<Table> {
        let (name, study, validated, design) =
            (Name::from("labels"), study(), validated(), design());
        let analysis = Analysis {
            name: &name,
            study: &study,
            validated: &validated,
            design: &design,
            answers,
            excluded: &[],
            given: answers.len(),
        };
        analysis.tables().into_iter().map(|one| one.table).collect()
    }

    fn printed(table: &Table) -> Vec<Vec<String>> {
        let rows = table.rows.iter().map(|row| {
            let headings = row.headings.iter().map(|heading| heading.title.clone());
            headings
                .chain(row.cells.iter().map(|cell| cell.printed.to_string()))
                .collect()
        });
        rows.collect()
    }

    /// Two of three say what the labels of `a` and `b` say, and one does of `c`.
    fn answers() -> Vec<Answer> {
        vec![
            answer(0, 0, true),
            answer(0, 1, true),
            answer(1, 0, true),
            answer(1, 1, false),
            answer(2, 0, false),
            answer(2, 1, false),
            answer(2, 2, true),
        ]
    }

    #[test]
    fn majorities_and_answers_are_counted_class_by_class() {
        let tables = tables(&answers());
        let names: Vec<_> = tables.iter().map(|table| table.name.as_str()).collect();
        // Nothing but the label is balanced by: there are no further strata.
        let expected = [
            "labels-accuracy",
            "labels-agreement",
            "labels-confidence",
            "labels-votes",
            "labels-screening",
        ];
        assert_eq!(names, expected);
        // statsmodels 0.15.0: proportion_confint(k, n, method="wilson")
        assert_eq!(
            printed(&tables[0]),
            [
                [
                    "other",
                    "1",
                    "3",
                    "0",
                    "100.0 [20.7, 100.0]",
                    "66.7 [20.8, 93.9]"
                ],
                [
                    "same",
                    "2",
                    "4",
                    "0",
                    "100.0 [34.2, 100.0]",
                    "75.0 [30.1, 95.4]"
                ],
                [
                    "all",
                    "3",
                    "7",
                    "0",
                    "100.0 [43.9, 100.0]",
                    "71.4 [35.9, 91.8]"
                ],
            ]
        );
        assert!(tables[0].notes[1].starts_with("Answered: 7 of 7 questions. Left out"));
    }

    #[test]
    fn a_tie_upholds_no_label() {
        let tables = tables(&[answer(0, 0, true), answer(1, 0, false)]);
        let Content::Missing { .. } = tables[0].rows[1].cells[3].content else {
            panic!("{:?}", tables[0].rows[1])
        };
        assert_eq!(printed(&tables[0])[1][..4], ["same", "1", "2", "1"]);
    }

    #[test]
    fn without_answers_every_number_says_why_there_is_none() {
        for table in tables(&[]) {
            for row in printed(&table) {
                assert!(row.iter().all(|cell| !cell.contains("NaN")), "{row:?}");
            }
        }
    }

    #[test]
    fn files_of_numbers_have_a_column_for_each_end_of_an_interval() {
        let text = crate::report::csv(&tables(&answers())[0]).unwrap();
        let mut lines = text.lines();
        assert_eq!(
            lines.next(),
            Some(
                "match,rows,answers,ties,majority agrees,majority agrees low,majority agrees high,majority agrees n,\
                 majority agrees note,answers agree,answers agree low,answers agree high,answers agree n,answers agree note"
            )
        );
        let first = lines.next().unwrap();
        assert!(first.starts_with("other,1,3,0,1,0.2065"), "{first}");
        assert!(first.contains(",1,1,,0.6666666666666666,0.2076"), "{first}");
    }
}
