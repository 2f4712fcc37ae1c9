use std::io;
use std::path::Path;

use super::Dataset;
use crate::files::{read_sealed, write_sealed};

/// Keeps a dataset in a file.
///
/// # Errors
/// Where it cannot be written.
pub fn store(dataset: &Dataset, path: &Path) -> io::Result<()> {
    let bytes = postcard::to_allocvec(dataset).map_err(io::Error::other)?;
    write_sealed(path, &bytes)
}

/// The dataset that [`store`] kept.
///
/// # Errors
/// Where the file is not there, or not as it was written.
pub fn read_stored(path: &Path) -> io::Result<Dataset> {
    postcard::from_bytes(&read_sealed(path)?).map_err(io::Error::other)
}
