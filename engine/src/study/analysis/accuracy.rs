use std::collections::BTreeMap;

use super::tally::Tally;
use super::{Analysis, LEVEL};
use crate::statistics::majority;
use crate::tabulate::{Cell, Table, TableBuilder};

const COLUMNS: [&str; 5] = [
    "rows",
    "answers",
    "ties",
    "majority agrees %",
    "answers agree %",
];

/// How many of the answers for some items say what their labels say.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Accuracy {
    /// Items with an answer.
    rows: usize,
    answers: usize,
    /// Answers that agree with the label.
    agreeing: usize,
    ties: usize,
    /// Items whose majority agrees with the label.
    upheld: usize,
}

impl Accuracy {
    fn of(analysis: &Analysis<'_>, tally: &Tally, items: &[usize]) -> Self {
        let mut accuracy = Self::default();
        for &item in items {
            let (votes, label) = (&tally.votes[item], analysis.design.items[item].label);
            let Ok(most) = majority(votes) else {
                continue;
            };
            accuracy.rows += 1;
            accuracy.answers += tally.answers(item) as usize;
            accuracy.agreeing += votes[label] as usize;
            accuracy.ties += usize::from(most.is_none());
            accuracy.upheld += usize::from(most == Some(label));
        }
        accuracy
    }

    fn cells(self, builder: &mut TableBuilder) -> Vec<Cell> {
        vec![
            builder.count(self.rows),
            builder.count(self.answers),
            builder.count(self.ties),
            builder.share(self.upheld, self.rows - self.ties, LEVEL),
            builder.share(self.agreeing, self.answers, LEVEL),
        ]
    }
}

/// How far the labels hold, class by class.
pub(super) fn by_class(analysis: &Analysis<'_>, tally: &Tally) -> Table {
    let target = analysis.study.target.as_str();
    let caption = format!("Accuracy of the labels: {}", analysis.study.question);
    let mut builder = analysis.builder("accuracy", &caption, &[target], &COLUMNS);
    let items = || 0..analysis.design.items.len();
    for (class, title) in analysis.validated.classes.iter().enumerate() {
        let of_class: Vec<usize> = items()
            .filter(|&item| analysis.design.items[item].label == class)
            .collect();
        let cells = Accuracy::of(analysis, tally, &of_class).cells(&mut builder);
        builder.row(&[title], cells);
    }
    let all: Vec<usize> = items().collect();
    let cells = Accuracy::of(analysis, tally, &all).cells(&mut builder);
    builder.row(&["all"], cells);
    notes(&mut builder, analysis);
    builder.finish()
}

/// The same for every cell of the balance.
pub(super) fn by_cell(analysis: &Analysis<'_>, tally: &Tally) -> Table {
    let study = analysis.study;
    let others: Vec<usize> = (0..study.balance.len())
        .filter(|&column| study.balance[column] != study.target)
        .collect();
    let mut rows = vec![study.target.as_str()];
    rows.extend(others.iter().map(|&column| study.balance[column].as_str()));
    let caption = format!("Accuracy of the labels by {}", rows.join(", "));
    let mut builder = analysis.builder("strata", &caption, &rows, &COLUMNS);
    let mut cells: BTreeMap<(usize, Vec<&str>), Vec<usize>> = BTreeMap::new();
    for (place, item) in analysis.design.items.iter().enumerate() {
        let values = others.iter().map(|&column| item.strata[column].as_str());
        cells
            .entry((item.label, values.collect()))
            .or_default()
            .push(place);
    }
    for ((label, values), items) in cells {
        let mut headings = vec![analysis.validated.classes[label].as_str()];
        headings.extend(values);
        let cells = Accuracy::of(analysis, tally, &items).cells(&mut builder);
        builder.row(&headings, cells);
    }
    notes(&mut builder, analysis);
    builder.finish()
}

fn notes(builder: &mut TableBuilder, analysis: &Analysis<'_>) {
    builder.note(
        "Shares with 95% Wilson intervals. The majority of a row is the class that most of its answers say; rows with a tie \
         have none and do not count for it. Intervals of answers take each as a trial of its own, though several are of one \
         row or one participant.",
    );
    builder.note(analysis.answers_note());
}
