use crate::dataset::{Part, Values};

/// Rows of one part: all of them, or those at some indices.
#[derive(Debug, Clone)]
pub struct ChosenRows<'a> {
    /// The part.
    pub part: &'a Part,
    /// Indices of the rows chosen, all of the part when none are given. One outside the part is passed over.
    pub rows: Option<Vec<usize>>,
}

impl ChosenRows<'_> {
    fn indices(&self) -> Vec<usize> {
        match &self.rows {
            None => (0..self.part.rows).collect(),
            Some(rows) => {
                let inside = rows.iter().copied().filter(|row| *row < self.part.rows);
                inside.collect()
            }
        }
    }
}

/// The rows on one side of a split, however they were chosen.
#[derive(Debug, Clone, Default)]
pub struct Side<'a> {
    chosen: Vec<(&'a Part, Vec<usize>)>,
}

impl<'a> Side<'a> {
    /// Rows of several parts, one after the other.
    pub fn of(chosen: &[ChosenRows<'a>]) -> Self {
        let chosen = chosen.iter().map(|chosen| (chosen.part, chosen.indices()));
        Self {
            chosen: chosen.collect(),
        }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.chosen.iter().map(|(_, rows)| rows.len()).sum()
    }

    /// The same without the very rows of another side.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let left = self.chosen.iter().map(|(part, rows)| {
            let mut taken = vec![false; part.rows];
            for (_, rows) in other
                .chosen
                .iter()
                .filter(|(of, _)| std::ptr::eq(*of, *part))
            {
                for &row in rows {
                    taken[row] = true;
                }
            }
            let left = rows.iter().copied().filter(|&row| !taken[row]);
            (*part, left.collect())
        });
        Self {
            chosen: left.collect(),
        }
    }

    /// The texts of a column; empty in the rows of a part that lacks it.
    pub fn texts(&self, column: &str) -> Vec<&'a str> {
        let texts = self.chosen.iter().flat_map(|(part, rows)| {
            let values = match part.columns.get(column) {
                Some(Values::Text(texts)) => texts.as_slice(),
                _ => &[],
            };
            rows.iter()
                .map(|&row| values.get(row).map_or("", String::as_str))
        });
        texts.collect()
    }

    /// The class ids of a target; none where a part lacks it or it has no classes.
    pub fn classes(&self, column: &str) -> Option<Vec<i64>> {
        let mut ids = Vec::with_capacity(self.rows());
        for (part, rows) in &self.chosen {
            let Values::Classes(values) = part.columns.get(column)? else {
                return None;
            };
            ids.extend(rows.iter().filter_map(|&row| values.get(row)));
        }
        Some(ids)
    }

    /// The rows of a view, all of one width; none where a part lacks it or there are no rows.
    pub fn view(&self, column: &str) -> Option<Vec<&'a [f32]>> {
        let mut matrix: Vec<&'a [f32]> = Vec::with_capacity(self.rows());
        for (part, rows) in &self.chosen {
            let Values::Matrix { width, data } = part.columns.get(column)? else {
                return None;
            };
            matrix.extend(
                rows.iter()
                    .filter_map(|&row| data.get(row * width..(row + 1) * width)),
            );
        }
        let width = matrix.first()?.len();
        let is_even = width > 0 && matrix.iter().all(|row| row.len() == width);
        is_even.then_some(matrix)
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{classes, part, texts, view};
    use super::*;

    fn chosen(part: &Part, rows: Option<Vec<usize>>) -> Side<'_> {
        Side::of(&[ChosenRows { part, rows }])
    }

    #[test]
    fn rows_are_those_chosen_in_their_order() {
        let part = part(&[
            ("id", texts(&["a", "b", "c"])),
            ("match", classes(&[0, 1, 1])),
            ("left", view(1, &[0.0, 1.0, 2.0])),
        ]);
        let side = chosen(&part, Some(vec![2, 0, 9]));
        assert_eq!(side.rows(), 2);
        assert_eq!(side.texts("id"), ["c", "a"]);
        assert_eq!(side.classes("match"), Some(vec![1, 0]));
        assert_eq!(side.view("left").unwrap(), [&[2.0_f32], &[0.0]]);
    }

    #[test]
    fn a_part_that_lacks_a_column_has_empty_texts_and_neither_classes_nor_a_view() {
        let part = part(&[("id", texts(&["a", "b"]))]);
        let side = chosen(&part, None);
        assert_eq!(side.texts("origin"), ["", ""]);
        assert_eq!((side.classes("match"), side.view("left")), (None, None));
    }

    #[test]
    fn the_same_rows_are_taken_out_and_equal_rows_of_another_part_are_not() {
        let one = part(&[("id", texts(&["a", "b"]))]);
        let two = one.clone();
        let left = chosen(&one, None).without(&chosen(&one, Some(vec![0])));
        assert_eq!(left.texts("id"), ["b"]);
        assert_eq!(chosen(&one, None).without(&chosen(&two, None)).rows(), 2);
    }
}
