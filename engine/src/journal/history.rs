use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::{End, Record};
use crate::files::Digest;
use crate::plan::Trial;
use crate::spec::Name;

/// Latest trials of a kin that an estimate is made of.
const LATEST: usize = 15;

/// What runs did, the latest of each trial.
#[derive(Debug, Default, PartialEq)]
pub struct History {
    trials: BTreeMap<Trial, Past>,
    kins: BTreeMap<Kin, Vec<Needed>>,
}

/// The last time a trial was started.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Past {
    pub digest: Digest,
    /// The document of the inputs, where the journal has it.
    pub inputs: Option<Arc<Value>>,
    /// How it ended; none where its run was cut short.
    pub end: Option<End>,
}

/// What a trial needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Needed {
    /// How long it takes.
    pub seconds: f64,
    /// Memory of its own that its worker holds, in bytes.
    pub memory: u64,
}

/// Trials that differ in fold and seed alone, and so take about as long.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Kin(Name, Name, Name, Name);

fn kin(trial: &Trial) -> Kin {
    let Trial {
        dataset,
        task,
        split,
        model,
        ..
    } = trial;
    Kin(dataset.clone(), task.clone(), split.clone(), model.clone())
}

impl History {
    /// What a trial is likely to need: the median time and the most memory of the latest trials that differ from it in fold
    /// and seed alone; none where none of them was ever done.
    pub fn needed(&self, trial: &Trial) -> Option<Needed> {
        let past = self.kins.get(&kin(trial))?;
        let mut seconds: Vec<f64> = past.iter().map(|needed| needed.seconds).collect();
        seconds.sort_by(f64::total_cmp);
        Some(Needed {
            seconds: *seconds.get(seconds.len() / 2)?,
            memory: past.iter().map(|needed| needed.memory).max()?,
        })
    }

    pub(super) fn past(&self, trial: &Trial) -> Option<&Past> {
        self.trials.get(trial)
    }

    /// Another trial of the same kin and fold that was started once, with another seed.
    pub(super) fn sibling(&self, trial: &Trial) -> Option<(&Trial, &Past)> {
        let of_seed = |seed| Trial {
            seed,
            ..trial.clone()
        };
        // Trials are ordered by their seed last.
        self.trials.range(of_seed(0)..=of_seed(u64::MAX)).next()
    }

    pub(super) fn begin(&mut self) -> OneRun<'_> {
        OneRun {
            history: self,
            inputs: BTreeMap::new(),
        }
    }
}

/// Taking in the records of one run.
pub(super) struct OneRun<'a> {
    history: &'a mut History,
    inputs: BTreeMap<usize, Arc<Value>>,
}

impl OneRun<'_> {
    pub fn take(&mut self, record: Record) {
        match record {
            Record::Run { .. } | Record::Over { .. } => {}
            Record::Inputs {
                number,
                fingerprint,
            } => {
                self.inputs.insert(number, Arc::new(fingerprint));
            }
            Record::Started {
                trial,
                digest,
                inputs,
            } => {
                let past = Past {
                    digest,
                    inputs: self.inputs.get(&inputs).cloned(),
                    end: None,
                };
                self.history.trials.insert(trial, past);
            }
            Record::Ended {
                trial,
                digest,
                seconds,
                memory,
                end,
            } => self.ended(&trial, &digest, Needed { seconds, memory }, end),
        }
    }

    fn ended(&mut self, trial: &Trial, digest: &Digest, needed: Needed, end: End) {
        if end == End::Done {
            let past = self.history.kins.entry(kin(trial)).or_default();
            if past.len() >= LATEST {
                past.remove(0);
            }
            past.push(needed);
        }
        let past = self
            .history
            .trials
            .entry(trial.clone())
            .or_insert_with(|| Past {
                digest: digest.clone(),
                inputs: None,
                end: None,
            });
        // The record of another start may have been lost.
        if past.digest != *digest {
            past.digest = digest.clone();
            past.inputs = None;
        }
        past.end = Some(end);
    }
}
