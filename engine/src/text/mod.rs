//! Anybody's text made safe: for one line, for a cell of CSV, for LaTeX, for HTML. What tables, cards, figures and pages share.

pub mod csv;
pub mod html;
pub mod latex;
mod line;

pub use line::{cut, line};
