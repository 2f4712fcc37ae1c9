use super::Subject;

/// The columns of a view in the training rows, each as the bits of its values; none where there are fewer than two rows,
/// of which nothing can be said.
pub(super) fn column_bits(subject: &Subject<'_>, view: &str) -> Option<Vec<Vec<u32>>> {
    let rows = subject.train.view(view).filter(|rows| rows.len() > 1)?;
    let mut columns = vec![Vec::with_capacity(rows.len()); rows[0].len()];
    for row in &rows {
        for (column, value) in columns.iter_mut().zip(*row) {
            // Adding zero turns -0 into 0, which is the same number.
            column.push((value + 0.0).to_bits());
        }
    }
    Some(columns)
}

/// Whether all values of a column are equal.
pub(super) fn is_constant(column: &[u32]) -> bool {
    column.windows(2).all(|pair| pair[0] == pair[1])
}
