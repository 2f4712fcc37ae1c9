use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::assembling::Beside;
use super::{Found, cannot_make};
use crate::dataset::{ColumnKind, Dataset, Part, Values, text_taken_from};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{LabelSpec, Name, ROWS, Role};
use crate::validate::{FolderDataset, PredictorReport, Rejection};

/// Rejections told in an error where nothing else is left.
const TOLD: usize = 3;

/// A dataset that is being put together.
pub(super) struct Assembly {
    pub dataset: Dataset,
    pub rejected: Vec<Rejection>,
    pub predictors: Vec<PredictorReport>,
}

/// Whether no two columns have one name.
pub(super) fn check_names(folder: &FolderDataset, found: &Found) -> Result<(), Box<Diagnostic>> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let kinds = found.rows.iter().find(|rows| !rows.kinds.is_empty());
    let of_source = kinds.into_iter().flat_map(|rows| rows.kinds.keys());
    let added = folder.extract.keys().chain(folder.columns.keys());
    let plain = of_source.chain(added).map(ToString::to_string);
    let labels = folder.labels.iter().flat_map(|(name, spec)| {
        let mut of_label = vec![name.to_string(), format!("{name}_origin")];
        if matches!(spec, LabelSpec::Predicted { .. }) {
            of_label.push(format!("{name}_confidence"));
        }
        of_label
    });
    for name in plain.chain(labels) {
        if names.contains(&name) {
            let message = format!(
                "two columns of dataset `{}` are called `{name}`",
                folder.name
            );
            let help = "what `extract`, `columns` and `labels` add needs names of its own, beside those of the source";
            return Err(Box::new(
                Diagnostic::error(Code::UnfitColumn, message).help(help.to_owned()),
            ));
        }
        names.insert(name);
    }
    Ok(())
}

/// The rows of all files that have all views.
pub(super) fn joined(folder: &FolderDataset, found: &Found) -> Result<Assembly, Box<Diagnostic>> {
    let mut rejected = found.files.rejected.clone();
    let mut kinds: IndexMap<Name, ColumnKind> = IndexMap::new();
    let mut pieces: Vec<Part> = Vec::new();
    let mut widths: BTreeMap<&Name, usize> = BTreeMap::new();
    let mut matrices: IndexMap<&Name, Vec<f32>> = IndexMap::new();
    for (at, (file, rows)) in found.files.present.iter().zip(&found.rows).enumerate() {
        let told = |row: String, reason: &str| Rejection {
            file: file.name.clone(),
            row,
            reason: reason.to_owned(),
        };
        let of_file = rows.rejected.iter();
        rejected.extend(of_file.map(|reason| told(String::new(), reason)));
        let mut kept: Vec<u32> = Vec::new();
        for (row, place) in (0..rows.part.rows).zip(0u32..) {
            let views = found.views.iter().filter_map(|(view, files)| {
                let held = files.get(at)?.views.get(row)?.as_ref()?;
                Some((view, held))
            });
            let views: Vec<_> = views.collect();
            let lacking = views.iter().find_map(|(_, held)| held.as_ref().err());
            if let Some(reason) = lacking {
                rejected.push(told(id_of(&rows.kinds, &rows.part, row), reason));
                continue;
            }
            for (view, held) in views {
                let Ok(values) = held else { continue };
                let width = *widths.entry(view).or_insert(values.len());
                if width != values.len() {
                    return Err(cannot_make(
                        format!(
                            "view `{view}` has width {} in `{}`, and {width} before",
                            values.len(),
                            file.name
                        ),
                        "an extractor gives views of one width: see that its parameters fit every file",
                    ));
                }
                matrices.entry(view).or_default().extend(values);
            }
            kept.push(place);
        }
        if kept.is_empty() {
            continue;
        }
        for (name, kind) in &rows.kinds {
            kinds.entry(name.clone()).or_insert_with(|| kind.clone());
        }
        let columns = rows.part.columns.iter();
        pieces.push(Part {
            rows: kept.len(),
            columns: columns
                .map(|(name, values)| (name.clone(), values.at(&kept)))
                .collect(),
        });
    }
    let count = pieces.iter().map(|part| part.rows).sum();
    let mut columns = IndexMap::new();
    for name in kinds.keys() {
        let values: Option<Vec<&Values>> =
            pieces.iter().map(|part| part.columns.get(name)).collect();
        let values = values.and_then(|values| Values::concatenated(&values));
        let values = values.ok_or_else(|| {
            cannot_make(
                format!("column `{name}` is not alike in all files"),
                "a source gives every row the same columns",
            )
        })?;
        columns.insert(name.clone(), values);
    }
    let view = ColumnKind {
        role: Role::View,
        classes: None,
    };
    for name in folder.extract.keys() {
        let Some(data) = matrices.shift_remove(name) else {
            continue;
        };
        let width = widths.get(name).copied().unwrap_or(1);
        kinds.insert(name.clone(), view.clone());
        columns.insert(name.clone(), Values::Matrix { width, data });
    }
    let part = Part {
        rows: count,
        columns,
    };
    let assembly = Assembly {
        dataset: Dataset {
            columns: kinds,
            parts: [(Name::from(ROWS), part)].into_iter().collect(),
        },
        rejected,
        predictors: Vec::new(),
    };
    assembly.check_rows(folder)?;
    Ok(assembly)
}

