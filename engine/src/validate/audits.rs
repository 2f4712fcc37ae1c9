//! The audits of a validated spec, and what becomes of their findings.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};

use super::memo::{keep, recall};
use super::{Surroundings, ValidatedSpec, read_dataset};
use crate::audit::{AUDITS, Audit, ChosenRows, Concerns, Finding, Question, Side, Subject};
use crate::dataset::Dataset;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::spec::{AuditLevel, Name, OneOrMany, Role, SplitSpec, TaskSpec, TaskType};

/// Counts up when an audit finds other things or says them otherwise, so that what was found before is not recalled.
const AUDIT_VERSION: u32 = 1;

/// What an audit found of a split of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditFinding {
    /// The audit.
    pub audit: &'static str,
    /// What becomes of it.
    pub level: AuditLevel,
    /// The dataset.
    pub dataset: Name,
    /// The split.
    pub split: Name,
    /// The tasks it concerns.
    pub tasks: Vec<Name>,
    /// What was found.
    pub finding: Finding,
}

/// Audits every split of every dataset that a task uses, and says what is found; what is there is audited where other
/// files are missing.
pub(super) fn audit(
    valid: &ValidatedSpec,
    around: &Surroundings<'_>,
    found: &mut Diagnostics,
) -> Vec<AuditFinding> {
    let levels = AUDITS
        .iter()
        .map(|audit| (audit, (audit.level)(&valid.spec.audit)));
    let wanted: Vec<(&Audit, AuditLevel)> = levels
        .filter(|(_, level)| *level != AuditLevel::Off)
        .collect();
    let mut findings = Vec::new();
    for dataset in valid.datasets.keys() {
        // Read once for all splits, and only where one is not known.
        let mut read = None;
        for (name, split) in &valid.spec.splits {
            let tasks: Vec<(&Name, &TaskSpec)> = valid
                .tasks_on(dataset)
                .filter(|(_, task)| task.split.iter().any(|other| other == name))
                .collect();
            if tasks.is_empty() || wanted.is_empty() {
                continue;
            }
            let asked = Asked {
                valid,
                dataset,
                sides: Sides::of(split),
                questions: tasks
                    .iter()
                    .map(|(_, task)| question(valid, task))
                    .collect(),
            };
            let Some(by_audit) = asked.findings(&wanted, around, &mut read, found) else {
                break;
            };
            for (&(audit, level), of_audit) in wanted.iter().zip(by_audit) {
                for finding in of_audit {
                    let concerned = tasks.iter().zip(&asked.questions).filter(|(_, question)| {
                        let mut columns = finding.columns.iter();
                        columns.all(|column| {
                            question.views.contains(column) || question.targets.contains(column)
                        })
                    });
                    let one = AuditFinding {
                        audit: audit.name,
                        level,
                        dataset: dataset.clone(),
                        split: name.clone(),
                        tasks: concerned.map(|((task, _), _)| (*task).clone()).collect(),
                        finding,
                    };
                    found.push(one.diagnostic(valid, audit));
                    findings.push(one);
                }
            }
        }
        if let Some(read) = read
            && let Some(validated) = valid.datasets.get(dataset)
        {
            validated.keep_read(read);
        }
    }
    findings
}

/// What a task asks, in columns of the dataset.
fn question(valid: &ValidatedSpec, task: &TaskSpec) -> Question {
    let views = task.views.iter().map(|view| {
        let feature = valid.spec.features.get(view);
        feature.map_or_else(|| view.clone(), |feature| feature.view.clone())
    });
    let targets = [&task.target]
        .into_iter()
        .chain(task.auxiliary.values())
        .chain(task.relevance.values());
    Question {
        views: views.collect(),
        predicted: (task.kind == TaskType::Classification).then(|| task.target.clone()),
        targets: targets.cloned().collect(),
    }
}

/// Rows of a part: all of them, or those at some indices.
#[derive(Debug, Clone, Serialize)]
struct PartRows {
    part: Name,
    rows: Option<Vec<usize>>,
}

/// The rows of a split, or of one fold of it.
#[derive(Debug, Clone)]
struct Sides {
    train: Vec<PartRows>,
    validation: Option<Vec<PartRows>>,
    test: Vec<PartRows>,
}

impl Sides {
    /// Whole parts.
    fn of(split: &SplitSpec) -> Self {
        let whole = |parts: &OneOrMany<Name>| {
            let parts = parts.iter().cloned();
            parts.map(|part| PartRows { part, rows: None }).collect()
        };
        Self {
            train: whole(&split.train),
            validation: split.validation.as_ref().map(whole),
            test: whole(&split.test),
        }
    }
}

/// A split of a dataset, and what is asked on it.
struct Asked<'a> {
    valid: &'a ValidatedSpec,
    dataset: &'a Name,
    sides: Sides,
    questions: Vec<Question>,
}

