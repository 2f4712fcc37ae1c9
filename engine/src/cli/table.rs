use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::{Args, ValueEnum};

use super::screen::Screen;
use super::session::Prepared;
use super::{Common, Ended, SpecChoice};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::report::{
    self, LatexStyle, Numbers, ReportError, TerminalStyle, read_scores, render_all,
};
use crate::results::Results;
use crate::score::Score;
use crate::spec::Name;
use crate::tabulate;

#[derive(Debug, Args)]
pub(super) struct Table {
    #[command(flatten)]
    choice: SpecChoice,
    /// The tables to print; every table when left out
    #[arg(value_name = "TABLE")]
    names: Vec<String>,
    /// The format
    #[arg(long, value_enum, default_value_t = Format::Terminal)]
    format: Format,
    /// Instead of the table, the trials behind one of its cells: seeds, scores, fingerprints, files of predictions. Row and
    /// column are called by their headings, `GROUP / HEADING` where the last is not enough
    #[arg(long, num_args = 2, value_names = ["ROW", "COLUMN"])]
    cell: Option<Vec<String>>,
    /// Scores to take instead of those in the cache, such as a `scores.csv` that was kept
    #[arg(long, value_name = "FILE", conflicts_with = "cell")]
    scores: Option<PathBuf>,
    /// Instead of printing, write every table in every format into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "cell")]
    out: Option<PathBuf>,
    /// In LaTeX, numbers by `siunitx` (version 3), aligned at the decimal point
    #[arg(long)]
    siunitx: bool,
    /// In LaTeX, the best and the second best on a shade of blue besides
    #[arg(long)]
    shade: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For reading here
    Terminal,
    /// A LaTeX fragment (booktabs)
    Latex,
    /// A whole LaTeX document
    LatexDocument,
    /// A Typst figure
    Typst,
    /// A GitHub table
    Markdown,
    /// Means, deviations and counts at full precision
    Csv,
    /// A fragment of HTML
    Html,
    /// Everything
    Json,
}

