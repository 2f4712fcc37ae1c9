use super::asking::Asking;
use super::assembly::{check_names, joined};
use super::{Found, Workshop, cannot_make, given};
use crate::dataset::{DatasetFacts, read_stored, store};
use crate::diagnostic::Diagnostic;
use crate::files::Digest;
use crate::spec::LabelSpec;
use crate::spec::load::LoadedSpec;
use crate::validate::{
    FolderDataset, InputFile, Looked, Made, PredictorReport, Step, Surroundings,
};

/// What became of a label.
pub(super) enum Labelled {
    /// The class of each row, or why it has none, and columns that stand beside.
    Rows(Vec<Result<i64, String>>, Box<Beside>),
    /// It has to be predicted first.
    Pending(Vec<Step>),
}

/// The columns beside a label.
pub(super) struct Beside {
    pub classes: Vec<String>,
    pub origin: String,
    pub confidence: Option<Vec<f64>>,
    pub report: Option<PredictorReport>,
}

impl Workshop<'_> {
    /// The dataset with its labels, kept in the cache; or the steps that are left for a label.
    pub(super) fn assembled(
        &self,
        folder: &FolderDataset,
        found: &Found,
        loaded: &LoadedSpec,
        around: &Surroundings<'_>,
    ) -> Result<Looked, Box<Diagnostic>> {
        check_names(folder, found)?;
        let mut assembly = joined(folder, found)?;
        assembly.take_texts(folder)?;
        for (label, spec) in &folder.labels {
            let labelled = match spec {
                LabelSpec::Column {
                    from,
                    pattern,
                    classes,
                    origin,
                } => {
                    let texts = assembly.texts(from)?;
                    let rows = given::by_column(texts, pattern.as_deref(), classes)?;
                    Labelled::Rows(rows, Beside::given(classes, origin))
                }
                LabelSpec::Table {
                    file,
                    key,
                    column,
                    classes,
                    origin,
                } => {
                    let column = column.as_deref().unwrap_or(label.as_str());
                    let texts = assembly.texts(key)?;
                    let path = loaded.folder.join(file);
                    let rows = given::by_table(&path, texts, key, column, classes)?;
                    Labelled::Rows(rows, Beside::given(classes, origin))
                }
                LabelSpec::Predicted { .. } => {
                    let asking = Asking {
                        folder,
                        label,
                        spec,
                        loaded,
                        around,
                    };
                    self.predicted(&asking)?
                }
            };
            match labelled {
                Labelled::Rows(rows, beside) => assembly.label(label, rows, *beside),
                Labelled::Pending(steps) => return Ok(Looked::Pending(steps)),
            }
            assembly.check_rows(folder)?;
        }
        let facts = DatasetFacts::from(&assembly.dataset);
        let name = serde_json::to_vec(&facts).map(|bytes| Digest::of(&bytes));
        let stored = name
            .map(|name| {
                self.pieces.use_now(&name);
                self.pieces.path(&name).with_extension("dataset")
            })
            .map_err(std::io::Error::other)
            .and_then(|path| {
                if read_stored(&path).is_err() {
                    store(&assembly.dataset, &path)?;
                }
                Ok(path)
            })
            .map_err(|error| {
                let at = self.pieces.folder().display();
                cannot_make(
                    format!("failed to write to the cache at {at}: {error}"),
                    "set EMOSPEC_CACHE_DIR to a folder that you may write to",
                )
            })?;
        let inputs = found.files.present.iter().map(|file| InputFile {
            path: file.path.clone(),
            sha256: file.sha256.clone(),
        });
        Ok(Looked::Made(Box::new(Made {
            facts,
            stored,
            inputs: inputs
                .chain(self.tables_of_labels(folder, loaded)?)
                .collect(),
            rejected: assembly.rejected,
            predictors: assembly.predictors,
        })))
    }
}

impl Workshop<'_> {
    /// The files that labels are read from.
    fn tables_of_labels(
        &self,
        folder: &FolderDataset,
        loaded: &LoadedSpec,
    ) -> Result<Vec<InputFile>, Box<Diagnostic>> {
        let files = folder.labels.values().filter_map(|spec| match spec {
            LabelSpec::Table { file, .. } => Some(loaded.folder.join(file)),
            LabelSpec::Column { .. } | LabelSpec::Predicted { .. } => None,
        });
        let read = files.map(|path| {
            let sha256 = self.digests.digest(&path).map_err(|error| {
                cannot_make(
                    format!("failed to read {}: {error}", path.display()),
                    "name a CSV file, relative to the spec",
                )
            })?;
            Ok(InputFile { path, sha256 })
        });
        read.collect()
    }
}

impl Beside {
    fn given(classes: &[String], origin: &str) -> Box<Self> {
        Box::new(Self {
            classes: classes.to_vec(),
            origin: origin.to_owned(),
            confidence: None,
            report: None,
        })
    }
}
