//! The page of an experiment: one HTML file that holds all it shows and asks no network for anything.
//!
//! Tables and figures are written as they stand, so that they read without JavaScript; what may be long (trials, rankings)
//! is JSON inside the page, of which the script shows what is looked at. Every text is anybody's: it is escaped where it
//! is written, and becomes text, never markup, where the script shows it. The policy of the page lets no script run but
//! its own, named by its digest.

mod audits;
mod document;
mod explorer;
mod figures;
mod gallery;
mod overview;
mod parts;
mod provenance;
mod spec_text;
mod tables;
mod trials;
mod troubles;

#[cfg(test)]
mod tests;

pub use audits::{Audits, RejectedRows};
pub use document::Page;
pub use figures::PageFigure;
pub use gallery::{Classes, Gallery, GalleryModel, GalleryView, Run};
pub use provenance::PageProvenance;
pub use tables::PageTable;
pub use trials::{PageTrial, State};
pub use troubles::{Failures, Troubles};