/// What a row is called: the first of its ids.
fn id_of(kinds: &IndexMap<Name, ColumnKind>, part: &Part, row: usize) -> String {
    let ids = kinds.iter().find(|(_, kind)| kind.role == Role::Id);
    match ids.and_then(|(name, _)| part.columns.get(name)) {
        Some(Values::Text(texts)) => texts.get(row).cloned().unwrap_or_default(),
        _ => row.to_string(),
    }
}

impl Assembly {
    fn part(&self) -> &Part {
        &self.dataset.parts[ROWS]
    }

    /// Columns of text taken from others.
    pub fn take_texts(&mut self, folder: &FolderDataset) -> Result<(), Box<Diagnostic>> {
        for (name, spec) in &folder.columns {
            let Some(from) = &spec.from else { continue };
            let texts = text_taken_from(spec, self.texts(from)?)
                .map_err(|message| Box::new(Diagnostic::error(Code::BadPattern, message)))?;
            let kind = ColumnKind {
                role: spec.role,
                classes: None,
            };
            self.add(name, kind, Values::Text(texts));
        }
        Ok(())
    }

    pub fn texts(&self, name: &Name) -> Result<&[String], Box<Diagnostic>> {
        let columns = &self.part().columns;
        if let Some(Values::Text(texts)) = columns.get(name) {
            return Ok(texts);
        }
        let texts = columns.iter();
        let texts = texts.filter(|(_, values)| matches!(values, Values::Text(_)));
        let known: Vec<&str> = texts.map(|(name, _)| name.as_str()).collect();
        let near = crate::diagnostic::nearest(name.as_str(), known.iter().copied());
        Err(Box::new(
            Diagnostic::error(
                Code::UnknownName,
                format!("the rows have no column of text `{name}`"),
            )
            .did_you_mean(near)
            .help(format!("there are: {}", known.join(", "))),
        ))
    }

    fn add(&mut self, name: &Name, kind: ColumnKind, values: Values) {
        self.dataset.columns.insert(name.clone(), kind);
        if let Some(part) = self.dataset.parts.get_mut(ROWS) {
            part.columns.insert(name.clone(), values);
        }
    }

    /// Adds a label; rows that have none are left out.
    pub fn label(&mut self, label: &Name, rows: Vec<Result<i64, String>>, beside: Beside) {
        let mut classes = Vec::new();
        let mut kept: Vec<u32> = Vec::new();
        for ((row, place), class) in (0..).zip(0u32..).zip(rows) {
            match class {
                Ok(class) => {
                    classes.push(class);
                    kept.push(place);
                }
                Err(reason) => {
                    let part = self.part();
                    let file = match part.columns.get("file") {
                        Some(Values::Text(files)) => files.get(row).cloned().unwrap_or_default(),
                        _ => String::new(),
                    };
                    self.rejected.push(Rejection {
                        file,
                        row: id_of(&self.dataset.columns, part, row),
                        reason,
                    });
                }
            }
        }
        if let Some(part) = self.dataset.parts.get_mut(ROWS) {
            part.rows = kept.len();
            for values in part.columns.values_mut() {
                *values = values.at(&kept);
            }
        }
        let text = |role| ColumnKind {
            role,
            classes: None,
        };
        let origin = vec![beside.origin; kept.len()];
        let target = ColumnKind {
            role: Role::Target,
            classes: Some(beside.classes),
        };
        self.add(label, target, Values::Classes(classes));
        let name = Name::new(format!("{label}_origin"));
        self.add(&name, text(Role::Text), Values::Text(origin));
        if let Some(confidence) = beside.confidence {
            let name = Name::new(format!("{label}_confidence"));
            let confidence = Values::Numbers(confidence).at(&kept);
            self.add(&name, text(Role::Target), confidence);
        }
        self.predictors.extend(beside.report);
    }

    pub fn check_rows(&self, folder: &FolderDataset) -> Result<(), Box<Diagnostic>> {
        if self.part().rows > 0 {
            return Ok(());
        }
        let told = self.rejected.iter().take(TOLD).map(|rejection| {
            let Rejection { file, row, reason } = rejection;
            let what = if row.is_empty() { file } else { row };
            format!("{what}: {reason}")
        });
        let told: Vec<_> = told.collect();
        let more = self.rejected.len().saturating_sub(told.len());
        let more = if more > 0 {
            format!("; and {more} more")
        } else {
            String::new()
        };
        Err(cannot_make(
            format!("no row is left of dataset `{}`", folder.name),
            &format!("what was left out: {}{more}", told.join("; ")),
        ))
    }
}
