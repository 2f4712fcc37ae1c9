use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::mutation::mutated;

/// Inputs made of the files of a target, beside those files, where `EMOSPEC_FUZZ_CHANGES` does not say how many.
const CHANGES: usize = 400;

/// Feeds a target what its corpus holds, and changes of it that are the same in every run.
fn feed(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/fuzz/corpus")
        .join(name);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let inputs: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    for (file, input) in files.iter().zip(&inputs) {
        try_one(target, input, &file.display().to_string());
    }
    let mut rng = ChaCha8Rng::seed_from_u64(17);
    let changes = std::env::var("EMOSPEC_FUZZ_CHANGES");
    let changes = changes.map_or(CHANGES, |count| count.parse().unwrap());
    for turn in 0..changes {
        let at = turn % inputs.len();
        let other = &inputs[(turn / inputs.len()) % inputs.len()];
        let input = mutated(&inputs[at], other, &mut rng);
        let what = format!("change {turn} of {}", files[at].display());
        try_one(target, &input, &what);
    }
}

/// An input that fails is kept: it belongs in the corpus.
fn try_one(target: fn(&[u8]), input: &[u8], what: &str) {
    if catch_unwind(|| target(input)).is_err() {
        let kept = tempfile::NamedTempFile::new().unwrap();
        fs::write(kept.path(), input).unwrap();
        let (_, path) = kept.keep().unwrap();
        panic!("{what} broke a rule; it is kept as {}", path.display());
    }
}

#[test]
fn spec_of_any_bytes_loads_and_survives_writing_or_is_refused_in_its_place() {
    feed("spec", super::spec);
}

#[test]
fn altered_entry_is_never_a_hit() {
    feed("entry", super::entry);
}

#[test]
fn journal_of_any_bytes_tells_what_is_whole() {
    feed("journal", super::journal);
}

#[test]
fn hdf5_of_any_bytes_is_columns_or_an_error() {
    feed("hdf5", super::hdf5);
}

#[test]
fn csv_of_any_bytes_is_columns_or_an_error() {
    feed("csv", super::csv);
}

#[test]
fn npy_of_any_bytes_is_a_column_or_an_error() {
    feed("npy", super::npy);
}

#[test]
fn npz_of_any_bytes_is_columns_or_an_error() {
    feed("npz", super::npz);
}

#[test]
fn parquet_of_any_bytes_is_columns_or_an_error() {
    feed("parquet", super::parquet);
}
