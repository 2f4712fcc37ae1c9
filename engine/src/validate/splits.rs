use std::collections::BTreeSet;

use super::{Check, names};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{Name, OneOrMany, SplitSpec};

impl Check<'_> {
    /// Splits whose reporting rows also train or choose when to stop.
    pub(super) fn splits(&mut self) {
        let loaded = self.loaded;
        for (name, split) in &loaded.spec.splits {
            let test: BTreeSet<_> = split.test.iter().collect();
            let shared = |parts: &[Name]| parts.iter().find(|part| test.contains(part)).cloned();
            if let Some(part) = shared(split.train.as_slice()) {
                self.warn_shared(name, &part, "trained on and reported on");
            }
            let validation = split.validation.iter().flat_map(OneOrMany::as_slice);
            let validation: Vec<_> = validation.cloned().collect();
            if let Some(part) = shared(&validation) {
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
        let places = [
            ("train", Some(&split.train)),
            ("validation", split.validation.as_ref()),
            ("test", Some(&split.test)),
        ];
        for (key, parts) in places {
            for part in parts.into_iter().flatten() {
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
