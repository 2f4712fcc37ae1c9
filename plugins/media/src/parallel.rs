use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use emospec_sdk::{Error, Run};

/// How often cancellation is looked for.
const GLANCE: Duration = Duration::from_millis(20);

/// What `work` makes of each item, in their order, on the threads of the call. The flag that it is given is set where the
/// call is cancelled or another item failed.
///
/// # Errors
/// The failure of the first item that failed.
pub fn each<T: Sync, R: Send>(
    items: &[T],
    run: &Run<'_>,
    work: impl Fn(&T, &AtomicBool) -> Result<R, Error> + Sync,
) -> Result<Vec<R>, Error> {
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let results: Vec<Mutex<Option<Result<R, Error>>>> =
        items.iter().map(|_| Mutex::new(None)).collect();
    let worker = || {
        while !stop.load(Ordering::Relaxed) {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(place) else {
                return;
            };
            let result = work(item, &stop);
            if result.is_err() {
                stop.store(true, Ordering::Relaxed);
            }
            *results[place]
                .lock()
                .unwrap_or_else(PoisonError::into_inner) = Some(result);
        }
    };
    thread::scope(|scope| {
        let threads = run.threads().clamp(1, items.len().max(1));
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        while workers.iter().any(|worker| !worker.is_finished()) {
            if run.check_cancelled().is_err() {
                stop.store(true, Ordering::Relaxed);
            }
            thread::sleep(GLANCE);
        }
    });
    run.check_cancelled()?;
    let mut done = Vec::with_capacity(items.len());
    let mut stopped = false;
    for result in results {
        match result.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(Ok(result)) => done.push(result),
            // Another failed first, and is met later.
            Some(Err(Error::Cancelled)) | None => stopped = true,
            Some(Err(error)) => return Err(error),
        }
    }
    if stopped {
        return Err(Error::Cancelled);
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_their_items() {
        let items: Vec<usize> = (0..50).collect();
        let doubled = each(&items, &Run::detached(), |item, _| Ok(2 * item)).unwrap();
        assert_eq!(
            doubled,
            items.iter().map(|item| 2 * item).collect::<Vec<_>>()
        );
        let none: Vec<usize> = each(&[], &Run::detached(), |item: &usize, _| Ok(*item)).unwrap();
        assert!(none.is_empty());
    }

    #[test]
    fn the_failure_of_an_item_is_that_of_all() {
        let failed = each(&[1, 2, 3], &Run::detached(), |item, _| match item {
            2 => Err(Error::new("two is too many")),
            _ => Ok(()),
        });
        assert_eq!(failed.unwrap_err().to_string(), "two is too many");
    }
}
