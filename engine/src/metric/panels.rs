//! Rows of a matrix in the order in which the block of similarities reads them.

/// Rows in panels of `P`: for each column of a panel the values of its rows, side by side.
///
/// The last panel is filled up with zeros.
pub(super) struct Panels<const P: usize> {
    values: Vec<f64>,
    width: usize,
    scales: Vec<f64>,
}

impl<const P: usize> Panels<P> {
    /// Packs rows of `width` values each, at least one, and a number for each row.
    pub fn pack<'a>(
        rows: impl ExactSizeIterator<Item = &'a [f64]>,
        width: usize,
        scale: impl Fn(&[f64]) -> f64,
    ) -> Self {
        let padded = rows.len().next_multiple_of(P);
        let mut values = vec![0.0; padded * width];
        let mut scales = vec![0.0; padded];
        for (row, source) in rows.enumerate() {
            scales[row] = scale(source);
            let panel = &mut values[row / P * P * width..][..P * width];
            for (group, &value) in panel.chunks_exact_mut(P).zip(source) {
                group[row % P] = value;
            }
        }
        Self {
            values,
            width,
            scales,
        }
    }

    /// Number of panels.
    pub fn count(&self) -> usize {
        self.scales.len() / P
    }

    /// The panels in order, each as `P` values for every column, and the numbers of its rows.
    pub fn iter(&self) -> impl Iterator<Item = (&[[f64; P]], &[f64; P])> {
        let panels = self.values.chunks_exact(P * self.width);
        let panels = panels.map(|panel| panel.as_chunks().0);
        panels.zip(self.scales.as_chunks().0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_a_column_lie_side_by_side() {
        let rows: [&[f64]; 3] = [&[1.0, 2.0], &[3.0, 4.0], &[5.0, 6.0]];
        let panels = Panels::<2>::pack(rows.into_iter(), 2, |row| row[0]);
        assert_eq!(panels.count(), 2);
        let panels: Vec<_> = panels.iter().collect();
        assert_eq!(panels[0], (&[[1.0, 3.0], [2.0, 4.0]][..], &[1.0, 3.0]));
        assert_eq!(panels[1], (&[[5.0, 0.0], [6.0, 0.0]][..], &[5.0, 0.0]));
    }
}
