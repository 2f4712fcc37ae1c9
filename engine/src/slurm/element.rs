//! How far one element is, by what it left, what the queue says, and for how long.

use std::time::Duration;

use super::ending::Ending;
use super::job_state::JobState;
use super::patience::Patience;
use super::sightings::Sighting;

/// How far an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It waits for a node.
    Waiting,
    /// It runs.
    Working,
    /// Its job is over, and what it left is not seen yet.
    Over {
        /// Since when, from the start of the watch.
        since: Duration,
    },
}

/// What the queue says.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sight<'a> {
    /// It was not asked, or did not answer.
    Unasked,
    /// It does not know the element.
    Absent,
    /// It sees the element.
    Seen(&'a Sighting),
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// There is something to wait for.
    Wait,
    /// Nothing will come any more; how its job ended, where the queue knows, and its time limit.
    Lost(Option<Ending>, Option<Duration>),
}

/// An element that is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Element {
    pub standing: Standing,
    /// Whether it was ever seen running.
    pub has_worked: bool,
    /// Its time limit, as the queue last told.
    limit: Option<Duration>,
}

impl Element {
    pub fn new() -> Self {
        Self {
            standing: Standing::Waiting,
            has_worked: false,
            limit: None,
        }
    }

    /// What follows from what the queue says at a time, for an element whose outcome is not there.
    pub fn step(&mut self, sight: Sight<'_>, now: Duration, patience: &Patience) -> Step {
        let ending = match sight {
            Sight::Seen(sighting) => {
                self.limit = sighting.limit.or(self.limit);
                match sighting.state {
                    JobState::Waiting => {
                        self.standing = Standing::Waiting;
                        return Step::Wait;
                    }
                    JobState::Working => {
                        self.standing = Standing::Working;
                        self.has_worked = true;
                        return Step::Wait;
                    }
                    JobState::Ended(ending) => Some(ending),
                }
            }
            Sight::Absent => None,
            Sight::Unasked => return Step::Wait,
        };
        let since = match self.standing {
            Standing::Over { since } => since,
            _ => now,
        };
        self.standing = Standing::Over { since };
        let expects_an_outcome = matches!(ending, None | Some(Ending::Completed | Ending::Failed));
        let grace = if expects_an_outcome {
            patience.grace
        } else {
            patience.short_grace
        };
        if now.saturating_sub(since) < grace {
            Step::Wait
        } else {
            Step::Lost(ending, self.limit)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seen(state: JobState) -> Sighting {
        Sighting {
            state,
            limit: Some(Duration::from_mins(1)),
            reason: None,
        }
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_job_that_left_the_queue_is_given_some_time() {
        let patience = Patience::default();
        let mut element = Element::new();
        let working = seen(JobState::Working);
        assert_eq!(
            element.step(Sight::Seen(&working), seconds(0), &patience),
            Step::Wait
        );
        assert!(element.has_worked);
        assert_eq!(
            element.step(Sight::Absent, seconds(10), &patience),
            Step::Wait
        );
        assert_eq!(element.standing, Standing::Over { since: seconds(10) });
        assert_eq!(
            element.step(Sight::Unasked, seconds(200), &patience),
            Step::Wait
        );
        let limit = Some(Duration::from_mins(1));
        assert_eq!(
            element.step(Sight::Absent, seconds(70), &patience),
            Step::Lost(None, limit)
        );
    }

    #[test]
    fn a_job_that_slurm_ended_is_given_less() {
        let patience = Patience::default();
        let mut element = Element::new();
        let over = seen(JobState::Ended(Ending::TimedOut));
        assert_eq!(
            element.step(Sight::Seen(&over), seconds(10), &patience),
            Step::Wait
        );
        let lost = element.step(Sight::Seen(&over), seconds(20), &patience);
        assert_eq!(
            lost,
            Step::Lost(Some(Ending::TimedOut), Some(Duration::from_mins(1)))
        );
    }

    #[test]
    fn a_job_that_is_queued_again_is_not_over() {
        let patience = Patience::default();
        let mut element = Element::new();
        let over = seen(JobState::Ended(Ending::Preempted));
        element.step(Sight::Seen(&over), seconds(0), &patience);
        let waiting = seen(JobState::Waiting);
        assert_eq!(
            element.step(Sight::Seen(&waiting), seconds(60), &patience),
            Step::Wait
        );
        assert_eq!(element.standing, Standing::Waiting);
        assert_eq!(
            element.step(Sight::Absent, seconds(61), &patience),
            Step::Wait
        );
    }

    proptest! {
        #[test]
        fn nothing_is_lost_while_the_queue_does_not_answer(times in prop::collection::vec(0..1_000_000_u64, 0..20)) {
            let mut element = Element::new();
            for time in times {
                prop_assert_eq!(element.step(Sight::Unasked, seconds(time), &Patience::default()), Step::Wait);
            }
        }
    }
}
