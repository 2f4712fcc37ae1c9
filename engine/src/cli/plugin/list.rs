use std::fmt::Write;

use serde_json::json;

use crate::cli::Ended;
use crate::cli::screen::Screen;
use crate::cli::session::Session;

/// Lists every plugin there is; one that cannot be used is told, and keeps no other from being listed. One that would have
/// to be built for long is named only.
pub(super) fn list(session: &Session, screen: &Screen) -> Ended {
    let mut ended = Ended::Good;
    let mut documents = Vec::new();
    let mut text = String::new();
    let (unbuilt, names): (Vec<_>, Vec<_>) = session
        .plugins
        .search
        .names()
        .into_iter()
        .partition(|name| session.plugins.is_unbuilt(name));
    for name in names {
        match session.plugins.ready(&name) {
            Ok(plugin) => {
                let manifest = &plugin.manifest;
                documents.push(json!({
                    "name": name,
                    "path": plugin.program.path(),
                    "sha256": plugin.digest,
                    "contract": plugin.contract,
                    "manifest": manifest,
                }));
                // Writing to a string cannot fail.
                let _ = writeln!(
                    text,
                    "{name} {}  {}  contract {}  {}",
                    manifest.version,
                    plugin.digest.short(),
                    plugin.contract,
                    plugin.program.path().display()
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
                screen.tell(&format!("error: plugin `{name}`: {error}"));
                if let Some(help) = error.help() {
                    screen.tell(&format!("help: {help}"));
                }
            }
        }
    }
    for name in &unbuilt {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{name}  not built yet: `emospec plugin info {name}`, or a spec that names it, builds it\n"
        );
    }
    // The memo only saves time.
    let _ = session.digests.save();
    if screen.json() {
        screen.print_json(&json!({ "plugins": documents, "unbuilt": unbuilt }));
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
