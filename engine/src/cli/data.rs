use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use super::screen::Screen;
use super::session::Prepared;
use super::{Common, Ended, SpecChoice};
use crate::dataset::{self, ExportError};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::spec::Name;
use crate::spec::load::load;
use crate::validate::read_dataset;

#[derive(Debug, Subcommand)]
pub(super) enum Data {
    /// Write a dataset in the files that another dataset describes
    #[command(after_help = "Example:
  emospec data export study.yaml pairs --as layout.yaml:released copy/
writes the dataset `pairs` of study.yaml in the files that the dataset `released` of layout.yaml describes.")]
    Export(Export),
}

impl Data {
    pub fn act(&self, common: &Common, screen: &Screen) -> Ended {
        let Self::Export(export) = self;
        match export.write(common, screen) {
            Ok(ended) => ended,
            Err(found) => {
                screen.diagnose(&found);
                Ended::Unusable
            }
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct Export {
    #[command(flatten)]
    choice: SpecChoice,
    /// The dataset to write
    dataset: String,
    /// The spec and the dataset in it whose description of files is followed
    #[arg(long = "as", value_name = "SPEC:DATASET")]
    layout: String,
    /// The folder to write to
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Export {
    fn write(&self, common: &Common, screen: &Screen) -> Result<Ended, Diagnostics> {
        let one = |diagnostic: Diagnostic| {
            let mut found = Diagnostics::default();
            found.push(diagnostic);
            found
        };
        let Some((file, layout_name)) = self.layout.rsplit_once(':') else {
            return Err(one(Diagnostic::error(
                Code::UnknownName,
                format!("`{}` is not SPEC:DATASET", self.layout),
            )
            .help("for example --as layout.yaml:released".to_owned())));
        };
        let unknown = |name: &str, known: Vec<&str>| {
            let near = nearest(name, known.iter().copied());
            let help = near.map_or_else(
                || format!("there are: {}", known.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            one(
                Diagnostic::error(Code::UnknownName, format!("there is no dataset `{name}`"))
                    .help(help),
            )
        };
        let described = load(std::path::Path::new(file), &[])?;
        let layout = described.spec.datasets.get(layout_name).ok_or_else(|| {
            unknown(
                layout_name,
                described.spec.datasets.keys().map(Name::as_str).collect(),
            )
        })?;
        if layout.parts.is_empty() {
            let error = ExportError::NoLayout(Name::from(layout_name));
            return Err(one(Diagnostic::error(Code::UnfitColumn, error.to_string())));
        }
        let Some(prepared) = Prepared::new(&self.choice, common, screen) else {
            return Ok(Ended::Unusable);
        };
        let known = &prepared.valid.datasets;
        let Some((name, _)) = known.get_key_value(self.dataset.as_str()) else {
            return Err(unknown(
                &self.dataset,
                known.keys().map(Name::as_str).collect(),
            ));
        };
        let data = read_dataset(&prepared.valid, name, &prepared.session.plugins)?;
        let written = dataset::export(&data, layout, &self.folder)
            .map_err(|error| one(Diagnostic::error(Code::NoResults, error.to_string())))?;
        if screen.json() {
            screen.print_json(&json!({ "written": written }));
        } else {
            for path in &written {
                screen.print(&path.display().to_string());
            }
        }
        let left_out: Vec<_> = layout
            .parts
            .keys()
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
}
