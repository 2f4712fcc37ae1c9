use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use biblatex::{Bibliography, ChunksExt as _, Entry};

/// A bibliography is text that people keep; what is larger is something else.
const MOST_BYTES: u64 = 16 << 20;

/// Why a bibliography cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum BibliographyError {
    /// It cannot be read.
    #[error("failed to read the bibliography: {0}")]
    Unreadable(String),
    /// It is not BibTeX.
    #[error("line {line} is not BibTeX: {message}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
}

/// Every entry of a BibTeX file in a line: authors, title, where it appeared, year. Only the entries `wanted` are read
/// beyond their key.
pub(super) fn references(
    path: &Path,
    wanted: &BTreeSet<&str>,
) -> Result<BTreeMap<String, String>, BibliographyError> {
    let unreadable = |why: String| BibliographyError::Unreadable(why);
    let facts = fs::metadata(path).map_err(|error| unreadable(error.to_string()))?;
    if !facts.is_file() {
        return Err(unreadable("it is no file".to_owned()));
    }
    if facts.len() > MOST_BYTES {
        return Err(unreadable(format!(
            "{} bytes are no bibliography",
            facts.len()
        )));
    }
    let text = fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    let parsed = Bibliography::parse(&text).map_err(|error| BibliographyError::Malformed {
        line: text
            .get(..error.span.start)
            .unwrap_or(&text)
            .lines()
            .count()
            .max(1),
        message: error.kind.to_string(),
    })?;
    let line = |entry: &Entry| {
        let is_wanted = wanted.contains(entry.key.as_str());
        if is_wanted {
            line(entry)
        } else {
            String::new()
        }
    };
    Ok(parsed
        .iter()
        .map(|entry| (entry.key.clone(), line(entry)))
        .collect())
}

fn line(entry: &Entry) -> String {
    let authors = entry.author().unwrap_or_default();
    let names: Vec<&str> = authors.iter().map(|author| author.name.as_str()).collect();
    let authors = match names[..] {
        [] => None,
        [one] => Some(one.to_owned()),
        [one, other] => Some(format!("{one} and {other}")),
        [first, ..] => Some(format!("{first} et al.")),
    };
    let field = |names: &[&str]| {
        let chunks = names.iter().find_map(|name| entry.get(name))?;
        Some(chunks.format_verbatim())
    };
    let venue = field(&[
        "journal",
        "journaltitle",
        "booktitle",
        "howpublished",
        "publisher",
    ]);
    let year = field(&["year", "date"]);
    let parts: Vec<String> = [authors, field(&["title"]), venue, year]
        .into_iter()
        .flatten()
        .map(|part| part.trim_end_matches('.').to_owned())
        .collect();
    format!("{}.", parts.join(". "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<BTreeMap<String, String>, BibliographyError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bib");
        fs::write(&path, text).unwrap();
        references(&path, &["one"].into())
    }

    #[test]
    fn an_entry_is_authors_title_place_and_year() {
        let found = of(
            "@article{one, author={Doe, Jane and Roe, R. and Poe, E.}, title={A {B}ook}, journal={Things}, year=2023}\n\
             @misc{other, title={Not wanted}}",
        );
        let found = found.unwrap();
        assert_eq!(found["one"], "Doe et al. A Book. Things. 2023.");
        assert_eq!(found["other"], "");
    }

    #[test]
    fn what_is_not_bibtex_is_told_with_its_line() {
        let found = of("@article{two, title={x}}\n@article{one, title={never closed");
        assert!(
            matches!(found, Err(BibliographyError::Malformed { line: 2, .. })),
            "{found:?}"
        );
    }

    #[test]
    fn a_missing_file_and_a_folder_are_unreadable() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().join("none.bib"), folder.path().to_owned()] {
            let found = references(&path, &BTreeSet::new());
            assert!(
                matches!(found, Err(BibliographyError::Unreadable(_))),
                "{found:?}"
            );
        }
    }
}
