use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::DimensionValue;

/// The word that stands for the best model of each column in `against`.
const BEST: &str = "best";

/// Which test of paired scores, trial by trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PairedTest {
    /// The corrected resampled t test where trials are folds, the paired t test where they are seeds of one split.
    Auto,
    /// Paired t test.
    PairedT,
    /// Corrected resampled t test (Nadeau and Bengio 2003), for folds that share training rows.
    CorrectedT,
    /// Wilcoxon signed rank test.
    Wilcoxon,
    /// Sign-flip permutation test of the mean difference.
    Permutation,
}

/// How p values are adjusted for the number of models tested in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Correction {
    /// Holm 1979: the chance of any false finding.
    Holm,
    /// Benjamini and Hochberg 1995: the share of false findings.
    BenjaminiHochberg,
    /// Not at all.
    None,
}

/// A test of every model of a column against the best one or a baseline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestSpec {
    /// The model that the others are tested against, or `best` for the best of each column. Against a baseline, models that
    /// differ have a †; against the best, those that do not have a ≈.
    pub against: DimensionValue,
    /// The test.
    #[serde(default = "auto")]
    pub by: PairedTest,
    /// How p values are adjusted for the number of models.
    #[serde(default = "holm")]
    pub correction: Correction,
    /// The p value below which models differ.
    #[serde(default = "five_percent")]
    #[schemars(extend("exclusiveMinimum" = 0, "exclusiveMaximum" = 1))]
    pub level: f64,
}

impl TestSpec {
    /// The baseline; none where it is the best of each column.
    pub fn baseline(&self) -> Option<&str> {
        Some(self.against.as_str()).filter(|name| *name != BEST)
    }
}

fn auto() -> PairedTest {
    PairedTest::Auto
}

fn holm() -> Correction {
    Correction::Holm
}

fn five_percent() -> f64 {
    0.05
}
