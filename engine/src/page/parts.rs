//! What sections share: escaped lines, headings, lists and plain tables.

use std::fmt::Write as _;

use crate::text::html::{escaped, has_long_word};
use crate::text::line;

/// The text on one line, escaped.
pub(super) fn text(text: &str) -> String {
    escaped(&line(text))
}

/// The text with its lines, each made safe as [`text`] makes one, but for the spaces it begins with.
pub(super) fn block(text: &str) -> String {
    let mut lines = Vec::new();
    for part in text.lines() {
        let inner = part.trim_start_matches(' ');
        let indent = " ".repeat(part.len() - inner.len());
        lines.push(format!("{indent}{}", escaped(&line(inner))));
    }
    lines.join("\n")
}

/// A section of the page under a heading.
pub(super) struct Section {
    /// What links to it name.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What it holds, as HTML.
    pub body: String,
    /// Links to what stands in it: names of elements and their titles.
    pub entries: Vec<(String, String)>,
}

impl Section {
    /// The section as HTML.
    pub fn html(&self) -> String {
        format!(
            "<section class=\"part\" id=\"{id}\" aria-labelledby=\"{id}-heading\">\n\
             <h2 id=\"{id}-heading\">{title}</h2>\n{body}</section>\n",
            id = self.id,
            title = self.title,
            body = self.body,
        )
    }

    /// Its line in the contents.
    pub fn link(&self) -> String {
        let mut link = format!("<li><a href=\"#{}\">{}</a>", self.id, self.title);
        if !self.entries.is_empty() {
            link.push_str("\n<ul>\n");
            for (id, title) in &self.entries {
                let _ = writeln!(
                    link,
                    "<li><a href=\"#{}\">{}</a></li>",
                    escaped(id),
                    text(title)
                );
            }
            link.push_str("</ul>");
        }
        link.push_str("</li>\n");
        link
    }
}

/// A list of texts; nothing for none.
pub(super) fn list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let items = items
        .into_iter()
        .map(|item| format!("<li>{}</li>\n", text(item)));
    let items: Vec<_> = items.collect();
    if items.is_empty() {
        return String::new();
    }
    format!("<ul class=\"plain\">\n{}</ul>\n", items.concat())
}

/// A table of texts, the first of each row being its heading.
pub(super) fn plain_table<'a>(
    caption: &str,
    headings: &[&str],
    rows: impl Iterator<Item = &'a [String]>,
) -> String {
    let mut table = format!(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{caption}\">\n\
         <table>\n<caption>{caption}</caption>\n<thead>\n<tr>",
        caption = text(caption)
    );
    for heading in headings {
        let _ = write!(table, "<th scope=\"col\">{}</th>", text(heading));
    }
    table.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in rows {
        table.push_str("<tr>");
        for (column, cell) in row.iter().enumerate() {
            let long = if has_long_word(cell) { " long" } else { "" };
            let cell = text(cell);
            let _ = match column {
                0 => write!(table, "<th scope=\"row\" class=\"text{long}\">{cell}</th>"),
                _ => write!(table, "<td class=\"text{long}\">{cell}</td>"),
            };
        }
        table.push_str("</tr>\n");
    }
    table.push_str("</tbody>\n</table>\n</div>\n");
    table
}

/// A number with its noun: `1 trial`, `1,200 trials`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// A number with commas between groups of three digits.
pub(super) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{block, grouped, text};

    #[test]
    fn numbers_are_read_in_groups_of_three() {
        let texts = [0, 999, 1000, 1_234_567].map(grouped);
        assert_eq!(texts, ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn a_block_keeps_lines_and_indents_and_nothing_that_reorders() {
        assert_eq!(block("a:\n  - <b>\u{202e}c\n"), "a:\n  - &lt;b&gt;c");
        assert_eq!(text("a\n<b>"), "a &lt;b&gt;");
    }
}
