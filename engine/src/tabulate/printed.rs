use std::fmt;

use serde::{Serialize, Serializer};

/// What a cell says, at the precision asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Printed {
    /// A number, with a minus sign if any written `-` and a power of ten if any written `e-4`.
    Number {
        /// The number.
        value: String,
        /// What stands beside it.
        spread: Spread,
    },
    /// Why there is no number.
    Words(String),
}

/// What stands beside a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spread {
    /// Nothing.
    None,
    /// Its deviation.
    Deviation(String),
    /// The ends of an interval.
    Interval(String, String),
}

impl Spread {
    /// What follows the number, with the sign a format has for a deviation and the way it writes numbers.
    pub fn text(&self, plus_minus: &str, number: impl Fn(&str) -> String) -> String {
        match self {
            Self::None => String::new(),
            Self::Deviation(deviation) => format!("{plus_minus}{}", number(deviation)),
            Self::Interval(low, high) => format!(" [{}, {}]", number(low), number(high)),
        }
    }
}

impl fmt::Display for Printed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number { value, spread } => {
                write!(formatter, "{value}{}", spread.text(" ± ", str::to_owned))
            }
            Self::Words(words) => formatter.write_str(words),
        }
    }
}

impl Serialize for Printed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
