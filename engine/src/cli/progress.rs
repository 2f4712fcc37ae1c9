use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::screen::Screen;
use crate::execute::{Outcome, Watcher};
use crate::plan::{PlannedTrial, Trial};
use crate::slurm::Counts;

/// Progress bars on stderr: one for all trials, one for each slot. Off a terminal there are none, and only failures
/// are told.
pub(super) struct Bars {
    screen: Screen,
    together: MultiProgress,
    total: ProgressBar,
    slots: Vec<ProgressBar>,
}

impl Bars {
    pub fn new(screen: &Screen, trials: &[&PlannedTrial], jobs: usize) -> Self {
        let target = if screen.draws() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let together = MultiProgress::with_draw_target(target);
        let distinct: BTreeSet<_> = trials.iter().map(|planned| &planned.digest).collect();
        let style = |template: &str| {
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
        };
        let total = together.add(ProgressBar::new(distinct.len() as u64));
        total.set_style(style(
            "{pos}/{len} trials [{bar:30}] {elapsed}, {eta} left{msg}",
        ));
        total.enable_steady_tick(Duration::from_millis(250));
        let slots = (0..jobs.min(distinct.len()))
            .map(|_| {
                let bar = together.add(ProgressBar::new_spinner());
                bar.set_style(style("  {wide_msg}"));
                bar
            })
            .collect();
        Self {
            screen: screen.clone(),
            together,
            total,
            slots,
        }
    }

    pub fn finish(&self) {
        for slot in &self.slots {
            slot.finish_and_clear();
        }
        self.total.finish_and_clear();
    }

    /// Shows how many trials wait and run as jobs.
    pub fn counted(&self, counts: Counts) {
        let Counts {
            waiting, working, ..
        } = counts;
        self.total
            .set_message(format!("; {working} run, {waiting} wait"));
    }

    /// Says something in a line of its own.
    pub fn told(&self, line: &str) {
        self.line(line);
    }

    fn line(&self, line: &str) {
        self.together.suspend(|| self.screen.tell(line));
    }

    fn show(&self, slot: usize, message: String) {
        if let Some(bar) = self.slots.get(slot) {
            bar.set_message(message);
        }
    }
}

impl Watcher for Bars {
    fn started(&self, slot: usize, trial: &Trial) {
        if let Some(bar) = self.slots.get(slot) {
            bar.set_prefix(trial.to_string());
        }
        self.show(slot, trial.to_string());
    }

    fn progressed(&self, slot: usize, progress: &serde_json::Value) {
        let Some(bar) = self.slots.get(slot) else {
            return;
        };
        let number = |key: &str| progress.get(key).and_then(serde_json::Value::as_f64);
        let mut text = bar.prefix();
        // Writing to a string cannot fail.
        if let Some(epoch) = number("epoch") {
            let _ = write!(text, "  epoch {epoch}");
        }
        if let Some(epochs) = number("epochs") {
            let _ = write!(text, "/{epochs}");
        }
        for (key, word) in [("train_loss", "loss"), ("validation_loss", "validation")] {
            if let Some(loss) = number(key) {
                let _ = write!(text, "  {word} {loss:.4}");
            }
        }
        self.show(slot, text);
    }

    fn said(&self, trial: &Trial, warning: bool, message: &str) {
        let word = if warning { "warning" } else { "note" };
        self.line(&format!("{word}: {trial}: {message}"));
    }

    fn ended(&self, slot: usize, trial: &Trial, outcome: &Outcome) {
        if let Outcome::Failed(message) = outcome {
            self.line(&format!("failed: {trial}: {message}"));
        }
        self.show(slot, String::new());
        self.total.inc(1);
    }
}
