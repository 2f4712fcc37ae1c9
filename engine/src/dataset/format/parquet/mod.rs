//! Parquet: typed columns of one table, and how predictions are stored.
//!
//! | kept as | written | read |
//! | --- | --- | --- |
//! | `Matrix` | `required group NAME (LIST) { repeated group list { required float element } }` | lists of one length, of floats, doubles or integers; flat `FLOAT` |
//! | `Integers` | `required int64` | any integer type, `BOOLEAN` |
//! | `Numbers` | `required double` | flat `DOUBLE`, null being NaN |
//! | `Text` | `required binary (STRING)` | `STRING`, `BYTE_ARRAY` in UTF-8 |
//!
//! Written plain and uncompressed, in one row group, without statistics; read uncompressed or
//! with Snappy. A matrix without rows loses its width, which Parquet's lists do not record.
//!
//! The crate that parses files makes room for what they promise, so they are not trusted: headers are walked before it sees
//! them (`checked`), texts in delta encodings are counted (`pages`), and what a column holds has a limit (`read`).

mod checked;
mod delta;
mod known;
mod pages;
mod promises;
mod read;
mod structures;
mod thrift;
mod write;

pub(super) use read::{decode, read};
pub(super) use write::encode;
