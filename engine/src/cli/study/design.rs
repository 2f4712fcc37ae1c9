use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::{Chosen, failed, one};
use crate::cli::screen::Screen;
use crate::cli::session::Prepared;
use crate::cli::{Common, Ended, SpecChoice};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::files::write_changed;
use crate::study::{Stimulus, StimulusSource, StudyError, design_csv, questionnaire};

/// A questionnaire of more bytes is slow to send and to open.
const LARGE: usize = 200 << 20;

#[derive(Debug, Args)]
pub(in crate::cli) struct Write {
    #[command(flatten)]
    choice: SpecChoice,
    /// The study; the only one of the spec when left out
    study: Option<String>,
    /// The folder to write to
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Write {
    pub fn write(&self, common: &Common, screen: &Screen) -> Result<Ended, Diagnostics> {
        let Some(prepared) = Prepared::made(&self.choice, common, screen, None) else {
            return Ok(Ended::Unusable);
        };
        let chosen = Chosen::of(&prepared, self.study.as_deref())?;
        for short in &chosen.design.shortages {
            screen.tell(&format!("note: {short}"));
        }
        let scratch = prepared.session.cache.scratch().map_err(|error| {
            one(Diagnostic::error(
                Code::NoCache,
                format!("failed to make a scratch folder: {error}"),
            ))
        })?;
        let stimuli = played(&prepared, &chosen, scratch.path(), screen)
            .map_err(|error| failed(&prepared, chosen.name, error))?;
        let unwritable = |error: io::Error| {
            let message = format!("failed to write to {}: {error}", self.folder.display());
            one(Diagnostic::error(Code::NoResults, message))
        };
        let mut written = vec![self.folder.join("design.csv")];
        let text = design_csv(&chosen.design, chosen.study, &chosen.validated.classes)
            .map_err(|error| unwritable(io::Error::other(error)))?;
        write_changed(&written[0], text.as_bytes()).map_err(unwritable)?;
        for participant in &chosen.design.participants {
            let page = questionnaire(
                chosen.name,
                chosen.study,
                &chosen.design,
                participant,
                &stimuli,
            )
            .map_err(|error| failed(&prepared, chosen.name, error))?;
            let path = self.folder.join(format!("{}.html", participant.name));
            write_changed(&path, &page).map_err(unwritable)?;
            if page.len() > LARGE {
                screen.tell(&format!(
                    "warning: {} has {} MiB: lower `pairs` or `ratings`, raise `participants`, or play smaller files",
                    path.display(),
                    page.len() >> 20
                ));
            }
            written.push(path);
        }
        if screen.json() {
            screen.print_json(&json!({
                "study": chosen.name,
                "written": written,
                "rows": chosen.design.items.len(),
                "shortages": chosen.design.shortages.iter().map(ToString::to_string).collect::<Vec<_>>(),
            }));
        } else {
            for path in &written {
                screen.print(&path.display().to_string());
            }
        }
        Ok(Ended::Good)
    }
}

/// What is played for each row, with a line of progress on a terminal.
fn played(
    prepared: &Prepared,
    chosen: &Chosen<'_>,
    scratch: &Path,
    screen: &Screen,
) -> Result<Vec<Stimulus>, StudyError> {
    let target = if screen.draws() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let count = chosen.design.items.len() as u64;
    let bar = ProgressBar::with_draw_target(Some(count), target);
    let style =
        ProgressStyle::with_template("{pos}/{len} stimuli [{bar:30}] {elapsed}, {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(250));
    let root = chosen.study.stimulus.root.as_deref().unwrap_or(".");
    let source = StimulusSource {
        study: chosen.study,
        validated: chosen.validated,
        dataset: &chosen.dataset,
        root: &prepared.valid.folder.join(root),
        plugins: &prepared.session.plugins,
        scratch,
    };
    let stimuli = source.stimuli(&chosen.design.items, &|ready| {
        bar.set_position(ready as u64);
    });
    bar.finish_and_clear();
    stimuli
}
