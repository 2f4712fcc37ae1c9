use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{known, one, unknown};
use crate::cli::screen::Screen;
use crate::cli::session::Prepared;
use crate::cli::{Common, Ended, SpecChoice};
use crate::dataset::format::Format as FileFormat;
use crate::dataset::{Dataset, ExportError, description, export, plain_layout};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::files::write_atomic;
use crate::spec::load::load_datasets;
use crate::spec::{DatasetSpec, Name};
use crate::validate::read_dataset;

pub(super) const EXAMPLES: &str = "\
Examples:
  emospec data export study.yaml pairs copy --format parquet
      writes copy/PART.parquet for every part, copy/dataset.yaml, a spec whose dataset `pairs`
      reads them back, and copy/classes.json, the class names in the order of their ids
  emospec data export study.yaml pairs copy --as layout.yaml:released
      writes the files that the dataset `released` of layout.yaml describes, columns by name

Formats: hdf5 and parquet hold every column of a part in one file; npz holds numbers, with texts
in PART.csv beside; csv holds one value in a field, with each view in PART/VIEW.npy beside.";

#[derive(Debug, Args)]
pub(in crate::cli) struct Export {
    #[command(flatten)]
    choice: SpecChoice,
    /// The dataset to write
    dataset: String,
    /// The folder to write to
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Write one file for each part in this format
    #[arg(long, value_enum, required_unless_present = "layout")]
    format: Option<Format>,
    /// Follow the description of files of this dataset of this spec
    #[arg(long = "as", value_name = "SPEC:DATASET", conflicts_with = "format")]
    layout: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// NumPy arrays, texts in CSV beside
    Npz,
    /// Typed columns, views as lists
    Parquet,
    /// Text with a header, views in NPY beside
    Csv,
    /// One dataset for each column
    Hdf5,
}

impl From<Format> for FileFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Npz => Self::Npz,
            Format::Parquet => Self::Parquet,
            Format::Csv => Self::Csv,
            Format::Hdf5 => Self::Hdf5,
        }
    }
}

impl Export {
    pub fn act(&self, common: &Common, screen: &Screen) -> Result<Ended, Diagnostics> {
        // A layout that is none is told before a dataset is made.
        let followed = self.layout.as_deref().map(layout).transpose()?;
        let Some(prepared) = Prepared::datasets(&self.choice, common, screen) else {
            return Ok(Ended::Unusable);
        };
        let name = known(&prepared, &self.dataset)?;
        let data = read_dataset(&prepared.valid, name, &prepared.session.plugins)?;
        let written = match (&followed, self.format) {
            (Some(layout), _) => export(&data, layout, &self.folder),
            (None, format) => {
                let format = format.unwrap_or(Format::Parquet).into();
                self.plain(&prepared, name, &data, format)
            }
        };
        let written = written.map_err(|error| refused(&error))?;
        if screen.json() {
            screen.print_json(&json!({ "written": written }));
        } else {
            for path in &written {
                screen.print(&path.display().to_string());
            }
        }
        let wanted = followed.iter().flat_map(|layout| layout.parts.keys());
        let left_out: Vec<_> = wanted
            .filter(|part| !data.parts.contains_key(*part))
            .map(Name::as_str)
            .collect();
        if !left_out.is_empty() {
            screen.tell(&format!(
                "the dataset has no part {}: left out",
                left_out.join(", ")
            ));
        }
        Ok(Ended::Good)
    }

    /// Writes every column of every part, and what reads them back.
    fn plain(
        &self,
        prepared: &Prepared,
        name: &Name,
        data: &Dataset,
        format: FileFormat,
    ) -> Result<Vec<PathBuf>, ExportError> {
        let layout = plain_layout(data, format);
        let mut written = export(data, &layout, &self.folder)?;
        let spec = prepared.valid.spec.datasets.get(name);
        let described = DatasetSpec {
            title: spec.and_then(|spec| spec.title.clone()),
            obtain: spec.and_then(|spec| spec.obtain.clone()),
            about: spec.and_then(|spec| spec.about.clone()),
            ..layout
        };
        for (file, text) in description(name, &described) {
            let path = self.folder.join(file);
            write_atomic(&path, text.as_bytes()).map_err(|error| ExportError::Write {
                path: path.clone(),
                error,
            })?;
            written.push(path);
        }
        Ok(written)
    }
}

/// The dataset whose description of files is followed.
fn layout(followed: &str) -> Result<DatasetSpec, Diagnostics> {
    let Some((file, name)) = followed.rsplit_once(':') else {
        let message = format!("`{followed}` is not SPEC:DATASET");
        let help = "for example --as layout.yaml:released".to_owned();
        return Err(one(Diagnostic::error(Code::UnknownName, message).help(help)));
    };
    let mut described = load_datasets(Path::new(file), &[])?.spec.datasets;
    let Some(layout) = described.swap_remove(name) else {
        let described: Vec<_> = described.keys().map(Name::as_str).collect();
        return Err(unknown(name, &described));
    };
    if layout.parts.is_empty() {
        return Err(refused(&ExportError::NoLayout(Name::from(name))));
    }
    Ok(layout)
}

fn refused(error: &ExportError) -> Diagnostics {
    let code = match error {
        ExportError::Write { .. } => Code::NoResults,
        _ => Code::UnfitColumn,
    };
    one(Diagnostic::error(code, error.to_string()).help(error.remedy()))
}