impl Table {
    pub fn act(&self, common: &Common, screen: &Screen) -> Ended {
        let Some(prepared) = Prepared::new(&self.choice, common, screen) else {
            return Ended::Unusable;
        };
        let known = &prepared.valid.spec.tables;
        if let Some(unknown) = self
            .names
            .iter()
            .find(|name| !known.contains_key(name.as_str()))
        {
            let near = nearest(unknown, known.keys().map(Name::as_str));
            let names: Vec<_> = known.keys().map(Name::as_str).collect();
            let help = near.map_or_else(
                || format!("there are: {}", names.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            screen.diagnose_one(
                Diagnostic::error(Code::UnknownName, format!("there is no table `{unknown}`"))
                    .help(help),
            );
            return Ended::Unusable;
        }
        let (scores, missing) = match self.scores(&prepared, screen) {
            Ok(found) => found,
            Err(diagnostic) => {
                screen.diagnose_one(*diagnostic);
                return Ended::Unusable;
            }
        };
        if let Some([row, column]) = self.cell.as_deref() {
            return self.show_cell(&prepared, (row, column), &scores, screen);
        }
        let tables = match prepared.tables(&scores) {
            Ok(tables) => tables,
            Err(found) => {
                screen.diagnose(&found);
                return Ended::Unusable;
            }
        };
        let chosen: Vec<_> = tables
            .into_iter()
            .filter(|(name, _)| {
                self.names.is_empty() || self.names.iter().any(|chosen| chosen == name.as_str())
            })
            .map(|(_, table)| table)
            .collect();
        if let Some(folder) = &self.out {
            return match write_to(folder, &chosen) {
                Ok(()) => Ended::Good,
                Err(error) => {
                    let message = format!("failed to write to {}: {error}", folder.display());
                    screen.diagnose_one(Diagnostic::error(Code::NoResults, message));
                    Ended::Unusable
                }
            };
        }
        match self.render(&chosen, screen) {
            Ok(text) => screen.print(&text),
            Err(error) => {
                screen.diagnose_one(Diagnostic::error(Code::UnfitTable, error.to_string()));
                return Ended::Unusable;
            }
        }
        prepared.ended_without(missing, &self.choice, screen)
    }

    /// The scores, and how many trials have none yet.
    fn scores(
        &self,
        prepared: &Prepared,
        screen: &Screen,
    ) -> Result<(Vec<Score>, usize), Box<Diagnostic>> {
        if let Some(file) = &self.scores {
            let unreadable = |why: String| {
                let message = format!("failed to read {}: {why}", file.display());
                let help = "name a `scores.csv` that a run of this spec wrote".to_owned();
                Box::new(Diagnostic::error(Code::UnreadableData, message).help(help))
            };
            let text = fs::read_to_string(file).map_err(|error| unreadable(error.to_string()))?;
            let scores = read_scores(&text).map_err(|error| unreadable(error.to_string()))?;
            return Ok((scores, 0));
        }
        let outcomes = prepared.look_up(screen);
        let missing = prepared.misses(&outcomes).len();
        Ok((prepared.scores(&outcomes).0, missing))
    }

    fn show_cell(
        &self,
        prepared: &Prepared,
        place: (&str, &str),
        scores: &[Score],
        screen: &Screen,
    ) -> Ended {
        let tables: Vec<&Name> = match &self.names[..] {
            [] => prepared.valid.spec.tables.keys().collect(),
            names => prepared
                .valid
                .spec
                .tables
                .keys()
                .filter(|table| names.iter().any(|name| name == table.as_str()))
                .collect(),
        };
        let [table] = tables[..] else {
            let message = "a cell is of one table".to_owned();
            let help = "name it before --cell".to_owned();
            screen.diagnose_one(Diagnostic::error(Code::UnknownName, message).help(help));
            return Ended::Unusable;
        };
        match prepared.show_cell(table, place, scores, screen) {
            Ok(()) => Ended::Good,
            Err(error) => {
                screen.diagnose_one(Diagnostic::error(Code::UnfitTable, error.to_string()));
                Ended::Unusable
            }
        }
    }

    fn render(&self, tables: &[tabulate::Table], screen: &Screen) -> Result<String, ReportError> {
        let style = TerminalStyle {
            width: screen.width(),
            colour: screen.colour(),
        };
        let format = if screen.json() {
            Format::Json
        } else {
            self.format
        };
        let latex = LatexStyle {
            numbers: if self.siunitx {
                Numbers::Siunitx
            } else {
                Numbers::Text
            },
            colour: self.shade,
        };
        let each: Result<Vec<String>, _> = match format {
            Format::LatexDocument => return Ok(report::standalone_document(tables, latex)),
            Format::Terminal => tables
                .iter()
                .map(|table| Ok(report::terminal(table, &style)))
                .collect(),
            Format::Latex => tables
                .iter()
                .map(|table| Ok(report::latex(table, latex)))
                .collect(),
            Format::Typst => tables
                .iter()
                .map(|table| Ok(report::typst(table)))
                .collect(),
            Format::Markdown => tables
                .iter()
                .map(|table| Ok(report::markdown(table)))
                .collect(),
            Format::Html => tables.iter().map(|table| Ok(report::html(table))).collect(),
            Format::Csv => tables.iter().map(report::csv).collect(),
            Format::Json => tables.iter().map(report::json).collect(),
        };
        Ok(each?.join("\n"))
    }
}

/// Writes tables in every format.
fn write_to(folder: &Path, tables: &[tabulate::Table]) -> io::Result<()> {
    let results = Results::open(folder.to_owned())?;
    for table in tables {
        for (extension, text) in render_all(table).map_err(io::Error::other)? {
            results.write(&format!("{}.{extension}", table.name), text.as_bytes())?;
        }
    }
    Ok(())
}
