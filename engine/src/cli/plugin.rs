use std::fmt::Write;
use std::path::Path;

use clap::Subcommand;
use serde_json::json;

use super::screen::Screen;
use super::session::Session;
use super::{Common, Ended};

#[derive(Debug, Subcommand)]
pub(super) enum Plugin {
    /// List the plugins there are, with their models, sources and extractors
    List,
}

impl Plugin {
    pub fn act(&self, common: &Common, screen: &Screen) -> Ended {
        let Self::List = self;
        match Session::open(common, Path::new(""), 1, screen) {
            Ok(session) => list(&session, screen),
            Err(found) => {
                screen.diagnose(&found);
                Ended::Unusable
            }
        }
    }
}

fn list(session: &Session, screen: &Screen) -> Ended {
    let mut ended = Ended::Good;
    let mut documents = Vec::new();
    let mut text = String::new();
    for name in session.plugins.search.names() {
        match session.plugins.ready(&name) {
            Ok(plugin) => {
                let manifest = &plugin.manifest;
                documents.push(json!({
                    "name": name,
                    "library": plugin.library,
                    "sha256": plugin.digest,
                    "contract": emospec_api::ABI_VERSION,
                    "manifest": manifest,
                }));
                // Writing to a string cannot fail.
                let _ = writeln!(
                    text,
                    "{name} {}  {}  contract {}  {}",
                    manifest.version,
                    plugin.digest.short(),
                    emospec_api::ABI_VERSION,
                    plugin.library.display()
                );
                let _ = writeln!(text, "  {}", manifest.summary);
                let models = manifest
                    .models
                    .iter()
                    .map(|card| ("model", &card.name, &card.summary));
                let sources = manifest
                    .sources
                    .iter()
                    .map(|card| ("source", &card.name, &card.summary));
                let extractors = manifest
                    .extractors
                    .iter()
                    .map(|card| ("extractor", &card.name, &card.summary));
                for (kind, component, summary) in models.chain(sources).chain(extractors) {
                    let _ = writeln!(text, "  {kind:<9} {name}/{component:<16} {summary}");
                }
                text.push('\n');
            }
            Err(error) => {
                ended = Ended::Unusable;
                screen.tell(&format!("error: {error}"));
            }
        }
    }
    // The memo only saves time.
    let _ = session.digests.save();
    if screen.json() {
        screen.print_json(&json!({ "plugins": documents }));
    } else if text.is_empty() {
        let folders = session.plugins.search.folders();
        screen.tell(&format!(
            "no plugins; {} folders were searched: use --plugin-path DIR",
            folders.len()
        ));
    } else {
        screen.print(text.trim_end());
    }
    ended
}
