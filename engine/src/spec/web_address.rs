use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// An address of the web. What it serves is only used once it has the digest stated beside it, so `http` will do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WebAddress(String);

impl WebAddress {
    const PATTERN: &'static str = "^https?://[A-Za-z0-9\\[][!-~]*$";

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part of its path: the file's name, where addresses end in one.
    pub fn last_part(&self) -> &str {
        let path = self.0.split(['?', '#']).next().unwrap_or_default();
        path.rsplit('/').next().unwrap_or_default()
    }
}

impl From<&str> for WebAddress {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl JsonSchema for WebAddress {
    fn schema_name() -> Cow<'static, str> {
        "WebAddress".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "title": "Web address",
            "description": "An address that begins with `https://` or `http://` and has neither spaces nor letters beyond ASCII.",
            "pattern": Self::PATTERN,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_accepted() {
        let pattern = regex::Regex::new(WebAddress::PATTERN).unwrap();
        for good in [
            "https://example.org/a.zip?download=1",
            "http://127.0.0.1:8080/a",
            "http://[::1]/a",
        ] {
            assert!(pattern.is_match(good), "{good}");
        }
        for bad in [
            "file:///etc/passwd",
            "ftp://example.org/a",
            "https://",
            "https://example.org/a b",
            "https://-o/a",
            "example.org",
        ] {
            assert!(!pattern.is_match(bad), "{bad}");
        }
    }

    #[test]
    fn last_part_is_the_name_of_the_file() {
        let last = |text: &str| WebAddress::from(text).last_part().to_owned();
        assert_eq!(last("https://example.org/x/a.zip?download=1#top"), "a.zip");
        assert_eq!(last("https://example.org/x/"), "");
    }
}
