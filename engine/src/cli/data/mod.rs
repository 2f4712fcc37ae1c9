//! Work with datasets: `data fetch`, `data describe` and `data export`.

mod describe;
mod export;
mod fetch;
mod fetch_watcher;
mod fetching;

use clap::Subcommand;

use super::screen::Screen;
use super::session::Prepared;
use super::{Common, Ended};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::spec::Name;

#[derive(Debug, Subcommand)]
pub(super) enum Data {
    /// Download the files of datasets that say where they are, verified by their digests
    #[command(after_help = fetch::EXAMPLES)]
    Fetch(fetch::Fetch),
    /// Print the card of a dataset: rows, classes, pairs, durations, duplicates, overlaps, files
    #[command(after_help = describe::EXAMPLES)]
    Describe(describe::Describe),
    /// Write a dataset as files, with a description that reads them back
    #[command(after_help = export::EXAMPLES)]
    Export(export::Export),
}

impl Data {
    pub fn act(&self, common: &Common, screen: &Screen) -> Ended {
        let ended = match self {
            Self::Fetch(fetch) => fetch.act(screen),
            Self::Describe(describe) => describe.act(common, screen),
            Self::Export(export) => export.act(common, screen),
        };
        ended.unwrap_or_else(|found| {
            screen.diagnose(&found);
            Ended::Unusable
        })
    }
}

/// The name of a dataset of the spec that is there, as the spec has it.
fn known<'a>(prepared: &'a Prepared, wanted: &str) -> Result<&'a Name, Diagnostics> {
    if let Some((name, _)) = prepared.valid.datasets.get_key_value(wanted) {
        return Ok(name);
    }
    let described = &prepared.valid.spec.datasets;
    if described.contains_key(wanted) {
        let message = format!("no file of dataset `{wanted}` is there");
        return Err(one(Diagnostic::error(Code::NotThere, message)));
    }
    let described: Vec<_> = described.keys().map(Name::as_str).collect();
    Err(unknown(wanted, &described))
}

fn unknown(name: &str, known: &[&str]) -> Diagnostics {
    let near = nearest(name, known.iter().copied());
    let help = near.map_or_else(
        || format!("there are: {}", known.join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    one(Diagnostic::error(Code::UnknownName, format!("there is no dataset `{name}`")).help(help))
}

fn one(diagnostic: Diagnostic) -> Diagnostics {
    let mut found = Diagnostics::default();
    found.push(diagnostic);
    found
}
