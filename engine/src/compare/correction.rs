use std::fmt;

use clap::ValueEnum;
use serde::Serialize;

use crate::statistics::{Undefined, benjamini_hochberg, holm};

/// How p values of several questions are adjusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Correction {
    /// Against any false claim (Holm 1979)
    Holm,
    /// Against a share of false claims (Benjamini and Hochberg 1995)
    BenjaminiHochberg,
    /// Not at all
    None,
}

impl Correction {
    pub(super) fn adjusted(self, ps: &[f64]) -> Result<Vec<f64>, Undefined> {
        match self {
            Self::Holm => holm(ps),
            Self::BenjaminiHochberg => benjamini_hochberg(ps),
            Self::None => Ok(ps.to_vec()),
        }
    }
}

impl fmt::Display for Correction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Holm => "Holm",
            Self::BenjaminiHochberg => "Benjamini and Hochberg",
            Self::None => "no correction",
        })
    }
}
