use super::error::quoted;
use super::{Axis, Content, Labels, Row, Table, TabulateError};
use crate::metric::Direction;
use crate::spec::{Dimension, First, OrderSpec, TableSpec};

/// Orders rows by the column that the spec names, within the groups of rows that the spec's other orders made.
///
/// # Errors
/// When no column is as described, or several are.
pub(super) fn order(
    spec: &TableSpec,
    order: &OrderSpec,
    labels: &Labels,
    table: &mut Table,
) -> Result<(), TabulateError> {
    let column = column(order, table)?;
    let metric = metric_of(spec, column, table);
    let direction = metric.and_then(|metric| labels.metrics.get(metric.as_str()));
    let direction = direction.map_or(Direction::Higher, |label| label.direction);
    let is_descending = (direction == Direction::Higher) == (order.first == First::Best);
    let groups = table.row_dimensions.len() - 1;
    let mut of_group: Vec<Vec<Row>> = Vec::new();
    for row in table.rows.drain(..) {
        match of_group.last_mut() {
            Some(rows) if rows[0].headings.get(..groups) == row.headings.get(..groups) => {
                rows.push(row);
            }
            _ => of_group.push(vec![row]),
        }
    }
    for rows in &mut of_group {
        rows.sort_by(
            |left, right| match (value(left, column), value(right, column)) {
                (Some(left), Some(right)) if is_descending => right.total_cmp(&left),
                (Some(left), Some(right)) => left.total_cmp(&right),
                (left, right) => left.is_none().cmp(&right.is_none()),
            },
        );
    }
    table.rows = of_group.into_iter().flatten().collect();
    Ok(())
}

/// The one column that has the values named.
fn column(order: &OrderSpec, table: &Table) -> Result<usize, TabulateError> {
    let has = |column: usize| {
        let headings = &table.columns[column].headings;
        order.by.iter().all(|(&dimension, value)| {
            let mut of_dimension = headings
                .iter()
                .filter(|heading| heading.dimension == Axis::Of(dimension));
            of_dimension.any(|heading| heading.name.as_deref() == Some(value.as_str()))
        })
    };
    let found: Vec<usize> = (0..table.columns.len()).filter(|&at| has(at)).collect();
    match found[..] {
        [column] => Ok(column),
        _ => Err(TabulateError::Order {
            table: table.name.clone(),
            columns: found.len(),
            dimensions: quoted(
                table
                    .column_dimensions
                    .iter()
                    .map(|axis| Some(axis.title())),
            ),
            by: order
                .by
                .iter()
                .map(|(dimension, value)| format!("{} `{value}`", dimension.word()))
                .collect::<Vec<_>>()
                .join(", "),
        }),
    }
}

/// The metric of a column; where rows are metrics, the table's only one, if any.
fn metric_of(spec: &TableSpec, column: usize, table: &Table) -> Option<String> {
    let of_column = table.columns[column].headings.iter();
    let metric = of_column
        .filter(|heading| heading.dimension == Axis::Of(Dimension::Metric))
        .find_map(|heading| heading.name.clone());
    metric.or_else(|| match spec.filter.get(&Dimension::Metric)?.as_slice() {
        [metric] => Some(metric.as_str().to_owned()),
        _ => None,
    })
}

fn value(row: &Row, column: usize) -> Option<f64> {
    match row.cells.get(column)?.content {
        Content::Value { mean, median, .. } => Some(median.unwrap_or(mean)),
        Content::Reported { value, .. } => Some(value),
        _ => None,
    }
}
