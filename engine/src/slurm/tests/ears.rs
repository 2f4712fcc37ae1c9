use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::execute::Outcome;
use crate::journal::Needed;
use crate::plan::{PlannedTrial, Trial};
use crate::slurm::{Counts, Onlooker};

/// Hears everything.
#[derive(Default)]
pub struct Ears {
    pub told: Mutex<Vec<String>>,
    pub ended: Mutex<BTreeSet<String>>,
    pub counts: Mutex<Counts>,
    pub interrupted: AtomicBool,
    /// The command is interrupted once so many trials run and wait.
    pub enough: usize,
}

impl Onlooker for Ears {
    fn counted(&self, counts: Counts) {
        *self.counts.lock().unwrap() = counts;
        if self.enough > 0 && counts.waiting + counts.working == self.enough {
            self.interrupted.store(true, Ordering::SeqCst);
        }
    }

    fn said(&self, _: &Trial, _: bool, _: &str) {}

    fn started(&self, _: &PlannedTrial) {}

    fn ended(&self, planned: &PlannedTrial, _: &Outcome, _: Option<Needed>) {
        let trial = planned.trial.to_string();
        assert!(self.ended.lock().unwrap().insert(trial));
    }

    fn told(&self, line: &str) {
        self.told.lock().unwrap().push(line.to_owned());
    }
}
