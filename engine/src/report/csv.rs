use super::ReportError;
use super::text::{cited_title, line};
use crate::tabulate::{Cell, Column, Content, Table};
use crate::text::csv::{finish, inert, write, writer};

/// The table as CSV: a column for each row dimension, then for each column of the table its `mean`, `std`, `n` and
/// `note` (why there is no value, or that it is reported); where intervals are shown, `median`, `low` and `high` besides. Numbers are as measured, at full precision, not in percent.
///
/// # Errors
/// When the writer fails.
pub fn csv(table: &Table) -> Result<String, ReportError> {
    let mut writer = writer();
    let dimensions = table
        .row_dimensions
        .iter()
        .map(|dimension| inert(&line(dimension.title())));
    let shapes: Vec<Shape> = (0..table.columns.len())
        .map(|column| Shape::of(table, column))
        .collect();
    let columns = table.columns.iter().zip(&shapes);
    let columns = columns.flat_map(|(column, shape)| {
        let path = path(column);
        let fields = shape.fields().iter();
        fields.map(move |field| inert(format!("{path} {field}").trim_end()))
    });
    write(&mut writer, dimensions.chain(columns))?;
    for row in &table.rows {
        let headings = row
            .headings
            .iter()
            .map(|heading| inert(&cited_title(heading)));
        let cells = row.cells.iter().zip(&shapes);
        let cells = cells.flat_map(|(cell, shape)| shape.values(cell));
        write(&mut writer, headings.chain(cells))?;
    }
    Ok(finish(writer)?)
}

/// The fields a column is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Means over trials.
    Means,
    /// Means or medians over trials, with intervals.
    Ranges,
    /// Numbers with intervals.
    Estimates,
    /// Counts and texts.
    Plain,
}

impl Shape {
    fn of(table: &Table, column: usize) -> Self {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
        let contents: Vec<&Content> = cells.map(|cell| &cell.content).collect();
        let has_intervals = contents.iter().any(|content| {
            matches!(
                content,
                Content::Value {
                    interval: Some(_),
                    ..
                }
            )
        });
        let decisive = contents.into_iter().find_map(|content| match content {
            Content::Value { .. } | Content::Reported { .. } if has_intervals => Some(Self::Ranges),
            Content::Value { .. } | Content::Reported { .. } => Some(Self::Means),
            Content::Estimate { .. } => Some(Self::Estimates),
            Content::Count { .. } | Content::Text => Some(Self::Plain),
            Content::Missing { .. } | Content::Absent => None,
        });
        decisive.unwrap_or(Self::Means)
    }

    fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Means => &["mean", "std", "n", "note"],
            Self::Ranges => &["mean", "std", "median", "low", "high", "n", "note"],
            Self::Estimates => &["", "low", "high", "n", "note"],
            Self::Plain => &[""],
        }
    }

    /// The fields of a cell: its numbers, how many units they are of, and why there are none.
    fn values(self, cell: &Cell) -> Vec<String> {
        let number = |number: Option<f64>| number.map_or_else(String::new, |it| it.to_string());
        let (numbers, units, note) = match &cell.content {
            Content::Value {
                trials,
                mean,
                std,
                median,
                interval,
            } => {
                let mut numbers = vec![Some(*mean), *std];
                if self == Self::Ranges {
                    let ends = interval.map(|ends| (ends.low, ends.high)).unzip();
                    numbers.extend([*median, ends.0, ends.1]);
                }
                (numbers, Some(*trials), String::new())
            }
            Content::Reported {
                value,
                spread,
                trials,
            } => (vec![Some(*value), *spread], *trials, "reported".to_owned()),
            Content::Estimate {
                units,
                value,
                interval,
            } => {
                let ends = [
                    interval.map(|ends| ends.low),
                    interval.map(|ends| ends.high),
                ];
                let numbers = [Some(*value)].into_iter().chain(ends).collect();
                (numbers, Some(*units), String::new())
            }
            Content::Missing { trials, .. } => {
                (Vec::new(), Some(*trials), inert(&cell.printed.to_string()))
            }
            Content::Count { .. } | Content::Text => {
                (Vec::new(), None, inert(&line(&cell.printed.to_string())))
            }
            Content::Absent => (Vec::new(), None, String::new()),
        };
        if self == Self::Plain {
            return vec![note];
        }
        let mut fields: Vec<String> = numbers.into_iter().map(number).collect();
        fields.resize(self.fields().len() - 2, String::new());
        fields.push(units.map_or_else(String::new, |units| units.to_string()));
        fields.push(note);
        fields
    }
}

fn path(column: &Column) -> String {
    let titles: Vec<String> = column
        .headings
        .iter()
        .map(|heading| line(&heading.title))
        .filter(|title| !title.is_empty())
        .collect();
    titles.join(" / ")
}
