//! Datasets assembled of parts of others.

use indexmap::IndexMap;

use super::data::Reading;
use super::{Check, ValidatedDataset, names};
use crate::dataset::{ColumnFacts, Dataset, DatasetFacts, Part, PartFacts, Values};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::files::Digest;
use crate::spec::{ASSEMBLED, DatasetSpec, Name};

impl Check<'_> {
    /// An assembled dataset whose sources passed their checks: the columns that all of them describe alike.
    pub(super) fn assembled(
        &mut self,
        name: &Name,
        spec: &DatasetSpec,
        datasets: &IndexMap<Name, ValidatedDataset>,
    ) -> Option<ValidatedDataset> {
        let pointer = format!("/datasets/{name}");
        if spec.from.is_empty() {
            self.error(
                Code::UnfitColumn,
                &pointer,
                format!("dataset `{name}` of `type: {}` needs `from`", spec.kind),
                Some("`from: {train: other/train, test: another/val}`".to_owned()),
            );
            return None;
        }
        let before = self.found.len();
        let mut complete = true;
        let mut facts = DatasetFacts {
            columns: IndexMap::new(),
            parts: IndexMap::new(),
        };
        if self.waits(name, spec) {
            return None;
        }
        for (part, sources) in &spec.from {
            let pointer = format!("{pointer}/from/{part}");
            // What is left out for want of files has been said.
            if sources
                .iter()
                .any(|source| self.is_part_gone(&source.dataset, &source.part, datasets))
            {
                continue;
            }
            let mut pieces = Vec::new();
            for source in sources {
                let Some(validated) = datasets.get(&source.dataset) else {
                    complete = false;
                    self.unknown_source(&pointer, &source.dataset);
                    continue;
                };
                let Some(piece) = validated.facts.parts.get(&source.part) else {
                    complete = false;
                    let what = format!("part in dataset `{}` named", source.dataset);
                    let known = names(&validated.facts.parts);
                    self.unknown(&pointer, &what, source.part.as_str(), known);
                    continue;
                };
                self.columns_of_source(&pointer, &source.dataset, &validated.facts, &mut facts);
                pieces.push(piece);
            }
            facts.parts.insert(part.clone(), joined(&pieces));
        }
        self.widths(&pointer, &facts);
        if facts.parts.is_empty() && complete {
            self.absent_datasets.push(name.clone());
            return None;
        }
        (complete && self.found.len() == before)
            .then(|| ValidatedDataset::new(facts, Vec::new(), None, None))
    }

    /// Says that a source is no dataset; a dataset whose own checks failed has been reported.
    pub(super) fn unknown_source(&mut self, pointer: &str, dataset: &Name) {
        let loaded = self.loaded;
        match loaded.spec.datasets.get(dataset) {
            Some(spec) if spec.kind.as_str() == ASSEMBLED => self.error(
                Code::UnfitColumn,
                pointer,
                format!("dataset `{dataset}` is assembled itself"),
                Some("name the parts it is assembled of".to_owned()),
            ),
            Some(_) => {}
            None => {
                let known = names(&loaded.spec.datasets);
                self.unknown(pointer, "dataset", dataset.as_str(), known);
            }
        }
    }

    fn columns_of_source(
        &mut self,
        pointer: &str,
        dataset: &Name,
        source: &DatasetFacts,
        facts: &mut DatasetFacts,
    ) {
        for (column, kind) in &source.columns {
            match facts.columns.get(column) {
                None => {
                    facts.columns.insert(column.clone(), kind.clone());
                }
                Some(known) if known == kind => {}
                Some(known) => self.error(
                    Code::UnfitColumn,
                    pointer,
                    format!(
                        "column `{column}` is a {kind} in dataset `{dataset}`, and a {known} in another source"
                    ),
                    Some("describe it alike in both datasets (role and classes)".to_owned()),
                ),
            }
        }
    }

    fn widths(&mut self, pointer: &str, facts: &DatasetFacts) {
        for column in facts.columns.keys() {
            let mut widths = facts
                .parts
                .iter()
                .filter_map(|(part, held)| Some((part, held.columns.get(column)?.width?)));
            let Some((first, width)) = widths.next() else {
                continue;
            };
            if let Some((part, other)) = widths.find(|(_, other)| *other != width) {
                self.error(
                    Code::WidthDiffers,
                    pointer,
                    format!(
                        "view `{column}` has width {other} in part `{part}`, and part `{first}` has {width}"
                    ),
                    Some("every part of a view comes from the same extractor".to_owned()),
                );
            }
        }
    }
}

/// The facts of parts laid one after the other: the columns that all have.
pub(super) fn joined(pieces: &[&PartFacts]) -> PartFacts {
    let rows = pieces.iter().map(|piece| piece.rows).sum();
    let Some((first, rest)) = pieces.split_first() else {
        let columns = IndexMap::new();
        return PartFacts { rows, columns };
    };
    let columns = first.columns.iter().filter_map(|(name, facts)| {
        let mut digests = vec![facts.digest.as_str()];
        for piece in rest {
            let other = piece.columns.get(name)?;
            if other.width != facts.width {
                return None;
            }
            digests.push(other.digest.as_str());
        }
        let digest = match &*digests {
            [_] => facts.digest.clone(),
            several => Digest::of(several.join("\n").as_bytes()),
        };
        let width = facts.width;
        Some((name.clone(), ColumnFacts { digest, width }))
    });
    PartFacts {
        rows,
        columns: columns.collect(),
    }
}

impl Reading<'_> {
    /// Reads the parts of other datasets that a dataset is assembled of.
    pub(super) fn assembled(
        &self,
        spec: &DatasetSpec,
        facts: &DatasetFacts,
    ) -> Result<Dataset, Diagnostics> {
        let mut sources = IndexMap::new();
        let there = spec
            .from
            .iter()
            .filter(|(part, _)| facts.parts.contains_key(*part));
        for source in there.clone().flat_map(|(_, pieces)| pieces) {
            if !sources.contains_key(&source.dataset) {
                sources.insert(source.dataset.clone(), self.dataset(&source.dataset)?);
            }
        }
        let mut parts = IndexMap::new();
        for (name, pieces) in there {
            let held = facts.parts.get(name).into_iter();
            let columns = held.flat_map(|part| part.columns.keys()).map(|column| {
                let values: Option<Vec<&Values>> = pieces
                    .iter()
                    .map(|piece| {
                        let dataset = sources.get(&piece.dataset)?;
                        dataset.parts.get(&piece.part)?.columns.get(column)
                    })
                    .collect();
                let joined = values.and_then(|values| Values::concatenated(&values));
                Ok((column.clone(), joined.ok_or_else(|| changed(column))?))
            });
            let columns: IndexMap<Name, Values> = columns.collect::<Result<_, Diagnostics>>()?;
            let rows = columns.values().next().map_or(0, Values::rows);
            parts.insert(name.clone(), Part { rows, columns });
        }
        let columns = facts.columns.clone();
        Ok(Dataset { columns, parts })
    }
}

fn changed(column: &Name) -> Diagnostics {
    let mut found = Diagnostics::default();
    found.push(Diagnostic::error(
        Code::SourceFailed,
        format!("column `{column}` changed while the engine ran: run again"),
    ));
    found
}
