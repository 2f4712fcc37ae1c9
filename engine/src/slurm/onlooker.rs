use super::counts::Counts;
use crate::execute::Outcome;
use crate::plan::Trial;

/// What hears of trials that run as jobs.
pub trait Onlooker: Sync {
    /// How many are how far; told at every look.
    fn counted(&self, counts: Counts);
    /// A model left a line for people.
    fn said(&self, trial: &Trial, warning: bool, message: &str);
    /// A trial ended.
    fn ended(&self, trial: &Trial, outcome: &Outcome);
    /// Something about the jobs that is worth knowing.
    fn told(&self, line: &str);
}
