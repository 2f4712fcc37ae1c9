use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::Duration;

use clap::Args;
use serde_json::json;

use super::budget::Budget;
use super::screen::Screen;
use super::session::Prepared;
use super::{Common, Ended, SpecChoice};
use crate::journal::{History, Miss, Needed};
use crate::plan::PlannedTrial;

#[derive(Debug, Args)]
#[command(after_help = "\
Each line is a trial: `hit` where its results are in the cache; else `miss`, how long trials like it took, and why it is
not there. `emospec explain-miss SPEC TRIAL` says more.")]
pub(super) struct Plan {
    #[command(flatten)]
    choice: SpecChoice,
    /// Trials to run at once, for the estimate; as many as there are cores when left out
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
}

/// A trial that is not in the cache.
struct Missing {
    why: Miss,
    needed: Option<Needed>,
}

impl Plan {
    pub fn act(&self, common: &Common, screen: &Screen) -> Ended {
        let Some(prepared) = Prepared::new(&self.choice, common, screen) else {
            return Ended::Unusable;
        };
        let mut found = prepared.look_up_of(|_| true, screen);
        let is_all_there = found.hits.len() >= prepared.plan.trials.len();
        let history = if is_all_there {
            History::default()
        } else {
            prepared.history(screen)
        };
        let trials = prepared.plan.trials.iter().map(|planned| {
            let missing = (!found.hits.contains_key(&planned.digest)).then(|| Missing {
                why: match found.damaged.remove(&planned.digest) {
                    Some(reason) => Miss::Damaged(reason),
                    None => history.miss(planned),
                },
                needed: history.needed(&planned.trial),
            });
            (planned, missing)
        });
        let trials: Vec<_> = trials.collect();
        if screen.json() {
            screen.print_json(&document(&prepared, &trials));
            return Ended::Good;
        }
        screen.print(&lines(&prepared, &trials));
        self.sum_up(&prepared, &trials, screen);
        Ended::Good
    }

    fn sum_up(
        &self,
        prepared: &Prepared,
        trials: &[(&PlannedTrial, Option<Missing>)],
        screen: &Screen,
    ) {
        let misses = || {
            let trials = trials.iter();
            trials.filter_map(|(planned, missing)| Some((planned, missing.as_ref()?)))
        };
        // Trials with the same inputs are run once.
        let mut seen = BTreeSet::new();
        let distinct = misses().filter(|(planned, _)| seen.insert(&planned.digest));
        let needed: Vec<Option<Needed>> = distinct.map(|(_, missing)| missing.needed).collect();
        let (total, missing) = (trials.len(), misses().count());
        let later = match prepared.trials_pending() {
            0 => String::new(),
            later => {
                format!("; and {later} once their datasets are made, which `emospec run` does")
            }
        };
        screen.tell(&format!(
            "{total} trials: {} hit, {missing} miss{later}",
            total - missing
        ));
        let known = needed.iter().flatten().map(|needed| needed.seconds);
        let unknown = needed.iter().filter(|needed| needed.is_none()).count();
        let seconds: f64 = known.sum();
        let jobs = Budget::of(self.jobs, &prepared.valid.spec.execution).jobs;
        if unknown < needed.len() {
            let beside = match unknown {
                0 => String::new(),
                unknown => format!(", and {unknown} of which no run has told how long they take"),
            };
            screen.tell(&format!(
                "about {} with {jobs} at once{beside}",
                duration(seconds / jobs as f64)
            ));
        }
    }
}

fn lines(prepared: &Prepared, trials: &[(&PlannedTrial, Option<Missing>)]) -> String {
    let mut text = String::new();
    for step in prepared.steps() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "make  {step}");
    }
    for (planned, missing) in trials {
        let (digest, trial) = (planned.digest.short(), &planned.trial);
        let _ = match missing {
            None => writeln!(text, "hit   {digest}  {trial}"),
            Some(Missing { why, needed }) => {
                let needed = needed.map(|needed| format!("{}, ", duration(needed.seconds)));
                let needed = needed.unwrap_or_default();
                writeln!(text, "miss  {digest}  {trial}  ({needed}{})", why.word())
            }
        };
    }
    text
}

fn document(prepared: &Prepared, trials: &[(&PlannedTrial, Option<Missing>)]) -> serde_json::Value {
    let trials = trials.iter().map(|(planned, missing)| {
        let mut document = json!({
            "trial": planned.trial,
            "cache": if missing.is_none() { "hit" } else { "miss" },
            "digest": planned.digest,
            "fingerprint": planned.fingerprint().document(),
        });
        if let Some(missing) = missing {
            document["reason"] = missing.why.to_string().into();
            document["seconds"] = missing.needed.map(|needed| needed.seconds).into();
        }
        document
    });
    let trials: Vec<_> = trials.collect();
    let pending = prepared.valid.pending.iter();
    let pending =
        pending.map(|pending| json!({"dataset": pending.dataset, "steps": pending.steps}));
    let pending: Vec<_> = pending.collect();
    json!({ "pending": pending, "trials": trials })
}

/// A time for people: whole seconds from ten of them on.
pub(super) fn duration(seconds: f64) -> String {
    if seconds < 10.0 {
        return format!("{seconds:.1} s");
    }
    let whole = Duration::try_from_secs_f64(seconds.round()).unwrap_or(Duration::MAX);
    humantime::format_duration(whole).to_string()
}
