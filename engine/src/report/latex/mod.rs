//! Tables for LaTeX, by `booktabs`; `graphicx` shrinks to the line what would overrun it.

mod numbers;
mod style;
mod tabular;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

use super::panel::{panels, span_width, stub_width};
use super::text::{capitalised, cited_title, column_title, footnote_text, legend, line, mark_word};
use crate::spec::Layout;
use crate::tabulate::{Column, Table};
use crate::text::latex::{escape, label};
use numbers::is_shaded;
use style::Packages;
use tabular::{CellColumns, push_tabular};

pub use style::{LatexStyle, Numbers};

/// About how many characters of a table fit a line of text. A wider table is broken into panels, and a panel this
/// wide is shrunk where it would still overrun the line.
const LINE: usize = 112;

/// Panels wider than this many characters may overrun a narrow page.
const NARROW_LINE: usize = 70;

/// Row headings longer than this many characters are broken over lines.
const LONGEST_HEADING: usize = 40;

/// The table as an environment, to be pasted into a paper. A comment before it says which packages it needs.
pub fn latex(table: &Table, style: LatexStyle) -> String {
    let packages = packages(table, style).to_string();
    let packages: Vec<&str> = packages.lines().collect();
    format!("% {}\n{}", packages.join(" "), environment(table, style))
}

/// A document that shows the tables, one after the other, and what they cite.
pub fn standalone_document(tables: &[Table], style: LatexStyle) -> String {
    let packages = tables.iter().fold(Packages::default(), |needed, table| {
        needed.and(packages(table, style))
    });
    let mut text = format!(
        "\\documentclass{{article}}\n\\usepackage[margin=2.5cm]{{geometry}}\n{packages}\n\
         \\setlength{{\\belowcaptionskip}}{{6pt}}\n\\begin{{document}}\n"
    );
    for table in tables {
        let _ = write!(text, "\n{}", environment(table, style));
    }
    let cited = tables.iter().flat_map(|table| &table.references);
    let cited: BTreeMap<&str, &str> = cited
        .map(|reference| (reference.key.as_str(), reference.text.as_str()))
        .collect();
    if !cited.is_empty() {
        text.push_str("\n\\begin{thebibliography}{99}\n");
        for (key, reference) in cited {
            let _ = writeln!(
                text,
                "  \\bibitem{{{}}} {}",
                label(key),
                escape(&line(reference))
            );
        }
        text.push_str("\\end{thebibliography}\n");
    }
    text.push_str("\n\\end{document}\n");
    text
}

fn environment(table: &Table, style: LatexStyle) -> String {
    let body = match table.layout {
        Layout::Float => float("table", table, style),
        Layout::Sideways => float("sidewaystable", table, style),
        Layout::Long => long(table, style),
    };
    if style.numbers == Numbers::Siunitx {
        return format!("\\begingroup\n{SIUNITX}{body}\\endgroup\n");
    }
    body
}

/// Bold numbers in bold, and what stands before a number beside it.
const SIUNITX: &str = "\\sisetup{separate-uncertainty=true, retain-zero-uncertainty=true, retain-explicit-plus=true, \
    table-align-text-before=false, table-align-text-after=false, text-series-to-math=true, propagate-math-font=true, \
    reset-text-series=false, reset-text-shape=false}\n";

fn float(environment: &str, table: &Table, style: LatexStyle) -> String {
    let mut text = format!("\\begin{{{environment}}}\n  \\centering\n");
    push_caption(&mut text, table, "\n");
    for (index, panel) in printed_panels(table).into_iter().enumerate() {
        if index > 0 {
            text.push_str("  \\par\\medskip\n");
        }
        let wide = is_wide(table, &panel);
        if wide {
            text.push_str("  \\sbox0{%\n");
        }
        push_tabular(&mut text, table, &panel, style);
        if wide {
            text.push_str("  }%\n  \\ifdim\\wd0>\\linewidth\\resizebox{\\linewidth}{!}{\\usebox0}\\else\\usebox0\\fi\n");
        }
    }
    let notes = note_lines(table);
    if !notes.is_empty() {
        let _ = writeln!(
            text,
            "  \\par\\smallskip\n  \\begin{{minipage}}{{\\linewidth}}\n    \\footnotesize\\raggedright\n    {}\n  \
             \\end{{minipage}}",
            notes.join("\\par\n    ")
        );
    }
    let _ = writeln!(text, "\\end{{{environment}}}");
    text
}

/// One `longtable` for each panel; its header is repeated on every page, the notes stand after the last.
fn long(table: &Table, style: LatexStyle) -> String {
    let mut text = String::new();
    for (index, panel) in printed_panels(table).into_iter().enumerate() {
        let columns = CellColumns::of(table, &panel, style);
        let _ = writeln!(text, "\\begin{{longtable}}{{{}}}", columns.preamble());
        if index == 0 {
            push_caption(&mut text, table, " \\\\\n");
        }
        text.push_str("    \\toprule\n");
        columns.push_header(&mut text);
        text.push_str("    \\midrule\n    \\endhead\n    \\bottomrule\n    \\endfoot\n");
        columns.push_rows(&mut text);
        text.push_str("\\end{longtable}\n");
    }
    let notes = note_lines(table);
    if !notes.is_empty() {
        let _ = writeln!(
            text,
            "{{\\footnotesize\\raggedright\\noindent\n  {}\\par}}",
            notes.join("\\par\\noindent\n  ")
        );
    }
    text
}

fn push_caption(text: &mut String, table: &Table, end: &str) {
    if let Some(caption) = &table.caption {
        let _ = write!(
            text,
            "  \\caption{{{}}}\n  \\label{{{}}}{end}",
            escape(&line(caption)),
            label(&table.label)
        );
    }
}

fn printed_panels(table: &Table) -> Vec<Range<usize>> {
    // A page on its side is about as wide as another is high.
    let width = match table.layout {
        Layout::Sideways => LINE * 3 / 2,
        Layout::Float | Layout::Long => LINE,
    };
    panels(table, &heading_widths(table), &column_widths(table), width)
}

fn is_wide(table: &Table, panel: &Range<usize>) -> bool {
    stub_width(&heading_widths(table)) + span_width(&column_widths(table), panel) > NARROW_LINE
}

fn packages(table: &Table, style: LatexStyle) -> Packages {
    let is_float = table.layout != Layout::Long;
    let cells = table.rows.iter().flat_map(|row| &row.cells);
    Packages {
        graphicx: is_float
            && printed_panels(table)
                .iter()
                .any(|panel| is_wide(table, panel)),
        rotating: table.layout == Layout::Sideways,
        longtable: table.layout == Layout::Long,
        siunitx: style.numbers == Numbers::Siunitx,
        colour: cells.into_iter().any(|cell| is_shaded(table, cell, style)),
    }
}

/// The lines under the table.
fn note_lines(table: &Table) -> Vec<String> {
    let legend = legend(table, mark_word).map(|legend| capitalised(&legend));
    let notes = table.notes.iter().map(|note| escape(&line(note)));
    let footnotes = table.footnotes.iter().map(|footnote| {
        format!(
            "\\textsuperscript{{{}}}\\,{}",
            footnote.letter,
            escape(&footnote_text(footnote))
        )
    });
    legend.into_iter().chain(notes).chain(footnotes).collect()
}

/// About how many characters wide the row headings are printed.
fn heading_widths(table: &Table) -> Vec<usize> {
    let width = |level: usize| {
        let headings = table.rows.iter().filter_map(|row| row.headings.get(level));
        headings
            .map(|heading| cited_title(heading).width())
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
