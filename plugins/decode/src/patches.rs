use ndarray::{ArrayView2, s};

/// Every run of `length` rows that begins at a multiple of `hop`; both are taken to be at least 1.
pub fn patches<'a>(
    rows: &ArrayView2<'a, f32>,
    length: usize,
    hop: usize,
) -> Vec<ArrayView2<'a, f32>> {
    let length = length.max(1);
    (0..)
        .step_by(hop.max(1))
        .take_while(|start| start + length <= rows.nrows())
        .map(|start| rows.slice_move(s![start..start + length, ..]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    #[test]
    fn a_patch_that_is_not_full_is_left_out() {
        let rows = Array2::from_shape_fn((10, 2), |(row, _)| row as f32);
        let starts = |length, hop| {
            patches(&rows.view(), length, hop)
                .iter()
                .map(|patch| patch[(0, 0)])
                .collect::<Vec<_>>()
        };
        assert_eq!(starts(4, 4), [0.0, 4.0]);
        assert_eq!(starts(4, 3), [0.0, 3.0, 6.0]);
        assert!(starts(11, 1).is_empty());
    }
}
