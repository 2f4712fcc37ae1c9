//! What the screen says once a run is over.

use std::time::Duration;

use super::running::Running;
use crate::execute::{Outcome, Ran, Stopped};

impl Running<'_> {
    pub(super) fn tell(&self, ran: &Ran, took: Duration) {
        let count = |wanted: fn(&Outcome) -> bool| {
            let outcomes = ran.outcomes.values();
            outcomes.filter(|outcome| wanted(outcome)).count()
        };
        let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
        let not_run = count(|outcome| *outcome == Outcome::NotRun);
        let others = match ran.by_others {
            0 => String::new(),
            others => format!(", {others} fitted by another engine"),
        };
        let fitted = ran.outcomes.len() - failed - not_run - ran.by_others;
        self.screen.tell(&format!(
            "{fitted} fitted{others}, {failed} failed, {not_run} not started, in {:.1} s",
            took.as_secs_f64()
        ));
        match &ran.stopped {
            Some(Stopped::Failure) if not_run > 0 => self
                .screen
                .tell("a failure stops new starts: use -k to keep going; run again to go on"),
            Some(Stopped::Interrupted) => self.screen.tell(&format!(
                "interrupted: what is done is kept, and this goes on with the rest:\n  {}",
                command_again()
            )),
            _ => {}
        }
    }
}

/// The command as it was given, for a shell.
fn command_again() -> String {
    let words = std::env::args().map(|word| {
        let is_plain =
            |letter: char| letter.is_ascii_alphanumeric() || "-_./=,:@%+".contains(letter);
        if !word.is_empty() && word.chars().all(is_plain) {
            word
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
    });
    words.collect::<Vec<_>>().join(" ")
}
