//! A figure as files: SVG, from it PDF and PNG; its data as CSV; and pgfplots source that shows the same.
//!
//! The SVG is the one drawing. It is laid out for the width at which it is printed, with letters of 7 points or more; its
//! text is measured with the font that PDF and PNG are set in ([Arimo](https://github.com/googlefonts/arimo), part of
//! the engine, as wide as Arial and Helvetica), so that every machine draws the same. Titles and captions are anybody's
//! text: they are put on one line, cut to the room there is, and escaped.

mod canvas;
mod colours;
mod csv;
mod describe;
mod error;
mod face;
mod grid;
mod legend;
mod matrices;
mod notes;
mod pdf;
mod pgfplots;
mod plots;
mod png;
mod ranks;
mod scale;
mod series;
mod simplify;
mod svg;

pub use self::csv::csv;
pub use error::DrawError;
pub use pgfplots::{pgfplots, pgfplots_document};

use canvas::Canvas;

use crate::figure::{Body, Figure, Panel, Width};

/// Space around the drawing, in points.
const MARGIN: f64 = 3.0;
/// Size of letters of titles of axes and panels.
const LARGE: f64 = 7.5;
/// Size of all other letters.
const SMALL: f64 = 7.0;

/// The extensions of the files of a figure.
pub const EXTENSIONS: [&str; 5] = ["svg", "pdf", "png", "csv", "tex"];

/// The figure in every format, each with the extension of its file.
///
/// # Errors
/// When a writer fails; no figure gives it cause to.
pub fn render_all(figure: &Figure) -> Result<Vec<(&'static str, Vec<u8>)>, DrawError> {
    let canvas = canvas(figure);
    Ok(vec![
        ("svg", svg_of(figure, &canvas).into_bytes()),
        ("pdf", pdf::document(&canvas, &describe::title(figure))?),
        ("png", png::image(&canvas)?),
        ("csv", csv(figure)?.into_bytes()),
        ("tex", pgfplots(figure).into_bytes()),
    ])
}

/// The figure as a document of SVG, to stand in a file or in a page of HTML.
pub fn svg(figure: &Figure) -> String {
    svg_of(figure, &canvas(figure))
}

/// The figure as a page of PDF of its size.
///
/// # Errors
/// When the writer fails; no figure gives it cause to.
pub fn pdf(figure: &Figure) -> Result<Vec<u8>, DrawError> {
    Ok(pdf::document(&canvas(figure), &describe::title(figure))?)
}

/// The figure as PNG of 300 pixels to the inch.
///
/// # Errors
/// When the writer fails; no figure gives it cause to.
pub fn png(figure: &Figure) -> Result<Vec<u8>, DrawError> {
    png::image(&canvas(figure))
}

fn svg_of(figure: &Figure, canvas: &Canvas) -> String {
    let description = describe::describe(figure);
    svg::document(canvas, &figure.name, &describe::title(figure), &description)
}

/// The drawing.
fn canvas(figure: &Figure) -> Canvas {
    let mut canvas = Canvas::new(match figure.width {
        Width::Column => 238.0,
        Width::Page => 493.0,
    });
    let below = match figure.panels.iter().find_map(shown) {
        Some(Body::Matrix(_)) => matrices::draw(&mut canvas, &figure.panels),
        Some(Body::Plot(_)) => plots::draw(&mut canvas, &figure.panels),
        Some(Body::Ranks(ranks)) => ranks::draw(&mut canvas, ranks),
        Some(Body::Nothing(_)) | None => notes::draw(&mut canvas, MARGIN, &reasons(figure)),
    };
    let below = notes::draw(&mut canvas, below, &figure.notes);
    canvas.height = (below + MARGIN).ceil();
    canvas
}

/// What a panel shows, where it shows anything.
fn shown(panel: &Panel) -> Option<&Body> {
    Some(&panel.body).filter(|body| !matches!(body, Body::Nothing(_)))
}

/// Why there is nothing to show.
fn reasons(figure: &Figure) -> Vec<String> {
    let reasons = figure.panels.iter().filter_map(|panel| match &panel.body {
        Body::Nothing(reason) if panel.title.is_empty() => Some(reason.clone()),
        Body::Nothing(reason) => Some(format!("{}: {reason}", panel.title)),
        _ => None,
    });
    let mut reasons: Vec<String> = reasons.collect();
    if reasons.is_empty() {
        reasons.push("nothing to show".to_owned());
    }
    reasons
}

#[cfg(test)]
mod tests;
