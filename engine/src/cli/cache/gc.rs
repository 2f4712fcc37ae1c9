use std::io;
use std::time::Duration;

use bytesize::ByteSize;
use clap::Args;
use serde_json::json;

use super::shown;
use crate::cache::{Cache, Sweeping};
use crate::cli::Ended;
use crate::cli::screen::Screen;

#[derive(Debug, Args)]
#[command(after_help = "\
What engines that run need is never evicted. Without --limit the limit of the cache holds, where it has one: that of
EMOSPEC_CACHE_LIMIT, or the one kept by --keep, which `emospec run` meets after every run too.

Examples:
  emospec cache gc --limit 50GiB --keep    evict down to 50 GiB, now and after every run of everyone who uses the cache
  emospec cache gc --unused 30d            evict what no plan asked for in a month
  emospec cache gc --limit 1GiB --dry-run  say what would go")]
pub(in crate::cli) struct Gc {
    /// How much entries and pieces may hold, such as 50GiB, or `none`
    #[arg(long, value_name = "SIZE", value_parser = limit)]
    limit: Option<Limit>,
    /// Keep the limit in the cache
    #[arg(long, requires = "limit")]
    keep: bool,
    /// Evict what was not used for so long, such as 30d, whatever the limit
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    unused: Option<Duration>,
    /// Only say what would be evicted
    #[arg(short = 'n', long)]
    dry_run: bool,
}

#[derive(Debug, Clone, Copy)]
struct Limit(Option<ByteSize>);

fn limit(text: &str) -> Result<Limit, String> {
    if text == "none" {
        return Ok(Limit(None));
    }
    let size = text.parse::<ByteSize>();
    size.map(|size| Limit(Some(size)))
        .map_err(|_| "it is no size such as 50GiB, nor `none`".to_owned())
}

impl Gc {
    pub(super) fn act(&self, cache: &Cache, screen: &Screen) -> io::Result<Ended> {
        let lease = cache.lease()?;
        let limit = match self.limit {
            Some(Limit(limit)) => limit.map(|size| size.as_u64()),
            None => cache.limit().map_err(io::Error::other)?,
        };
        let asked = Sweeping {
            limit,
            unused: self.unused,
            dry: self.dry_run,
        };
        let swept = cache.sweep(asked, &lease)?;
        // On a full disk there is room for it now.
        if let (true, Some(Limit(limit))) = (self.keep && !self.dry_run, self.limit) {
            cache.keep_limit(limit)?;
        }
        let Some(swept) = swept else {
            screen.tell("another engine is making room just now: nothing was done");
            return Ok(Ended::TrialFailed);
        };
        if screen.json() {
            let counted = |(count, bytes)| json!({"count": count, "bytes": bytes});
            screen.print_json(&json!({
                "dry_run": self.dry_run,
                "evicted": counted(swept.evicted),
                "kept": counted(swept.kept),
                "needed": counted(swept.needed),
                "left_behind": swept.left_behind,
                "limit_bytes": limit,
            }));
            return Ok(Ended::Good);
        }
        let verb = if self.dry_run {
            "would be evicted"
        } else {
            "evicted"
        };
        screen.print(&format!(
            "{} {verb}, {} kept, of which engines that run need {}\n{} files of dead engines removed",
            shown(swept.evicted),
            shown(swept.kept),
            shown(swept.needed),
            swept.left_behind
        ));
        if let Some(limit) = limit.filter(|limit| swept.kept.1 > *limit && !self.dry_run) {
            screen.tell(&format!(
                "what is left is above the limit of {}, and all of it is needed by engines that run",
                ByteSize(limit)
            ));
        }
        Ok(Ended::Good)
    }
}
