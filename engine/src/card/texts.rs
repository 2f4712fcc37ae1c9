use std::collections::BTreeMap;

use serde::Serialize;

use crate::dataset::{Dataset, Values};
use crate::spec::{Name, Role};

/// A column of text in a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextSummary {
    /// The column.
    pub column: Name,
    /// What it is for.
    pub role: Role,
    /// The part.
    pub part: Name,
    /// Number of rows.
    pub rows: usize,
    /// Rows without a text.
    pub empty: usize,
    /// Different texts, the empty one not counted.
    pub distinct: usize,
    /// Rows that repeat an earlier one's text: duplicates, in a column of ids.
    pub repeated: usize,
    /// Rows of the most frequent text.
    pub largest: usize,
}

impl TextSummary {
    /// Those of every column of text in every part.
    pub(super) fn of(dataset: &Dataset) -> Vec<Self> {
        let mut summaries = Vec::new();
        for (column, kind) in &dataset.columns {
            for (name, part) in &dataset.parts {
                let Some(Values::Text(texts)) = part.columns.get(column) else {
                    continue;
                };
                let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
                for text in texts.iter().filter(|text| !text.is_empty()) {
                    *counts.entry(text).or_default() += 1;
                }
                let named: usize = counts.values().sum();
                summaries.push(Self {
                    column: column.clone(),
                    role: kind.role,
                    part: name.clone(),
                    rows: part.rows,
                    empty: texts.len() - named,
                    distinct: counts.len(),
                    repeated: named - counts.len(),
                    largest: counts.values().max().copied().unwrap_or(0),
                });
            }
        }
        summaries
    }
}

#[cfg(test)]
mod tests {
    use crate::dataset::{ColumnKind, Part};

    use super::*;

    #[test]
    fn empty_texts_are_neither_distinct_nor_repeated() {
        let texts = ["a", "b", "a", "", "a", ""].map(str::to_owned).to_vec();
        let kind = ColumnKind {
            role: Role::Id,
            classes: None,
        };
        let part = Part {
            rows: 6,
            columns: [(Name::from("id"), Values::Text(texts))]
                .into_iter()
                .collect(),
        };
        let dataset = Dataset {
            columns: [(Name::from("id"), kind)].into_iter().collect(),
            parts: [(Name::from("rows"), part)].into_iter().collect(),
        };
        let found = TextSummary::of(&dataset);
        let one = &found[0];
        assert_eq!(
            (one.empty, one.distinct, one.repeated, one.largest),
            (2, 2, 2, 3)
        );
    }
}
