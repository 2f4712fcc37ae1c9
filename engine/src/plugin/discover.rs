use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::build::Package;
use super::error::PluginError;
use super::executable::Executable;
use crate::spec::Name;

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
    /// A program.
    Executable(Executable),
}

impl Found {
    /// The plugin at a path: a shared library, or a folder with a package or a `plugin.yaml`.
    pub fn at(path: &Path) -> Option<Self> {
        if path.is_file() {
            return Some(Self::Library(path.to_owned()));
        }
        if let Some(package) = Package::at(path) {
            return Some(Self::Package(package));
        }
        if let Some(executable) = Executable::at(path) {
            return Some(Self::Executable(executable));
        }
        let name = path.file_name()?.to_str()?;
        libraries(name)
            .map(|file| path.join(file))
            .find(|file| file.is_file())
            .map(Self::Library)
    }

    /// The name it is found by.
    pub fn name(&self) -> Option<String> {
        let name = self.path().file_name()?.to_str()?;
        match self {
            Self::Library(_) => library_name(name),
            Self::Package(_) | Self::Executable(_) => Some(name.to_owned()),
        }
    }

    /// Whether it can be used without a long build of its own.
    pub fn is_at_hand(&self) -> bool {
        match self {
            Self::Package(package) => package.is_at_hand(),
            Self::Library(_) | Self::Executable(_) => true,
        }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        match self {
            Self::Library(library) => library,
            Self::Package(package) => package.folder(),
            Self::Executable(executable) => executable.folder(),
        }
    }
}

impl SearchPath {
    /// `given` folders first, then `EMOSPEC_PLUGIN_PATH`, then the workspace around each of `starts` and its
    /// `.emospec/plugins`, then the user's data folder.
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
        folders.extend(users_folder().filter(|folder| folder.is_dir()));
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
    /// Where no folder has it, or more than one.
    pub fn find(&self, name: &str) -> Result<Found, PluginError> {
        let mut found = self
            .folders
            .iter()
            .flat_map(|folder| found_in(folder, name));
        let first = found.next().ok_or_else(|| self.nothing(name))?;
        match found.next() {
            Some(second) => Err(PluginError::Clash {
                name: name.to_owned(),
                first: first.path().to_owned(),
                second: second.path().to_owned(),
            }),
            None => Ok(first),
        }
    }

    fn nothing(&self, name: &str) -> PluginError {
        let mut own = self.folders.iter().map(|folder| folder.join(name));
        match own.find(|folder| Name::is_one(name) && folder.is_dir()) {
            Some(folder) => PluginError::Empty { folder },
            None => PluginError::Unknown {
                name: name.to_owned(),
                searched: self.folders.clone(),
                known: self.names(),
            },
        }
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

/// `emospec/plugins` in the user's data folder.
fn users_folder() -> Option<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty());
    let data = set("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(set("HOME")?).join(".local/share")))?;
    Some(data.join("emospec/plugins"))
}

/// The name of the plugin at `path`, where there is one.
fn name_of(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    if path.is_dir() {
        return Found::at(path).map(|_| name.to_owned());
    }
    library_name(name)
}

/// The name of the plugin in a library of that file name.
fn library_name(file: &str) -> Option<String> {
    let stem = file.strip_suffix(env::consts::DLL_SUFFIX)?;
    let name = stem.strip_prefix(env::consts::DLL_PREFIX).unwrap_or(stem);
    Some(name.to_owned())
}

/// Every plugin of that name in a folder: a folder called so, and libraries.
fn found_in(folder: &Path, name: &str) -> Vec<Found> {
    let own = folder.join(name);
    let inside = own.is_dir().then(|| Found::at(&own)).flatten();
    let beside = libraries(name)
        .map(|file| folder.join(file))
        .filter(|file| file.is_file())
        .map(Found::Library);
    inside.into_iter().chain(beside).collect()
}

/// What the library of a plugin may be called.
fn libraries(name: &str) -> impl Iterator<Item = String> {
    let (prefix, suffix) = (env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    let plain = name.replace('-', "_");
    let files = BTreeSet::from([
        format!("{prefix}{plain}{suffix}"),
        format!("{prefix}{name}{suffix}"),
        format!("{name}{suffix}"),
    ]);
    files.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_plugins_of_one_name_are_an_error_that_names_both() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("first"), folder.path().join("second"));
        for at in [&first, &second] {
            fs::create_dir(at).unwrap();
        }
        let library = format!(
            "{}my_net{}",
            env::consts::DLL_PREFIX,
            env::consts::DLL_SUFFIX
        );
        fs::write(first.join(&library), b"").unwrap();
        let path = SearchPath::new(&[first.clone(), second.clone(), first.join(".")], &[]);
        let Found::Library(found) = path.find("my-net").unwrap() else {
            panic!("not a library");
        };
        assert_eq!(found.parent(), Some(first.as_path()));
        assert!(path.names().contains(&"my_net".to_owned()));

        fs::create_dir(second.join("my-net")).unwrap();
        fs::write(second.join("my-net/plugin.yaml"), b"command: [sh]\n").unwrap();
        let clash = path.find("my-net").unwrap_err().to_string();
        for place in [first.join(library), second.join("my-net")] {
            assert!(clash.contains(&place.display().to_string()), "{clash}");
        }
    }

    #[test]
    fn folder_without_a_library_crate_is_no_plugin() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("sdk")).unwrap();
        let manifest = "[package]\nname = \"sdk\"\n";
        fs::write(folder.path().join("sdk/Cargo.toml"), manifest).unwrap();
        let path = SearchPath::new(&[folder.path().to_owned()], &[]);
        assert!(matches!(path.find("sdk"), Err(PluginError::Empty { .. })));
        assert!(matches!(path.find("sdl"), Err(PluginError::Unknown { .. })));
    }
}
