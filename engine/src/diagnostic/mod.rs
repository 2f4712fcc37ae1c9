//! Diagnostics: what is wrong with a spec, where, and what to do about it.
//!
//! A stage collects every [`Diagnostic`] it finds in [`Diagnostics`], which sorts them by place and carries the
//! source texts they point into, so that it can be rendered on its own: for people with the source line
//! underlined, or as JSON.

mod code;
mod collection;
mod example;
mod item;
mod nearest;
mod place;
mod printable;
mod render;
mod severity;
mod source_texts;

pub use code::{Code, UnknownCode};
pub use collection::Diagnostics;
pub use example::Example;
pub use item::Diagnostic;
pub use nearest::nearest;
pub use place::Place;
pub use printable::{listed, printable, quoted};
pub use severity::Severity;
pub use source_texts::{SourceTexts, TextId};
