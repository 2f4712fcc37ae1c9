use std::fs;
use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, Item};

/// The Cargo workspace around a folder.
pub(super) struct Workspace {
    root: PathBuf,
    manifest: DocumentMut,
}

impl Workspace {
    /// The nearest one with a folder `plugins`.
    pub fn around(folder: &Path) -> Option<Self> {
        folder.ancestors().find_map(|root| {
            let text = fs::read_to_string(root.join("Cargo.toml")).ok()?;
            let manifest: DocumentMut = text.parse().ok()?;
            let is_one = manifest.contains_key("workspace") && root.join("plugins").is_dir();
            is_one.then_some(Self {
                root: root.to_owned(),
                manifest,
            })
        })
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether it says where the SDK is.
    pub fn has_sdk(&self) -> bool {
        let dependencies = self.manifest["workspace"].get("dependencies");
        dependencies
            .and_then(|known| known.get("emospec-sdk"))
            .is_some()
    }

    /// Adds a package to the members, in alphabetical order, unless it is one; tells whether it was added.
    ///
    /// # Errors
    /// Where the manifest cannot be written.
    pub fn add_member(&self, package: &Path) -> Result<bool, String> {
        let member = package.strip_prefix(&self.root).unwrap_or(package);
        let member = member.display().to_string();
        let mut manifest = self.manifest.clone();
        let Some(workspace) = manifest["workspace"].as_table_like_mut() else {
            return Ok(false);
        };
        let members = workspace
            .entry("members")
            .or_insert(Item::Value(Array::new().into()));
        if !listed(members, &member) {
            return Ok(false);
        }
        // Where a workspace names what it builds by default, a plugin is one of that.
        if let Some(members) = workspace.get_mut("default-members") {
            listed(members, &member);
        }
        let path = self.root.join("Cargo.toml");
        fs::write(&path, manifest.to_string())
            .map_err(|error| format!("failed to write {}: {error}", path.display()))?;
        Ok(true)
    }
}

/// Adds a member to a list in alphabetical order, unless it is on it; tells whether it was added.
fn listed(members: &mut Item, member: &str) -> bool {
    let Some(members) = members.as_array_mut() else {
        return false;
    };
    let parent = member.rsplit_once('/').map_or("", |(parent, _)| parent);
    let known: Vec<_> = members.iter().filter_map(|one| one.as_str()).collect();
    if known
        .iter()
        .any(|one| *one == member || *one == format!("{parent}/*"))
    {
        return false;
    }
    let at = known.iter().filter(|one| **one < member).count();
    members.insert(at, member);
    if let Some(added) = members.get_mut(at) {
        added.decor_mut().set_prefix("\n    ");
    }
    true
}
