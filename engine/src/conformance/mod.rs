//! The conformance kit: whether a plugin keeps the rules that results rest on.
//!
//! Every rule is an entry of the [registry](RULES) and has a file of its own in `rules`. A rule is checked on each
//! component (model, source, extractor) it concerns, by calling the plugin in worker processes on made-up data, and is
//! kept, broken, or not judged because another rule that it needs is broken. A broken one says what was seen and what
//! to change.
//!
//! Workers run with the folders of the user replaced by watched ones ([`watch`]), so that nothing a plugin leaves there
//! is lost. Rules share a worker and the fits in it ([`model`]) except where they ask for a fresh one; a plugin that
//! hangs or crashes costs the rule at hand, and the next starts another worker.

mod compare;
mod component;
mod desk;
mod extractor;
mod fitting;
mod kept;
mod kind;
mod model;
mod params;
mod probe;
mod question;
mod refusal;
mod registry;
mod rule;
mod rules;
mod source;
mod table;
mod trial;
mod under_check;
mod verdict;
mod watch;

pub use kind::Kind;
pub use registry::{RULES, find};
pub use rule::Rule;
pub use under_check::UnderCheck;
pub use verdict::{ComponentVerdict, Outcome, PluginVerdict, RuleVerdict};

use self::desk::Desk;
use self::extractor::ExtractorBench;
use self::kept::Kept;
use self::model::ModelBench;
use self::source::SourceBench;
use crate::plugin::{PluginError, WorkerFactory};

/// Checks those rules on a plugin and all its components. `tell` hears which rule is checked, and on what.
///
/// # Errors
/// Where a folder to work in cannot be made; what the plugin does wrong is part of the verdict.
pub fn check(
    subject: &UnderCheck,
    rules: &[&'static Rule],
    workers: &WorkerFactory,
    tell: &mut dyn FnMut(Kind, &str, &Rule),
) -> Result<PluginVerdict, PluginError> {
    let manifest = &subject.plugin.manifest;
    let desk = || Desk::new(subject, workers);
    let mut judge = Judge { rules, tell };
    let mut components = vec![judge.component(Kind::Plugin, &manifest.name, |rule| {
        Some(rule.plugin?(subject))
    })];
    for card in &manifest.models {
        let mut bench = ModelBench::new(desk()?, card.clone());
        components.push(judge.component(Kind::Model, &card.name, |rule| {
            Some(rule.model?(&mut bench))
        }));
    }
    for card in &manifest.sources {
        let mut bench = SourceBench::new(desk()?, card.clone());
        components.push(judge.component(Kind::Source, &card.name, |rule| {
            Some(rule.source?(&mut bench))
        }));
    }
    for card in &manifest.extractors {
        let mut bench = ExtractorBench::new(desk()?, card.clone());
        components.push(judge.component(Kind::Extractor, &card.name, |rule| {
            Some(rule.extractor?(&mut bench))
        }));
    }
    components.retain(|component| !component.rules.is_empty());
    Ok(PluginVerdict {
        name: subject.name.clone(),
        path: subject.path.clone(),
        components,
    })
}

/// Applies rules to one component after the other.
struct Judge<'a> {
    rules: &'a [&'static Rule],
    tell: &'a mut dyn FnMut(Kind, &str, &Rule),
}

impl Judge<'_> {
    /// The verdict on a component; `judge` gives none for a rule that does not concern its kind.
    fn component(
        &mut self,
        kind: Kind,
        name: &str,
        mut judge: impl FnMut(&Rule) -> Option<Kept>,
    ) -> ComponentVerdict {
        let mut verdicts = Vec::new();
        for &rule in self.rules {
            if !rule.kinds().contains(&kind) {
                continue;
            }
            (self.tell)(kind, name, rule);
            verdicts.extend(judge(rule).map(|kept| RuleVerdict::of(rule.id, kept)));
        }
        ComponentVerdict {
            kind,
            name: name.to_owned(),
            rules: verdicts,
        }
    }
}
