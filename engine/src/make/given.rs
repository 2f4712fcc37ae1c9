//! Labels that people gave: in the text of a column, or in a CSV file.

use std::collections::BTreeMap;
use std::path::Path;

use regex::Regex;

use super::cannot_make;
use crate::dataset::Values;
use crate::dataset::format::{Address, CsvOptions, Format, Stored};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::spec::Name;

/// The class of each row by the text of a column, or why it has none.
pub(super) fn by_column(
    texts: &[String],
    pattern: Option<&str>,
    classes: &[String],
) -> Result<Vec<Result<i64, String>>, Box<Diagnostic>> {
    let pattern = pattern.map(Regex::new).transpose().map_err(|error| {
        let reason = error.to_string();
        let last = reason.lines().last().unwrap_or_default().to_owned();
        Box::new(Diagnostic::error(
            Code::BadPattern,
            format!("the pattern of a label is not a regular expression: {last}"),
        ))
    })?;
    let named = texts.iter().map(|text| {
        let found = pattern.as_ref().map_or(Some(text.as_str()), |pattern| {
            let captures = pattern.captures(text)?;
            Some(captures.get(1).or_else(|| captures.get(0))?.as_str())
        });
        match found {
            Some(name) => class(name, classes),
            None => Err(format!("`{text}` does not match the pattern of its label")),
        }
    });
    Ok(named.collect())
}

fn class(name: &str, classes: &[String]) -> Result<i64, String> {
    let place = classes.iter().position(|class| class == name);
    let place = place.and_then(|place| i64::try_from(place).ok());
    place.ok_or_else(|| {
        if name.is_empty() {
            return "it has no label".to_owned();
        }
        let near = nearest(name, classes.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"));
        format!("`{name}` is no class{near}")
    })
}

/// The class of each row by a CSV file, or why it has none.
pub(super) fn by_table(
    path: &Path,
    texts: &[String],
    key: &Name,
    column: &str,
    classes: &[String],
) -> Result<Vec<Result<i64, String>>, Box<Diagnostic>> {
    let options = CsvOptions {
        header: true,
        ..CsvOptions::default()
    };
    let wanted = [
        Address::Key(key.to_string()),
        Address::Key(column.to_owned()),
    ];
    let format = Format::of_path(path).filter(|format| matches!(format, Format::Csv | Format::Tsv));
    let unreadable = |reason: String| {
        cannot_make(
            format!("failed to read labels from {}: {reason}", path.display()),
            "a CSV file whose first line names its columns, one line for each file or row",
        )
    };
    let Some(format) = format else {
        return Err(unreadable(
            "its name ends neither in .csv nor in .tsv".to_owned(),
        ));
    };
    let read = format
        .read(path, &options, &wanted)
        .map_err(|error| unreadable(error.to_string()))?;
    let columns: Vec<Vec<String>> = read.into_iter().map(as_texts).collect();
    let [keys, names] = columns.as_slice() else {
        return Err(unreadable("it lacks a column".to_owned()));
    };
    let mut labels: BTreeMap<&str, &str> = BTreeMap::new();
    for (key, name) in keys.iter().zip(names) {
        if labels.insert(key, name).is_some_and(|other| other != name) {
            return Err(unreadable(format!("`{key}` has two labels")));
        }
    }
    let of_row = |text: &String| match labels.get(text.as_str()) {
        Some(name) => class(name, classes),
        None => Err("it has no label in the table".to_owned()),
    };
    Ok(texts.iter().map(of_row).collect())
}

fn as_texts(stored: Stored) -> Vec<String> {
    match Values::from(stored) {
        Values::Text(texts) => texts,
        Values::Classes(ids) => ids.iter().map(ToString::to_string).collect(),
        Values::Numbers(numbers) => numbers.iter().map(ToString::to_string).collect(),
        Values::Matrix { .. } => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(values: &[&str]) -> Vec<String> {
        values.iter().map(|&value| value.to_owned()).collect()
    }

    #[test]
    fn a_pattern_takes_the_class_out_of_a_text() {
        let classes = texts(&["calm", "tense"]);
        let found = by_column(
            &texts(&["x-calm-1", "y-tens-2", "other"]),
            Some("-(.*)-"),
            &classes,
        )
        .unwrap();
        assert_eq!(found[0], Ok(0));
        assert_eq!(
            found[1],
            Err("`tens` is no class (did you mean `tense`?)".to_owned())
        );
        assert_eq!(
            found[2],
            Err("`other` does not match the pattern of its label".to_owned())
        );
        assert!(by_column(&[], Some("("), &classes).is_err());
    }

    #[test]
    fn a_table_names_the_class_of_each_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("labels.csv");
        std::fs::write(&path, "mood,file\ncalm,a.mp4\ntense,b.mp4\n").unwrap();
        let classes = texts(&["calm", "tense"]);
        let key = Name::from("file");
        let found = by_table(&path, &texts(&["b.mp4", "c.mp4"]), &key, "mood", &classes).unwrap();
        assert_eq!(
            found,
            [Ok(1), Err("it has no label in the table".to_owned())]
        );
        std::fs::write(&path, "mood,file\ncalm,a.mp4\ntense,a.mp4\n").unwrap();
        assert!(by_table(&path, &[], &key, "mood", &classes).is_err());
        assert!(by_table(&path, &[], &key, "feeling", &classes).is_err());
    }
}
