use clap::Args;
use serde_json::json;

use super::screen::Screen;
use super::session::Prepared;
use super::{Common, Ended, SpecChoice};
use crate::spec::to_yaml;

#[derive(Debug, Args)]
pub(super) struct Validate {
    #[command(flatten)]
    choice: SpecChoice,
    /// Print the spec as resolved: extended, overridden, interpolated
    #[arg(long)]
    resolved: bool,
}

impl Validate {
    pub fn act(&self, common: &Common, screen: &Screen) -> Ended {
        let Some(prepared) = Prepared::new(&self.choice, common, screen) else {
            return Ended::Unusable;
        };
        let valid = &prepared.valid;
        screen.diagnose(&prepared.notes);
        for step in prepared.steps() {
            screen.tell(&format!("to be made: {step}"));
        }
        if self.resolved {
            screen.print(&to_yaml(&valid.document));
        } else if screen.json() {
            screen.print_json(&json!({
                "valid": true,
                "name": valid.spec.name,
                "trials": prepared.plan.trials.len(),
                "findings": valid.findings,
                "left_out": valid.left_out,
            }));
        } else {
            screen.print(&format!(
                "{} is valid{}: {} datasets, {} tasks, {} models, {} trials",
                self.choice.spec.display(),
                if valid.pending.is_empty() {
                    ""
                } else {
                    ", as far as can be told before its datasets are made"
                },
                valid.datasets.len() + valid.pending.len(),
                valid.spec.tasks.len(),
                valid.models.len(),
                prepared.plan.trials.len() + prepared.trials_pending()
            ));
        }
        Ended::Good
    }
}
