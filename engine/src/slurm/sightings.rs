//! What `squeue` and `sacct` print of job arrays.

use std::collections::BTreeMap;
use std::time::Duration;

use super::job_id::JobId;
use super::job_state::JobState;
use super::{places, span};

/// What is seen of one element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// Its state.
    pub state: JobState,
    /// Its time limit, where it has one.
    pub limit: Option<Duration>,
    /// Why it waits, in Slurm's word (`Resources`, `Priority`, `JobHeldUser`).
    pub reason: Option<String>,
}

/// What is seen of the elements of job arrays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sightings {
    /// The arrays of a batch's name.
    named: BTreeMap<String, JobId>,
    /// One by one; those of a whole range, such as elements that wait, only where it is not told of them alone.
    alone: BTreeMap<(JobId, u32), Sighting>,
    ranged: BTreeMap<(JobId, u32), Sighting>,
    /// Of arrays: what had not begun of them when it was cancelled, which `squeue` shows under the number of the array.
    rests: BTreeMap<JobId, Sighting>,
}

impl Sightings {
    /// The format of `squeue -o` that [`Self::of_queue`] reads. A reason may hold anything, so it stands last.
    pub(super) const QUEUE_FORMAT: &'static str = "%i|%T|%l|%j|%r";
    /// The columns of `sacct -P -o` that [`Self::of_accounts`] reads.
    pub(super) const ACCOUNT_FORMAT: &'static str = "JobID,State,Timelimit";

    /// What `squeue -h -r -t all` printed. The error is the first line that is not understood.
    pub(super) fn of_queue(printed: &str) -> Result<Self, String> {
        let mut found = Self::default();
        for line in printed.lines().filter(|line| !line.trim().is_empty()) {
            let pieces: Vec<_> = line.splitn(5, '|').collect();
            let &[id, state, limit, name, reason] = pieces.as_slice() else {
                return Err(line.to_owned());
            };
            let reason = (reason != "None").then(|| reason.to_owned());
            let job = found.add(id, state, limit, reason);
            let job = job.ok_or_else(|| line.to_owned())?;
            // Where a batch was submitted twice, the later one counts.
            let known = found.named.entry(name.to_owned()).or_insert(job);
            *known = job.max(*known);
        }
        Ok(found)
    }

    /// What `sacct -n -P -X` printed. The error is the first line that is not understood.
    pub(super) fn of_accounts(printed: &str) -> Result<Self, String> {
        let mut found = Self::default();
        for line in printed.lines().filter(|line| !line.trim().is_empty()) {
            let pieces: Vec<_> = line.split('|').collect();
            let &[id, state, limit] = pieces.as_slice() else {
                return Err(line.to_owned());
            };
            let known = found.add(id, state, limit, None);
            known.ok_or_else(|| line.to_owned())?;
        }
        Ok(found)
    }

    /// Adds a line; the job it is of, none where it is of no job.
    fn add(&mut self, id: &str, state: &str, limit: &str, reason: Option<String>) -> Option<JobId> {
        let is_word = |word: &str| {
            word.bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        };
        if !state
            .split(' ')
            .next()
            .is_some_and(|word| !word.is_empty() && is_word(word))
        {
            return None;
        }
        let sighting = Sighting {
            state: JobState::of(state),
            limit: span::read(limit),
            reason,
        };
        let Some((job, element)) = id.split_once('_') else {
            let job = JobId::parse(id)?;
            if matches!(sighting.state, JobState::Ended(_)) {
                self.rests.insert(job, sighting);
            }
            return Some(job);
        };
        let job = JobId::parse(job)?;
        let into = if element.starts_with('[') {
            &mut self.ranged
        } else {
            &mut self.alone
        };
        for index in places::indexes(element)? {
            into.insert((job, index), sighting.clone());
        }
        Some(job)
    }

    /// The array that has a name.
    pub fn job_named(&self, name: &str) -> Option<JobId> {
        self.named.get(name).copied()
    }

    /// What is seen of an element.
    pub fn of(&self, job: JobId, index: u32) -> Option<&Sighting> {
        let key = (job, index);
        self.alone.get(&key).or_else(|| self.ranged.get(&key))
    }

