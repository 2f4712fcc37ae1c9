use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Sha256, WebAddress};

/// Where a file is fetched from (`emospec data fetch`), and what it must be to be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceSpec {
    /// The address that serves it.
    pub url: WebAddress,
    /// The digest of its bytes: a file that has another is not used.
    pub sha256: Sha256,
    /// Its size: what is larger is not downloaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub bytes: Option<u64>,
}
