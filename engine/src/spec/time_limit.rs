use std::borrow::Cow;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A span of time, as a whole number with a unit, or several: `90s`, `30m`, `1h 30m`, `2d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeLimit(Duration);

impl TimeLimit {
    const PATTERN: &'static str = "^[0-9]{1,12}(ms|s|m|h|d)( ?[0-9]{1,12}(ms|s|m|h|d))*$";

    /// The span.
    pub fn get(self) -> Duration {
        self.0
    }
}

impl Default for TimeLimit {
    /// A day: long enough for a fit, short enough that one that never ends is noticed.
    fn default() -> Self {
        Self(Duration::from_hours(24))
    }
}

impl TryFrom<String> for TimeLimit {
    type Error = humantime::DurationError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        humantime::parse_duration(&text).map(Self)
    }
}

impl From<TimeLimit> for String {
    fn from(limit: TimeLimit) -> Self {
        match limit.0.subsec_millis() {
            0 => format!("{}s", limit.0.as_secs()),
            _ => format!("{}ms", limit.0.as_millis()),
        }
    }
}

impl JsonSchema for TimeLimit {
    fn schema_name() -> Cow<'static, str> {
        "TimeLimit".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "title": "Time",
            "description": "A span of time: a whole number with a unit (`ms`, `s`, `m`, `h` or `d`), or several, such as `30m` or `1h 30m`.",
            "pattern": Self::PATTERN,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_pattern_accepts_is_a_span() {
        let pattern = regex::Regex::new(TimeLimit::PATTERN).unwrap();
        for (text, seconds) in [
            ("90s", 90),
            ("30m", 1800),
            ("1h 30m", 5400),
            ("2d", 172_800),
        ] {
            assert!(pattern.is_match(text));
            let limit = TimeLimit::try_from(text.to_owned()).unwrap();
            assert_eq!(limit.get(), Duration::from_secs(seconds));
        }
    }
}
