//! What a run writes into its journal about itself, and what earlier runs wrote.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use super::running::Running;
use super::screen::Screen;
use super::session::Prepared;
use crate::execute::{Ran, Stopped};
use crate::journal::{History, Journal, Record};

impl Running<'_> {
    pub(super) fn begin_journal(&self, misses: usize, jobs: usize) -> Option<Journal> {
        let begun = Journal::begin(&self.prepared.journal_folder());
        let journal = match begun {
            Ok(journal) => journal,
            Err(error) => {
                self.screen
                    .tell(&format!("warning: this run has no journal: {error}"));
                return None;
            }
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        journal.append(&Record::Run {
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            at: now.unwrap_or_default().as_secs(),
            spec: self.choice.spec.display().to_string(),
            trials: self.prepared.plan.trials.len(),
            misses,
            jobs,
        });
        Some(journal)
    }

    pub(super) fn end_journal(&self, journal: Option<&Journal>, ran: &Ran) {
        let Some(journal) = journal else {
            return;
        };
        let stopped = ran.stopped.as_ref().map(|stopped| match stopped {
            Stopped::Failure => "a trial failed".to_owned(),
            Stopped::Interrupted => "it was interrupted".to_owned(),
            Stopped::Unkept(why) => why.clone(),
        });
        journal.append(&Record::Over { stopped });
        if let Some(broken) = journal.broken() {
            self.screen.tell(&format!(
                "warning: the journal of this run is not whole: {broken}"
            ));
        }
    }
}

impl Prepared {
    /// What earlier runs told; nothing, with a warning, where it cannot be read.
    pub(super) fn history(&self, screen: &Screen) -> History {
        match crate::journal::read(&self.journal_folder()) {
            Ok(reading) => {
                for place in &reading.damaged {
                    screen.tell(&format!(
                        "warning: {place} of a journal is damaged and passed over"
                    ));
                }
                reading.history
            }
            Err(error) => {
                screen.tell(&format!("warning: failed to read the journals: {error}"));
                History::default()
            }
        }
    }

    pub(super) fn journal_folder(&self) -> PathBuf {
        let name = self.valid.spec.name.as_str();
        self.session.cache.root().join("journal").join(name)
    }
}
