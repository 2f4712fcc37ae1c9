use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use emospec_sdk::Error;
use sha2::{Digest, Sha256};

use super::NetworkChoice;

/// The variable that names the folder networks lie in.
const VARIABLE: &str = "EMOSPEC_WEIGHTS_DIR";

/// The bytes of the chosen file.
///
/// # Errors
/// Where it is not found, or has another digest than the one that the parameters give.
pub(super) fn read(choice: &NetworkChoice) -> Result<Vec<u8>, Error> {
    if choice.file.is_empty() {
        return Err(Error::new(
            "`network: {file: ..., sha256: ...}` names no file: give the ONNX file to run; `emospec weights list` shows \
             networks that can be fetched",
        ));
    }
    let path = found(Path::new(&choice.file), &folders())?;
    let bytes = fs::read(&path)
        .map_err(|error| Error::new(format_args!("{} cannot be read: {error}", path.display())))?;
    let digest = sha256(&bytes);
    if choice.sha256.is_empty() {
        return Err(Error::new(format_args!(
            "`sha256` is missing: results have to name the network they come from; that of {} is {digest}",
            path.display()
        )));
    }
    if !choice.sha256.eq_ignore_ascii_case(&digest) {
        return Err(Error::new(format_args!(
            "{} is not the network that `sha256: {}` names: its own SHA-256 is {digest}",
            path.display(),
            choice.sha256
        )));
    }
    Ok(bytes)
}

/// The SHA-256 of bytes in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The folders that a relative path is looked for in, in order.
pub fn folders() -> Vec<PathBuf> {
    let set = |name| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let cache = set("EMOSPEC_CACHE_DIR")
        .or_else(|| Some(set("XDG_CACHE_HOME")?.join("emospec")))
        .or_else(|| Some(set("HOME")?.join(".cache/emospec")));
    let weights = cache.map(|cache| cache.join("weights"));
    let here = Some(PathBuf::new());
    [set(VARIABLE), weights, here]
        .into_iter()
        .flatten()
        .collect()
}

fn found(file: &Path, folders: &[PathBuf]) -> Result<PathBuf, Error> {
    if file.is_absolute() {
        return Ok(file.to_owned());
    }
    let places: Vec<_> = folders.iter().map(|folder| folder.join(file)).collect();
    if let Some(place) = places.iter().find(|place| place.is_file()) {
        return Ok(place.clone());
    }
    let looked: Vec<_> = places
        .iter()
        .map(|place| place.display().to_string())
        .collect();
    Err(Error::new(format_args!(
        "there is no network `{}`; looked for {}. `emospec weights list` shows what can be fetched; {VARIABLE} names \
         another folder",
        file.display(),
        looked.join(", ")
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(file: &Path, sha256: &str) -> NetworkChoice {
        NetworkChoice {
            file: file.display().to_string(),
            sha256: sha256.to_owned(),
            ..NetworkChoice::default()
        }
    }

    #[test]
    fn file_of_another_digest_is_refused_with_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("net.onnx");
        fs::write(&file, b"abc").unwrap();
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        for stated in ["", "00"] {
            let error = read(&choice(&file, stated)).unwrap_err().to_string();
            assert!(error.contains(digest), "{error}");
        }
        assert_eq!(
            read(&choice(&file, &digest.to_uppercase())).unwrap(),
            b"abc"
        );
    }

    #[test]
    fn first_folder_that_has_the_file_counts() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folders = [first.path().to_owned(), second.path().to_owned()];
        let file = Path::new("net.onnx");
        let error = found(file, &folders).unwrap_err().to_string();
        assert!(error.contains("EMOSPEC_WEIGHTS_DIR"), "{error}");
        for folder in folders.iter().rev() {
            fs::write(folder.join(file), b"").unwrap();
            assert_eq!(found(file, &folders).unwrap(), folder.join(file));
        }
    }
}
