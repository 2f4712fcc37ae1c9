//! Datasets that have to be made before anything can be asked about them.

use std::path::Path;

use super::making_bar::Bar;
use super::screen::Screen;
use super::session::{Prepared, Session};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, printable};
use crate::make::{Making, Workshop};
use crate::spec::load::LoadedSpec;
use crate::spec::{Name, SplitSpec};
use crate::tabulate::{Table, predictor_table};
use crate::validate::{Pending, Step, ValidatedSpec};

/// Files named in a line; of more, the first ones.
const NAMED: usize = 3;

impl Session {
    pub(super) fn workshop(&self) -> Workshop<'_> {
        Workshop {
            cache: &self.cache,
            lease: &self.lease,
            pieces: &self.pieces,
            plugins: &self.plugins,
            digests: &self.digests,
        }
    }

    /// Makes every dataset that is pending, and validates the spec anew.
    pub(super) fn make(
        &self,
        loaded: &LoadedSpec,
        skip_missing: bool,
        (mut valid, mut found): (ValidatedSpec, Diagnostics),
        jobs: usize,
        screen: &Screen,
    ) -> Result<(ValidatedSpec, Diagnostics), Diagnostics> {
        let workshop = self.workshop();
        let around = self.around(&workshop, skip_missing);
        let bar = Bar::new(screen);
        let making = Making {
            jobs,
            watcher: &bar,
        };
        while !valid.pending.is_empty() {
            let before = valid.pending.clone();
            for pending in &before {
                let awaits = |step: &Step| matches!(step, Step::Await { .. });
                let Some(folder) = pending.folder.as_ref() else {
                    continue;
                };
                if pending.steps.iter().all(awaits) {
                    continue;
                }
                workshop
                    .make(folder, loaded, &around, making)
                    .map_err(|wrong| {
                        let place = loaded
                            .source
                            .key_place(&format!("/datasets/{}", pending.dataset));
                        let mut found = Diagnostics::about(loaded.source.texts().clone());
                        found.push(wrong.at(place));
                        found
                    })?;
            }
            (valid, found) = self.validated(loaded.clone(), skip_missing)?;
            if valid.pending == before {
                let told: Vec<_> = before.iter().flat_map(lines).collect();
                let message = format!(
                    "datasets are not there after they were made: {}",
                    told.join("; ")
                );
                let mut found = Diagnostics::default();
                found.push(Diagnostic::error(Code::CannotMake, message).help(
                    "see that the files do not change meanwhile, and that the cache can be written to".to_owned(),
                ));
                return Err(found);
            }
        }
        Ok((valid, found))
    }
}

impl Prepared {
    /// What is left to do for datasets, a line for each step.
    pub(super) fn steps(&self) -> Vec<String> {
        self.valid.pending.iter().flat_map(lines).collect()
    }

    /// The datasets that are made here, of a folder's files or of each other, where any is made of a folder.
    pub(super) fn made_here(&self) -> impl Iterator<Item = &Name> {
        let datasets = &self.valid.datasets;
        let any = datasets.values().any(|dataset| dataset.stored.is_some());
        let is_made = move |name: &&Name| {
            let spec = self.valid.spec.datasets.get(*name);
            let is_derived = spec.is_some_and(|spec| spec.divide.is_some() || spec.pairs.is_some());
            let is_of_folder = datasets.get(*name).is_some_and(|one| one.stored.is_some());
            any && (is_derived || is_of_folder)
        };
        datasets.keys().filter(is_made)
    }

    /// How good the predictors of labels are.
    pub(super) fn predictor_tables(&self) -> impl Iterator<Item = (Name, Table)> {
        let datasets = self.valid.datasets.iter();
        let reports = datasets.flat_map(move |(name, dataset)| {
            let reports = dataset.predictors.iter();
            reports.map(move |report| predictor_table(name, self.valid.title_of(name), report))
        });
        reports.map(|table| (table.name.clone(), table))
    }

    /// Says how many files and rows datasets go without.
    pub(super) fn tell_rejected(&self, results: &Path, screen: &Screen) {
        for (name, dataset) in &self.valid.datasets {
            let rejected = &dataset.rejected;
            let files = rejected.iter().filter(|one| one.row.is_empty()).count();
            if !rejected.is_empty() {
                screen.tell(&format!(
                    "{name}: {} left out ({files} of whole files or stretches of them); {} says why",
                    rejected.len(),
                    results.join(format!("rejected-{name}.csv")).display()
                ));
            }
        }
    }

    /// How many trials are asked on datasets that are not made yet.
    pub(super) fn trials_pending(&self) -> usize {
        let of = |dataset: &Name| -> usize {
            let tasks = self.valid.tasks_on(dataset);
            let counts = tasks.map(|(name, task)| {
                let models = self.valid.models.values();
                let asked = models.filter(|model| model.takes_part(name, task.kind));
                let splits =
                    task.split
                        .iter()
                        .map(|split| match self.valid.spec.splits.get(split) {
                            Some(SplitSpec::Folds { folds, .. }) => *folds as usize,
                            _ => 1,
                        });
                asked.count() * splits.sum::<usize>() * self.valid.spec.seeds.values().len()
            });
            counts.sum()
        };
        let pending = self.valid.pending.iter();
        pending.map(|pending| of(&pending.dataset)).sum()
    }
}

fn lines(pending: &Pending) -> Vec<String> {
    let name = &pending.dataset;
    let line = |step: &Step| match step {
        Step::Make { with, folder } => {
            format!("{name}: files by {with}, in {}", folder.display())
        }
        Step::Read { with, files, known } => {
            format!("{name}: rows by {with} of {} ({known} known)", named(files))
        }
        Step::Extract {
            view,
            with,
            files,
            rows,
            known,
        } => {
            let rows = match rows {
                0 => "the rows".to_owned(),
                1 => "1 row".to_owned(),
                rows => format!("{rows} rows"),
            };
            format!(
                "{name}: {view} by {with} for {rows} of {} ({known} rows known)",
                named(files)
            )
        }
        Step::Predict { label, with } => format!("{name}: {label} predicted by {with}"),
        Step::Await { dataset } => format!("{name}: once {dataset} is made"),
    };
    pending.steps.iter().map(line).collect()
}

fn named(files: &[String]) -> String {
    let first = files.iter().take(NAMED).map(|file| printable(file));
    let first = first.collect::<Vec<_>>().join(", ");
    let more = if files.len() > NAMED { ", ..." } else { "" };
    let noun = if files.len() == 1 { "file" } else { "files" };
    format!("{} {noun}: {first}{more}", files.len())
}
