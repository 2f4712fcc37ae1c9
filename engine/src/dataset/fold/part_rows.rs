use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::spec::Name;

/// Rows of a part: all of them, or those at these places, in ascending order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PartRows {
    /// The part.
    pub part: Name,
    /// The places, from 0; all rows where there are none.
    pub rows: Option<Arc<[u32]>>,
}

/// All rows of some parts.
pub fn whole_parts<'a>(parts: impl IntoIterator<Item = &'a Name>) -> Vec<PartRows> {
    let whole = |part: &Name| PartRows {
        part: part.clone(),
        rows: None,
    };
    parts.into_iter().map(whole).collect()
}

/// Rows that are counted through parts laid one after the other, told by their places in each part.
pub fn rows_of_parts(parts: &[(Name, usize)], rows: &[usize]) -> Vec<PartRows> {
    let mut told = Vec::new();
    let mut start = 0;
    for (part, count) in parts {
        let inside = rows
            .iter()
            .filter_map(|row| row.checked_sub(start).filter(|place| place < count));
        let places: Vec<u32> = inside
            .filter_map(|place| u32::try_from(place).ok())
            .collect();
        if !places.is_empty() {
            told.push(PartRows {
                part: part.clone(),
                rows: Some(places.into()),
            });
        }
        start += count;
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_by_their_places_in_each_part() {
        let parts = [
            (Name::from("a"), 3),
            (Name::from("b"), 1),
            (Name::from("c"), 2),
        ];
        let told = rows_of_parts(&parts, &[0, 2, 4, 5]);
        let plain: Vec<_> = told
            .iter()
            .map(|rows| (rows.part.as_str(), rows.rows.as_deref()))
            .collect();
        assert_eq!(plain, [("a", Some(&[0, 2][..])), ("c", Some(&[0, 1][..]))]);
    }
}
