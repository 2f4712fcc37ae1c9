use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::DimensionValue;

/// What a cell shows of the scores of its trials (over seeds and folds).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CellContent {
    /// The mean.
    Mean,
    /// The sample standard deviation.
    Std,
    /// The mean and the sample standard deviation.
    MeanStd,
    /// The mean with its 95 % t interval over trials.
    Ci95,
    /// The median with the first and third quartile.
    MedianIqr,
    /// The mean and standard deviation of the difference to `baseline`, trial by trial (same seed, same fold).
    Delta,
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Notation {
    /// 0.00012
    Fixed,
    /// 1.2e-4
    Scientific,
}

/// How a cell is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CellSpec {
    /// What is shown.
    pub show: CellContent,
    /// With `show: delta`, the model that differences are to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<DimensionValue>,
    /// Whether metrics that are fractions are shown in percent.
    pub percent: bool,
    /// Digits after the decimal point.
    #[schemars(range(max = 12))]
    pub decimals: u8,
    /// How numbers are written.
    pub notation: Notation,
}

impl Default for CellSpec {
    fn default() -> Self {
        Self {
            show: CellContent::MeanStd,
            baseline: None,
            percent: true,
            decimals: 2,
            notation: Notation::Fixed,
        }
    }
}

/// How the cells of one metric are written, where it is not as the others are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CellOfMetric {
    /// What is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show: Option<CellContent>,
    /// Whether it is shown in percent, if it is a fraction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<bool>,
    /// Digits after the decimal point.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 12))]
    pub decimals: Option<u8>,
    /// How numbers are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notation: Option<Notation>,
}

impl CellOfMetric {
    /// The cell with what is said here in place of what was said for all.
    pub fn over(&self, cell: &CellSpec) -> CellSpec {
        CellSpec {
            show: self.show.unwrap_or(cell.show),
            baseline: cell.baseline.clone(),
            percent: self.percent.unwrap_or(cell.percent),
            decimals: self.decimals.unwrap_or(cell.decimals),
            notation: self.notation.unwrap_or(cell.notation),
        }
    }
}
