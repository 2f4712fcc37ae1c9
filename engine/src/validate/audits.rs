//! The audits of a validated spec, and what becomes of their findings.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Value, json};

use super::memo::Memo;
use super::{Surroundings, ValidatedSpec, read_dataset};
use crate::audit::{AUDITS, Audit, ChosenRows, Concerns, Finding, Question, Side, Subject};
use crate::dataset::Dataset;
use crate::dataset::fold::{FoldOf, NestedFold, PartRows};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::spec::{AuditLevel, Name, Role, TaskSpec, TaskType};

/// Counts up when an audit finds other things or says them otherwise, so that what was found before is not recalled.
const AUDIT_VERSION: u32 = 3;

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
        for name in valid.spec.splits.keys() {
            let Some(folds) = valid
                .datasets
                .get(dataset)
                .and_then(|validated| validated.folds.get(name))
            else {
                continue;
            };
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
                folds,
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
    let views = valid.spec.columns_read(task);
    let targets = [&task.target]
        .into_iter()
        .chain(task.auxiliary.values())
        .chain(task.relevance.values());
    Question {
        views: views.into_iter().cloned().collect(),
        predicted: (task.kind == TaskType::Classification).then(|| task.target.clone()),
        targets: targets.cloned().collect(),
    }
}

/// A split of a dataset, and what is asked on it.
struct Asked<'a> {
    valid: &'a ValidatedSpec,
    dataset: &'a Name,
    folds: &'a [NestedFold<Vec<PartRows>>],
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
        let memo = Memo::of(around.facts, &key);
        if let Some(known) = memo.recall::<Vec<Vec<Finding>>>()
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
        let dataset = read.as_ref()?;
        let by_fold: Vec<Vec<Vec<Finding>>> = self
            .folds
            .iter()
            .map(|fold| {
                let subject = self.subject(dataset, &fold.outer);
                let found = wanted.iter().map(|(audit, _)| (audit.find)(&subject));
                found.collect()
            })
            .collect();
        let findings = (0..wanted.len())
            .map(|audit| of_folds(by_fold.iter().map(|fold| fold[audit].as_slice())))
            .collect();
        memo.keep(&findings);
        Some(findings)
    }

    fn subject<'d>(&'d self, dataset: &'d Dataset, fold: &FoldOf<Vec<PartRows>>) -> Subject<'d> {
        let side = |rows: &Vec<PartRows>| {
            let chosen = rows.iter().filter_map(|rows| {
                let places = rows.rows.as_ref();
                Some(ChosenRows {
                    part: dataset.parts.get(&rows.part)?,
                    rows: places.map(|places| places.iter().map(|&place| place as usize).collect()),
                })
            });
            Side::of(&chosen.collect::<Vec<_>>())
        };
        let validation = fold.validation.as_ref().map(side);
        Subject::new(
            &dataset.columns,
            &self.questions,
            &side(&fold.train),
            validation.as_ref(),
            side(&fold.test),
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
        let parts = || {
            let of_part = |part: &Name| {
                let facts = facts.and_then(|facts| facts.parts.get(part));
                let digests = columns.iter().map(|(name, _)| {
                    let column = facts.and_then(|facts| facts.columns.get(*name));
                    column.map(|column| column.digest.as_str())
                });
                json!({"part": part, "digests": digests.collect::<Vec<_>>()})
            };
            let facts = facts.into_iter().flat_map(|facts| facts.parts.keys());
            facts.map(of_part).collect::<Vec<_>>()
        };
        let questions = self.questions.iter();
        let questions =
            questions.map(|question| json!([question.views, question.predicted, question.targets]));
        json!({
            "audits": audits,
            "version": AUDIT_VERSION,
            "columns": columns,
            "questions": questions.collect::<Vec<_>>(),
            "folds": self.folds,
            "parts": parts(),
        })
    }
}

/// What an audit found in the folds of a split: each thing once, as the first fold shows it that has it, and in how many
/// folds it is so. Findings that differ in their numbers alone are one thing.
fn of_folds<'f>(folds: impl ExactSizeIterator<Item = &'f [Finding]>) -> Vec<Finding> {
    let count = folds.len();
    let mut once: IndexMap<(&[Name], String), (&Finding, usize)> = IndexMap::new();
    for finding in folds.flatten() {
        let key = (
            finding.columns.as_slice(),
            without_numbers(&finding.sentence),
        );
        let (_, times) = once.entry(key).or_insert((finding, 0));
        *times += 1;
    }
    let told = once.into_values().map(|(finding, times)| Finding {
        sentence: if count == 1 {
            finding.sentence.clone()
        } else {
            format!("in {times} of {count} folds, such as: {}", finding.sentence)
        },
        ..finding.clone()
    });
    told.collect()
}

fn without_numbers(sentence: &str) -> String {
    let is_number = |letter: char| letter.is_ascii_digit() || ".<=".contains(letter);
    sentence
        .chars()
        .filter(|letter| !is_number(*letter))
        .collect()
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
