//! Matrices as `TikZ`: one coloured square a cell.

use std::fmt::Write as _;

use super::super::canvas::EMPTY;
use super::super::colours::{WHITE_ABOVE, sequential};
use super::super::matrices::percent;
use super::{NAME, TITLE, colour, push_empty, share, title, words};
use crate::figure::{Body, Figure, Matrix, Panel};

/// The share of a panel's width that its cells have; names have the rest.
const CELLS: f64 = 0.62;

/// Writes the panels.
pub(super) fn push(text: &mut String, figure: &Figure) {
    let (in_row, share) = share(figure);
    for (place, panel) in figure.panels.iter().enumerate() {
        match &panel.body {
            Body::Matrix(matrix) => push_matrix(text, panel, matrix, share),
            Body::Nothing(why) => push_empty(text, panel, share, why),
            _ => {}
        }
        if place % in_row + 1 == in_row {
            text.push_str("  \\par\\smallskip\n");
        }
    }
}

fn push_matrix(text: &mut String, panel: &Panel, matrix: &Matrix, share: f64) {
    let columns = matrix.columns.len().max(1) as f64;
    let cell = (CELLS * share / columns).min(0.12);
    let _ = writeln!(
        text,
        "  \\begin{{tikzpicture}}[x={cell:.4}\\linewidth, y=-{cell:.4}\\linewidth, inner sep=1pt, \
         every node/.style={{font=\\scriptsize}}]"
    );
    for row in 0..matrix.rows.len() {
        for column in 0..matrix.columns.len() {
            let share = matrix.share(row, column);
            let ink = if share.is_some_and(|share| share > WHITE_ABOVE) {
                "white"
            } else {
                "black"
            };
            let _ = writeln!(
                text,
                "    \\fill[fill={}] ({column},{row}) rectangle ++(1,1);\n    \
                 \\node[text={ink}] at ({column}.5,{row}.5) {{{}}};",
                colour(share.map_or(EMPTY, sequential)),
                words(&percent(share), NAME)
            );
        }
    }
    let (width, height) = (matrix.columns.len(), matrix.rows.len());
    for (row, name) in matrix.rows.iter().enumerate() {
        let name = words(name, NAME);
        let _ = writeln!(text, "    \\node[anchor=east] at (0,{row}.5) {{{name}}};");
    }
    for (column, name) in matrix.columns.iter().enumerate() {
        let name = words(name, NAME);
        let _ = writeln!(
            text,
            "    \\node[anchor=east, rotate=90] at ({column}.5,{height}) {{{name}}};"
        );
    }
    let (across, down) = (width as f64 / 2.0, height as f64 / 2.0);
    let _ = writeln!(
        text,
        "    \\node[anchor=south, rotate=90] at (current bounding box.west |- 0,{down}) {{{}}};\n    \
         \\node[anchor=north] at (current bounding box.south -| {across},0) {{{}}};\n    \
         \\node[anchor=south, align=center] at ({across},0) {{{}}};\n  \\end{{tikzpicture}}%",
        words(&matrix.row_title, TITLE),
        words(&matrix.column_title, TITLE),
        title(panel, share, "\\\\")
    );
}
