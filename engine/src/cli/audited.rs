//! What audits found, beside the tables it concerns.

use super::session::Prepared;
use crate::score::{Score, ScoreKey};
use crate::spec::AuditLevel;
use crate::tabulate::selects;
use crate::validate::AuditFinding;

impl Prepared {
    /// Puts findings under every table that shows a score which they concern.
    pub(super) fn note_findings(&mut self, scores: &[Score]) {
        let notes: Vec<_> = self
            .valid
            .findings
            .iter()
            .filter(|finding| finding.level >= AuditLevel::Warn)
            .map(|finding| {
                (
                    finding.clone(),
                    format!("{}.", finding.sentence(&self.valid)),
                )
            })
            .collect();
        let labels = self.labels();
        for spec in self.valid.spec.tables.values_mut() {
            let shown: Vec<&ScoreKey> = scores
                .iter()
                .map(|score| &score.key)
                .filter(|key| selects(spec, key, &labels))
                .collect();
            let of_table = notes
                .iter()
                .filter(|(finding, _)| shown.iter().any(|key| concerns(finding, key)));
            let of_table: Vec<_> = of_table.map(|(_, note)| note.clone()).collect();
            spec.notes.extend(of_table);
        }
    }
}

fn concerns(finding: &AuditFinding, key: &ScoreKey) -> bool {
    finding.dataset == key.dataset
        && finding.split == key.split
        && finding.tasks.contains(&key.task)
}
