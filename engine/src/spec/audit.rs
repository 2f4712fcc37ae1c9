use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What becomes of what an audit finds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum AuditLevel {
    /// It is not looked for.
    Off,
    /// `emospec validate` says it.
    Note,
    /// It is a warning, and stands under the tables it concerns.
    Warn,
    /// It is an error: nothing runs.
    Error,
}

/// What is looked for before a run in the datasets and splits that tasks use, and what becomes of it. A row that stands
/// on two sides of a split because a part does is not looked for: that is a warning of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AuditSpec {
    /// Rows that are reported on and share an id with rows that train or validate, or validate and share one with rows
    /// that train; `warn` when left out.
    pub id_overlap: AuditLevel,
    /// The same for the values of all columns of role `group`, which are one space; `warn` when left out.
    pub group_overlap: AuditLevel,
    /// The same for the content of each view, to the bit; `warn` when left out.
    pub content_overlap: AuditLevel,
    /// Classes of a target that one side of a split lacks and another has, and sides whose largest class has more than
    /// 10 times the rows of the smallest; `note` when left out.
    pub class_balance: AuditLevel,
    /// Views that alone predict what is asked of several views together (area under the ROC at least 0.6 with p below
    /// 0.01 on the test rows, by ridge regression on at most 1000 training rows); `warn` when left out.
    pub label_leak: AuditLevel,
    /// Columns of a view that are constant in the training rows; `note` when left out.
    pub constant_columns: AuditLevel,
    /// Columns of a view that equal another in the training rows; `note` when left out.
    pub duplicate_columns: AuditLevel,
}

impl Default for AuditSpec {
    fn default() -> Self {
        Self {
            id_overlap: AuditLevel::Warn,
            group_overlap: AuditLevel::Warn,
            content_overlap: AuditLevel::Warn,
            class_balance: AuditLevel::Note,
            label_leak: AuditLevel::Warn,
            constant_columns: AuditLevel::Note,
            duplicate_columns: AuditLevel::Note,
        }
    }
}
