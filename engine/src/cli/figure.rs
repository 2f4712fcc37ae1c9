use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::screen::Screen;
use super::session::Prepared;
use super::{Common, Ended, SpecChoice};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::draw::{self, DrawError};
use crate::figure::Figure as Drawn;
use crate::files::write_changed;
use crate::spec::Name;

#[derive(Debug, Args)]
pub(super) struct Figure {
    #[command(flatten)]
    choice: SpecChoice,
    /// The figures to draw; every figure when left out
    #[arg(value_name = "FIGURE")]
    names: Vec<String>,
    /// The format; all of them when left out
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The folder of the files; `results/NAME/figures` when left out
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For web pages, and to be edited
    Svg,
    /// For papers: vectors, with the font embedded
    Pdf,
    /// For slides: 300 pixels to the inch
    Png,
    /// The numbers
    Csv,
    /// Source for LaTeX with the package pgfplots
    Pgfplots,
}

impl Format {
    fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Csv => "csv",
            Self::Pgfplots => "tex",
        }
    }

    fn bytes(self, figure: &Drawn) -> Result<Vec<u8>, DrawError> {
        Ok(match self {
            Self::Svg => draw::svg(figure).into_bytes(),
            Self::Pdf => draw::pdf(figure)?,
            Self::Png => draw::png(figure)?,
            Self::Csv => draw::csv(figure)?.into_bytes(),
            Self::Pgfplots => draw::pgfplots(figure).into_bytes(),
        })
    }
}

impl Figure {
    pub fn act(&self, common: &Common, screen: &Screen) -> Ended {
        let Some(prepared) = Prepared::new(&self.choice, common, screen) else {
            return Ended::Unusable;
        };
        if let Some(diagnostic) = self.unknown(&prepared) {
            screen.diagnose_one(diagnostic);
            return Ended::Unusable;
        }
        let outcomes = prepared.look_up(screen);
        let missing = prepared.misses(&outcomes).len();
        let scored = prepared.scores(&outcomes);
        let figures = match prepared.figures(&outcomes, &scored) {
            Ok(figures) => figures,
            Err(found) => {
                screen.diagnose(&found);
                return Ended::Unusable;
            }
        };
        let is_chosen = |figure: &Drawn| self.names.is_empty() || self.names.contains(&figure.name);
        let chosen: Vec<Drawn> = figures.into_iter().filter(is_chosen).collect();
        let folder = self
            .out
            .clone()
            .unwrap_or_else(|| prepared.default_results().join("figures"));
        match self.write(&chosen, &folder) {
            Ok(files) if screen.json() => screen.print_json(&json!({ "figures": files })),
            Ok(files) => {
                let lines: Vec<String> = files
                    .iter()
                    .map(|file| format!("{}\n", file.display()))
                    .collect();
                screen.print(&lines.concat());
            }
            Err(error) => {
                let message = format!("failed to write figures to {}: {error}", folder.display());
                let help = "name a folder that you may write to with --out DIR".to_owned();
                screen.diagnose_one(Diagnostic::error(Code::NoResults, message).help(help));
                return Ended::Unusable;
            }
        }
        prepared.ended_without(missing, &self.choice, screen)
    }

    /// What is wrong with the names that were asked for.
    fn unknown(&self, prepared: &Prepared) -> Option<Diagnostic> {
        let known = &prepared.valid.spec.figures;
        let names: Vec<_> = known.keys().map(Name::as_str).collect();
        if names.is_empty() {
            let message = "the spec describes no figures".to_owned();
            let help = "add some under `figures`, such as `confusion: {type: confusion}`";
            return Some(Diagnostic::error(Code::UnknownName, message).help(help.to_owned()));
        }
        let unknown = self
            .names
            .iter()
            .find(|name| !known.contains_key(name.as_str()))?;
        let help = nearest(unknown, names.iter().copied()).map_or_else(
            || format!("there are: {}", names.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("there is no figure `{unknown}`");
        Some(Diagnostic::error(Code::UnknownName, message).help(help))
    }

    fn write(&self, figures: &[Drawn], folder: &Path) -> std::io::Result<Vec<PathBuf>> {
        std::fs::create_dir_all(folder)?;
        let mut files = Vec::new();
        for figure in figures {
            let rendered = match self.format {
                Some(format) => format
                    .bytes(figure)
                    .map(|bytes| vec![(format.extension(), bytes)]),
                None => draw::render_all(figure),
            };
            for (extension, bytes) in rendered.map_err(std::io::Error::other)? {
                let file = folder.join(format!("{}.{extension}", figure.name));
                write_changed(&file, &bytes)?;
                files.push(file);
            }
        }
        Ok(files)
    }
}
