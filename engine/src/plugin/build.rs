//! Building a plugin that is a Cargo package, when its library is older than what it is made of.
//!
//! Cargo itself decides in a tenth of a second that nothing is to be done; the dep-info file it leaves beside the
//! library (`libNAME.d`) lists every source, and comparing their times takes a thousandth.
//!
//! All that the workspace builds by default is built, not the one package: Cargo unites the features of what it builds
//! together, so one package alone would have its dependencies compiled again with fewer features. What does not compile is
//! passed over (`--keep-going`), so a broken plugin is in nobody's way but its own.
//!
//! A package that a workspace leaves out of its `default-members`, since it takes long to build, is built alone, and only
//! where it is asked for by name.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use serde::Deserialize;

use super::error::PluginError;

/// A Cargo package whose library is a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    folder: PathBuf,
    name: String,
    library_name: String,
}

#[derive(Deserialize)]
struct CargoManifest {
    package: Option<PackageTable>,
    lib: Option<LibraryTable>,
}

#[derive(Deserialize)]
struct WorkspaceManifest {
    workspace: WorkspaceTable,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct WorkspaceTable {
    default_members: Option<Vec<String>>,
}

/// What Cargo is asked to build for a package.
#[derive(Debug, PartialEq, Eq)]
enum Selection {
    /// Every member of the workspace, which names no default ones.
    Workspace,
    /// The default members, which the package is one of.
    DefaultMembers,
    /// The package alone.
    Alone,
}

#[derive(Deserialize)]
struct PackageTable {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct LibraryTable {
    name: Option<String>,
    #[serde(default)]
    crate_type: Vec<String>,
}

/// Where Cargo puts what it builds.
struct Target {
    folder: PathBuf,
    profile: &'static str,
}

impl Package {
    /// The package in `folder`, where there is one that makes a `cdylib`.
    pub fn at(folder: &Path) -> Option<Self> {
        let text = fs::read_to_string(folder.join("Cargo.toml")).ok()?;
        let manifest: CargoManifest = toml::from_str(&text).ok()?;
        let library = manifest.lib?;
        if !library.crate_type.iter().any(|kind| kind == "cdylib") {
            return None;
        }
        let name = manifest.package?.name;
        let library_name = library.name.as_deref().unwrap_or(&name).replace('-', "_");
        Some(Self {
            folder: folder.to_owned(),
            name,
            library_name,
        })
    }

    /// The folder of the package.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The library, built anew where it is older than its sources. `tell` hears that a build begins.
    ///
    /// # Errors
    /// Where Cargo cannot be started or the build fails.
    pub fn library(&self, name: &str, tell: &dyn Fn(&str)) -> Result<PathBuf, PluginError> {
        let target = self.target();
        let (library, dep_info) = self.built_in(&target);
        let is_fresh = || is_fresh(&library, &dep_info, &self.folder);
        if is_fresh() {
            return Ok(library);
        }
        tell(&format!("building plugin `{name}`"));
        match self.build(name, &target)? {
            // Where Cargo found nothing to do, the next run shall not ask it again.
            Ok(()) => {
                if let Ok(file) = fs::File::options().append(true).open(&library) {
                    let _ = file.set_modified(SystemTime::now());
                }
            }
            // Another package of the workspace may be broken.
            Err(_) if is_fresh() => {}
            Err(message) => {
                return Err(PluginError::Build {
                    name: name.to_owned(),
                    message,
                });
            }
        }
        Ok(library)
    }

    /// Whether the library is there and up to date, or is built with everything else; a package that is neither is built
    /// only where it is asked for by name.
    pub fn is_at_hand(&self) -> bool {
        let (library, dep_info) = self.built_in(&self.target());
        self.selection() != Selection::Alone || is_fresh(&library, &dep_info, &self.folder)
    }

    /// The library and its dep-info file.
    fn built_in(&self, target: &Target) -> (PathBuf, PathBuf) {
        let output = target.folder.join(if target.profile == "dev" {
            "debug"
        } else {
            target.profile
        });
        let file = |suffix: &str| {
            output.join(format!(
                "{}{}{suffix}",
                env::consts::DLL_PREFIX,
                self.library_name
            ))
        };
        (file(env::consts::DLL_SUFFIX), file(".d"))
    }

    fn selection(&self) -> Selection {
        let root = self.workspace();
        let text = fs::read_to_string(root.join("Cargo.toml")).unwrap_or_default();
        let manifest = toml::from_str::<WorkspaceManifest>(&text).ok();
        let Some(members) = manifest.and_then(|manifest| manifest.workspace.default_members) else {
            return Selection::Workspace;
        };
        let canonical = |path: PathBuf| fs::canonicalize(&path).unwrap_or(path);
        let own = canonical(self.folder.clone());
        let is_own = |member: &String| match member.strip_suffix("/*") {
            Some(parent) => own.parent() == Some(&*canonical(root.join(parent))),
            None => canonical(root.join(member)) == own,
        };
        if members.iter().any(is_own) {
            Selection::DefaultMembers
        } else {
            Selection::Alone
        }
    }

