use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How often a trial is looked at again that another engine fits.
const PAUSE: Duration = Duration::from_millis(200);

/// Trials that wait to be started, by number, for several threads to take from.
///
/// A trial is handed out while what those that run are likely to hold, and what it is likely to hold, stays under the limit
/// of memory together; one that would never fit starts once nothing else runs.
#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
    limit: u64,
}

#[derive(Debug)]
struct State {
    waiting: VecDeque<Waiting>,
    /// Trials that another engine fits, and when to look again.
    aside: VecDeque<(Instant, Waiting)>,
    running: usize,
    held: u64,
    is_stopped: bool,
}

/// A trial that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Waiting {
    pub number: usize,
    /// Bytes that it is likely to hold.
    pub memory: u64,
}

impl Queue {
    pub fn new(waiting: impl IntoIterator<Item = Waiting>, limit: u64) -> Self {
        Self {
            state: Mutex::new(State {
                waiting: waiting.into_iter().collect(),
                aside: VecDeque::new(),
                running: 0,
                held: 0,
                is_stopped: false,
            }),
            changed: Condvar::new(),
            limit,
        }
    }

    /// The next trial, once there is room for it; none where nothing is left to start. Whoever takes one gives it back by
    /// [`Self::ended`] or [`Self::put_aside`].
    pub fn next(&self) -> Option<Waiting> {
        let mut state = self.locked();
        loop {
            if state.is_stopped {
                return None;
            }
            let now = Instant::now();
            if state.aside.front().is_some_and(|(due, _)| *due <= now) {
                let again = state.aside.pop_front();
                state.waiting.extend(again.map(|(_, waiting)| waiting));
            }
            let fits = |waiting: &Waiting| {
                state.running == 0 || state.held.saturating_add(waiting.memory) <= self.limit
            };
            if let Some(place) = state.waiting.iter().position(fits) {
                let taken = state.waiting.remove(place)?;
                state.running += 1;
                state.held += taken.memory;
                return Some(taken);
            }
            if state.waiting.is_empty() && state.aside.is_empty() {
                return None;
            }
            let woken = self.changed.wait_timeout(state, PAUSE);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// A trial that was taken has ended.
    pub fn ended(&self, taken: Waiting) {
        drop(self.give_back(taken));
    }

    /// A trial that was taken cannot be started now.
    pub fn put_aside(&self, taken: Waiting) {
        let mut state = self.give_back(taken);
        state.aside.push_back((Instant::now() + PAUSE, taken));
    }

    /// Hands out nothing more.
    pub fn stop(&self) {
        self.locked().is_stopped = true;
        self.changed.notify_all();
    }

    fn give_back(&self, taken: Waiting) -> MutexGuard<'_, State> {
        let mut state = self.locked();
        state.running -= 1;
        state.held -= taken.memory;
        self.changed.notify_all();
        state
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(memory: &[u64], limit: u64) -> Queue {
        let waiting = memory.iter().enumerate();
        Queue::new(
            waiting.map(|(number, &memory)| Waiting { number, memory }),
            limit,
        )
    }

    #[test]
    fn what_fits_beside_what_runs_goes_before_what_does_not() {
        let queue = queue(&[6, 6, 3], 10);
        let first = queue.next().unwrap();
        assert_eq!(first.number, 0);
        assert_eq!(queue.next().unwrap().number, 2);
        queue.ended(first);
        assert_eq!(queue.next().unwrap().number, 1);
        assert_eq!(queue.next(), None);
    }

    #[test]
    fn what_never_fits_runs_alone() {
        let queue = queue(&[50, 1], 10);
        let first = queue.next().unwrap();
        assert_eq!(first.number, 0);
        std::thread::scope(|scope| {
            let second = scope.spawn(|| queue.next().unwrap().number);
            queue.ended(first);
            assert_eq!(second.join().unwrap(), 1);
        });
    }

    #[test]
    fn what_was_put_aside_comes_again_and_a_stopped_queue_is_empty() {
        let queue = queue(&[1], 10);
        let taken = queue.next().unwrap();
        queue.put_aside(taken);
        assert_eq!(queue.next(), Some(taken));
        queue.put_aside(taken);
        queue.stop();
        assert_eq!(queue.next(), None);
    }
}
