use emospec_sdk::{Error, Rows};

/// The class ids of a target, each below `class_count`.
///
/// # Errors
/// Where there are no rows, or an id is not that of a class.
pub fn class_ids(rows: &Rows<'_>, target: &str, class_count: usize) -> Result<Vec<usize>, Error> {
    if rows.count() == 0 {
        return Err(Error::new("there are no rows to learn from"));
    }
    let known = |id: i64| usize::try_from(id).ok().filter(|&id| id < class_count);
    let ids = rows.classes(target)?.iter().enumerate();
    ids.map(|(row, &id)| {
        known(id).ok_or_else(|| {
            Error::new(format_args!(
                "row {row} has class {id} of the target `{target}`, which has {class_count} classes"
            ))
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_without_a_class_are_refused_with_their_row() {
        let read = |ids: &[i64]| class_ids(&Rows::new(ids.len()).with_classes("t", ids), "t", 2);
        assert_eq!(read(&[0, 1, 1]).unwrap(), [0, 1, 1]);
        assert!(read(&[0, 2]).unwrap_err().to_string().contains("row 1"));
        assert!(read(&[-1]).is_err());
        assert!(read(&[]).is_err());
    }
}