    /// The target folder of the engine that runs, where Cargo built it; else the workspace's own.
    fn target(&self) -> Target {
        let of_engine = env::current_exe().ok().and_then(|command| {
            // Test binaries lie one folder deeper, in `deps`.
            let profile = command
                .ancestors()
                .skip(1)
                .find(|folder| folder.file_name().is_some_and(|name| name != "deps"))?;
            let folder = profile.parent()?;
            let profile = match profile.file_name()?.to_str()? {
                "debug" => "dev",
                "release" => "release",
                _ => return None,
            };
            folder.join("CACHEDIR.TAG").is_file().then(|| Target {
                folder: folder.to_owned(),
                profile,
            })
        });
        of_engine.unwrap_or_else(|| Target {
            folder: env::var_os("CARGO_TARGET_DIR")
                .map_or_else(|| self.workspace().join("target"), PathBuf::from),
            profile: "release",
        })
    }

    fn workspace(&self) -> &Path {
        let is_workspace = |folder: &&Path| {
            fs::read_to_string(folder.join("Cargo.toml"))
                .is_ok_and(|text| text.lines().any(|line| line.trim() == "[workspace]"))
        };
        self.folder
            .ancestors()
            .find(is_workspace)
            .unwrap_or(&self.folder)
    }

    /// Builds what is to be built for the package; the inner error is what Cargo printed.
    fn build(&self, name: &str, target: &Target) -> Result<Result<(), String>, PluginError> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let selected: &[&str] = match self.selection() {
            Selection::Workspace => &["--workspace"],
            Selection::DefaultMembers => &[],
            Selection::Alone => &["--package", &self.name],
        };
        let output = Command::new(cargo)
            .args(["build", "--keep-going", "--profile", target.profile])
            .args(selected)
            .arg("--target-dir")
            .arg(&target.folder)
            .current_dir(self.workspace())
            .stdin(Stdio::null())
            .output()
            .map_err(|error| PluginError::Build {
                name: name.to_owned(),
                message: format!("cargo could not be started: {error}"),
            })?;
        if output.status.success() {
            return Ok(Ok(()));
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let errors: Vec<&str> = said
            .lines()
            .skip_while(|line| !line.starts_with("error"))
            .take(30)
            .collect();
        Ok(Err(if errors.is_empty() {
            format!("cargo ended with {}", output.status)
        } else {
            errors.join("\n")
        }))
    }
}

/// Whether a library was built from the package in `folder`, and no source changed since. Packages of several workspaces
/// may be built into one target folder, where those of one name share a library.
fn is_fresh(library: &Path, dep_info: &Path, folder: &Path) -> bool {
    let Some(built) = modified(library) else {
        return false;
    };
    let Ok(text) = fs::read_to_string(dep_info) else {
        return false;
    };
    let sources = sources(&text);
    let own = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let is_own =
        |source: &PathBuf| fs::canonicalize(source).is_ok_and(|source| source.starts_with(&own));
    let manifest = folder.join("Cargo.toml");
    sources.iter().any(is_own)
        && sources
            .iter()
            .chain([&manifest])
            .all(|source| modified(source).is_some_and(|changed| changed <= built))
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

/// The prerequisites of a dep-info file, `TARGET: SOURCE SOURCE`, where a space in a path is escaped.
fn sources(dep_info: &str) -> Vec<PathBuf> {
    let line = dep_info.lines().next().unwrap_or_default();
    let (_, listed) = line.split_once(": ").unwrap_or_default();
    listed
        .replace("\\ ", "\0")
        .split(' ')
        .filter(|source| !source.is_empty())
        .map(|source| PathBuf::from(source.replace('\0', " ")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_that_is_no_default_member_is_built_alone() {
        let root = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let members = |default: &str| {
            let text = format!("[workspace]\nmembers = [\"plugins/a\"]\n{default}");
            write("Cargo.toml", &text);
        };
        write(
            "plugins/a/Cargo.toml",
            "[package]\nname = \"a\"\n[lib]\ncrate-type = [\"cdylib\"]\n",
        );
        let package = Package::at(&root.path().join("plugins/a")).unwrap();
        members("");
        assert_eq!(package.selection(), Selection::Workspace);
        for listed in ["plugins/a", "plugins/*"] {
            members(&format!("default-members = [\"{listed}\"]\n"));
            assert_eq!(package.selection(), Selection::DefaultMembers);
        }
        assert!(package.is_at_hand());
        members("default-members = [\"plugins/b\"]\n");
        assert_eq!(package.selection(), Selection::Alone);
        assert!(!package.is_at_hand());
    }

    #[test]
    fn library_older_than_a_source_is_not_fresh() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["Cargo.toml", "a source.rs", "lib.so"] {
            fs::write(at(name), b"").unwrap();
        }
        let escaped = at("a source.rs").display().to_string().replace(' ', "\\ ");
        fs::write(at("lib.d"), format!("lib.so: {escaped}\n")).unwrap();
        let old = SystemTime::UNIX_EPOCH;
        let set = |name: &str, time| {
            let file = fs::File::options().write(true).open(at(name)).unwrap();
            file.set_modified(time).unwrap();
        };
        set("a source.rs", old);
        set("Cargo.toml", old);
        assert!(is_fresh(&at("lib.so"), &at("lib.d"), folder.path()));
        let other = tempfile::tempdir().unwrap();
        fs::write(other.path().join("Cargo.toml"), b"").unwrap();
        assert!(!is_fresh(&at("lib.so"), &at("lib.d"), other.path()));

        set("lib.so", old);
        set("a source.rs", SystemTime::now());
        assert!(!is_fresh(&at("lib.so"), &at("lib.d"), folder.path()));
    }
}
