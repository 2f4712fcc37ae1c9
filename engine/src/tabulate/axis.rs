use serde::Serialize;

use crate::spec::Dimension;

/// What a line of headings is: a dimension of scores, or, in tables of something else, what its title says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Axis {
    /// A dimension of scores.
    Of(Dimension),
    /// Something else.
    Named(String),
}

impl Axis {
    /// What stands over the headings.
    pub fn title(&self) -> &str {
        match self {
            Self::Of(dimension) => dimension.word(),
            Self::Named(title) => title,
        }
    }
}

impl From<Dimension> for Axis {
    fn from(dimension: Dimension) -> Self {
        Self::Of(dimension)
    }
}

impl From<&str> for Axis {
    fn from(title: &str) -> Self {
        Self::Named(title.to_owned())
    }
}
