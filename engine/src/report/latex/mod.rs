//! LaTeX needs `booktabs` in the document, and `graphicx` for tables wide enough to be shrunk to the line.

mod tabular;

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::panel::{panels, span_width, stub_width};
use super::text::{column_title, footnote_text, legend, line, row_title};
use crate::tabulate::{Column, Table};
use crate::text::latex::{escape, label};
use tabular::push_tabular;

/// About how many characters of a table fit a line of text. A wider table is broken into panels, and a panel this
/// wide is shrunk where it would still overrun the line.
const LINE: usize = 112;

/// Panels wider than this many characters may overrun a narrow page.
const NARROW_LINE: usize = 70;

/// Row headings longer than this many characters are broken over lines.
const LONGEST_HEADING: usize = 40;

/// The table as a `table` environment, to be pasted into a paper.
///
/// Cells are text, not `siunitx` columns: those cannot underline, and their options for bold differ by version.
/// Numbers align because digits are equally wide and shorter deviations are padded with `\phantom`.
pub fn latex(table: &Table) -> String {
    let mut text = String::from("\\begin{table}\n  \\centering\n");
    if let Some(caption) = &table.caption {
        let _ = writeln!(
            text,
            "  \\caption{{{}}}\n  \\label{{{}}}",
            escape(&line(caption)),
            label(&table.label)
        );
    }
    let (headings, columns) = (heading_widths(table), column_widths(table));
    for (index, panel) in panels(table, &headings, &columns, LINE)
        .into_iter()
        .enumerate()
    {
        if index > 0 {
            text.push_str("  \\par\\medskip\n");
        }
        let wide = stub_width(&headings) + span_width(&columns, &panel) > NARROW_LINE;
        if wide {
            text.push_str("  \\sbox0{%\n");
        }
        push_tabular(&mut text, table, &panel);
        if wide {
            text.push_str("  }%\n  \\ifdim\\wd0>\\linewidth\\resizebox{\\linewidth}{!}{\\usebox0}\\else\\usebox0\\fi\n");
        }
    }
    push_notes(&mut text, table);
    text.push_str("\\end{table}\n");
    text
}

/// A document that shows the tables, one after the other.
pub fn standalone_document(tables: &[Table]) -> String {
    let mut text = String::from(
        "\\documentclass{article}\n\\usepackage[margin=2.5cm]{geometry}\n\\usepackage{booktabs}\n\
         \\usepackage{graphicx}\n\\setlength{\\belowcaptionskip}{6pt}\n\\begin{document}\n",
    );
    for table in tables {
        let _ = write!(text, "\n{}", latex(table));
    }
    text.push_str("\n\\end{document}\n");
    text
}

fn push_notes(text: &mut String, table: &Table) {
    let legend = legend(table, "Bold:", "underlined:");
    let notes = table.notes.iter().map(|note| escape(&line(note)));
    let footnotes = table.footnotes.iter().map(|footnote| {
        format!(
            "\\textsuperscript{{{}}}\\,{}",
            footnote.letter,
            escape(&footnote_text(footnote))
        )
    });
    let lines: Vec<String> = legend.into_iter().chain(notes).chain(footnotes).collect();
    if !lines.is_empty() {
        let lines = lines.join("\\par\n    ");
        let _ = writeln!(
            text,
            "  \\par\\smallskip\n  \\begin{{minipage}}{{\\linewidth}}\n    \\footnotesize\\raggedright\n    {lines}\n  \
             \\end{{minipage}}"
        );
    }
}

/// About how many characters wide the row headings are printed.
fn heading_widths(table: &Table) -> Vec<usize> {
    let width = |level: usize| {
        let headings = table.rows.iter().filter_map(|row| row.headings.get(level));
        headings
            .map(|heading| row_title(heading).width())
            .max()
            .unwrap_or(0)
            .min(LONGEST_HEADING)
    };
    (0..table.row_dimensions.len()).map(width).collect()
}

/// About how many characters wide the columns are printed.
fn column_widths(table: &Table) -> Vec<usize> {
    let width = |(index, column): (usize, &Column)| {
        let title = column
            .headings
            .last()
            .map_or(0, |heading| column_title(heading).width());
        let cells = table.rows.iter().filter_map(|row| row.cells.get(index));
        cells
            .map(|cell| cell.printed.to_string().width())
            .max()
            .unwrap_or(0)
            .max(title)
    };
    table.columns.iter().enumerate().map(width).collect()
}
