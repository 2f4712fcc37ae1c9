//! The data that components are checked on: made up, the same on every machine.
//!
//! | column | what it is |
//! | --- | --- |
//! | `left`, `right` | views: noise, with 2 added to the element that the row's kind names |
//! | `left_kind`, `right_kind` | targets of three classes: the kind that a view shows |
//! | `match` | a target of two classes: whether both kinds are the same |
//! | `score` | a target of numbers: a noisy difference of the views' first elements |
//! | `id`, `caption` | texts |

use super::table::{Table, TableColumn};
use crate::dataset::Values;
use crate::plugin::FileRole;

/// The views.
pub(super) const VIEWS: [&str; 2] = ["left", "right"];
/// For each view, the target that it shows.
pub(super) const SHOWN: [&str; 2] = ["left_kind", "right_kind"];
/// The target with two classes.
pub(super) const MATCH: &str = "match";
/// The target of numbers.
pub(super) const SCORE: &str = "score";
/// The classes of `match`.
pub(super) const MATCHES: [&str; 2] = ["mismatched", "matched"];
/// The classes of the targets that views show.
pub(super) const KINDS: [&str; 3] = ["round", "square", "flat"];

/// The widths of the views where nothing else is asked for.
pub(super) const WIDTHS: [usize; 2] = [5, 3];

/// Rows of which every two that follow one another hold both classes of `match`, and every six every kind.
pub(super) fn draw(count: usize, widths: [usize; 2], stream: u64) -> Table {
    let mut draws = Draws(stream.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let is_match = |row: usize| row % 2 == 1;
    let left_kind = |row: usize| row / 2 % 3;
    let right_kind = |row: usize| (left_kind(row) + usize::from(!is_match(row))) % 3;
    let mut view = |width: usize, kind: &dyn Fn(usize) -> usize| {
        let mut data = Vec::with_capacity(count * width);
        for row in 0..count {
            for column in 0..width {
                let shown = if column == kind(row) % width {
                    2.0
                } else {
                    0.0
                };
                data.push(draws.noise() + shown);
            }
        }
        data
    };
    let left = view(widths[0], &left_kind);
    let right = view(widths[1], &right_kind);
    let score = (0..count).map(|row| {
        f64::from(left[row * widths[0]] - right[row * widths[1]]) + f64::from(draws.noise()) / 4.0
    });
    let score = Values::Numbers(score.collect());
    let classes = |class: &dyn Fn(usize) -> usize| {
        let ids = (0..count).map(|row| i64::try_from(class(row)).unwrap_or_default());
        Values::Classes(ids.collect())
    };
    let texts = |text: &dyn Fn(usize) -> String| Values::Text((0..count).map(text).collect());
    let matrix = |width: usize, data: Vec<f32>| Values::Matrix { width, data };
    let column = |name, role, values| TableColumn { name, role, values };
    let caption = |row: usize| format!("a {} thing, naïve", KINDS[left_kind(row)]);
    Table {
        count,
        columns: vec![
            column(VIEWS[0], FileRole::View, matrix(widths[0], left)),
            column(VIEWS[1], FileRole::View, matrix(widths[1], right)),
            column(
                MATCH,
                FileRole::Target,
                classes(&|row| usize::from(is_match(row))),
            ),
            column(SHOWN[0], FileRole::Target, classes(&left_kind)),
            column(SHOWN[1], FileRole::Target, classes(&right_kind)),
            column(SCORE, FileRole::Target, score),
            column("id", FileRole::Id, texts(&|row| format!("row-{row}"))),
            column("caption", FileRole::Text, texts(&caption)),
        ],
    }
}

/// `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014).
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number with mean 0 and variance 1: twelve uniform ones added up, which takes no function whose last bit
    /// depends on the machine.
    fn noise(&mut self) -> f32 {
        let uniform =
            |draw: u64| f32::from(u16::try_from(draw >> 48).unwrap_or_default()) / 65536.0;
        (0..12).map(|_| uniform(self.next())).sum::<f32>() - 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_the_same_every_time_and_other_streams_are_others() {
        let left = |stream| draw(6, WIDTHS, stream).columns.remove(0).values;
        assert_eq!(left(1), left(1));
        assert_ne!(left(1), left(2));
    }

    #[test]
    fn every_class_occurs_and_matches_are_equal_kinds() {
        let table = draw(12, WIDTHS, 0);
        let classes = |name: &str| {
            let column = table.columns.iter().find(|column| column.name == name);
            match &column.unwrap().values {
                Values::Classes(classes) => classes.clone(),
                other => panic!("{other:?}"),
            }
        };
        let (left, right) = (classes(SHOWN[0]), classes(SHOWN[1]));
        for (row, &is_match) in classes(MATCH).iter().enumerate() {
            assert_eq!(left[row] == right[row], is_match == 1);
        }
        for kind in 0..3 {
            assert!(left.contains(&kind) && right.contains(&kind));
        }
    }
}
