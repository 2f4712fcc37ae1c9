//! Fitting an item (a patch, a stack of frames) to the input that a graph declares.

use std::fmt;

/// The size of a declared dimension, where it is fixed.
pub(super) type Dimension = Option<usize>;

/// A declared shape as people write it: `[N, 1, 96, 64]`, `?` for what is open.
pub(super) struct Declared<'a>(pub &'a [Dimension]);

impl fmt::Display for Declared<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes = self.0.iter().enumerate().map(|(axis, size)| match size {
            Some(size) => size.to_string(),
            None if axis == 0 => "N".to_owned(),
            None => "?".to_owned(),
        });
        write!(formatter, "[{}]", sizes.collect::<Vec<_>>().join(", "))
    }
}

/// The shape of an item as the graph wants it, without the batch: `item` with axes of size 1 put in. Nothing where it
/// does not fit. Values stay in their order, so only the shape is new.
pub(super) fn fitted(declared: &[Dimension], item: &[usize]) -> Option<Vec<usize>> {
    let axes = declared.get(1..)?;
    let mut left = item;
    let mut shape = Vec::with_capacity(axes.len());
    // From the right, so that open axes beyond the item's are those in front, where channels stand.
    for (axis, declared) in axes.iter().enumerate().rev() {
        match (left.split_last(), declared) {
            (Some((&last, rest)), &size) if size.is_none_or(|size| size == last) => {
                shape.push(last);
                left = rest;
            }
            (_, Some(1)) => shape.push(1),
            (None, None) if axis < axes.len() => shape.push(1),
            _ => return None,
        }
    }
    shape.reverse();
    left.is_empty().then_some(shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_of_one_are_put_in_wherever_the_graph_has_them() {
        let item = [96, 64];
        for (declared, shape) in [
            (vec![None, Some(96), Some(64)], vec![96, 64]),
            (vec![None, Some(1), Some(96), Some(64)], vec![1, 96, 64]),
            (vec![Some(8), Some(96), Some(64), Some(1)], vec![96, 64, 1]),
            (vec![None; 4], vec![1, 96, 64]),
        ] {
            assert_eq!(fitted(&declared, &item), Some(shape));
        }
    }

    #[test]
    fn other_sizes_orders_and_ranks_do_not_fit() {
        for declared in [
            vec![None, Some(64), Some(96)],
            vec![None, Some(3), Some(96), Some(64)],
            vec![None, Some(64)],
            vec![],
        ] {
            assert_eq!(fitted(&declared, &[96, 64]), None);
        }
    }

    #[test]
    fn shapes_are_written_as_people_do() {
        let declared = [None, None, Some(96)];
        assert_eq!(Declared(&declared).to_string(), "[N, ?, 96]");
    }
}
