use std::fs;
use std::io;
use std::path::{Component as PathComponent, Path};

use emospec_api::words::{FILE, FILES};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::rows::refusal;
use super::{Making, Workshop, cannot_make};
use crate::dataset::Values;
use crate::diagnostic::{Diagnostic, printable};
use crate::plugin::{PluginError, emitted_dataset};
use crate::spec::{ComponentType, Params};
use crate::validate::{Component, FolderDataset};

/// The file that says how the files of a folder were made.
pub const RECIPE: &str = ".emospec-made.json";

/// How the files of a folder were made.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Recipe {
    #[serde(rename = "type")]
    kind: ComponentType,
    params: Params,
}

impl Recipe {
    fn of(make: &Component) -> Self {
        Self {
            kind: make.kind.clone(),
            params: make.params.clone(),
        }
    }
}

impl Workshop<'_> {
    /// Has the files of a folder made; the folder has its name once all are there.
    pub(super) fn make_files(
        &self,
        folder: &FolderDataset,
        make: &Component,
        making: Making<'_>,
    ) -> Result<(), Box<Diagnostic>> {
        making
            .watcher
            .begins(&format!("{}: files by {}", folder.name, make.kind), 0);
        let outcome = self.made(folder, make);
        making.watcher.ends();
        outcome.map_err(|error| refusal(make, &error))
    }

    fn made(&self, folder: &FolderDataset, make: &Component) -> Result<(), PluginError> {
        let outputs = self.scratch()?;
        let mut worker = None;
        let worker = self.worker(make, &mut worker)?;
        let request = json!({"params": make.params, "seed": 0});
        let (described, columns) = worker.read(&make.name, request, outputs.path())?;
        worker.finish()?;
        let broken = |what: String| PluginError::Broken {
            what,
            stderr: Vec::new(),
        };
        let largest = self.plugins.workers.limits.memory;
        let emitted =
            emitted_dataset(described, &columns, outputs.path(), largest).map_err(broken)?;
        let column = emitted
            .parts
            .get(FILES)
            .and_then(|part| part.columns.get(FILE));
        let Some(Values::Text(names)) = column else {
            return Err(broken(format!(
                "gave no part `{FILES}` with a column of text `{FILE}`"
            )));
        };
        let wrote = |error: io::Error| {
            PluginError::system(format!("write to {}", folder.root.display()), &error)
        };
        let parent = folder.root.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(wrote)?;
        let whole = tempfile::Builder::new()
            .prefix(".making-")
            .tempdir_in(parent)
            .map_err(wrote)?;
        for name in names {
            let below = Path::new(name);
            let is_plain = below
                .components()
                .all(|part| matches!(part, PathComponent::Normal(_)));
            let from = outputs.path().join(below);
            if !is_plain || !from.is_file() {
                let name = printable(name);
                return Err(broken(format!("named a file that it did not make: {name}")));
            }
            moved(&from, &whole.path().join(below)).map_err(wrote)?;
        }
        let recipe = serde_json::to_vec_pretty(&Recipe::of(make)).unwrap_or_default();
        fs::write(whole.path().join(RECIPE), recipe).map_err(wrote)?;
        let whole = whole.keep();
        set_readable(&whole).map_err(wrote)?;
        fs::rename(&whole, &folder.root).or_else(|error| {
            // Another engine may have made the same folder meanwhile.
            let _ = fs::remove_dir_all(&whole);
            if folder.root.is_dir() {
                return Ok(());
            }
            Err(wrote(error))
        })
    }

    /// Whether the files of a folder were made as the spec says, where it says so and they were made.
    pub(super) fn check_recipe(folder: &FolderDataset) -> Result<(), Box<Diagnostic>> {
        let Some(make) = &folder.make else {
            return Ok(());
        };
        let Ok(bytes) = fs::read(folder.root.join(RECIPE)) else {
            return Ok(());
        };
        if serde_json::from_slice::<Recipe>(&bytes).is_ok_and(|recipe| recipe == Recipe::of(make)) {
            return Ok(());
        }
        let root = folder.root.display();
        Err(cannot_make(
            format!(
                "the files in {root} were made otherwise than `make` of dataset `{}` says now",
                folder.name
            ),
            &format!(
                "remove the folder to have them made anew, or name another `root`; {RECIPE} in it says how they were made"
            ),
        ))
    }
}

fn moved(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    // The cache may lie on another file system.
    fs::rename(from, to).or_else(|_| fs::copy(from, to).map(|_| ()))
}

/// A temporary folder is private to its owner; the files are for everyone the folder is for.
fn set_readable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}
