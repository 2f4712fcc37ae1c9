use crate::plugin::PluginError;

/// Whether a rule is kept.
pub(super) type Kept = Result<(), Unmet>;

/// Why a rule is not seen to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unmet {
    /// The component breaks it.
    Broken {
        /// What was seen.
        seen: String,
        /// What to change.
        change: String,
    },
    /// It does not apply, or cannot be judged.
    Unjudged {
        /// Why.
        why: String,
    },
}

impl Unmet {
    pub fn broken(seen: impl Into<String>, change: impl Into<String>) -> Self {
        Self::Broken {
            seen: seen.into(),
            change: change.into(),
        }
    }

    pub fn unjudged(why: impl Into<String>) -> Self {
        Self::Unjudged { why: why.into() }
    }

    /// A call failed that should not have. One that only failed because something was printed is the business of the
    /// rule about that.
    pub fn of(error: &PluginError, change: &str) -> Self {
        match error {
            error if error.is_about_stdout() => {
                Self::unjudged("the call failed by what was printed: see `stderr-only`")
            }
            PluginError::System { .. } => Self::unjudged(error.to_string()),
            error => Self::broken(error.to_string(), change),
        }
    }

    /// The same, with where it was seen before it.
    #[must_use]
    pub fn at(self, place: &str) -> Self {
        match self {
            Self::Broken { seen, change } => Self::Broken {
                seen: format!("{place}: {seen}"),
                change,
            },
            Self::Unjudged { why } => Self::Unjudged {
                why: format!("{place}: {why}"),
            },
        }
    }
}
