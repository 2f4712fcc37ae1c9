//! Numbered parts of a work on all cores, put together in their order.

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::thread::{available_parallelism, scope};

thread_local! {
    static ALONE: Cell<bool> = const { Cell::new(false) };
}

/// Does some work whose parts are all made by this thread: for one of many that use the cores already.
pub fn on_this_thread<T>(work: impl FnOnce() -> T) -> T {
    let before = ALONE.replace(true);
    let done = work();
    ALONE.set(before);
    done
}

/// Makes part after part and appends each to those before it. Which thread makes a part changes nothing: the outcome
/// depends on the parts alone. Never more parts are held than there are threads. `None` without parts.
pub(super) fn in_order<T: Send, W: Default + Send>(
    parts: usize,
    make: impl Fn(usize, &mut W) -> T + Sync,
    append: impl Fn(&mut T, T),
) -> Option<T> {
    // Asking costs more than a small part.
    let threads = match parts {
        0 | 1 => 1,
        _ if ALONE.get() => 1,
        _ => available_parallelism().map_or(1, NonZeroUsize::get),
    };
    in_order_on(threads, parts, make, append)
}

fn in_order_on<T: Send, W: Default + Send>(
    threads: usize,
    parts: usize,
    make: impl Fn(usize, &mut W) -> T + Sync,
    append: impl Fn(&mut T, T),
) -> Option<T> {
    let mut workspaces: Vec<W> = (0..threads.min(parts)).map(|_| W::default()).collect();
    let mut whole: Option<T> = None;
    let mut put = |part| match &mut whole {
        Some(whole) => append(whole, part),
        None => whole = Some(part),
    };
    for first in (0..parts).step_by(threads) {
        let make = &make;
        scope(|scope| {
            let numbered = workspaces.iter_mut().zip(first..parts);
            let mut own = None;
            let mut others = vec![];
            for (workspace, part) in numbered {
                if part == first {
                    own = Some(workspace);
                } else {
                    others.push(scope.spawn(move || make(part, workspace)));
                }
            }
            if let Some(workspace) = own {
                put(make(first, workspace));
            }
            for other in others {
                match other.join() {
                    Ok(part) => put(part),
                    Err(panic) => resume_unwind(panic),
                }
            }
        });
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_in_order_from_any_number_of_threads() {
        for threads in 1..5 {
            for parts in 0..8 {
                let list = in_order_on(
                    threads,
                    parts,
                    |part, seen: &mut usize| {
                        *seen += 1;
                        vec![part]
                    },
                    |whole, mut part| whole.append(&mut part),
                );
                assert_eq!(list.unwrap_or_default(), (0..parts).collect::<Vec<_>>());
            }
        }
    }
}