impl Asked<'_> {
    /// What each audit finds: recalled where columns and split are those of before. None where the dataset cannot be
    /// read.
    fn findings(
        &self,
        wanted: &[(&Audit, AuditLevel)],
        around: &Surroundings<'_>,
        read: &mut Option<Dataset>,
        found: &mut Diagnostics,
    ) -> Option<Vec<Vec<Finding>>> {
        let key = self.key(wanted);
        if let Some(known) = recall::<Vec<Vec<Finding>>>(around.facts, &key)
            && known.len() == wanted.len()
        {
            return Some(known);
        }
        if read.is_none() {
            match read_dataset(self.valid, self.dataset, around.plugins) {
                Ok(dataset) => *read = Some(dataset),
                Err(wrong) => {
                    found.append(wrong);
                    return None;
                }
            }
        }
        let subject = self.subject(read.as_ref()?);
        let findings: Vec<_> = wanted
            .iter()
            .map(|(audit, _)| (audit.find)(&subject))
            .collect();
        keep(around.facts, &key, &findings);
        Some(findings)
    }

    fn subject<'d>(&'d self, dataset: &'d Dataset) -> Subject<'d> {
        let side = |chosen: &[PartRows]| {
            let chosen = chosen.iter().filter_map(|PartRows { part, rows }| {
                let part = dataset.parts.get(part)?;
                let rows = rows.clone();
                Some(ChosenRows { part, rows })
            });
            Side::of(&chosen.collect::<Vec<_>>())
        };
        let validation = self.sides.validation.as_deref().map(side);
        Subject::new(
            &dataset.columns,
            &self.questions,
            &side(&self.sides.train),
            validation.as_ref(),
            side(&self.sides.test),
        )
    }

    /// What the findings depend on: the audits, the split, what is asked, and the digests of the columns read.
    fn key(&self, wanted: &[(&Audit, AuditLevel)]) -> Value {
        let audits: Vec<_> = wanted.iter().map(|(audit, _)| audit.name).collect();
        let facts = self
            .valid
            .datasets
            .get(self.dataset)
            .map(|validated| &validated.facts);
        let asked: BTreeSet<&Name> = self
            .questions
            .iter()
            .flat_map(|question| question.views.iter().chain(&question.targets))
            .collect();
        let is_read =
            |name: &Name, role| matches!(role, Role::Id | Role::Group) || asked.contains(name);
        let columns = facts.into_iter().flat_map(|facts| &facts.columns);
        let columns: Vec<_> = columns
            .filter(|(name, kind)| is_read(name, kind.role))
            .collect();
        let side = |chosen: &[PartRows]| {
            let of_part = |chosen: &PartRows| {
                let facts = facts.and_then(|facts| facts.parts.get(&chosen.part));
                let digests = columns.iter().map(|(name, _)| {
                    let column = facts.and_then(|facts| facts.columns.get(*name));
                    column.map(|column| column.digest.as_str())
                });
                json!({"chosen": chosen, "digests": digests.collect::<Vec<_>>()})
            };
            chosen.iter().map(of_part).collect::<Vec<_>>()
        };
        let questions = self.questions.iter();
        let questions =
            questions.map(|question| json!([question.views, question.predicted, question.targets]));
        json!({
            "audits": audits,
            "version": AUDIT_VERSION,
            "columns": columns,
            "questions": questions.collect::<Vec<_>>(),
            "train": side(&self.sides.train),
            "validation": self.sides.validation.as_deref().map(side),
            "test": side(&self.sides.test),
        })
    }
}

impl AuditFinding {
    /// The finding with dataset and split, as a sentence without a full stop.
    pub fn sentence(&self, valid: &ValidatedSpec) -> String {
        let dataset = valid.title_of(&self.dataset);
        format!("{dataset}, split {}: {}", self.split, self.finding.sentence)
    }

    fn diagnostic(&self, valid: &ValidatedSpec, audit: &Audit) -> Diagnostic {
        let message = self.sentence(valid);
        let diagnostic = match self.level {
            AuditLevel::Error => Diagnostic::error(Code::AuditFinding, message),
            AuditLevel::Warn => Diagnostic::warning(Code::AuditFinding, message),
            AuditLevel::Note | AuditLevel::Off => Diagnostic::note(Code::AuditFinding, message),
        };
        let place = match audit.concerns {
            Concerns::Split => format!("/splits/{}", self.split),
            Concerns::Dataset => format!("/datasets/{}", self.dataset),
        };
        let help = format!(
            "{}; `audit: {{{}: off}}` stops looking for it",
            audit.remedy, audit.name
        );
        diagnostic.at(valid.source.key_place(&place)).help(help)
    }
}
