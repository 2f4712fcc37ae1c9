use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::parts::{Section, text};
use crate::text::html::{escaped, script_json};

/// A table, as HTML and as the texts that are copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageTable {
    /// Its name: that of its files.
    pub name: String,
    /// The table as [`crate::report::html_table`] writes it.
    pub table: String,
    /// What stands under it, as [`crate::report::html_notes`] writes it.
    pub notes: String,
    /// The table in LaTeX.
    pub latex: String,
    /// The table in Markdown.
    pub markdown: String,
    /// The table in CSV.
    pub csv: String,
}

pub(super) fn section(tables: &[PageTable]) -> Option<Section> {
    let mut body = String::new();
    for table in tables {
        let name = escaped(&table.name);
        let _ = write!(
            body,
            "<article class=\"table\" id=\"table-{name}\" aria-labelledby=\"table-{name}-heading\">\n\
             <h3 id=\"table-{name}-heading\">{title}</h3>\n\
             <div class=\"tools\" data-scripted hidden>\n\
             <label>Filter rows <input type=\"search\" autocomplete=\"off\" spellcheck=\"false\"></label>\n\
             <output></output>\n<span class=\"end\">\n{buttons}</span>\n</div>\n\
             <div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"table-{name}-heading\">\n\
             {html}</div>\n{notes}</article>\n",
            title = text(&table.name),
            buttons = buttons(&name),
            html = table.table,
            notes = table.notes,
        );
    }
    let entry = |table: &PageTable| (format!("table-{}", table.name), table.name.clone());
    (!tables.is_empty()).then(|| Section {
        id: "tables",
        title: "Tables",
        body,
        entries: tables.iter().map(entry).collect(),
    })
}

fn buttons(name: &str) -> String {
    ["LaTeX", "Markdown", "CSV"]
        .map(|format| {
            format!(
                "<button type=\"button\" data-copy=\"{name}\" data-format=\"{format}\">Copy {format}\
                 <span class=\"heard\"> of {name}</span></button>\n"
            )
        })
        .concat()
}

/// The texts that buttons copy, once each.
pub(super) fn data(tables: &[PageTable]) -> String {
    let texts: Map<String, Value> = tables
        .iter()
        .map(|table| {
            let texts = json!({
                "LaTeX": table.latex,
                "Markdown": table.markdown,
                "CSV": table.csv,
            });
            (table.name.clone(), texts)
        })
        .collect();
    format!(
        "<script type=\"application/json\" id=\"texts-data\">{}</script>\n",
        script_json(&texts)
    )
}
