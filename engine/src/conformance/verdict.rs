use std::path::PathBuf;

use serde::Serialize;

use super::kept::{Kept, Unmet};
use super::kind::Kind;
use crate::diagnostic::printable;

/// Where a spec sets the limits that the kit sets itself.
const IN_A_SPEC: [&str; 2] = [
    " (`timeout` under `execution`)",
    " (`memory` under `execution`)",
];

/// How a rule ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is kept.
    Passed,
    /// It is broken.
    Failed,
    /// It does not apply, or cannot be judged because another one is broken.
    NotApplicable,
}

/// One rule on one component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleVerdict {
    /// The rule's name.
    pub rule: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// What was seen, or why it does not apply.
    pub seen: Option<String>,
    /// What to change.
    pub change: Option<String>,
}

impl RuleVerdict {
    pub(super) fn of(rule: &'static str, kept: Kept) -> Self {
        let (outcome, seen, change) = match kept {
            Ok(()) => (Outcome::Passed, None, None),
            Err(Unmet::Broken { seen, change }) => (Outcome::Failed, Some(seen), Some(change)),
            Err(Unmet::Unjudged { why }) => (Outcome::NotApplicable, Some(why), None),
        };
        let clean = |text: String| {
            let text = IN_A_SPEC
                .iter()
                .fold(text, |text, hint| text.replace(hint, ""));
            printable(text.trim()).into_owned()
        };
        Self {
            rule,
            outcome,
            seen: seen.map(clean),
            change: change.map(clean),
        }
    }
}

/// Every rule on one component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComponentVerdict {
    /// What the component is.
    pub kind: Kind,
    /// Its name inside the plugin.
    pub name: String,
    /// The rules that concern it, in the order of the registry.
    pub rules: Vec<RuleVerdict>,
}

/// Every rule on every component of a plugin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PluginVerdict {
    /// The name it was found by.
    pub name: String,
    /// Where it was found.
    pub path: PathBuf,
    /// The plugin as a whole, then its models, sources and extractors.
    pub components: Vec<ComponentVerdict>,
}

impl PluginVerdict {
    /// How many rules ended so.
    pub fn count(&self, outcome: Outcome) -> usize {
        let rules = self
            .components
            .iter()
            .flat_map(|component| &component.rules);
        rules.filter(|rule| rule.outcome == outcome).count()
    }
}
