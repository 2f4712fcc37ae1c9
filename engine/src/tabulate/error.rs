use crate::spec::Name;

/// Why a table cannot be made of the scores.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TabulateError {
    /// There are no scores at all.
    #[error("table `{table}` has no scores to show: run the experiment first")]
    NoScores {
        /// The table.
        table: Name,
    },
    /// A filter names something no score has.
    #[error(
        "table `{table}` selects the {dimension} {wanted}, which no score{so_far} has: there {available}"
    )]
    NothingSelected {
        /// The table.
        table: Name,
        /// The dimension filtered by.
        dimension: &'static str,
        /// The values no score has, quoted.
        wanted: String,
        /// The filters already applied, after ` of `, or nothing.
        so_far: String,
        /// What there is instead, with its verb.
        available: String,
    },
    /// One number would be made of scores that differ in more than seed and fold.
    #[error(
        "table `{table}` mixes the {dimensions} {values}{place}: name one under `where.{dimension}`, or put \
         `{dimension}` into rows or columns"
    )]
    Mixture {
        /// The table.
        table: Name,
        /// The dimension that is not shown.
        dimension: &'static str,
        /// Its plural.
        dimensions: &'static str,
        /// The values that would be mixed, quoted.
        values: String,
        /// Where, after ` for `, or nothing.
        place: String,
    },
    /// Two scores have the same key.
    #[error(
        "table `{table}` has the score of metric `{metric}` of model `{model}` for seed {seed}, fold {fold} twice"
    )]
    Repeated {
        /// The table.
        table: Name,
        /// The metric.
        metric: Name,
        /// The model.
        model: Name,
        /// The seed.
        seed: u64,
        /// The fold.
        fold: u32,
    },
}

/// Names in backquotes: `a`, `b` and `c`. A query that is not there is spelt out.
pub(super) fn quoted<'a>(names: impl IntoIterator<Item = Option<&'a Name>>) -> String {
    let mut words: Vec<String> = names
        .into_iter()
        .map(|name| name.map_or_else(|| "(none)".to_owned(), |name| format!("`{name}`")))
        .collect();
    match words.pop() {
        None => String::new(),
        Some(last) if words.is_empty() => last,
        Some(last) => format!("{} and {last}", words.join(", ")),
    }
}
