use std::borrow::Cow;

use bytesize::ByteSize;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// An amount of memory, as a number with a unit: `512MiB`, `8GiB`, `1.5GB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MemoryLimit(u64);

impl MemoryLimit {
    const PATTERN: &'static str = "^[0-9]{1,18}(\\.[0-9]{1,3})? ?([KMGT]i?)?B$";

    /// The amount in bytes.
    pub fn bytes(self) -> u64 {
        self.0
    }
}

impl TryFrom<String> for MemoryLimit {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse::<ByteSize>().map(|size| Self(size.as_u64()))
    }
}

impl From<MemoryLimit> for String {
    fn from(limit: MemoryLimit) -> Self {
        format!("{} B", limit.0)
    }
}

impl JsonSchema for MemoryLimit {
    fn schema_name() -> Cow<'static, str> {
        "MemoryLimit".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "title": "Memory",
            "description": "An amount of memory: a number with a unit (`B`, `KiB`, `MiB`, `GiB`, `TiB`, or `KB`, `MB`, `GB`, `TB` in powers of 1000), such as `8GiB`.",
            "pattern": Self::PATTERN,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_pattern_accepts_is_an_amount() {
        let pattern = regex::Regex::new(MemoryLimit::PATTERN).unwrap();
        for (text, bytes) in [
            ("512MiB", 512 << 20),
            ("8GiB", 8 << 30),
            ("1.5 GB", 1_500_000_000),
        ] {
            assert!(pattern.is_match(text));
            assert_eq!(
                MemoryLimit::try_from(text.to_owned()).unwrap().bytes(),
                bytes
            );
        }
    }
}
