use std::fmt;

use serde_json::json;

use crate::files::Digest;
use crate::spec::Name;

/// Characters of an id: 48 bits, so that a thousand questions share none but once in half a thousand million designs.
const ID_LENGTH: usize = 12;

/// A row that people are asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What questionnaires and answers call it: nothing of the label shows in it.
    pub id: String,
    /// The part it lies in.
    pub part: Name,
    /// Its place there, from 0.
    pub row: u32,
    /// Its label: class 0 or 1 of the target.
    pub label: usize,
    /// Its values of the columns that the draw is balanced by.
    pub strata: Vec<String>,
    /// Its values of the columns of role `id`.
    pub names: Vec<String>,
}

impl Item {
    /// The item with the id that study, row and values give it. `played` are the files it is played from.
    pub(super) fn with_id(self, study: &Name, played: &[&str]) -> Self {
        let content = json!([
            study,
            self.part,
            self.row,
            self.label,
            self.strata,
            self.names,
            played
        ]);
        let digest = Digest::of(content.to_string().as_bytes());
        let id = digest.as_str().chars().take(ID_LENGTH).collect();
        Self { id, ..self }
    }
}

impl fmt::Display for Item {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "row {} of part `{}`", self.row, self.part)
    }
}
