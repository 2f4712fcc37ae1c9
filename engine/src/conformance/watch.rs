//! The folders that a plugin may take for its user's, watched for what it leaves there.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::files::Stamp;
use crate::plugin::Surroundings;

/// Where the worker of a library runs.
const WORK: &str = "working-folder";
/// Environment variables, and the watched folders they name.
const VARIABLES: [(&str, &str); 10] = [
    ("HOME", "home"),
    ("TMPDIR", "tmp"),
    ("TMP", "tmp"),
    ("TEMP", "tmp"),
    ("XDG_CACHE_HOME", "cache"),
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_DATA_HOME", "data"),
    ("XDG_STATE_HOME", "state"),
    ("XDG_RUNTIME_DIR", "runtime"),
    ("EMOSPEC_CACHE_DIR", "engine-cache"),
];

/// Files, by what tells their versions apart.
type Stamps = BTreeMap<PathBuf, Stamp>;

/// Watched folders, the plugin's own files and the files it is handed.
#[derive(Debug)]
pub(super) struct Watch {
    folder: PathBuf,
    own: PathBuf,
    before: Stamps,
    handed: Stamps,
}

impl Watch {
    /// Makes the watched folders in `folder`; `own` is where the plugin lies.
    pub fn new(folder: PathBuf, own: &Path) -> io::Result<Self> {
        for name in [WORK].into_iter().chain(VARIABLES.map(|(_, name)| name)) {
            fs::create_dir_all(folder.join(name))?;
        }
        Ok(Self {
            folder,
            own: own.to_owned(),
            before: stamps(own),
            handed: Stamps::new(),
        })
    }

    /// What a worker is to be started with.
    pub fn surroundings(&self) -> Surroundings {
        let variables = VARIABLES.map(|(variable, name)| (variable, self.folder.join(name)));
        Surroundings {
            working_folder: self.folder.join(WORK),
            variables: BTreeMap::from(variables),
        }
    }

    /// Takes note of a file that the plugin is handed.
    pub fn hand(&mut self, file: &Path) -> io::Result<()> {
        self.handed.insert(file.to_owned(), Stamp::of(file)?);
        Ok(())
    }

    /// What was written that should not have been.
    pub fn found(&self) -> Option<String> {
        let left = WalkDir::new(&self.folder).min_depth(2).sort_by_file_name();
        let left: Vec<_> = left.into_iter().flatten().collect();
        let file = left.iter().find(|entry| !entry.file_type().is_dir());
        if let Some(entry) = file.or(left.first()) {
            let path = entry.path();
            let path = path.strip_prefix(&self.folder).unwrap_or(path);
            let mut parts = path.iter();
            let place = parts.next().unwrap_or_default().to_string_lossy();
            let variable = VARIABLES.iter().find(|(_, name)| *name == place);
            let place = variable.map_or("its working folder".to_owned(), |(variable, _)| {
                format!("the folder that {variable} names")
            });
            let file: PathBuf = parts.collect();
            return Some(format!("it left `{}` in {place}", file.display()));
        }
        let now = stamps(&self.own);
        if let Some(path) = changed(&self.before, &now) {
            return Some(format!("it changed its own file {}", path.display()));
        }
        let now = self.handed.keys();
        let now = now.filter_map(|path| Some((path.clone(), Stamp::of(path).ok()?)));
        changed(&self.handed, &now.collect())
            .map(|_| "it changed a file that the engine handed to it".to_owned())
    }
}

/// The first file that is new, gone or another.
fn changed(before: &Stamps, now: &Stamps) -> Option<PathBuf> {
    let gone_or_other = before
        .iter()
        .find(|(path, stamp)| now.get(*path) != Some(stamp));
    let new = || now.iter().find(|(path, _)| !before.contains_key(*path));
    gone_or_other.or_else(new).map(|(path, _)| path.clone())
}

/// Every file of a plugin. What builds and interpreters keep beside sources is not part of it.
fn stamps(own: &Path) -> Stamps {
    let is_part = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        let is_kept_by_tools = name.starts_with('.') || name == "__pycache__" || name == "target";
        entry.depth() == 0 || !(is_kept_by_tools || entry.path().join("pyvenv.cfg").exists())
    };
    let files = WalkDir::new(own).into_iter().filter_entry(is_part);
    files
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| Some((entry.path().to_owned(), Stamp::of(entry.path()).ok()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(folder: &Path) -> Watch {
        let own = folder.join("own");
        fs::create_dir_all(own.join(".hidden")).unwrap();
        fs::write(own.join("plugin.yaml"), "command: [sh]\n").unwrap();
        Watch::new(folder.join("watched"), &own).unwrap()
    }

    #[test]
    fn what_is_left_is_told_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let watch = watch(folder.path());
        fs::write(folder.path().join("own/.hidden/x"), "").unwrap();
        assert_eq!(watch.found(), None);
        let home = &watch.surroundings().variables["HOME"];
        fs::create_dir_all(home.join(".cache")).unwrap();
        let left = "it left `.cache` in the folder that HOME names";
        assert_eq!(watch.found().unwrap(), left);
        fs::write(home.join(".cache/x"), "").unwrap();
        let left = "it left `.cache/x` in the folder that HOME names";
        assert_eq!(watch.found().unwrap(), left);
    }

    #[test]
    fn change_of_an_own_or_a_handed_file_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let mut watch = watch(folder.path());
        let handed = folder.path().join("0");
        fs::write(&handed, "a").unwrap();
        watch.hand(&handed).unwrap();
        assert_eq!(watch.found(), None);
        fs::write(&handed, "bc").unwrap();
        assert!(watch.found().unwrap().contains("handed"));
        fs::write(folder.path().join("own/more"), "").unwrap();
        assert!(watch.found().unwrap().contains("own/more"));
    }
}
