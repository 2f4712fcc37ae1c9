//! How a table too wide for its line is broken into panels, which stand below each other.

use std::ops::Range;

use crate::tabulate::Table;

/// Characters between columns.
pub(super) const GAP: usize = 2;

/// The columns of each panel, given the widths of row headings and columns in characters. A panel is as many whole
/// groups as fit the line; a group that does not fit alone is broken between its own groups, and at last between
/// columns, evenly. A column that does not fit alone overruns the line.
pub(super) fn panels(
    table: &Table,
    headings: &[usize],
    columns: &[usize],
    line: usize,
) -> Vec<Range<usize>> {
    let room = line.saturating_sub(stub_width(headings));
    let mut panels: Vec<Range<usize>> = Vec::new();
    for unit in units(table, columns, 0, 0..columns.len(), room) {
        match panels.last_mut() {
            Some(panel) if span_width(columns, &(panel.start..unit.end)) <= room => {
                panel.end = unit.end;
            }
            _ => panels.push(unit),
        }
    }
    panels
}

/// The width of the row headings with the gap after each.
pub(super) fn stub_width(headings: &[usize]) -> usize {
    headings.iter().map(|width| width + GAP).sum()
}

/// The width of neighbouring columns with the gaps between them.
pub(super) fn span_width(columns: &[usize], span: &Range<usize>) -> usize {
    let columns = columns.get(span.clone()).unwrap_or_default();
    columns
        .iter()
        .map(|width| width + GAP)
        .sum::<usize>()
        .saturating_sub(GAP)
}

/// The largest groups within the span that fit the room, from a level of headings downwards.
fn units(
    table: &Table,
    columns: &[usize],
    level: usize,
    span: Range<usize>,
    room: usize,
) -> Vec<Range<usize>> {
    if span_width(columns, &span) <= room {
        return vec![span];
    }
    if level + 1 >= table.column_dimensions.len() {
        return pieces(columns, &span, room);
    }
    let groups = table.column_groups(level).into_iter();
    let within = groups.filter(|group| span.start <= group.start && group.end <= span.end);
    within
        .flat_map(|group| units(table, columns, level + 1, group, room))
        .collect()
}

/// The span in as few pieces of equally many columns as fit the room, so that none is left with a column or two.
fn pieces(columns: &[usize], span: &Range<usize>, room: usize) -> Vec<Range<usize>> {
    let of_size = |size: usize| -> Vec<Range<usize>> {
        let starts = span.clone().step_by(size);
        starts
            .map(|start| start..span.end.min(start + size))
            .collect()
    };
    (1..span.len())
        .rev()
        .filter(|size| span.len().div_ceil(span.len().div_ceil(*size)) == *size)
        .map(of_size)
        .find(|pieces| {
            pieces
                .iter()
                .all(|piece| span_width(columns, piece) <= room)
        })
        .unwrap_or_else(|| of_size(1))
}

#[cfg(test)]
mod tests {
    use super::panels;
    use crate::tabulate::examples::{labels, retrieval};
    use crate::tabulate::tabulate;

    #[test]
    fn panels_break_between_groups_and_then_between_columns() {
        let (spec, scores) = retrieval();
        let table = tabulate(&"t".into(), &spec, &scores, &[], &labels()).unwrap();
        let (headings, columns) = ([8], [8; 12]);
        // Row headings take 10; twelve columns 118, six 58, three 28.
        assert_eq!(panels(&table, &headings, &columns, 128).len(), 1);
        assert_eq!(panels(&table, &headings, &columns, 127), [0..6, 6..12]);
        assert_eq!(panels(&table, &headings, &columns, 68), [0..6, 6..12]);
        assert_eq!(
            panels(&table, &headings, &columns, 38),
            [0..3, 3..6, 6..9, 9..12]
        );
        // Five of six would fit: three and three it is.
        assert_eq!(
            panels(&table, &headings, &columns, 58),
            [0..3, 3..6, 6..9, 9..12]
        );
        assert_eq!(panels(&table, &headings, &columns, 0).len(), 12);
    }
}
