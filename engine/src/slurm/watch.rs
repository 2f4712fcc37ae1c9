use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::counts::Counts;
use super::element::Standing;
use super::onlooker::Onlooker;
use super::watched::{Submitted, Watched};
use crate::execute::Outcome;
use crate::files::Digest;
use crate::journal::Needed;

/// What is known while it is waited.
pub(super) struct Watch<'a, 'b> {
    pub batches: &'b [Submitted],
    pub open: Vec<Watched<'a>>,
    pub outcomes: BTreeMap<Digest, Outcome>,
    pub started: Instant,
    /// A failure has stopped what had not begun.
    pub is_stopped: bool,
    /// What was told already and need not be told again.
    pub told: BTreeSet<String>,
}

impl<'a, 'b> Watch<'a, 'b> {
    pub fn new(batches: &'b [Submitted], watched: Vec<Watched<'a>>) -> Self {
        Self {
            batches,
            open: watched,
            outcomes: BTreeMap::new(),
            started: Instant::now(),
            is_stopped: false,
            told: BTreeSet::new(),
        }
    }

    /// Keeps how a trial ended, and tells it.
    pub fn end(
        &mut self,
        watched: &Watched<'_>,
        outcome: Outcome,
        needed: Option<Needed>,
        onlooker: &dyn Onlooker,
    ) {
        onlooker.ended(watched.planned, &outcome, needed);
        self.outcomes
            .insert(watched.planned.digest.clone(), outcome);
    }

    pub fn counts(&self) -> Counts {
        let waiting = |it: &&Watched<'_>| it.element.standing == Standing::Waiting;
        let waiting = self.open.iter().filter(waiting).count();
        let done = |outcome: &&Outcome| matches!(outcome, Outcome::Done(_));
        let done = self.outcomes.values().filter(done).count();
        Counts {
            waiting,
            working: self.open.len() - waiting,
            done,
            without: self.outcomes.len() - done,
        }
    }
}
