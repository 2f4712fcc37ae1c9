//! Tables, written into the results and shown.

use std::io;

use serde_json::{Map, json};

use super::screen::Screen;
use crate::report::{TerminalStyle, render_all, terminal};
use crate::results::Results;
use crate::spec::Name;
use crate::tabulate::Table;

/// Writes tables of an experiment in every format; those that are to be shown, as the screen shows them.
pub(super) fn write_tables<'a>(
    results: &Results,
    experiment: &Name,
    tables: impl Iterator<Item = (&'a Table, bool)>,
    screen: &Screen,
) -> io::Result<String> {
    let mut shown = String::new();
    let mut documents = Map::new();
    for (table, is_shown) in tables {
        for (extension, text) in render_all(table).map_err(io::Error::other)? {
            results.write(&format!("{}.{extension}", table.name), text.as_bytes())?;
            if extension == "json" && screen.json() {
                documents.insert(table.name.to_string(), serde_json::from_str(&text)?);
            }
        }
        if is_shown && !screen.json() {
            let style = TerminalStyle {
                width: screen.width(),
                colour: screen.colour(),
            };
            shown.push('\n');
            shown.push_str(&terminal(table, &style));
        }
    }
    if screen.json() {
        shown = serde_json::to_string_pretty(&json!({
            "name": experiment,
            "results": results.folder(),
            "tables": documents,
        }))?;
    }
    Ok(shown)
}
