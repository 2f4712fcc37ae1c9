use std::collections::BTreeSet;

use super::{Check, names};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{Name, SplitSpec};

impl Check<'_> {
    /// Splits of tasks whose reporting rows also train or choose when to stop.
    pub(super) fn splits(&mut self) {
        let loaded = self.loaded;
        let used: BTreeSet<&Name> = loaded
            .spec
            .tasks
            .values()
            .flat_map(|task| &task.split)
            .collect();
        let splits = loaded.spec.splits.iter();
        for (name, split) in splits.filter(|(name, _)| used.contains(name)) {
            let SplitSpec::Parts {
                train,
                validation,
                test,
            } = split
            else {
                continue;
            };
            let test: BTreeSet<_> = test.iter().collect();
            let shared = |mut parts: std::slice::Iter<'_, Name>| {
                parts.find(|part| test.contains(part)).cloned()
            };
            if let Some(part) = shared(train.iter()) {
                self.warn_shared(name, &part, "trained on and reported on");
            }
            if let Some(part) = validation.as_ref().and_then(|parts| shared(parts.iter())) {
                self.warn_shared(
                    name,
                    &part,
                    "both chosen with (early stopping) and reported on",
                );
            }
        }
    }

    fn warn_shared(&mut self, split: &Name, part: &Name, how: &str) {
        let message = format!("the rows of part `{part}` are {how}, so scores are too good");
        self.found.push(
            Diagnostic::warning(Code::SharedRows, message)
                .at(self.loaded.source.place(&format!("/splits/{split}/test")))
                .help("report on other rows, or say so beside the table".to_owned()),
        );
    }

    /// Whether every part of a split is one of the dataset's; says so at the split where not.
    pub(super) fn parts_exist(
        &mut self,
        name: &Name,
        split: &SplitSpec,
        dataset: &Name,
        facts: &crate::dataset::DatasetFacts,
    ) -> bool {
        let mut complete = true;
        for (key, parts) in split.parts() {
            for part in parts {
                if !facts.parts.contains_key(part) {
                    complete = false;
                    let what = format!("part in dataset `{dataset}` named");
                    let pointer = format!("/splits/{name}/{key}");
                    self.unknown(&pointer, &what, part.as_str(), names(&facts.parts));
                }
            }
        }
        complete
    }
}
