use std::collections::BTreeMap;

use indexmap::IndexSet;

use crate::choose::Choice;
use crate::cli::session::Prepared;
use crate::draw;
use crate::execute::Outcome;
use crate::figure::Figure;
use crate::files::Digest;
use crate::page::{
    Audits, Page, PageFigure, PageProvenance, PageTable, PageTrial, RejectedRows, State,
};
use crate::plan::PlannedTrial;
use crate::report::{LatexStyle, csv, html_notes, html_table, latex, markdown};
use crate::results::Provenance;
use crate::spec::to_yaml;
use crate::spec::{AuditLevel, Name};
use crate::tabulate::Table;

/// Rejected rows of a dataset that are shown; `rejected-DATASET.csv` has them all.
const MOST_REJECTED: usize = 20;

impl Prepared {
    /// The page of what trials left; a trial without an outcome has not been run.
    pub(in crate::cli) fn page(
        &self,
        outcomes: &BTreeMap<Digest, Outcome>,
        choices: &[Choice],
        tables: &[(Name, Table)],
        figures: &[Figure],
    ) -> Page {
        let spec = &self.valid.spec;
        let trials = &self.plan.trials;
        let datasets: IndexSet<_> = trials
            .iter()
            .map(|planned| &planned.trial.dataset)
            .collect();
        let tasks: IndexSet<_> = trials.iter().map(|planned| &planned.trial.task).collect();
        let title = |name: &&Name| self.valid.title_of(name).to_owned();
        Page {
            title: spec.title.clone().unwrap_or_else(|| spec.name.to_string()),
            datasets: datasets.iter().map(title).collect(),
            tasks: tasks.iter().map(ToString::to_string).collect(),
            models: spec.models.len(),
            seeds: spec.seeds.values().len(),
            tables: tables.iter().map(|(_, table)| page_table(table)).collect(),
            figures: figures.iter().map(page_figure).collect(),
            galleries: self.galleries(outcomes, choices),
            troubles: self.troubles(outcomes),
            audits: self.audits(),
            trials: trials
                .iter()
                .map(|planned| page_trial(planned, outcomes.get(&planned.digest)))
                .collect(),
            provenance: self.page_provenance(),
            spec: to_yaml(&self.valid.document),
        }
    }

    fn audits(&self) -> Audits {
        let valid = &self.valid;
        let level = |level| match level {
            AuditLevel::Off => "off",
            AuditLevel::Note => "note",
            AuditLevel::Warn => "warning",
            AuditLevel::Error => "error",
        };
        let findings = valid.findings.iter().map(|finding| {
            [
                level(finding.level).to_owned(),
                finding.audit.to_owned(),
                finding.sentence(valid),
            ]
        });
        let left_out = valid.left_out.iter().map(|out| {
            let dataset = valid.title_of(&out.dataset);
            format!(
                "{dataset} (task {}, split {}): the data file of {} is missing",
                out.task, out.split, out.lacks
            )
        });
        let rejecting = valid
            .datasets
            .iter()
            .filter(|(_, dataset)| !dataset.rejected.is_empty());
        let rejected = rejecting.map(|(name, dataset)| RejectedRows {
            dataset: valid.title_of(name).to_owned(),
            count: dataset.rejected.len(),
            first: dataset
                .rejected
                .iter()
                .take(MOST_REJECTED)
                .map(|one| [one.file.clone(), one.row.clone(), one.reason.clone()])
                .collect(),
        });
        Audits {
            findings: findings.collect(),
            left_out: left_out.collect(),
            rejected: rejected.collect(),
        }
    }

    fn page_provenance(&self) -> PageProvenance {
        let provenance = Provenance::of(&self.valid, &self.plan);
        let machine = &provenance.machine;
        let mut facts = vec![
            ("engine", format!("emospec {}", provenance.engine)),
            ("plugin contract", provenance.contract.to_string()),
            (
                "system",
                format!("{}, {}", machine.os, machine.architecture),
            ),
        ];
        facts.extend(machine.processor.clone().map(|name| ("processor", name)));
        facts.extend(machine.cores.map(|cores| ("cores", cores.to_string())));
        for (name, input) in &provenance.inputs {
            let parts = input
                .parts
                .iter()
                .map(|(part, rows)| format!("{part} {rows}"));
            let parts = parts.collect::<Vec<_>>().join(", ");
            let made = input
                .plugin
                .map(|plugin| format!(", made by plugin {plugin}"));
            let rows = format!("{name} ({parts}{})", made.unwrap_or_default());
            facts.push(("rows", rows));
        }
        let plugins = provenance.plugins.iter().map(|(name, plugin)| {
            [*name, plugin.version, plugin.sha256.as_str()].map(str::to_owned)
        });
        let inputs = provenance.inputs.iter().flat_map(|(name, input)| {
            input.files.iter().map(|file| {
                let path = file.path.display().to_string();
                [name.to_string(), path, file.sha256.as_str().to_owned()]
            })
        });
        PageProvenance {
            facts: facts
                .into_iter()
                .map(|(what, which)| (what.to_owned(), which))
                .collect(),
            plugins: plugins.collect(),
            inputs: inputs.collect(),
        }
    }
}

fn page_table(table: &Table) -> PageTable {
    PageTable {
        name: table.name.to_string(),
        table: html_table(table),
        notes: html_notes(table),
        latex: latex(table, LatexStyle::default()),
        markdown: markdown(table),
        // Writing to memory gives the writer no cause to fail.
        csv: csv(table).unwrap_or_default(),
    }
}

fn page_figure(figure: &Figure) -> PageFigure {
    // They stand below the drawing, as text.
    let without_notes = Figure {
        notes: Vec::new(),
        ..figure.clone()
    };
    PageFigure {
        name: figure.name.clone(),
        caption: figure.caption.clone(),
        notes: figure.notes.clone(),
        svg: draw::svg(&without_notes),
        // Writing to memory gives the writer no cause to fail.
        csv: draw::csv(figure).unwrap_or_default(),
    }
}

fn page_trial(planned: &PlannedTrial, outcome: Option<&Outcome>) -> PageTrial {
    let trial = &planned.trial;
    let (state, seconds) = match outcome {
        Some(Outcome::Done(entry)) => (State::Done, Some(entry.seconds)),
        Some(Outcome::Failed(_)) => (State::Failed, None),
        Some(Outcome::NotRun) | None => (State::NotRun, None),
    };
    PageTrial {
        dataset: trial.dataset.to_string(),
        task: trial.task.to_string(),
        split: trial.split.to_string(),
        fold: (trial.fold, trial.inner),
        model: trial.model.to_string(),
        seed: trial.seed,
        state,
        seconds,
        fingerprint: planned.digest.as_str().to_owned(),
    }
}
