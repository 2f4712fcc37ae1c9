use crate::diagnostic::Code;

/// Why a dataset cannot be made of another as its description asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// The key of the description that cannot be met, as a JSON pointer below the dataset.
    pub key: String,
    /// The code.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What may be changed.
    pub help: String,
}

impl Unfit {
    /// A column that the description names, and the rows lack or have otherwise.
    pub(super) fn no_column<'a>(
        key: &str,
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'a str>,
    ) -> Self {
        let known: Vec<&str> = known.collect();
        let near = crate::diagnostic::nearest(name, known.iter().copied());
        let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
        Self {
            key: key.to_owned(),
            code: Code::UnknownName,
            message: format!("there is no {what} `{name}`"),
            help: format!("{near}there are: {}", known.join(", ")),
        }
    }
}
