use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::parts::{Section, text};
use crate::text::html::{escaped, script_json};

/// A figure, drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageFigure {
    /// Its name: that of its files.
    pub name: String,
    /// The caption.
    pub caption: Option<String>,
    /// Lines under it.
    pub notes: Vec<String>,
    /// The drawing: an `svg` element, which stands in the page as it is.
    pub svg: String,
    /// What is drawn, as CSV.
    pub csv: String,
}

pub(super) fn section(figures: &[PageFigure]) -> Option<Section> {
    let mut body = String::new();
    for figure in figures {
        let name = escaped(&figure.name);
        let caption = figure.caption.as_deref().map(text).unwrap_or_default();
        let _ = write!(
            body,
            "<article id=\"figure-{name}\" aria-labelledby=\"figure-{name}-heading\">\n\
             <h3 id=\"figure-{name}-heading\">{title}</h3>\n\
             <figure>\n<div class=\"plate\" data-drawing=\"{name}\">{svg}</div>\n\
             <figcaption>{caption}</figcaption>\n</figure>\n{notes}\
             <div class=\"tools\" data-scripted hidden>\n{buttons}</div>\n</article>\n",
            title = text(&figure.name),
            svg = element(&figure.svg),
            notes = notes(&figure.notes),
            buttons = buttons(&name),
        );
    }
    let entry = |figure: &PageFigure| (format!("figure-{}", figure.name), figure.name.clone());
    (!figures.is_empty()).then(|| Section {
        id: "figures",
        title: "Figures",
        body,
        entries: figures.iter().map(entry).collect(),
    })
}

/// The `svg` element of a file, without what stands before it.
fn element(svg: &str) -> &str {
    svg.find("<svg").map_or("", |start| svg[start..].trim_end())
}

fn notes(notes: &[String]) -> String {
    if notes.is_empty() {
        return String::new();
    }
    let lines = notes
        .iter()
        .map(|note| format!("<li>{}</li>\n", text(note)));
    let lines: Vec<_> = lines.collect();
    format!("<ul class=\"notes\">\n{}</ul>\n", lines.concat())
}

fn buttons(name: &str) -> String {
    [("csv", "data as CSV"), ("svg", "drawing as SVG")]
        .map(|(format, what)| {
            format!(
                "<button type=\"button\" data-figure=\"{name}\" data-format=\"{format}\">Save {what}\
                 <span class=\"heard\"> of {name}</span></button>\n"
            )
        })
        .concat()
}

/// The data of the figures, once each.
pub(super) fn data(figures: &[PageFigure]) -> String {
    let texts: Map<String, Value> = figures
        .iter()
        .map(|figure| (figure.name.clone(), Value::from(figure.csv.as_str())))
        .collect();
    format!(
        "<script type=\"application/json\" id=\"figures-data\">{}</script>\n",
        script_json(&texts)
    )
}
