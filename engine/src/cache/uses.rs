//! What plans need: a sealed list of digests, whose time is when the plan was last looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use super::lease::touch;
use crate::files::{Digest, read_sealed, write_sealed};

const FOLDER: &str = "uses";

/// Keeps what a plan needs, and that it is used now; the digest names the list.
pub(super) fn put(root: &Path, needed: &[&Digest]) -> io::Result<Digest> {
    let list = list(needed);
    let name = Digest::of(list.as_bytes());
    let path = root.join(FOLDER).join(name.as_str());
    // The list of another user may be replaced, but not touched.
    if touch(&path).is_err() {
        write_sealed(&path, list.as_bytes())?;
    }
    Ok(name)
}

/// What a list names.
pub(super) fn get(root: &Path, name: &Digest) -> io::Result<BTreeSet<Digest>> {
    let bytes = read_sealed(&root.join(FOLDER).join(name.as_str()))?;
    let text = String::from_utf8(bytes).map_err(io::Error::other)?;
    Ok(text.lines().filter_map(Digest::parse).collect())
}

/// When each entry and piece was last used, as far as lists tell; lists older than `oldest` are removed, and damaged ones.
pub(super) fn last_used(
    root: &Path,
    oldest: SystemTime,
) -> io::Result<BTreeMap<Digest, SystemTime>> {
    let mut used = BTreeMap::new();
    let folder = match fs::read_dir(root.join(FOLDER)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(used),
        folder => folder?,
    };
    for file in folder {
        let file = file?;
        let when = match file.metadata() {
            // It was being written, and is renamed by now.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            metadata => metadata?.modified()?,
        };
        let name = Digest::parse(&file.file_name().to_string_lossy());
        if name.is_none() && when >= oldest {
            continue;
        }
        let Some(listed) = name
            .and_then(|name| get(root, &name).ok())
            .filter(|_| when >= oldest)
        else {
            fs::remove_file(file.path())?;
            continue;
        };
        for digest in listed {
            let last = used.entry(digest).or_insert(when);
            *last = when.max(*last);
        }
    }
    Ok(used)
}

fn list(needed: &[&Digest]) -> String {
    let distinct: BTreeSet<&Digest> = needed.iter().copied().collect();
    let lines = distinct.iter().map(|digest| digest.as_str());
    lines.collect::<Vec<_>>().join("\n")
}
