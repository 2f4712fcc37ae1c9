//! Studies: the design is written, or answers are analysed.

mod analyse;
mod design;

use clap::Subcommand;

use super::screen::Screen;
use super::session::Prepared;
use super::{Common, Ended};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::spec::{Name, StudySpec};
use crate::study::{Design, StudyError};
use crate::validate::{ValidatedStudy, read_dataset};

#[derive(Debug, Subcommand)]
pub(super) enum Study {
    /// Draw rows, assign them to participants, and write the questionnaires
    #[command(after_help = DESIGN, allow_missing_positional = true)]
    Design(design::Write),
    /// Read the answers, and say whether labels hold and people agree
    #[command(after_help = ANALYSE)]
    Analyse(analyse::Analyse),
}

const DESIGN: &str = "\
Writes to DIR:
  design.csv      who is asked what in which order, with the labels: keep it from the participants
  p01.html, ...   a questionnaire for each participant: one file that plays what is in it,
                  needs no network, and saves the answers as STUDY-p01.csv

The same spec and data give the same bytes.

Example:
  emospec study design study.yaml labels questionnaires/
  # send p01.html to the first participant, and so on; put what comes back into answers/
  emospec study analyse study.yaml labels answers/*.csv";

const ANALYSE: &str = "\
Needs nothing of DIR: the design is made again of the spec and the data, and answers to another
design are refused.

Writes to results/NAME, in every format, and prints:
  STUDY-accuracy     how many labels the majority and the single answers uphold, class by class
                     (Wilson intervals)
  STUDY-strata       the same for every cell of `balance`
  STUDY-agreement    Fleiss' kappa and Krippendorff's alpha (bootstrap intervals)
  STUDY-confidence   how sure people were
  STUDY-votes        the votes for every row (not printed)
  STUDY-screening    every answer and participant that `screening` left out, and why

Example:
  emospec study analyse study.yaml labels answers/*.csv";

impl Study {
    pub fn act(&self, common: &Common, screen: &Screen) -> Ended {
        let ended = match self {
            Self::Design(verb) => verb.write(common, screen),
            Self::Analyse(verb) => verb.analyse(common, screen),
        };
        ended.unwrap_or_else(|found| {
            screen.diagnose(&found);
            Ended::Unusable
        })
    }
}

/// A study of a spec, with its design and the dataset it is drawn from.
struct Chosen<'a> {
    name: &'a Name,
    study: &'a StudySpec,
    validated: &'a ValidatedStudy,
    dataset: crate::dataset::Dataset,
    design: Design,
}

impl<'a> Chosen<'a> {
    /// The study of that name; the only one where none is named.
    fn of(prepared: &'a Prepared, named: Option<&str>) -> Result<Self, Diagnostics> {
        let valid = &prepared.valid;
        let studies = &valid.spec.studies;
        let found = match named {
            Some(named) => studies.get_key_value(named),
            None if studies.len() == 1 => studies.first(),
            None => None,
        };
        let Some((name, study)) = found else {
            let known: Vec<&str> = studies.keys().map(Name::as_str).collect();
            return Err(unknown(named, &known));
        };
        let Some(validated) = valid.studies.get(name) else {
            let message = format!("study `{name}` cannot be made: files it needs are not there");
            return Err(one(Diagnostic::error(Code::NotThere, message)));
        };
        let dataset = read_dataset(valid, &study.dataset, &prepared.session.plugins)?;
        let design =
            Design::of(name, study, &dataset).map_err(|error| failed(prepared, name, error))?;
        Ok(Self {
            name,
            study,
            validated,
            dataset,
            design,
        })
    }
}

fn unknown(named: Option<&str>, known: &[&str]) -> Diagnostics {
    let message = match named {
        Some(named) => format!("there is no study `{named}`"),
        None if known.is_empty() => "the spec has no studies".to_owned(),
        None => "the spec has several studies: name one".to_owned(),
    };
    let near = named.and_then(|named| nearest(named, known.iter().copied()));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "describe one under `studies`".to_owned(),
        None => format!("there are: {}", known.join(", ")),
    };
    one(Diagnostic::error(Code::UnknownName, message).help(help))
}

/// What went wrong, at the key of the study that it is about.
fn failed(prepared: &Prepared, name: &Name, error: StudyError) -> Diagnostics {
    let (code, key) = match error {
        StudyError::Answers(found) => return *found,
        StudyError::Stimulus { .. } => (Code::NoStimulus, "stimulus/paths"),
        StudyError::Plugin { .. } => (Code::NoStimulus, "stimulus/type"),
        StudyError::Column(_) => (Code::SourceFailed, "dataset"),
        StudyError::System { .. } => (Code::NoResults, "stimulus"),
    };
    let source = &prepared.valid.source;
    let place = source.place(&format!("/studies/{name}/{key}"));
    let mut found = Diagnostics::about(source.texts().clone());
    found.push(Diagnostic::error(code, error.to_string()).at(place));
    found
}

fn one(diagnostic: Diagnostic) -> Diagnostics {
    let mut found = Diagnostics::default();
    found.push(diagnostic);
    found
}
