use std::path::PathBuf;

use bytesize::ByteSize;
use serde_json::{Value, json};

use crate::cli::Ended;
use crate::cli::screen::Screen;
use crate::dataset::Sources;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::fetch::{FetchError, Fetched, Fetcher};
use crate::spec::load::LoadedSpec;
use crate::spec::{DatasetSpec, Name, SourceSpec};

/// What is told of something that has a source.
struct Item<'a> {
    dataset: &'a Name,
    /// Where it goes.
    path: PathBuf,
    /// What people read of it.
    shown: String,
    source: &'a SourceSpec,
    pointer: &'a str,
    /// What to do where it cannot be fetched.
    by_hand: String,
}

/// A fetch under way: what was told so far, and what went wrong.
pub(super) struct Fetching<'a> {
    fetcher: Fetcher<'a>,
    loaded: &'a LoadedSpec,
    screen: &'a Screen,
    found: Diagnostics,
    told: Vec<Value>,
}

impl<'a> Fetching<'a> {
    pub fn new(fetcher: Fetcher<'a>, loaded: &'a LoadedSpec, screen: &'a Screen) -> Self {
        Self {
            fetcher,
            loaded,
            screen,
            found: Diagnostics::about(loaded.source.texts().clone()),
            told: Vec::new(),
        }
    }

    /// Fetches everything of a dataset that has a source, and says of what is missing and has none that it is.
    pub fn dataset(&mut self, name: &Name, spec: &DatasetSpec) {
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
            let item = Item {
                dataset: name,
                shown: path.display().to_string(),
                path,
                source: file.source,
                pointer: &file.pointer,
                by_hand,
            };
            self.tell(item, &fetched);
        }
        for archive in &sources.archives {
            let fetched = self.fetcher.archive(&sources.root, archive);
            let source = archive.archive.source();
            let file = source.url.last_part();
            // Its path has no separator at its end.
            let path: PathBuf = sources.root.join(&archive.into).components().collect();
            let item = Item {
                dataset: name,
                shown: format!("{file} into {}", path.display()),
                path,
                source: &source,
                pointer: &archive.pointer,
                by_hand: format!(
                    "download {} in some other way as DIR/{file}, and give --from DIR",
                    source.url
                ),
            };
            self.tell(item, &fetched);
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

    fn tell(&mut self, item: Item<'_>, fetched: &Result<Fetched, FetchError>) {
        let Item {
            dataset: name,
            path,
            shown,
            source,
            pointer,
            by_hand,
        } = item;
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
            self.screen.print(&format!("{word:<8} {shown}{size}{from}"));
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
        let message = format!("failed to fetch {shown} of dataset `{name}`: {error}");
        let help = error.remedy().map_or(by_hand, str::to_owned);
        self.found.push(
            Diagnostic::error(Code::DataNotFetched, message)
                .at(self.loaded.source.place(&format!("{pointer}/url")))
                .help(help),
        );
    }

    /// Says what went wrong, and how the command ends.
    pub fn ended(self) -> Ended {
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
