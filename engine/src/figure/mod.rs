//! What a figure shows, as plain data, and the pure functions that compute it from predictions, reports and scores.
//!
//! Trials of one model are *runs*: one for each seed and fold. A curve is the mean over runs on a common grid, with one
//! sample standard deviation around it. A run on which a curve is not defined is left out, and the figure says so.

mod axis;
mod band;
mod calibration;
mod confusion;
mod critical_difference;
mod distribution;
mod embedding;
#[cfg(test)]
pub(crate) mod examples;
mod matrix;
mod panel;
mod plot;
mod precision_recall;
mod principal;
mod ranks;
mod retrieval_matrix;
mod roc;
mod runs;
mod series;
mod training;

pub use axis::{Axis, Range};
pub use calibration::calibration;
pub use confusion::confusion;
pub use critical_difference::{Block, critical_difference};
pub use distribution::distribution;
pub use embedding::{Embedded, embedding};
pub use matrix::Matrix;
pub use panel::{Body, Figure, Panel, Width};
pub use plot::{Guide, Plot};
pub use precision_recall::{RankedRun, precision_recall, retrieval_curve};
pub use principal::{Principal, principal};
pub use ranks::{CriticalDifference, Ranked};
pub use retrieval_matrix::retrieval_matrix;
pub use roc::roc;
pub use runs::{Runs, Shown};
pub use series::{Point, Series, Shape};
pub use training::{Epoch, training};
