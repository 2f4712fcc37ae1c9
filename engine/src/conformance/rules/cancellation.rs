//! A run that is interrupted ends soon.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::conformance::desk::Desk;
use crate::conformance::fitting::Fitting;
use crate::conformance::kept::{Kept, Unmet};
use crate::conformance::model::{ModelBench, SEED};
use crate::conformance::probe::draw;
use crate::conformance::question::{Question, QuestionRows};
use crate::conformance::rule::Rule;
use crate::conformance::trial::Trial;
use crate::plugin::{CallEvent, Canceller, PluginError, Worker};
use crate::spec::Params;

pub(in crate::conformance) const RULE: Rule = Rule {
    model: Some(check),
    ..Rule::new(
        "cancellation",
        "A fit that is asked to stop returns within a second.",
    )
};

/// Rows to fit: enough that a fit with defaults is not over at once.
const ROWS: usize = 2048;
const WIDTHS: [usize; 2] = [128, 64];
/// When a fit that reports nothing is asked to stop.
const SILENCE: Duration = Duration::from_millis(300);
/// How long it may go on then.
const ALLOWED: Duration = Duration::from_secs(1);
/// When a fit that does not stop is ended.
const PATIENCE: Duration = Duration::from_secs(15);
/// A machine that is busy with something else, or what a language loads at first use, may hold a fit up, though hardly
/// every time.
const TRIES: usize = 3;

const CHANGE: &str = "ask in every loop, at least ten times a second, whether the call is cancelled, and return the code \
                      for that (in Rust `run.progress` and `run.check_cancelled`)";

fn check(bench: &mut ModelBench) -> Kept {
    let params = bench.default_params();
    for trial in bench.trials()? {
        check_trial(bench, &trial, &params).map_err(|unmet| unmet.at(&trial.place()))?;
    }
    Ok(())
}

fn check_trial(bench: &mut ModelBench, trial: &Trial, params: &Params) -> Kept {
    let failed = |error| Unmet::of(&error, CHANGE);
    let rows = QuestionRows {
        train: draw(ROWS, WIDTHS, 4),
        validation: draw(ROWS / 4, WIDTHS, 5),
        test: draw(1, WIDTHS, 6),
    };
    let task = trial.question.task.clone();
    let question = Question::pose(&mut bench.desk, task, &rows).map_err(failed)?;
    let fit = Fitting::new(&bench.card, params, &question, SEED);
    let mut worker = bench.desk.fresh_with_limit(PATIENCE).map_err(failed)?;
    let mut tries = 0;
    loop {
        tries += 1;
        let (outcome, took) = fit_and_cancel(&mut bench.desk, &mut worker, &fit);
        let is_alive = matches!(outcome, Ok(()) | Err(PluginError::Cancelled));
        let kept = judge(outcome, took);
        if kept.is_ok() || !is_alive || tries == TRIES {
            return kept;
        }
    }
}

/// What comes of a fit that is asked to stop, and how long it went on then.
fn fit_and_cancel(
    desk: &mut Desk,
    worker: &mut Worker,
    fit: &Fitting<'_>,
) -> (Result<(), PluginError>, Option<Duration>) {
    let cancellation = Cancellation::of(worker.canceller());
    let outcome = desk.call_to(worker, |worker, scratch| {
        thread::scope(|scope| {
            let (ended, end) = mpsc::channel::<()>();
            let cancellation = &cancellation;
            scope.spawn(move || {
                if matches!(end.recv_timeout(SILENCE), Err(RecvTimeoutError::Timeout)) {
                    cancellation.send();
                }
            });
            let fitted = fit.fit_telling(worker, scratch, &mut |event| {
                if matches!(event, CallEvent::Progress(_)) {
                    cancellation.send();
                }
            });
            cancellation.end();
            drop(ended);
            fitted.map(|_| ())
        })
    });
    (outcome, cancellation.took())
}

/// What came of a fit that went on for so long after it was asked to stop.
fn judge(outcome: Result<(), PluginError>, took: Option<Duration>) -> Kept {
    match (outcome, took) {
        (Err(PluginError::Failed { message }), None) => Err(Unmet::unjudged(format!(
            "it refuses the larger dataset: {message}"
        ))),
        (Ok(()) | Err(PluginError::Cancelled), None) => Ok(()),
        (Ok(()) | Err(PluginError::Cancelled), Some(took)) if took <= ALLOWED => Ok(()),
        (Ok(()) | Err(PluginError::Cancelled), Some(took)) => Err(Unmet::broken(
            format!(
                "the fit went on for {:.1} s after it was asked to stop",
                took.as_secs_f64()
            ),
            CHANGE,
        )),
        (Err(error), Some(took)) if took + ALLOWED >= PATIENCE => Err(Unmet::broken(
            format!("the fit did not stop: {}", error.cause()),
            CHANGE,
        )),
        (Err(error), _) => Err(Unmet::of(&error, CHANGE)),
    }
}

/// A cancellation that is sent once, and how long the call went on after it.
struct Cancellation {
    canceller: Canceller,
    is_sent: AtomicBool,
    times: Mutex<(Option<Instant>, Option<Instant>)>,
}

impl Cancellation {
    fn of(canceller: Canceller) -> Self {
        Self {
            canceller,
            is_sent: AtomicBool::new(false),
            times: Mutex::default(),
        }
    }

    fn send(&self) {
        if self.is_sent.swap(true, Ordering::Relaxed) {
            return;
        }
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        times.0 = Some(Instant::now());
        self.canceller.cancel();
    }

    fn end(&self) {
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        times.1 = Some(Instant::now());
    }

    fn took(&self) -> Option<Duration> {
        let times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        Some(times.1?.saturating_duration_since(times.0?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_may_end_in_time_or_by_itself() {
        let seconds = |seconds: u64| Some(Duration::from_secs(seconds));
        let failed = || {
            let message = "no".to_owned();
            Err(PluginError::Failed { message })
        };
        assert_eq!(judge(Ok(()), None), Ok(()));
        assert_eq!(judge(Ok(()), seconds(1)), Ok(()));
        assert_eq!(judge(Err(PluginError::Cancelled), seconds(0)), Ok(()));
        let broken = |kept: Kept| matches!(kept, Err(Unmet::Broken { .. }));
        assert!(broken(judge(Err(PluginError::Cancelled), seconds(2))));
        assert!(broken(judge(failed(), seconds(0))));
        assert!(!broken(judge(failed(), None)));
    }
}
