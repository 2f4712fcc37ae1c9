//! What the fuzz targets in `tests/fuzz` call: for each kind of input that comes from outside, a function that takes any
//! bytes, reads them as that input, and panics where a rule is broken. Each stands in the room that reads the input.
//!
//! The tests here feed the same functions what `tests/fuzz/corpus` holds, and changes of it.

pub use crate::cache::fuzz::entry;
pub use crate::dataset::format::fuzz::{csv, hdf5, npy, npz, parquet};
pub use crate::journal::fuzz::journal;
pub use crate::spec::load::fuzz::spec;

#[cfg(test)]
mod mutation;
#[cfg(test)]
mod tests;
