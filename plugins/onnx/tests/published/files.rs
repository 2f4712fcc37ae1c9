use std::fs;
use std::path::PathBuf;

use emospec_onnx::{PUBLISHED, folders, sha256};

/// The ONNX file made from the checkpoint of a published network, where the checkpoint is there.
pub fn onnx(name: &str, file: &str) -> Option<Vec<u8>> {
    let Some(path) = folders()
        .iter()
        .map(|folder| folder.join(file))
        .find(|path| path.is_file())
    else {
        eprintln!("skipped: no file {file}; `emospec weights fetch {name}` places it");
        return None;
    };
    let bytes = fs::read(path).unwrap();
    let published = PUBLISHED
        .iter()
        .find(|published| published.name == name)
        .unwrap();
    let graph = published.onnx(&sha256(&bytes), &bytes).unwrap();
    Some(graph.expect("the file is not the published one"))
}

/// Numbers stored beside a network, where they are there.
pub fn stored(file: &str) -> Option<Vec<f32>> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/weights");
    let folders = std::env::var_os("EMOSPEC_REFERENCE_DIR").map(PathBuf::from);
    let path = folders.unwrap_or(beside).join(file);
    let Ok(bytes) = fs::read(&path) else {
        eprintln!(
            "skipped: no file {}; EMOSPEC_REFERENCE_DIR names its folder",
            path.display()
        );
        return None;
    };
    let numbers = bytes
        .chunks_exact(4)
        .map(|four| f32::from_le_bytes(four.try_into().unwrap()));
    Some(numbers.collect())
}

/// The largest difference relative to the largest number of the reference.
pub fn difference(found: &[f32], wanted: &[f32]) -> f32 {
    assert_eq!(found.len(), wanted.len());
    let scale = wanted
        .iter()
        .fold(0.0_f32, |most, value| most.max(value.abs()));
    let apart = found
        .iter()
        .zip(wanted)
        .map(|(found, wanted)| (found - wanted).abs());
    apart.fold(0.0, f32::max) / scale
}
