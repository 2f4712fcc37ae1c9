use std::path::PathBuf;
use std::time::Duration;

use bytesize::ByteSize;
use clap::Args;
use indexmap::IndexMap;

use super::fetch_watcher::Watcher;
use super::fetching::Fetching;
use super::unknown;
use crate::cache::Cache;
use crate::cli::Ended;
use crate::cli::screen::Screen;
use crate::diagnostic::Diagnostics;
use crate::fetch::{Fetcher, Limits};
use crate::files::DigestMemo;
use crate::spec::load::{LoadedSpec, load_datasets};
use crate::spec::{DatasetSpec, Name};

pub(super) const EXAMPLES: &str = "\
Examples:
  emospec data fetch study.yaml                    what is missing of every dataset
  emospec data fetch study.yaml pairs --dry-run    what would be downloaded, from where, how large
  emospec data fetch study.yaml --from ~/Downloads with files that you downloaded elsewhere
  emospec data fetch study.yaml --set datasets.pairs.root=$HOME/data/pairs

A dataset says where its files come from:

  parts:
    train:
      - file: left.h5                              # below `root`
        columns: {left: data}
        source: {url: https://example.org/left.h5, sha256: 9f86d0..., bytes: 1048576}
  source: {url: https://example.org/all.zip, sha256: 60303a..., unpack: zip}   # or tar, tar.gz

A file has its name once it has its SHA-256. A download that breaks off is kept in a hidden file
beside it, and goes on from there the next time. Files that are there with another SHA-256 are left
alone, unless --force replaces them.
Exit codes: 0 everything with a source is there; 2 something is not to be had.";

#[derive(Debug, Args)]
pub(in crate::cli) struct Fetch {
    /// The spec file
    #[arg(value_name = "SPEC")]
    spec: PathBuf,
    /// The datasets, and those that they are made of; every one when left out
    #[arg(value_name = "DATASET")]
    datasets: Vec<String>,
    /// Change a value of the spec: a dotted path and a YAML value (may be given several times)
    #[arg(long = "set", value_name = "PATH=VALUE")]
    overrides: Vec<String>,
    /// Say what would be downloaded, and download nothing
    #[arg(long)]
    dry_run: bool,
    /// Replace files that have another SHA-256
    #[arg(long)]
    force: bool,
    /// A folder with files that were downloaded already, named as their addresses end: they are taken from there
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// The largest file without `bytes`, and the most that an archive may unpack to
    #[arg(long, value_name = "SIZE", default_value = "20GiB")]
    limit: ByteSize,
    /// Seconds that connecting may take, and for which less than a kilobyte a second is borne
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
    patience: u32,
}

impl Fetch {
    pub fn act(&self, screen: &Screen) -> Result<Ended, Diagnostics> {
        let loaded = load_datasets(&self.spec, &self.overrides)?;
        let chosen = self.chosen(&loaded)?;
        let memo = Cache::default_root().map(|root| root.join("memo/digests.json"));
        let digests = DigestMemo::open(memo.clone().unwrap_or_default());
        let watcher = Watcher::new(screen);
        let fetcher = Fetcher {
            digests: &digests,
            limits: Limits {
                bytes: self.limit.as_u64(),
                patience: Duration::from_secs(u64::from(self.patience)),
            },
            force: self.force,
            only_look: self.dry_run,
            from: self.from.as_deref(),
            watcher: &watcher,
        };
        let mut fetching = Fetching::new(fetcher, &loaded, screen);
        for (name, spec) in chosen {
            fetching.dataset(name, spec);
        }
        if memo.is_some() {
            // It only saves time.
            let _ = digests.save();
        }
        Ok(fetching.ended())
    }

    fn chosen<'a>(
        &self,
        loaded: &'a LoadedSpec,
    ) -> Result<Vec<(&'a Name, &'a DatasetSpec)>, Diagnostics> {
        let all = &loaded.spec.datasets;
        if self.datasets.is_empty() {
            return Ok(all.iter().collect());
        }
        let mut chosen = Vec::new();
        for wanted in &self.datasets {
            let found = all.get_key_value(wanted.as_str()).ok_or_else(|| {
                let known: Vec<_> = all.keys().map(Name::as_str).collect();
                unknown(wanted, &known)
            })?;
            with_what_it_is_made_of(found, all, &mut chosen);
        }
        Ok(chosen)
    }
}

/// Adds a dataset, and those that it is made of.
fn with_what_it_is_made_of<'a>(
    (name, spec): (&'a Name, &'a DatasetSpec),
    all: &'a IndexMap<Name, DatasetSpec>,
    chosen: &mut Vec<(&'a Name, &'a DatasetSpec)>,
) {
    if chosen.iter().any(|(known, _)| *known == name) {
        return;
    }
    chosen.push((name, spec));
    for source in spec.made_of() {
        if let Some(source) = all.get_key_value(source) {
            with_what_it_is_made_of(source, all, chosen);
        }
    }
}
