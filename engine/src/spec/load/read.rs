use std::fmt::Display;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, TextId};

/// The largest spec that is read, in bytes.
const LIMIT: u64 = 4 << 20;

/// Reads a spec's text and adds it to the texts. What is wrong is added to `found`: about the file as a whole at
/// the place that names it, where there is one.
pub fn read(file: &Path, named: Option<Place>, found: &mut Diagnostics) -> Option<TextId> {
    match bytes(file).map(decoded) {
        Ok(Ok(text)) => Some(found.texts_mut().add(file, text)),
        Ok(Err((shown, start))) => {
            let text = found.texts_mut().add(file, shown);
            let place = found
                .texts()
                .place(text, start..start + char::REPLACEMENT_CHARACTER.len_utf8());
            let not_text = Diagnostic::error(Code::NotUtf8, "this is not UTF-8 text");
            found.push(
                not_text
                    .at(place)
                    .help("save the file with the encoding UTF-8".to_owned()),
            );
            None
        }
        Err((code, message)) => {
            let code = if named.is_some() { Code::BadBase } else { code };
            found.push(Diagnostic::error(code, message).at(named));
            None
        }
    }
}

fn bytes(file: &Path) -> Result<Vec<u8>, (Code, String)> {
    let name = file.display();
    let unreadable =
        |why: &dyn Display| (Code::Unreadable, format!("failed to read {name}: {why}"));
    let too_large = || {
        let message = format!(
            "{name} is larger than the {} MiB a spec may have",
            LIMIT >> 20
        );
        (Code::TooLarge, message)
    };
    let facts = std::fs::metadata(file).map_err(|error| unreadable(&error))?;
    if facts.is_dir() {
        return Err(unreadable(&"it is a folder"));
    }
    if !facts.is_file() {
        return Err(unreadable(&"it is no plain file"));
    }
    if facts.len() > LIMIT {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|open| open.take(LIMIT + 1).read_to_end(&mut bytes))
        .map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > LIMIT {
        return Err(too_large());
    }
    Ok(bytes)
}

/// The text without a byte order mark; for bytes that are no text, what can be shown of them and where the first
/// replacement character is.
fn decoded(mut bytes: Vec<u8>) -> Result<String, (String, usize)> {
    let mark = "\u{feff}".as_bytes();
    if bytes.starts_with(mark) {
        bytes.drain(..mark.len());
    }
    String::from_utf8(bytes).map_err(|error| {
        let start = error.utf8_error().valid_up_to();
        (
            String::from_utf8_lossy(error.as_bytes()).into_owned(),
            start,
        )
    })
}
