use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Sha256, SourceSpec, WebAddress};

/// An archive whose files `emospec data fetch` places in the folder of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchiveSpec {
    /// The address that serves it.
    pub url: WebAddress,
    /// The digest of the archive: one that has another is not unpacked.
    pub sha256: Sha256,
    /// The size of the archive: what is larger is not downloaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub bytes: Option<u64>,
    /// The archive's format.
    pub unpack: ArchiveFormat,
    /// The folder inside the archive whose files are placed; the whole archive when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// The folder below `root` that they are placed in; `root` itself when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<String>,
}

/// A format of archives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ArchiveFormat {
    /// Files one by one, stored or deflated.
    #[serde(rename = "zip")]
    Zip,
    /// Files one after the other.
    #[serde(rename = "tar")]
    Tar,
    /// The same, compressed by gzip.
    #[serde(rename = "tar.gz")]
    TarGz,
}

impl ArchiveSpec {
    /// Where the archive itself is fetched from.
    pub fn source(&self) -> SourceSpec {
        SourceSpec {
            url: self.url.clone(),
            sha256: self.sha256.clone(),
            bytes: self.bytes,
        }
    }
}
