//! From a spec to a validated spec: every check that a run relies on, all errors at once.

mod assembled;
mod audits;
mod bibliography;
mod data;
mod derived;
mod execution;
mod figures;
mod folder;
mod folds;
mod left_out;
mod memo;
mod models;
mod reported;
mod splits;
mod studies;
mod tasks;
mod validated;
mod verify;

use std::path::Path;

pub use audits::AuditFinding;
pub use data::read_dataset;
pub use figures::ValidatedFigure;
pub use folder::{
    Component, FolderDataset, Looked, Made, Maker, Pending, PredictorReport, Rejection, Step,
};
pub use left_out::LeftOut;
pub use reported::{REPRODUCTION, Reported};
pub use studies::{STIMULUS_FILE, ValidatedStudy};
pub use validated::{InputFile, ValidatedDataset, ValidatedModel, ValidatedSpec};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::files::DigestMemo;
use crate::plugin::Store;
use crate::spec::load::LoadedSpec;
use crate::spec::{AS_IS, Name, STANDARDISE};

/// What validation looks things up in.
pub struct Surroundings<'a> {
    /// The plugins.
    pub plugins: &'a Store,
    /// Digests of files.
    pub digests: &'a DigestMemo,
    /// The folder where facts of datasets are remembered.
    pub facts: &'a Path,
    /// Whether what needs files that are not there is left out, instead of being an error.
    pub skip_missing: bool,
    /// What knows of datasets made of folders.
    pub maker: &'a dyn Maker,
}

/// The validated spec, and what is worth knowing of it.
///
/// # Errors
/// Everything that is wrong, at once.
pub fn validate(
    loaded: LoadedSpec,
    around: &Surroundings<'_>,
) -> Result<(ValidatedSpec, Diagnostics), Diagnostics> {
    let mut check = Check {
        found: Diagnostics::about(loaded.source.texts().clone()),
        loaded: &loaded,
        around,
        absent_datasets: Vec::new(),
        left_out: Vec::new(),
        pending: Vec::new(),
    };
    let models = check.models();
    let mut datasets = check.datasets();
    check.execution();
    check.features();
    check.splits();
    check.tasks(&datasets, &models);
    check.folds(&mut datasets);
    let reported = check.reported();
    let studies = check.studies(&datasets);
    let figures = check.figures(&datasets, &models);
    check.leave_out_absent_datasets();
    let left_out = check.left_out;
    let pending = check.pending;
    let found = check.found.sorted();
    if found.has_errors() {
        return Err(found);
    }
    let valid = ValidatedSpec {
        spec: loaded.spec,
        document: loaded.document,
        folder: loaded.folder,
        source: loaded.source,
        datasets,
        models,
        studies,
        figures,
        reported,
        left_out,
        findings: Vec::new(),
        pending,
    };
    let mut found = found;
    let findings = audits::audit(&valid, around, &mut found);
    left_out::consequences(&valid, &mut found);
    let found = found.sorted();
    if found.has_errors() {
        return Err(found);
    }
    Ok((ValidatedSpec { findings, ..valid }, found))
}

/// A validation under way.
struct Check<'a> {
    found: Diagnostics,
    loaded: &'a LoadedSpec,
    around: &'a Surroundings<'a>,
    /// Datasets of which no file is there.
    absent_datasets: Vec<Name>,
    left_out: Vec<LeftOut>,
    pending: Vec<Pending>,
}

impl Check<'_> {
    fn error(&mut self, code: Code, pointer: &str, message: String, help: Option<String>) {
        self.found.push(
            Diagnostic::error(code, message)
                .at(self.loaded.source.place(pointer))
                .help(help),
        );
    }

    /// Says that `name` at `pointer` is none of `names`.
    fn unknown<'n>(
        &mut self,
        pointer: &str,
        what: &str,
        name: &str,
        names: impl IntoIterator<Item = &'n str>,
    ) {
        let names: Vec<&str> = names.into_iter().collect();
        let near = nearest(name, names.iter().copied());
        let help = if names.is_empty() {
            format!("there is no {what} at all")
        } else {
            format!("there are: {}", names.join(", "))
        };
        self.found.push(
            Diagnostic::error(Code::UnknownName, format!("there is no {what} `{name}`"))
                .at(self.loaded.source.place(pointer))
                .did_you_mean(near)
                .help(help),
        );
    }

    fn features(&mut self) {
        let loaded = self.loaded;
        for (name, feature) in &loaded.spec.features {
            if ![STANDARDISE, AS_IS].contains(&feature.kind.as_str()) {
                self.unknown(
                    &format!("/features/{name}/type"),
                    "feature type",
                    feature.kind.as_str(),
                    [STANDARDISE, AS_IS],
                );
            }
        }
    }
}

/// The names of a map, as text.
fn names<V>(map: &indexmap::IndexMap<Name, V>) -> impl Iterator<Item = &str> {
    map.keys().map(Name::as_str)
}
