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
    /// Differences are shown, and to what is not said.
    #[error(
        "table `{table}` shows differences and does not say to which model: name it under `cell.baseline`"
    )]
    BaselineUnnamed {
        /// The table.
        table: Name,
    },
    /// What models are compared with is not there.
    #[error(
        "table `{table}` compares with the model `{baseline}`, which no score has: there are {models}"
    )]
    NoBaseline {
        /// The table.
        table: Name,
        /// The model asked for.
        baseline: String,
        /// The models there are, quoted.
        models: String,
    },
    /// The column that rows are ordered by is none, or not one.
    #[error(
        "table `{table}` orders its rows by {by}, which {columns} of its columns are: name one, by its {dimensions}"
    )]
    Order {
        /// The table.
        table: Name,
        /// How many columns are as described.
        columns: usize,
        /// What columns differ in, quoted.
        dimensions: String,
        /// What the spec says of the column.
        by: String,
    },
    /// A row or column that is asked for is none, or not one.
    #[error("table `{table}` has {found} {what}s called `{wanted}`: there are {known}")]
    NoCell {
        /// The table.
        table: Name,
        /// `row` or `column`.
        what: &'static str,
        /// What was asked for.
        wanted: String,
        /// How many are called so.
        found: usize,
        /// What there is, quoted.
        known: String,
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
pub(super) fn quoted<'a>(names: impl IntoIterator<Item = Option<&'a str>>) -> String {
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
