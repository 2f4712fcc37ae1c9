use std::fmt;

use serde_json::Value;

use super::{End, History};
use crate::fingerprint::{Change, changes};
use crate::plan::PlannedTrial;

/// Why a trial is not in the cache.
#[derive(Debug, Clone, PartialEq)]
pub enum Miss {
    /// No run has started it.
    NeverRun,
    /// No run has started it with this seed.
    NewSeed,
    /// Its inputs are not those it had when it was last started.
    Changed(Vec<Change>),
    /// Its inputs are not those it had when it was last started, and what those were is not known any more.
    ChangedUnknown,
    /// It failed when it was last run.
    Failed(String),
    /// Its run was cut short.
    CutShort,
    /// It was done, and its entry is no longer in the cache.
    Gone,
    /// Its entry is damaged.
    Damaged(String),
}

impl History {
    /// Why a trial that is not in the cache is not there.
    pub fn miss(&self, planned: &PlannedTrial) -> Miss {
        let past = match (self.past(&planned.trial), self.sibling(&planned.trial)) {
            (Some(past), _) => past,
            // Of trials that do not depend on their seed, one is run for all.
            (None, Some((_, past))) if planned.inputs().seed.is_none() => past,
            (None, Some(_)) => return Miss::NewSeed,
            (None, None) => return Miss::NeverRun,
        };
        if past.digest == planned.digest {
            return match &past.end {
                Some(End::Done) => Miss::Gone,
                Some(End::Failed { message }) => Miss::Failed(message.clone()),
                None => Miss::CutShort,
            };
        }
        let Some(inputs) = &past.inputs else {
            return Miss::ChangedUnknown;
        };
        let mut old = (**inputs).clone();
        let mut new = planned.inputs().document();
        // Inputs are written once for many seeds, so that of the document is any of them.
        for document in [&mut old, &mut new] {
            if let Some(seed) = document.get_mut("seed").filter(|seed| !seed.is_null()) {
                *seed = Value::from(planned.trial.seed);
            }
        }
        match changes(&old, &new) {
            found if found.is_empty() => Miss::ChangedUnknown,
            found => Miss::Changed(found),
        }
    }
}

impl Miss {
    /// The reason in a word or two, for a list of many.
    pub fn word(&self) -> String {
        match self {
            Self::NeverRun => "never run".to_owned(),
            Self::NewSeed => "new seed".to_owned(),
            Self::Changed(changes) => match changes.as_slice() {
                [only] => only.to_string(),
                [first, rest @ ..] => format!("{first}, and {} more", rest.len()),
                [] => "changed".to_owned(),
            },
            Self::ChangedUnknown => "changed".to_owned(),
            Self::Failed(_) => "failed last time".to_owned(),
            Self::CutShort => "cut short".to_owned(),
            Self::Gone => "entry removed".to_owned(),
            Self::Damaged(_) => "entry damaged".to_owned(),
        }
    }
}

impl fmt::Display for Miss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverRun => formatter.write_str("no run of this experiment has started it"),
            Self::NewSeed => formatter.write_str(
                "no run of this experiment has started it with this seed; with another it was",
            ),
            Self::Changed(changes) => {
                formatter.write_str("its inputs changed since it was last started:")?;
                for change in changes {
                    write!(formatter, "\n  {change}")?;
                }
                Ok(())
            }
            Self::ChangedUnknown => formatter.write_str(
                "its inputs changed since it was last started; the journal does not tell what they were",
            ),
            Self::Failed(message) => {
                write!(formatter, "it failed when it was last run: {message}")
            }
            Self::CutShort => formatter.write_str(
                "the run that started it was cut short: it was interrupted, or its engine or machine went down",
            ),
            Self::Gone => formatter.write_str(
                "it was done with these inputs, and its entry is no longer in the cache: it was evicted or removed, \
                 or a power cut lost it",
            ),
            Self::Damaged(why) => write!(formatter, "its entry in the cache is damaged: {why}"),
        }
    }
}
