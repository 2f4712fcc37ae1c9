use super::counts::Counts;
use crate::execute::Outcome;
use crate::journal::Needed;
use crate::plan::{PlannedTrial, Trial};

/// What hears of trials that run as jobs.
pub trait Onlooker: Sync {
    /// How many are how far; told at every look.
    fn counted(&self, counts: Counts);
    /// A model left a line for people.
    fn said(&self, trial: &Trial, warning: bool, message: &str);
    /// A trial was seen running.
    fn started(&self, planned: &PlannedTrial);
    /// A trial ended; what it needed, where it was run.
    fn ended(&self, planned: &PlannedTrial, outcome: &Outcome, needed: Option<Needed>);
    /// Something about the jobs that is worth knowing.
    fn told(&self, line: &str);
}
