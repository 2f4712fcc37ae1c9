use serde::Serialize;

use super::{Code, Place, Severity};

/// One thing that is wrong or worth knowing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The stable code, explained by `emospec explain CODE`.
    pub code: Code,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, in one line without a full stop.
    pub message: String,
    /// Where; none when it concerns no text (a file that cannot be read).
    #[serde(flatten)]
    pub place: Option<Place>,
    /// The words under the underline.
    pub label: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error with neither place, label nor help.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// A warning with neither place, label nor help.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// A note with neither place, label nor help.
    pub fn note(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Note, message)
    }

    fn new(code: Code, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            place: None,
            label: None,
            help: None,
        }
    }

    /// The same at a place; unchanged when there is none.
    #[must_use]
    pub fn at(mut self, place: impl Into<Option<Place>>) -> Self {
        self.place = place.into().or(self.place);
        self
    }

    /// The same with words under the underline; unchanged when there are none.
    #[must_use]
    pub fn label(mut self, label: impl Into<Option<String>>) -> Self {
        self.label = label.into().or(self.label);
        self
    }

    /// The same with a remedy; unchanged when there is none.
    #[must_use]
    pub fn help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into().or(self.help);
        self
    }

    /// The label that suggests a name, where there is one near enough.
    #[must_use]
    pub fn did_you_mean(self, name: Option<&str>) -> Self {
        self.label(name.map(|name| format!("did you mean {}?", super::quoted(name))))
    }
}
