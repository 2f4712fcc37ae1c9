//! Anybody's text made safe: for one line, for a cell of CSV, for LaTeX. What tables, cards and figures share.

pub mod csv;
pub mod latex;
mod line;

pub use line::{cut, line};
