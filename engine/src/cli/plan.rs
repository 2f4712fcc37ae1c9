use std::fmt::Write;

use clap::Args;
use serde_json::json;

use super::screen::Screen;
use super::session::Prepared;
use super::{Common, Ended, SpecChoice};

#[derive(Debug, Args)]
pub(super) struct Plan {
    #[command(flatten)]
    choice: SpecChoice,
}

impl Plan {
    pub fn act(&self, common: &Common, screen: &Screen) -> Ended {
        let Some(prepared) = Prepared::new(&self.choice, common, screen) else {
            return Ended::Unusable;
        };
        let hits = prepared.look_up(screen);
        let trials = prepared.plan.trials.iter().map(|planned| {
            let word = if hits.contains_key(&planned.digest) {
                "hit"
            } else {
                "miss"
            };
            (word, planned)
        });
        if screen.json() {
            let trials: Vec<_> = trials
                .map(|(word, planned)| {
                    json!({
                        "trial": planned.trial,
                        "cache": word,
                        "digest": planned.digest,
                        "fingerprint": planned.fingerprint.document(),
                    })
                })
                .collect();
            let pending: Vec<_> = prepared
                .valid
                .pending
                .iter()
                .map(|pending| json!({"dataset": pending.dataset, "steps": pending.steps}))
                .collect();
            screen.print_json(&json!({ "pending": pending, "trials": trials }));
            return Ended::Good;
        }
        let mut text = String::new();
        for step in prepared.steps() {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "make  {step}");
        }
        for (word, planned) in trials {
            let _ = writeln!(
                text,
                "{word:<4}  {}  {}",
                planned.digest.short(),
                planned.trial
            );
        }
        screen.print(&text);
        let total = prepared.plan.trials.len();
        let misses = prepared.misses(&hits).len();
        screen.tell(&format!(
            "{total} trials: {} hit, {misses} miss{}",
            total - misses,
            match prepared.trials_pending() {
                0 => String::new(),
                later =>
                    format!("; and {later} once their datasets are made, which `emospec run` does"),
            }
        ));
        Ended::Good
    }
}
