//! Matrices of shares: a number in each cell where it fits, darker where it is higher.

use super::canvas::{Anchor, Canvas, EMPTY, INK, WHITE, Words};
use super::colours::{WHITE_ABOVE, sequential};
use super::face::{fitted, width};
use super::grid::{Rows, empty, panel_title};
use super::{LARGE, MARGIN, SMALL};
use crate::figure::{Body, Matrix, Panel};

/// The least side of a cell that a number fits in.
const LEAST_CELL: f64 = 12.6;
/// The greatest side of a cell.
const MOST_CELL: f64 = 30.0;
/// The most room for names of classes.
const MOST_NAME: f64 = 52.0;
/// Space between panels side by side.
const GAP: f64 = 7.0;

/// Sizes that all panels share.
struct Sizes {
    rows: Rows,
    /// Where the first column of panels begins.
    left: f64,
    cell: f64,
    panel: (f64, f64),
    /// Height of the names under a panel, and whether they read upwards.
    names: f64,
    upwards: bool,
}

/// Draws the panels, and returns where they end.
pub(super) fn draw(canvas: &mut Canvas, panels: &[Panel]) -> f64 {
    let matrices = panels.iter().filter_map(|panel| match &panel.body {
        Body::Matrix(matrix) => Some(matrix),
        _ => None,
    });
    let matrices: Vec<&Matrix> = matrices.collect();
    let Some(&first) = matrices.first() else {
        return MARGIN;
    };
    let sizes = Sizes::new(canvas.width, &matrices, panels.len());
    let mut y = MARGIN;
    let has_details = panels.iter().any(|panel| panel.detail.is_some());
    let head = if has_details {
        LARGE + SMALL + 4.0
    } else {
        LARGE + 3.0
    };
    let (top, mut bottom) = (y + head, y);
    for (place, panel) in panels.iter().enumerate() {
        let (row, column) = sizes.rows.place(place);
        if column == 0 && row > 0 {
            y = bottom + 5.0;
        }
        let x = sizes.left + column as f64 * (sizes.panel.0 + GAP);
        let corner = (x, y + head);
        panel_title(canvas, (x, y + LARGE), sizes.panel.0, panel);
        match &panel.body {
            Body::Matrix(matrix) => cells(canvas, corner, matrix, sizes.cell),
            Body::Nothing(why) => empty(canvas, corner, sizes.panel, why),
            _ => {}
        }
        if column == 0 {
            row_names(canvas, corner, first, &sizes);
        }
        bottom = corner.1 + sizes.panel.1;
        if sizes.rows.is_lowest(place) {
            column_names(canvas, corner, first, &sizes);
        }
    }
    let middle = f64::midpoint(top, bottom);
    titles(canvas, first, &sizes, middle, bottom + sizes.names)
}

impl Sizes {
    fn new(width_of_all: f64, matrices: &[&Matrix], panels: usize) -> Self {
        let row_names = matrices.iter().flat_map(|matrix| &matrix.rows);
        let widest = |names: &mut dyn Iterator<Item = &String>| {
            names
                .map(|name| width(&fitted(name, SMALL, MOST_NAME), SMALL))
                .fold(0.0, f64::max)
        };
        let left = MARGIN + LARGE + 4.0 + widest(&mut row_names.into_iter()) + 3.0;
        let columns = matrices
            .iter()
            .map(|it| it.columns.len())
            .max()
            .unwrap_or(1);
        let height = matrices.iter().map(|it| it.rows.len()).max().unwrap_or(1);
        let room = width_of_all - left - MARGIN;
        let side = |in_row: usize| {
            let gaps = (in_row - 1) as f64 * GAP;
            (room - gaps) / in_row as f64 / columns.max(1) as f64
        };
        // As many panels in a row as leave room for numbers, and for a title of a few letters.
        let fits =
            |in_row: &usize| side(*in_row) >= LEAST_CELL && side(*in_row) * columns as f64 >= 56.0;
        let in_row = (1..=panels.max(1)).rev().find(fits).unwrap_or(1);
        // The same number of rows with fewer panels in each wastes less.
        let in_row = panels.max(1).div_ceil(panels.max(1).div_ceil(in_row));
        let cell = side(in_row).min(MOST_CELL);
        let names = matrices.iter().flat_map(|matrix| &matrix.columns);
        let widest = widest(&mut names.into_iter());
        let upwards = widest > cell - 2.0;
        Self {
            rows: Rows { panels, in_row },
            left,
            cell,
            panel: (cell * columns as f64, cell * height as f64),
            names: if upwards { widest + 3.0 } else { SMALL + 2.0 },
            upwards,
        }
    }
}

fn cells(canvas: &mut Canvas, (left, top): (f64, f64), matrix: &Matrix, cell: f64) {
    for row in 0..matrix.rows.len() {
        for column in 0..matrix.columns.len() {
            let (x, y) = (left + column as f64 * cell, top + row as f64 * cell);
            let share = matrix.share(row, column);
            let fill = share.map_or(EMPTY, sequential);
            // White lines between cells.
            canvas.rectangle((x + 0.25, y + 0.25), (cell - 0.5, cell - 0.5), fill);
            let text = percent(share);
            if width(&text, SMALL) > cell - 0.8 {
                continue;
            }
            let is_white = share.is_some_and(|share| share > WHITE_ABOVE);
            let words = Words {
                colour: if is_white { WHITE } else { INK },
                ..Words::small(text, Anchor::Middle)
            };
            canvas.text((x + cell / 2.0, y + cell / 2.0 + SMALL * 0.36), words);
        }
    }
}

/// A share in percent, without its sign; a dash where there are no rows.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.0}", share * 100.0))
}

fn row_names(canvas: &mut Canvas, (left, top): (f64, f64), matrix: &Matrix, sizes: &Sizes) {
    for (row, name) in matrix.rows.iter().enumerate() {
        let name = fitted(name, SMALL, MOST_NAME);
        let base = top + (row as f64 + 0.5) * sizes.cell + SMALL * 0.36;
        canvas.text((left - 3.0, base), Words::small(name, Anchor::End));
    }
}

fn column_names(canvas: &mut Canvas, (left, top): (f64, f64), matrix: &Matrix, sizes: &Sizes) {
    for (column, name) in matrix.columns.iter().enumerate() {
        let name = fitted(name, SMALL, MOST_NAME);
        let middle = left + (column as f64 + 0.5) * sizes.cell;
        let below = top + sizes.panel.1;
        if sizes.upwards {
            let words = Words {
                upwards: true,
                ..Words::small(name, Anchor::End)
            };
            canvas.text((middle + SMALL * 0.36, below + 3.0), words);
        } else {
            let words = Words::small(name, Anchor::Middle);
            canvas.text((middle, below + SMALL + 1.0), words);
        }
    }
}

/// The titles of both axes, once for all panels.
fn titles(canvas: &mut Canvas, matrix: &Matrix, sizes: &Sizes, middle: f64, below: f64) -> f64 {
    let large = |text: &str| Words {
        size: LARGE,
        ..Words::small(text, Anchor::Middle)
    };
    let words = Words {
        upwards: true,
        ..large(matrix.row_title.as_str())
    };
    canvas.text((MARGIN + LARGE - 1.0, middle), words);
    let in_row = sizes.rows.in_row as f64;
    let across = in_row * sizes.panel.0 + (in_row - 1.0) * GAP;
    let base = below + LARGE + 2.0;
    canvas.text(
        (sizes.left + across / 2.0, base),
        large(&matrix.column_title),
    );
    base + 3.0
}
