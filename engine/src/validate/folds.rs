use indexmap::IndexMap;
use serde_json::json;

use super::data::Reading;
use super::memo::Memo;
use super::validated::tasks_on;
use super::{Check, ValidatedDataset};
use crate::dataset::fold::{
    FoldOf, FoldSettings, NestedFold, PartRows, folds, rows_of_parts, whole_parts,
};
use crate::dataset::{DatasetFacts, Values};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{Name, OneOrMany, SplitSpec};

/// Counts up when rows are dealt otherwise, so that folds dealt before are not recalled.
const DEALING_VERSION: u32 = 1;

impl Check<'_> {
    /// The folds of every split on every dataset it is used on. Rows are dealt once everything else is right: a
    /// dataset that is remembered has to be read for it, unless its folds are remembered, too.
    pub(super) fn folds(&mut self, datasets: &mut IndexMap<Name, ValidatedDataset>) {
        let loaded = self.loaded;
        let mut dealt = Vec::new();
        for (dataset, validated) in &*datasets {
            let mut used = IndexMap::new();
            for (task_name, task) in tasks_on(&loaded.spec, dataset) {
                let asked = task
                    .split
                    .iter()
                    .filter(|split| !self.is_left_out(dataset, task_name, split));
                used.extend(asked.filter_map(|name| Some((name, loaded.spec.splits.get(name)?))));
            }
            for (name, split) in used {
                if let SplitSpec::Folds {
                    group, stratify, ..
                } = split
                {
                    let groups = group.iter().flatten();
                    self.dealing_columns(
                        name,
                        split,
                        dataset,
                        &validated.facts,
                        groups,
                        stratify.as_ref(),
                    );
                }
                if !self.found.has_errors()
                    && let Some(folds) = self.folds_of(name, split, dataset, datasets)
                {
                    dealt.push((dataset.clone(), name.clone(), folds));
                }
            }
        }
        for (dataset, split, folds) in dealt {
            if let Some(validated) = datasets.get_mut(&dataset) {
                validated.folds.insert(split, folds);
            }
        }
    }

    /// Whether the columns that rows are dealt by are there, and of a kind that can be.
    fn dealing_columns<'s>(
        &mut self,
        name: &Name,
        split: &SplitSpec,
        dataset: &Name,
        facts: &DatasetFacts,
        groups: impl Iterator<Item = &'s Name>,
        stratify: Option<&'s Name>,
    ) {
        let wanted = groups
            .map(|column| ("group", "column of text", column))
            .chain(
                stratify
                    .into_iter()
                    .map(|column| ("stratify", "target with classes", column)),
            );
        for (key, what, column) in wanted {
            let fits = |kind: &crate::dataset::ColumnKind| match key {
                "group" => kind.role.is_text(),
                _ => kind.classes.is_some(),
            };
            let everywhere = split.parts().into_iter().all(|(_, parts)| {
                parts.iter().all(|part| {
                    let part = facts.parts.get(part);
                    part.is_none_or(|part| part.columns.contains_key(column))
                })
            });
            if facts.columns.get(column).is_some_and(fits) && everywhere {
                continue;
            }
            let known = facts.columns.iter().filter(|(_, kind)| fits(kind));
            let known = known.map(|(name, _)| name.as_str());
            let what = format!("{what} in every part of dataset `{dataset}` named");
            let pointer = format!("/splits/{name}/{key}");
            self.unknown(&pointer, &what, column.as_str(), known);
        }
    }

    fn folds_of(
        &mut self,
        name: &Name,
        split: &SplitSpec,
        dataset: &Name,
        datasets: &IndexMap<Name, ValidatedDataset>,
    ) -> Option<Vec<NestedFold<Vec<PartRows>>>> {
        match split {
            SplitSpec::Parts {
                train,
                validation,
                test,
            } => Some(vec![NestedFold {
                outer: FoldOf {
                    train: whole_parts(train),
                    validation: validation.as_ref().map(whole_parts),
                    test: whole_parts(test),
                },
                inner: Vec::new(),
            }]),
            SplitSpec::Folds {
                parts,
                folds,
                inner,
                group,
                stratify,
                validation,
                seed,
            } => {
                let facts = &datasets.get(dataset)?.facts;
                let by: Vec<&Name> = group.iter().flatten().chain(stratify).collect();
                let digests = |part: &Name| {
                    let part = facts.parts.get(part)?;
                    let of = |column: &&Name| Some(&part.columns.get(*column)?.digest);
                    Some((part.rows, by.iter().map(of).collect::<Option<Vec<_>>>()?))
                };
                let content: Option<Vec<_>> = parts.iter().map(digests).collect();
                let memo = Memo::of(
                    self.around.facts,
                    &json!({"folds": split, "parts": content?, "version": DEALING_VERSION}),
                );
                if let Some(folds) = memo.recall() {
                    return Some(folds);
                }
                let settings = FoldSettings {
                    folds: *folds,
                    inner: *inner,
                    validation: *validation,
                    seed: *seed,
                };
                let columns = (group.as_ref(), stratify.as_ref());
                let dealt = self.deal(name, dataset, datasets, parts, columns, settings)?;
                memo.keep(&dealt);
                Some(dealt)
            }
        }
    }

    fn deal(
        &mut self,
        name: &Name,
        dataset: &Name,
        datasets: &IndexMap<Name, ValidatedDataset>,
        parts: &OneOrMany<Name>,
        (group, stratify): (Option<&OneOrMany<Name>>, Option<&Name>),
        settings: FoldSettings,
    ) -> Option<Vec<NestedFold<Vec<PartRows>>>> {
        let reading = Reading {
            spec: &self.loaded.spec,
            folder: &self.loaded.folder,
            source: &self.loaded.source,
            datasets,
            plugins: self.around.plugins,
        };
        let read = match reading.dataset(dataset) {
            Ok(read) => read,
            Err(found) => {
                self.found.extend(found.iter().cloned());
                return None;
            }
        };
        let sizes: Vec<(Name, usize)> = parts
            .iter()
            .map(|part| Some((part.clone(), read.parts.get(part)?.rows)))
            .collect::<Option<_>>()?;
        let column = |name: &Name| read.column(parts.as_slice(), name.as_str());
        let texts: Vec<Vec<String>> = group
            .into_iter()
            .flatten()
            .map(|name| match column(name)? {
                Values::Text(texts) => Some(texts),
                _ => None,
            })
            .collect::<Option<_>>()?;
        let classes = match stratify.map(column) {
            Some(Some(Values::Classes(classes))) => Some(classes),
            _ => None,
        };
        let rows = sizes.iter().map(|(_, rows)| rows).sum();
        let groups: Vec<&[String]> = texts.iter().map(Vec::as_slice).collect();
        let dealt = folds(rows, &groups, classes.as_deref(), settings);
        if let Some(validated) = datasets.get(dataset) {
            validated.keep_read(read);
        }
        match dealt {
            Ok(dealt) => {
                let tell = |rows: Vec<usize>| rows_of_parts(&sizes, &rows);
                let told = dealt.into_iter().map(|nested| NestedFold {
                    outer: nested.outer.map(tell),
                    inner: nested
                        .inner
                        .into_iter()
                        .map(|fold| fold.map(tell))
                        .collect(),
                });
                Some(told.collect())
            }
            Err(error) => {
                self.found.push(
                    Diagnostic::error(Code::BadFolds, format!("dataset `{dataset}`: {error}"))
                        .at(self.loaded.source.place(&format!("/splits/{name}")))
                        .help(
                            "ask for fewer `folds` or `inner` folds or for no `validation`, or group by columns that tie fewer rows; \
                             values of all `group` columns are one space: give them prefixes where they should not be"
                                .to_owned(),
                        ),
                );
                None
            }
        }
    }
}
