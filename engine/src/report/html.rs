use std::fmt::Write as _;

use super::text::{
    capitalised, cited_title, column_title, first_new_heading, footnote_text, legend, line,
    mark_of, mark_word, row_groups, trailing,
};
use crate::spec::Mark;
use crate::tabulate::{Cell, Content, Printed, Rank, Spread, Table};
use crate::text::html::{escaped, has_long_word};

/// A space as wide as a digit.
const FIGURE_SPACE: &str = "\u{2007}";

/// The table as a fragment of HTML: a `table` element, and a list of what stands under it.
pub fn html(table: &Table) -> String {
    format!("{}{}", html_table(table), html_notes(table))
}

/// The table as a `table` element.
///
/// Cells say in `data-value` what they show, as measured, and in `data-rank` how they rank; columns are numbered from the
/// left by `data-column`. A heading that repeats that of the row above has the class `same`.
pub fn html_table(table: &Table) -> String {
    let mut text = "<table>\n".to_owned();
    if let Some(caption) = &table.caption {
        let _ = writeln!(text, "<caption>{}</caption>", escaped(&line(caption)));
    }
    text.push_str("<thead>\n");
    push_head(&mut text, table);
    text.push_str("</thead>\n<tbody>\n");
    let widths = deviation_widths(table);
    let groups = row_groups(table);
    let mut before = None;
    for (index, row) in table.rows.iter().enumerate() {
        let first_new = first_new_heading(before, row);
        // Rows that share an outer heading stand together.
        let starts_group = index > 0 && groups.iter().any(|group| group.start == index);
        text.push_str(if starts_group {
            "<tr class=\"first\">"
        } else {
            "<tr>"
        });
        for (place, heading) in row.headings.iter().enumerate() {
            let title = cited_title(heading);
            let is_same = place < first_new && place + 1 < row.headings.len();
            let class = match (is_same, has_long_word(&title)) {
                (true, true) => " class=\"same long\"",
                (true, false) => " class=\"same\"",
                (false, true) => " class=\"long\"",
                (false, false) => "",
            };
            let _ = write!(text, "<th scope=\"row\"{class}>{}</th>", escaped(&title));
        }
        for (cell, width) in row.cells.iter().zip(&widths) {
            push_cell(&mut text, table, cell, *width);
        }
        text.push_str("</tr>\n");
        before = Some(row);
    }
    text.push_str("</tbody>\n</table>\n");
    text
}

/// What stands under the table: what its marks mean, its notes and its footnotes. Empty where there is nothing.
pub fn html_notes(table: &Table) -> String {
    let legend = legend(table, mark_word).map(|legend| capitalised(&legend));
    let notes = table.notes.iter().map(|note| line(note));
    let notes = legend.into_iter().chain(notes);
    let notes = notes.map(|note| format!("<li>{}</li>\n", escaped(&note)));
    let footnotes = table.footnotes.iter().map(|footnote| {
        format!(
            "<li><sup>{}</sup> {}</li>\n",
            footnote.letter,
            escaped(&footnote_text(footnote))
        )
    });
    let references = table.references.iter().map(|reference| {
        let text = format!("[{}] {}", line(&reference.key), line(&reference.text));
        format!("<li>{}</li>\n", escaped(&text))
    });
    let lines: String = notes.chain(footnotes).chain(references).collect();
    if lines.is_empty() {
        return lines;
    }
    format!("<ul class=\"notes\">\n{lines}</ul>\n")
}

/// The lines of headings: groups of columns over their columns, and what row headings are at the left of all.
fn push_head(text: &mut String, table: &Table) {
    let levels = table.column_dimensions.len().max(1);
    for level in 0..levels {
        text.push_str("<tr>");
        if level == 0 {
            let rows = if levels > 1 {
                format!(" rowspan=\"{levels}\"")
            } else {
                String::new()
            };
            for (place, dimension) in table.row_dimensions.iter().enumerate() {
                let _ = write!(
                    text,
                    "<th scope=\"col\"{rows} data-column=\"{place}\">{}</th>",
                    escaped(&line(dimension.title()))
                );
            }
        }
        for group in table.column_groups(level) {
            let heading = table.columns[group.start].headings.get(level);
            let title = heading.map(column_title).unwrap_or_default();
            let title = escaped(&title);
            if level + 1 < levels {
                let span = group.len();
                let _ = write!(
                    text,
                    "<th scope=\"colgroup\" colspan=\"{span}\" class=\"group\">{title}</th>"
                );
                continue;
            }
            // Columns of one heading are columns of their own: each is sorted by itself.
            for column in group {
                let place = table.row_dimensions.len() + column;
                let _ = write!(
                    text,
                    "<th scope=\"col\" class=\"number\" data-column=\"{place}\">{title}</th>"
                );
            }
        }
        text.push_str("</tr>\n");
    }
}

/// The characters of the longest deviation of each column, to which others are filled up so that means stand in line.
fn deviation_widths(table: &Table) -> Vec<usize> {
    let width = |cell: &Cell| match &cell.printed {
        Printed::Number {
            spread: Spread::Deviation(deviation),
            ..
        } => deviation.len(),
        _ => 0,
    };
    let widest = |column: usize| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
        cells.map(width).max().unwrap_or_default()
    };
    (0..table.columns.len()).map(widest).collect()
}

fn push_cell(text: &mut String, table: &Table, cell: &Cell, deviation_width: usize) {
    let value = match &cell.content {
        Content::Value { mean, .. } => format!(" data-value=\"{mean}\""),
        Content::Estimate { value, .. } | Content::Reported { value, .. } => {
            format!(" data-value=\"{value}\"")
        }
        Content::Count { count } => format!(" data-value=\"{count}\""),
        Content::Text => " class=\"text\"".to_owned(),
        _ => String::new(),
    };
    let mark = mark_of(table, cell);
    let rank = match cell.mark.filter(|_| mark != Mark::None) {
        Some(Rank::Best) => " data-rank=\"best\"",
        Some(Rank::Second) => " data-rank=\"second best\"",
        None => "",
    };
    let (number, rest) = if let Printed::Number { value, spread } = &cell.printed {
        let beside = match spread {
            Spread::Deviation(deviation) => {
                let lacking = deviation_width.saturating_sub(deviation.len());
                format!(" ± {}{deviation}", FIGURE_SPACE.repeat(lacking))
            }
            other => other.text(" ± ", |number| number.replace('-', "−")),
        };
        (value.replace('-', "−"), beside)
    } else {
        (line(&cell.printed.to_string()), String::new())
    };
    let number = escaped(&number);
    let marked = match mark {
        Mark::Bold => format!("<strong>{number}</strong>"),
        Mark::Underline => format!("<u>{number}</u>"),
        Mark::Italic => format!("<em>{number}</em>"),
        Mark::Shade => format!("<mark>{number}</mark>"),
        Mark::None => number,
    };
    let letters = trailing(table, cell).map(|text| format!(" <sup>{text}</sup>"));
    let letters = letters.unwrap_or_default();
    let _ = write!(text, "<td{value}{rank}>{marked}{rest}{letters}</td>");
}
