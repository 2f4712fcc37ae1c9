use serde::Serialize;

/// Facts left beside the results.
#[derive(Debug, Serialize)]
pub struct Report<'a> {
    /// Training rows that match.
    pub pairs: usize,
    /// Canonical correlations of the training rows, largest first.
    pub correlations: &'a [f64],
}
