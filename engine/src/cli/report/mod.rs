//! The page of an experiment, made from what the cache has.

mod explored;
mod galleries;
mod page;
mod troubles;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::screen::Screen;
use super::session::Prepared;
use super::{Common, Ended, SpecChoice};
use crate::diagnostic::{Code, Diagnostic};
use crate::execute::{Outcome, TrialFailure};
use crate::files::{Digest, write_changed};
use crate::results::read_failures;

#[derive(Debug, Args)]
#[command(after_help = ABOUT)]
pub(super) struct Report {
    #[command(flatten)]
    choice: SpecChoice,
    /// The folder of the results, which knows the failures of the last run; `results/NAME` when left out
    #[arg(long, value_name = "DIR")]
    results: Option<PathBuf>,
    /// The file to write; `report.html` in the folder of the results when left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
}

const ABOUT: &str = "\
The page is one HTML file that holds all it shows and needs no network: tables that sort, filter and copy as LaTeX,
Markdown or CSV, figures, rankings query by query, failures, findings of audits, every trial, provenance and the spec.
`emospec run` writes it, too. Nothing is fitted; trials without results are counted and named.";

impl Report {
    pub fn act(&self, common: &Common, screen: &Screen) -> Ended {
        let Some(prepared) = Prepared::new(&self.choice, common, screen) else {
            return Ended::Unusable;
        };
        let folder = self.results.clone();
        let folder = folder.unwrap_or_else(|| prepared.default_results());
        let outcomes = known_outcomes(&prepared, &folder, screen);
        let scored = prepared.scores(&outcomes);
        let made = prepared
            .tables(&scored.0)
            .and_then(|tables| Ok((tables, prepared.figures(&outcomes, &scored)?)));
        let (tables, figures) = match made {
            Ok(made) => made,
            Err(found) => {
                screen.diagnose(&found);
                return Ended::Unusable;
            }
        };
        let tables: Vec<_> = prepared.predictor_tables().chain(tables).collect();
        let page = prepared.page(&outcomes, &scored.1, &tables, &figures);
        let file = self.out.clone();
        let file = file.unwrap_or_else(|| folder.join("report.html"));
        if let Err(error) = write(&file, page.html().as_bytes()) {
            let message = format!("failed to write the report to {}: {error}", file.display());
            let help = "name a file that you may write with --out FILE".to_owned();
            screen.diagnose_one(Diagnostic::error(Code::NoResults, message).help(help));
            return Ended::Unusable;
        }
        let missing = prepared.without_results(&outcomes);
        if screen.json() {
            screen.print_json(&json!({"report": file, "missing": missing}));
        } else {
            screen.print(&file.display().to_string());
        }
        if self.open
            && let Err(error) = open::that_detached(&file)
        {
            screen.tell(&format!("failed to open {}: {error}", file.display()));
        }
        prepared.ended_without(missing, &self.choice, screen)
    }
}

fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    write_changed(file, bytes)
}

/// What the cache has, and how other trials failed in the last run.
fn known_outcomes(
    prepared: &Prepared,
    folder: &Path,
    screen: &Screen,
) -> BTreeMap<Digest, Outcome> {
    let failed = read_failures(folder).unwrap_or_else(|error| {
        screen.tell(&format!(
            "warning: failed to read the failures of the last run in {}: {error}",
            folder.display()
        ));
        Vec::new()
    });
    let failed = failed.into_iter().map(|failed| {
        let failure = TrialFailure {
            message: failed.message,
            last_words: failed.last_words,
        };
        (failed.fingerprint, Outcome::Failed(failure))
    });
    let mut outcomes: BTreeMap<_, _> = failed.collect();
    outcomes.extend(prepared.look_up(screen));
    outcomes
}
