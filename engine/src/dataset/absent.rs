use crate::spec::{DatasetSpec, Name};

/// A file of a dataset that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbsentFile {
    /// The part it belongs to.
    pub part: Name,
    /// Its place among the files of the part, from 0.
    pub index: usize,
}

/// Whether a part lacks a column because the file that holds it, or the column that it is taken from, is absent.
pub fn is_absent(spec: &DatasetSpec, absent: &[AbsentFile], part: &Name, column: &Name) -> bool {
    let Some(files) = spec.parts.get(part) else {
        return false;
    };
    let is_held = |wanted: bool| {
        files.iter().enumerate().any(|(index, file)| {
            let here = |absent: &AbsentFile| absent.part == *part && absent.index == index;
            absent.iter().any(here) == wanted && file.columns.contains_key(column)
        })
    };
    if is_held(false) {
        return false;
    }
    let from = spec
        .columns
        .get(column)
        .and_then(|column| column.from.as_ref());
    is_held(true) || from.is_some_and(|from| from != column && is_absent(spec, absent, part, from))
}

/// Whether nothing of a part is there.
pub fn is_part_absent(spec: &DatasetSpec, absent: &[AbsentFile], part: &Name) -> bool {
    let missing = absent.iter().filter(|file| file.part == *part).count();
    missing > 0
        && spec
            .parts
            .get(part)
            .is_some_and(|files| files.len() == missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described() -> DatasetSpec {
        serde_json::from_value(serde_json::json!({
            "type": "files",
            "columns": {
                "left": {"role": "view"},
                "right": {"role": "view"},
                "id": {"role": "id"},
                "origin": {"role": "group", "from": "id"},
            },
            "parts": {
                "train": [
                    {"file": "left.npy", "columns": {"left": 0}},
                    {"file": "rest.csv", "columns": {"id": 0, "right": 1}},
                ],
                "test": [{"file": "test.npy", "columns": {"left": 0}}],
            },
        }))
        .unwrap()
    }

    fn absent(part: &str, index: usize) -> AbsentFile {
        AbsentFile {
            part: part.into(),
            index,
        }
    }

    #[test]
    fn a_part_lacks_the_columns_of_its_absent_files_and_what_is_taken_from_them() {
        let spec = described();
        let gone = [absent("train", 1)];
        let lacks = |column: &str| is_absent(&spec, &gone, &"train".into(), &column.into());
        assert!(lacks("id") && lacks("right") && lacks("origin"));
        assert!(!lacks("left") && !lacks("unknown"));
        assert!(!is_absent(&spec, &gone, &"test".into(), &"left".into()));
    }

    #[test]
    fn a_part_is_absent_with_its_last_file() {
        let spec = described();
        assert!(!is_part_absent(
            &spec,
            &[absent("train", 1)],
            &"train".into()
        ));
        assert!(is_part_absent(
            &spec,
            &[absent("train", 0), absent("train", 1)],
            &"train".into()
        ));
        assert!(is_part_absent(&spec, &[absent("test", 0)], &"test".into()));
        assert!(!is_part_absent(&spec, &[], &"test".into()));
    }
}
