use clap::Args;
use serde_json::json;

use super::plan::duration;
use super::screen::Screen;
use super::session::Prepared;
use super::{Common, Ended, SpecChoice};
use crate::cache::Lookup;
use crate::diagnostic::{Code, Diagnostic};
use crate::journal::Miss;
use crate::plan::PlannedTrial;

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  emospec explain-miss study.yaml pairs/matching/official/0/net/0

The journals of earlier runs are asked which inputs the trial had when it was last started; each field in which they differ
from those of now is named with both values. `train`, `validation` and `test` are the rows: `columns.NAME.parts` are digests
of what a column holds, `chosen` of which rows were taken.")]
pub(super) struct ExplainMiss {
    #[command(flatten)]
    choice: SpecChoice,
    /// The trial, as `emospec plan` names it
    trial: String,
}

impl ExplainMiss {
    pub fn act(&self, common: &Common, screen: &Screen) -> Ended {
        let Some(prepared) = Prepared::new(&self.choice, common, screen) else {
            return Ended::Unusable;
        };
        let trials = &prepared.plan.trials;
        let is_named = |planned: &&PlannedTrial| planned.trial.to_string() == self.trial;
        let Some(planned) = trials.iter().find(is_named) else {
            let help = match nearest(&self.trial, trials) {
                Some(near) => format!("did you mean `{near}`? `emospec plan` lists them all"),
                None => "`emospec plan` lists them".to_owned(),
            };
            let message = format!("there is no trial `{}`", self.trial);
            let unknown = Diagnostic::error(Code::UnknownName, message).help(help);
            screen.diagnose_one(unknown);
            return Ended::Unusable;
        };
        let history = prepared.history(screen);
        let why = match prepared.session.cache.lookup(&planned.digest) {
            Lookup::Hit(_) => None,
            Lookup::Miss => Some(history.miss(planned)),
            Lookup::Damaged(reason) => Some(Miss::Damaged(reason)),
        };
        let needed = history.needed(&planned.trial);
        if screen.json() {
            let changes = match &why {
                Some(Miss::Changed(changes)) => changes.as_slice(),
                _ => &[],
            };
            let changes = changes
                .iter()
                .map(|change| json!({"field": change.field, "old": change.old, "new": change.new}));
            screen.print_json(&json!({
                "trial": planned.trial,
                "digest": planned.digest,
                "cache": if why.is_none() { "hit" } else { "miss" },
                "reason": why.as_ref().map(ToString::to_string),
                "changes": changes.collect::<Vec<_>>(),
                "seconds": needed.map(|needed| needed.seconds),
            }));
            return Ended::Good;
        }
        let said = match why {
            None => "a hit: its results are in the cache".to_owned(),
            Some(why) => format!("a miss: {why}"),
        };
        let took = needed.map(|needed| {
            let seconds = duration(needed.seconds);
            format!("\ntrials that differ from it in fold and seed alone took about {seconds}")
        });
        screen.print(&format!(
            "{}: {said}{}",
            self.trial,
            took.unwrap_or_default()
        ));
        Ended::Good
    }
}

/// The trial that has most parts of a name in common with it, where that is more than half of them.
fn nearest(name: &str, trials: &[PlannedTrial]) -> Option<String> {
    let parts: Vec<&str> = name.split('/').collect();
    let names = trials.iter().map(|planned| planned.trial.to_string());
    let shared = |other: &str| {
        let pairs = other.split('/').zip(&parts);
        pairs.filter(|(one, other)| one == *other).count()
    };
    let near = names.min_by_key(|other| {
        let differ = parts.len().saturating_sub(shared(other));
        (differ, strsim::damerau_levenshtein(name, other))
    })?;
    (2 * shared(&near) > parts.len()).then_some(near)
}
