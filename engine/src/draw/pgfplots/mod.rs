//! A figure as source for LaTeX: pgfplots for plots, `TikZ` for matrices and ranks. A paper that sets its figures so has
//! their letters in its own font, and can change everything.

mod matrix;
mod plot;
mod ranks;

use std::fmt::Write as _;

use super::canvas::Colour;
use crate::figure::{Body, Figure, Panel, Width};
use crate::text::latex::{escape, label};
use crate::text::{cut, line};

/// The longest title of a panel or an axis, and of an entry of a legend or a class, in characters.
const TITLE: usize = 40;
const NAME: usize = 24;

/// The figure as a `figure` environment, to be pasted into a paper. The document needs the package `pgfplots`.
pub fn pgfplots(figure: &Figure) -> String {
    let environment = match figure.width {
        Width::Column => "figure",
        Width::Page => "figure*",
    };
    let mut text = format!(
        "% Needs \\usepackage{{pgfplots}} and \\pgfplotsset{{compat=1.17}} (or a later version).\n\
         \\begin{{{environment}}}\n  \\centering\\scriptsize\n"
    );
    match figure.panels.iter().find_map(super::shown) {
        Some(Body::Plot(_)) => plot::push(&mut text, figure),
        Some(Body::Matrix(_)) => matrix::push(&mut text, figure),
        Some(Body::Ranks(ranks)) => ranks::push(&mut text, ranks),
        Some(Body::Nothing(_)) | None => {
            for reason in super::reasons(figure) {
                let _ = writeln!(text, "  {}\\par", escape(&line(&reason)));
            }
        }
    }
    let caption = figure.caption.iter().chain(&figure.notes);
    let caption: Vec<String> = caption.map(|part| escape(&sentence(&line(part)))).collect();
    if !caption.is_empty() {
        let _ = writeln!(text, "  \\caption{{{}}}", caption.join(" "));
    }
    let _ = writeln!(text, "  \\label{{fig:{}}}", label(&figure.name));
    let _ = writeln!(text, "\\end{{{environment}}}");
    text
}

/// A document that shows the figures, one after the other.
pub fn pgfplots_document(figures: &[Figure]) -> String {
    let mut text = String::from(
        "\\documentclass[twocolumn]{article}\n\\usepackage[margin=2cm]{geometry}\n\\usepackage{pgfplots}\n\
         \\pgfplotsset{compat=1.17}\n\\begin{document}\n",
    );
    for figure in figures {
        let _ = write!(text, "\n{}\\clearpage\n", pgfplots(figure));
    }
    text.push_str("\\end{document}\n");
    text
}

fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?', '…']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// A text safe in braces, cut where it is longer than so many letters. What pdfLaTeX can only show by its code point is as
/// long as that.
fn words(text: &str, longest: usize) -> String {
    let text = line(text);
    let mut length = 0;
    let fits = |character: &char| {
        length += if *character < '\u{250}' { 1 } else { 7 };
        length <= longest
    };
    let kept = text.chars().take_while(fits).count();
    escape(&cut(&text, kept))
}

fn colour([red, green, blue]: Colour) -> String {
    format!("{{rgb,255:red,{red};green,{green};blue,{blue}}}")
}

/// The title of a panel, with its second line.
fn title(panel: &Panel, share: f64, between: &str) -> String {
    let longest = if share > 0.5 { TITLE } else { NAME };
    let title = words(&panel.title, longest);
    match &panel.detail {
        Some(detail) => format!("{title}{between}{}", words(detail, TITLE)),
        None => title,
    }
}

/// A panel that is empty, as wide as the others.
fn push_empty(text: &mut String, panel: &Panel, share: f64, why: &str) {
    let title = title(panel, share, ", ");
    let why = escape(&cut(why, 120));
    let _ = writeln!(
        text,
        "  \\begin{{minipage}}[b]{{{share:.2}\\linewidth}}\\centering {title}\\par\\medskip {why}\\end{{minipage}}%"
    );
}

/// Panels in a row, and the share of the line that each has.
fn share(figure: &Figure) -> (usize, f64) {
    let most = match figure.width {
        Width::Column => 2,
        Width::Page => 4,
    };
    let in_row = figure.panels.len().clamp(1, most);
    (in_row, 0.98 / in_row as f64)
}
