use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget};
use serde_json::json;

use super::shown;
use crate::cache::{Cache, Kind, Stored};
use crate::cli::Ended;
use crate::cli::screen::Screen;

#[derive(Debug, Args)]
#[command(after_help = "\
Every file of every entry is read and its SHA-256 compared with the one it was written with. A damaged entry is never used: the
next run that needs it fits its trial again and puts a whole one in its place. Exit code 1 where anything is damaged.")]
pub(in crate::cli) struct Verify {
    /// Remove what is damaged
    #[arg(long)]
    remove: bool,
}

impl Verify {
    pub(super) fn act(&self, cache: &Cache, screen: &Screen) -> io::Result<Ended> {
        let _lease = cache.lease()?;
        let stored = cache.inventory()?.stored;
        let damaged = damaged(cache, &stored, screen);
        if self.remove {
            for (stored, _) in &damaged {
                // An engine may have put a whole one in its place meanwhile.
                if stored.damage(cache).is_some() {
                    cache.remove(stored)?;
                }
            }
        }
        let bytes = stored.iter().map(|stored| stored.bytes).sum();
        if screen.json() {
            let damaged = damaged.iter().map(|(stored, why)| {
                json!({"kind": word(stored.kind), "digest": stored.digest, "reason": why})
            });
            screen.print_json(&json!({
                "read": {"count": stored.len(), "bytes": bytes},
                "damaged": damaged.collect::<Vec<_>>(),
                "removed": self.remove,
            }));
        } else {
            let lines = damaged.iter().map(|(stored, why)| {
                format!(
                    "damaged  {} {}: {why}\n",
                    word(stored.kind),
                    stored.digest.short()
                )
            });
            let lines: String = lines.collect();
            let count = damaged.len();
            let removed = if self.remove {
                ", which were removed"
            } else {
                ""
            };
            let whole = shown((stored.len(), bytes));
            screen.print(&format!("{lines}{whole} read, {count} damaged{removed}"));
        }
        Ok(if damaged.is_empty() {
            Ended::Good
        } else {
            Ended::TrialFailed
        })
    }
}

/// What is damaged and why, in order; read on all cores.
fn damaged<'a>(cache: &Cache, stored: &'a [Stored], screen: &Screen) -> Vec<(&'a Stored, String)> {
    let target = if screen.draws() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(Some(stored.len() as u64), target);
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(one) = stored.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(why) = one.damage(cache) {
                        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                        found.push((one, why));
                    }
                    bar.inc(1);
                }
            });
        }
    });
    bar.finish_and_clear();
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by_key(|(stored, _)| (stored.kind, stored.digest.clone()));
    found
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Entry => "entry",
        Kind::Piece => "piece",
    }
}
