/// What shows a code's mistake and its remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Example {
    /// Top-level keys of a spec that bring the code about, and the same put right. Tests load both on top of a
    /// complete spec.
    Spec {
        /// Brings the code about.
        wrong: &'static str,
        /// Does not.
        right: &'static str,
    },
    /// What cannot be shown by keys of one spec: in words, commands or several files.
    Words {
        /// Brings the code about.
        wrong: &'static str,
        /// Does not.
        right: &'static str,
    },
}

impl Example {
    /// The wrong text and the right text.
    pub fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Spec { wrong, right } | Self::Words { wrong, right } => (wrong, right),
        }
    }
}