    /// What is seen of an element that never began, as far as is known.
    pub fn of_one_that_waited(&self, job: JobId, index: u32) -> Option<&Sighting> {
        self.of(job, index).or_else(|| self.rests.get(&job))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::slurm::ending::Ending;

    const QUEUE: &str = "\
12_3|PENDING|1:00|emospec-t|JobArrayTaskLimit
12_2|RUNNING|1:00|emospec-t|None
12_1|TIMEOUT|1:00|emospec-t|TimeLimit
12_0|CANCELLED|1:00|emospec-t|None
5_0|COMPLETING|UNLIMITED|emospec-u|None
20|FAILED|UNLIMITED|f.sh|BadConstraints
7_0|PENDING|1-00:00:00|emospec-v|(Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions)
";

    const ACCOUNTS: &str = "\
8_[0-4%2]|CANCELLED|00:01:00
12_0|CANCELLED by 0|00:01:00
12_1|TIMEOUT|00:01:00
12_2|RUNNING|00:01:00
12_[2-3%2]|PENDING|00:01:00
16_0|FAILED|UNLIMITED
20|FAILED|Partition_Limit
";

    fn state(found: &Sightings, job: &str, index: u32) -> Option<JobState> {
        Some(found.of(JobId::parse(job)?, index)?.state)
    }

    #[test]
    fn queue_is_read() {
        let found = Sightings::of_queue(QUEUE).unwrap();
        assert_eq!(state(&found, "12", 3), Some(JobState::Waiting));
        assert_eq!(state(&found, "12", 2), Some(JobState::Working));
        assert_eq!(
            state(&found, "12", 1),
            Some(JobState::Ended(Ending::TimedOut))
        );
        assert_eq!(
            state(&found, "12", 0),
            Some(JobState::Ended(Ending::Cancelled))
        );
        assert_eq!(state(&found, "5", 0), Some(JobState::Working));
        assert_eq!(state(&found, "12", 4), None);
        assert_eq!(found.job_named("emospec-u"), JobId::parse("5"));
        assert_eq!(found.job_named("emospec"), None);
        let down = found.of(JobId::parse("7").unwrap(), 0).unwrap();
        assert_eq!(down.limit, Some(Duration::from_hours(24)));
        assert!(down.reason.as_ref().unwrap().contains("DRAINED"));
    }

    #[test]
    fn accounts_of_one_element_count_before_those_of_a_range() {
        let found = Sightings::of_accounts(ACCOUNTS).unwrap();
        assert_eq!(state(&found, "12", 2), Some(JobState::Working));
        assert_eq!(state(&found, "12", 3), Some(JobState::Waiting));
        assert_eq!(
            state(&found, "8", 4),
            Some(JobState::Ended(Ending::Cancelled))
        );
        assert_eq!(
            state(&found, "16", 0),
            Some(JobState::Ended(Ending::Failed))
        );
    }

    #[test]
    fn rest_of_an_array_that_was_cancelled_stands_under_its_number() {
        let printed = "3|CANCELLED|UNLIMITED|emospec-z|JobArrayTaskLimit\n3_0|RUNNING|UNLIMITED|emospec-z|None\n";
        let found = Sightings::of_queue(printed).unwrap();
        let job = JobId::parse("3").unwrap();
        assert_eq!(found.of(job, 1), None);
        let state = |index| found.of_one_that_waited(job, index).unwrap().state;
        assert_eq!(state(1), JobState::Ended(Ending::Cancelled));
        assert_eq!(state(0), JobState::Working);
    }

    #[test]
    fn nothing_printed_is_nothing_seen() {
        assert_eq!(Sightings::of_queue(""), Ok(Sightings::default()));
        assert_eq!(Sightings::of_accounts("\n"), Ok(Sightings::default()));
    }

    #[test]
    fn a_line_that_is_none_is_told() {
        for line in [
            "slurm_load_jobs error: Invalid job id specified",
            "12_3|PENDING",
            "12_x|PENDING|1:00|name|None",
            "x_3|PENDING|1:00|name|None",
            "12_3||1:00|name|None",
            "12_3|pending|1:00|name|None",
            "12_[1-...]|PENDING|1:00|name|None",
        ] {
            let printed = format!("{QUEUE}{line}\n");
            assert_eq!(Sightings::of_queue(&printed), Err(line.to_owned()));
        }
        assert!(Sightings::of_accounts("Slurm accounting storage is disabled").is_err());
    }

    proptest! {
        #[test]
        fn no_output_ends_in_a_panic(printed in "[0-9_\\[\\]%|,:A-Z a-z\n-]{0,80}", cut in 0..QUEUE.len()) {
            let _ = Sightings::of_queue(&printed);
            let _ = Sightings::of_accounts(&printed);
            let _ = Sightings::of_queue(&QUEUE[..cut]);
        }
    }
}
