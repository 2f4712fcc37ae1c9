//! Studies: people are asked whether a label holds, row by row, and their answers are analysed.
//!
//! The design is a function of spec and dataset alone: the same seed draws the same rows for the same participants in the
//! same order, so that the analysis needs no file besides the answers. Questions have opaque ids that name the row and its
//! values: answers to another design are not taken for answers to this one.

mod analysis;
mod assign;
mod design;
mod design_csv;
mod draw;
mod error;
mod item;
mod question_rows;
mod questionnaire;
mod responses;
mod screening;
mod stimuli;

pub use analysis::{Analysis, StudyTable};
pub use design::{Design, Participant};
pub use design_csv::design_csv;
pub use draw::Shortage;
pub use error::StudyError;
pub use item::Item;
pub use questionnaire::questionnaire;
pub use responses::{Answer, read_answers};
pub use screening::{Exclusion, screen};
pub use stimuli::{Stimulus, StimulusSource};
