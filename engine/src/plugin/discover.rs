use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::build::Package;
use super::error::PluginError;

/// The environment variable that lists further plugin folders.
const VARIABLE: &str = "EMOSPEC_PLUGIN_PATH";

/// The folders plugins are looked for in, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchPath {
    folders: Vec<PathBuf>,
}

/// A plugin that was found, not yet built or loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A shared library.
    Library(PathBuf),
    /// A package that Cargo builds.
    Package(Package),
}

impl SearchPath {
    /// `given` folders first, then `EMOSPEC_PLUGIN_PATH`, then the workspace around each of `starts` and its
    /// `.emospec/plugins`.
    pub fn new(given: &[PathBuf], starts: &[&Path]) -> Self {
        let mut folders = given.to_vec();
        if let Some(listed) = env::var_os(VARIABLE) {
            folders
                .extend(env::split_paths(&listed).filter(|folder| !folder.as_os_str().is_empty()));
        }
        for start in starts {
            for ancestor in start.ancestors() {
                if ancestor.join("Cargo.toml").is_file() && ancestor.join("plugins").is_dir() {
                    folders.push(ancestor.join("plugins"));
                }
                if ancestor.join(".emospec/plugins").is_dir() {
                    folders.push(ancestor.join(".emospec/plugins"));
                }
            }
        }
        let mut seen = BTreeSet::new();
        folders.retain(|folder| {
            let same = fs::canonicalize(folder).unwrap_or_else(|_| folder.clone());
            seen.insert(same)
        });
        Self { folders }
    }

    /// The folders, in order.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// The plugin of that name.
    ///
    /// # Errors
    /// Where no folder has it.
    pub fn find(&self, name: &str) -> Result<Found, PluginError> {
        self.folders
            .iter()
            .find_map(|folder| found_in(folder, name))
            .ok_or_else(|| PluginError::Unknown {
                name: name.to_owned(),
                searched: self.folders.clone(),
                known: self.names(),
            })
    }

    /// The names of every plugin there is, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = self.folders.iter().flat_map(|folder| {
            let inside = WalkDir::new(folder).min_depth(1).max_depth(1);
            inside.into_iter().flatten()
        });
        let names: BTreeSet<String> = entries.filter_map(|entry| name_of(entry.path())).collect();
        names.into_iter().collect()
    }
}

/// The name of the plugin at `path`, where there is one.
fn name_of(path: &Path) -> Option<String> {
    if path.is_dir() {
        let name = path.file_name()?.to_str()?;
        return found_in(path.parent()?, name).map(|_| name.to_owned());
    }
    let stem = path
        .file_name()?
        .to_str()?
        .strip_suffix(env::consts::DLL_SUFFIX)?;
    Some(
        stem.strip_prefix(env::consts::DLL_PREFIX)
            .unwrap_or(stem)
            .to_owned(),
    )
}

fn found_in(folder: &Path, name: &str) -> Option<Found> {
    let own = folder.join(name);
    if let Some(package) = Package::at(&own) {
        return Some(Found::Package(package));
    }
    let (prefix, suffix) = (env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    let plain = name.replace('-', "_");
    [
        format!("{prefix}{plain}{suffix}"),
        format!("{prefix}{name}{suffix}"),
        format!("{name}{suffix}"),
    ]
    .iter()
    .flat_map(|file| [folder.join(file), own.join(file)])
    .find(|path| path.is_file())
    .map(Found::Library)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn library_is_found_by_its_name_and_an_earlier_folder_wins() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("first"), folder.path().join("second"));
        for at in [&first, &second] {
            fs::create_dir(at).unwrap();
            let file = format!(
                "{}my_net{}",
                env::consts::DLL_PREFIX,
                env::consts::DLL_SUFFIX
            );
            fs::write(at.join(file), b"").unwrap();
        }
        let path = SearchPath::new(&[first.clone(), second], &[]);
        let Found::Library(found) = path.find("my-net").unwrap() else {
            panic!("not a library");
        };
        assert_eq!(found.parent(), Some(first.as_path()));
        assert_eq!(path.names(), ["my_net"]);
    }

    #[test]
    fn folder_without_a_library_crate_is_no_plugin() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("sdk")).unwrap();
        let manifest = "[package]\nname = \"sdk\"\n";
        fs::write(folder.path().join("sdk/Cargo.toml"), manifest).unwrap();
        let path = SearchPath::new(&[folder.path().to_owned()], &[]);
        assert!(matches!(path.find("sdk"), Err(PluginError::Unknown { .. })));
    }
}
