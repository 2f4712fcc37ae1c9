//! Rows of a matrix in the order in which the block of similarities reads them.

/// Rows in panels of `P`: for each column of a panel the values of its rows, side by side.
///
/// The last panel is filled up with zeros.
pub(super) struct Panels<const P: usize> {
    values: Vec<f64>,
    width: usize,
}

impl<const P: usize> Panels<P> {
    /// Packs the rows of a row-major matrix, `width` values each, at least one.
    pub fn pack<'a>(rows: impl ExactSizeIterator<Item = &'a [f64]>, width: usize) -> Self {
        let mut values = vec![0.0; rows.len().div_ceil(P) * P * width];
        for (row, source) in rows.enumerate() {
            let panel = &mut values[row / P * P * width..][..P * width];
            for (group, &value) in panel.chunks_exact_mut(P).zip(source) {
                group[row % P] = value;
            }
        }
        Self { values, width }
    }

    /// Number of panels.
    pub fn count(&self) -> usize {
        self.values.len() / (P * self.width)
    }

    /// The panels in order, each as `P` values for every column.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[[f64; P]]> {
        let panels = self.values.chunks_exact(P * self.width);
        panels.map(|panel| panel.as_chunks().0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_a_column_lie_side_by_side() {
        let rows: [&[f64]; 3] = [&[1.0, 2.0], &[3.0, 4.0], &[5.0, 6.0]];
        let panels = Panels::<2>::pack(rows.into_iter(), 2);
        assert_eq!(panels.count(), 2);
        let panels: Vec<_> = panels.iter().collect();
        assert_eq!(panels, [[[1.0, 3.0], [2.0, 4.0]], [[5.0, 0.0], [6.0, 0.0]]]);
    }
}
