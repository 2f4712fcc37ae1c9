use super::{
    Absence, Axis, Cell, Column, Content, Footnotes, Heading, Printed, Row, Table, aggregate, print,
};
use crate::spec::{CellContent, CellSpec, Layout, MarkSpec, Name};
use crate::statistics::{Interval, Undefined, wilson};

/// A table that is not of scores, under construction.
#[derive(Debug)]
pub struct TableBuilder {
    table: Table,
    footnotes: Footnotes,
    decimals: u8,
}

impl TableBuilder {
    /// A table with these row headings and columns; a column whose title ends in `%` is in percent.
    pub fn new(name: String, caption: &str, rows: &[&str], columns: &[&str]) -> Self {
        let columns = columns.iter().map(|title| Column {
            headings: vec![heading("column", title)],
        });
        Self {
            table: Table {
                label: format!("tab:{name}"),
                name: Name::new(name),
                caption: Some(caption.to_owned()),
                row_dimensions: rows.iter().map(|title| Axis::from(*title)).collect(),
                column_dimensions: vec![Axis::from("column")],
                columns: columns.collect(),
                rows: Vec::new(),
                mark: MarkSpec::default(),
                test: None,
                layout: Layout::Float,
                notes: Vec::new(),
                footnotes: Vec::new(),
                references: Vec::new(),
            },
            footnotes: Footnotes::default(),
            decimals: 1,
        }
    }

    /// The same, with as many digits after the decimal point.
    #[must_use]
    pub fn decimals(mut self, decimals: u8) -> Self {
        self.decimals = decimals;
        self
    }

    /// Adds a row.
    pub fn row(&mut self, headings: &[&str], cells: Vec<Cell>) {
        let axes = self.table.row_dimensions.iter();
        let headings = axes
            .zip(headings)
            .map(|(axis, title)| heading(axis.title(), title));
        self.table.rows.push(Row {
            headings: headings.collect(),
            cells,
        });
    }

    /// Adds a line under the table.
    pub fn note(&mut self, note: impl Into<String>) {
        self.table.notes.push(note.into());
    }

    /// The table.
    pub fn finish(mut self) -> Table {
        self.table.footnotes = self.footnotes.into_vec();
        self.table
    }

    /// How many there are.
    pub fn count(&self, count: usize) -> Cell {
        self.cell(Content::Count { count }, false)
    }

    /// A text.
    pub fn text(text: &str) -> Cell {
        Cell::plain(Content::Text, Printed::Words(text.to_owned()))
    }

    /// A share in percent with its Wilson interval at a level of confidence.
    pub fn share(&mut self, part: usize, whole: usize, level: f64) -> Cell {
        let interval = wilson(part as u64, whole as u64, level);
        self.estimate(Ok(part as f64 / whole as f64), interval, whole, true)
    }

    /// A number of so many units with an interval, or why there is none.
    pub fn estimate(
        &mut self,
        value: Result<f64, Undefined>,
        interval: Result<Interval, Undefined>,
        units: usize,
        percent: bool,
    ) -> Cell {
        let (value, interval) = match (value, interval) {
            (Ok(value), interval) if value.is_finite() => (value, interval),
            (Err(why), _) | (Ok(_), Err(why)) => return self.undefined(why.to_string(), units),
            (Ok(_), Ok(_)) => return self.undefined("the value is not finite".to_owned(), units),
        };
        let why = interval
            .as_ref()
            .err()
            .map(|why| format!("no interval: {why}"));
        let content = Content::Estimate {
            units,
            value,
            interval: interval.ok(),
        };
        let mut cell = self.cell(content, percent);
        cell.footnotes
            .extend(why.map(|why| self.footnotes.letter_for(why)));
        cell
    }

    /// The mean and sample standard deviation of numbers.
    pub fn mean(&mut self, numbers: &[f64]) -> Cell {
        if numbers.is_empty() {
            return self.undefined(Undefined::Empty.to_string(), 0);
        }
        let content = aggregate::summary(numbers, CellContent::MeanStd);
        self.cell(content, false)
    }

    fn undefined(&mut self, why: String, units: usize) -> Cell {
        let letter = self.footnotes.letter_for(format!("not defined: {why}"));
        let content = Content::Missing {
            trials: units,
            missing: units,
            absence: Absence::Undefined,
            reasons: vec![why],
        };
        let mut cell = self.cell(content, false);
        cell.footnotes = vec![letter];
        cell
    }

    fn cell(&self, content: Content, percent: bool) -> Cell {
        let how = CellSpec {
            percent,
            decimals: self.decimals,
            ..CellSpec::default()
        };
        let printed = print(&content, &how, percent);
        Cell::plain(content, printed)
    }
}

fn heading(axis: &str, title: &str) -> Heading {
    Heading {
        dimension: Axis::from(axis),
        name: None,
        title: title.trim_end_matches('%').trim_end().to_owned(),
        percent: title.ends_with('%'),
        better: None,
        citation: None,
    }
}
