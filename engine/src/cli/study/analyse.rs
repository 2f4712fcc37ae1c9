use std::path::PathBuf;

use clap::Args;

use super::{Chosen, one};
use crate::cli::screen::Screen;
use crate::cli::session::Prepared;
use crate::cli::tables::write_tables;
use crate::cli::{Common, Ended, SpecChoice};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::results::Results;
use crate::study::{Analysis, StudyTable, read_answers, screen as screened};

#[derive(Debug, Args)]
pub(in crate::cli) struct Analyse {
    #[command(flatten)]
    choice: SpecChoice,
    /// The study (the only one of the spec when left out), then the files of answers
    #[arg(value_name = "[STUDY] RESPONSES.csv", required = true)]
    words: Vec<PathBuf>,
    /// The folder of the results; `results/NAME` when left out
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Analyse {
    pub fn analyse(&self, common: &Common, screen: &Screen) -> Result<Ended, Diagnostics> {
        let Some(prepared) = Prepared::made(&self.choice, common, screen, None) else {
            return Ok(Ended::Unusable);
        };
        let (named, files) = self.study_and_files(&prepared);
        let chosen = Chosen::of(&prepared, named)?;
        if files.is_empty() {
            let message = "there are no files of answers";
            let help = "name them after the study, for example answers/*.csv";
            return Err(one(
                Diagnostic::error(Code::BadAnswers, message).help(help.to_owned())
            ));
        }
        let texts = files
            .iter()
            .map(|file| match std::fs::read_to_string(file) {
                Ok(text) => Ok((file.clone(), text)),
                Err(error) => {
                    let message = format!("failed to read {}: {error}", file.display());
                    Err(one(Diagnostic::error(Code::BadAnswers, message)))
                }
            });
        let texts: Vec<_> = texts.collect::<Result<_, _>>()?;
        let given = read_answers(&chosen.design, &texts)?;
        let count = given.len();
        let (answers, excluded) = screened(&chosen.design, &chosen.study.screening, given);
        let analysis = Analysis {
            name: chosen.name,
            study: chosen.study,
            validated: chosen.validated,
            design: &chosen.design,
            answers: &answers,
            excluded: &excluded,
            given: count,
        };
        let folder = self
            .out
            .clone()
            .unwrap_or_else(|| prepared.default_results());
        write(&folder, &analysis.tables(), &prepared, screen).map_err(|error| {
            let message = format!("failed to write results to {}: {error}", folder.display());
            let help = "name a folder that you may write to with --out DIR".to_owned();
            one(Diagnostic::error(Code::NoResults, message).help(help))
        })?;
        screen.tell(&format!("results are in {}", folder.display()));
        Ok(Ended::Good)
    }

    /// The first word is a study where it is the name of one and not of a file, or where it ends like no file of answers.
    fn study_and_files(&self, prepared: &Prepared) -> (Option<&str>, &[PathBuf]) {
        let Some((first, rest)) = self.words.split_first() else {
            return (None, &[]);
        };
        let word = first.to_str().unwrap_or("");
        let is_study = prepared.valid.spec.studies.contains_key(word) && !first.is_file();
        let is_no_file = !first.exists() && first.extension().is_none();
        if is_study || is_no_file {
            (Some(word), rest)
        } else {
            (None, &self.words)
        }
    }
}

fn write(
    folder: &std::path::Path,
    tables: &[StudyTable],
    prepared: &Prepared,
    screen: &Screen,
) -> std::io::Result<()> {
    let results = Results::open(folder.to_owned())?;
    let shown = tables.iter().map(|one| (&one.table, one.is_shown));
    screen.print(&write_tables(
        &results,
        &prepared.valid.spec.name,
        shown,
        screen,
    )?);
    Ok(())
}
