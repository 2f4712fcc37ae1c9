use std::cell::RefCell;
use std::path::PathBuf;
use std::time::Duration;

use bytesize::ByteSize;
use clap::Args;
use serde_json::{Value, json};

use super::unknown;
use crate::cache::Cache;
use crate::cli::Ended;
use crate::cli::download_bar::DownloadBar;
use crate::cli::screen::Screen;
use crate::dataset::Sources;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::fetch::{FetchError, FetchWatcher, Fetched, Fetcher, Limits};
use crate::files::DigestMemo;
use crate::spec::load::{LoadedSpec, load_datasets};
use crate::spec::{DatasetSpec, Name, SourceSpec};

pub(super) const EXAMPLES: &str = "\
Examples:
  emospec data fetch study.yaml                    what is missing of every dataset
  emospec data fetch study.yaml pairs --dry-run    what would be downloaded, from where, how large
  emospec data fetch study.yaml --from ~/Downloads with files that you downloaded elsewhere
  emospec data fetch study.yaml --set datasets.pairs.root=~/data/pairs

A dataset says where its files come from:

  parts:
    train:
      - file: left.h5                              # below `root`
        columns: {left: data}
        source: {url: https://example.org/left.h5, sha256: 9f86d0..., bytes: 1048576}
  source: {url: https://example.org/all.zip, sha256: 60303a..., unpack: zip}   # or tar, tar.gz

A file has its name once it has its SHA-256. A download that breaks off is kept in a hidden file beside it, and goes on from
there the next time. Files that are there with another SHA-256 are left alone, unless --force replaces them.
Exit codes: 0 everything with a source is there; 2 something is not to be had.";

#[derive(Debug, Args)]
pub(in crate::cli) struct Fetch {
    /// The spec file
    #[arg(value_name = "SPEC")]
    spec: PathBuf,
    /// The datasets; every one when left out
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
        let watcher = Watcher {
            screen,
            bar: RefCell::default(),
        };
        let mut fetching = Fetching {
            fetcher: Fetcher {
                digests: &digests,
                limits: Limits {
                    bytes: self.limit.as_u64(),
                    patience: Duration::from_secs(u64::from(self.patience)),
                },
                force: self.force,
                only_look: self.dry_run,
                from: self.from.as_deref(),
                watcher: &watcher,
            },
            loaded: &loaded,
            screen,
            found: Diagnostics::about(loaded.source.texts().clone()),
            told: Vec::new(),
        };
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
        let chosen = self.datasets.iter().map(|wanted| {
            all.get_key_value(wanted.as_str()).ok_or_else(|| {
                let known: Vec<_> = all.keys().map(Name::as_str).collect();
                unknown(wanted, &known)
            })
        });
        chosen.collect()
    }
}

/// A fetch under way: what was told so far, and what went wrong.
struct Fetching<'a> {
    fetcher: Fetcher<'a>,
    loaded: &'a LoadedSpec,
    screen: &'a Screen,
    found: Diagnostics,
    told: Vec<Value>,
}

impl Fetching<'_> {
    fn dataset(&mut self, name: &Name, spec: &DatasetSpec) {
        let loaded = self.loaded;
        let before = self.found.len();
        let sources = Sources::of(
            (name, spec),
            &loaded.folder,
            &loaded.source,
            &mut self.found,
        );
        if self.found.len() > before {
            return;
        }
        for file in &sources.files {
            let fetched = self.fetcher.file(&sources.root, file);
            let path = sources.root.join(&file.file);
            let by_hand = format!(
                "download {} in some other way, and place it at {}",
                file.source.url,
                path.display()
            );
            let at = (name, path, &*file.pointer);
            self.tell(at, file.source, &fetched, by_hand);
        }
        for archive in &sources.archives {
            let fetched = self.fetcher.archive(&sources.root, archive);
            let source = archive.archive.source();
            let by_hand = format!(
                "download {} in some other way, and give its folder by --from",
                source.url
            );
            let path = sources.root.join(&archive.into);
            self.tell((name, path, &archive.pointer), &source, &fetched, by_hand);
        }
        for (file, pointer) in &sources.others {
            let path = sources.root.join(file);
            if path.exists() {
                continue;
            }
            let message = format!(
                "the file `{}` of dataset `{name}` is not there, and has no `source`",
                file.display()
            );
            let obtain = spec.obtain.as_deref().map(str::trim);
            let obtain = obtain.map_or_else(String::new, |obtain| format!("; {obtain}"));
            let help = format!("place it at {}{obtain}", path.display());
            self.found.push(
                Diagnostic::warning(Code::MissingFile, message)
                    .at(loaded.source.place(pointer))
                    .help(help),
            );
        }
    }

    fn tell(
        &mut self,
        (name, path, pointer): (&Name, PathBuf, &str),
        source: &SourceSpec,
        fetched: &Result<Fetched, FetchError>,
        by_hand: String,
    ) {
        let (state, word) = match fetched {
            Ok(Fetched::There) => ("there", "there"),
            Ok(Fetched::ToFetch) => ("to-fetch", "to fetch"),
            Ok(Fetched::Now) => ("fetched", "fetched"),
            Err(_) => ("failed", "failed"),
        };
        if !self.screen.json() {
            let size = source
                .bytes
                .map_or_else(String::new, |bytes| format!(" ({})", ByteSize(bytes)));
            let from = match fetched {
                Ok(Fetched::ToFetch) => format!(" from {}", source.url),
                _ => String::new(),
            };
            self.screen
                .print(&format!("{word:<8} {}{size}{from}", path.display()));
        }
        self.told.push(json!({
            "dataset": name,
            "path": path,
            "url": source.url,
            "sha256": source.sha256,
            "bytes": source.bytes,
            "state": state,
        }));
        let Err(error) = fetched else { return };
        let shown = path.display();
        let message = format!("failed to fetch {shown} of dataset `{name}`: {error}");
        let help = error.remedy().map_or(by_hand, str::to_owned);
        self.found.push(
            Diagnostic::error(Code::DataNotFetched, message)
                .at(self.loaded.source.place(pointer))
                .help(help),
        );
    }

    fn ended(self) -> Ended {
        let found = self.found.sorted();
        if self.screen.json() {
            self.screen.print_json(&json!({
                "files": self.told,
                "diagnostics": found.to_json(),
            }));
        } else {
            self.screen.diagnose(&found);
        }
        if self.told.is_empty() && found.is_empty() {
            self.screen
                .tell("no dataset has a `source`: there is nothing to fetch");
        }
        if found.has_errors() {
            Ended::Unusable
        } else {
            Ended::Good
        }
    }
}

/// A line for each download, and its progress on a terminal.
struct Watcher<'a> {
    screen: &'a Screen,
    bar: RefCell<Option<DownloadBar>>,
}

impl FetchWatcher for Watcher<'_> {
    fn begins(&self, url: &str, bytes: Option<u64>) {
        let size = bytes.map_or_else(String::new, |bytes| format!(" ({})", ByteSize(bytes)));
        self.screen.tell(&format!("fetching {url}{size}"));
        *self.bar.borrow_mut() = Some(DownloadBar::new(self.screen, bytes));
    }

    fn at(&self, bytes: u64) {
        if let Some(bar) = &*self.bar.borrow() {
            bar.at(bytes);
        }
    }

    fn ends(&self) {
        self.bar.take();
    }
}
