use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::FetchError;

/// Files and folders that an archive may have.
const MOST_ENTRIES: usize = 1_000_000;

/// What an entry of an archive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Bytes.
    File,
    /// A folder.
    Folder,
    /// A link, a device, a pipe: nothing that data need.
    Other,
}

/// The entries of an archive so far, none of which leaves its folder or takes another's place.
///
/// Names are judged as text: no letter of any of them has a meaning to a file system before all were judged. Two that differ
/// in capitals alone are one file on some machines, so they are refused on all.
#[derive(Debug)]
pub(super) struct Entries<'a> {
    /// The folder whose files are wanted; empty for all.
    folder: &'a Path,
    /// Bytes that they may have together.
    most: u64,
    bytes: u64,
    count: usize,
    /// Every path, and every folder above one, in small letters: as it is written, and whether it is a file.
    seen: BTreeMap<String, (String, bool)>,
}

impl<'a> Entries<'a> {
    pub fn new(folder: &'a Path, most: u64) -> Self {
        Self {
            folder,
            most,
            bytes: 0,
            count: 0,
            seen: BTreeMap::new(),
        }
    }

    /// Where a file that is wanted goes, below the folder that is unpacked to; none for a folder and for what is not wanted.
    ///
    /// # Errors
    /// Why the archive is refused.
    pub fn judge(
        &mut self,
        name: &[u8],
        kind: Kind,
        bytes: u64,
    ) -> Result<Option<PathBuf>, FetchError> {
        self.count += 1;
        if self.count > MOST_ENTRIES {
            let why = format!("it has more than {MOST_ENTRIES} entries");
            return Err(FetchError::BadArchive(why));
        }
        let shown = String::from_utf8_lossy(name);
        let refuse = |why: &str| {
            let shown = shown.trim_end_matches('/');
            FetchError::BadArchive(format!("its entry {shown:?} {why}"))
        };
        let parts = parts(name).map_err(refuse)?;
        let path: PathBuf = parts.iter().collect();
        let Ok(below) = path.strip_prefix(self.folder) else {
            return Ok(None);
        };
        if kind == Kind::Other {
            return Err(refuse("is neither a file nor a folder"));
        }
        self.see(&parts, kind).map_err(|why| refuse(&why))?;
        if kind == Kind::Folder {
            return Ok(None);
        }
        if below.as_os_str().is_empty() {
            return Err(refuse("has no name below the folder that is wanted"));
        }
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > self.most {
            return Err(FetchError::TooMuch(self.most));
        }
        Ok(Some(below.to_owned()))
    }

    fn see(&mut self, parts: &[&str], kind: Kind) -> Result<(), String> {
        let mut path = String::new();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                path.push('/');
            }
            path.push_str(part);
            let is_file = kind == Kind::File && index + 1 == parts.len();
            match self.seen.get(&path.to_lowercase()) {
                None => {
                    self.seen
                        .insert(path.to_lowercase(), (path.clone(), is_file));
                }
                Some((known, _)) if *known != path => {
                    return Err(format!("differs from {known:?} in capitals alone"));
                }
                Some((_, false)) if !is_file => {}
                Some(_) => return Err("is there twice".to_owned()),
            }
        }
        Ok(())
    }
}

/// The parts of a name.
fn parts(name: &[u8]) -> Result<Vec<&str>, &'static str> {
    let name = std::str::from_utf8(name).map_err(|_| "is not UTF-8")?;
    if name.starts_with('/') || name.get(1..2) == Some(":") {
        return Err("is an absolute path");
    }
    if name.contains('\\') || name.chars().any(char::is_control) {
        return Err("has a backslash or a control character");
    }
    let parts = name.split('/').filter(|part| !matches!(*part, "" | "."));
    let parts: Vec<_> = parts.collect();
    if parts.contains(&"..") {
        return Err("leaves its folder");
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(entries: &[(&str, Kind, u64)], folder: &str) -> Result<Vec<PathBuf>, String> {
        let mut all = Entries::new(Path::new(folder), 100);
        let mut wanted = Vec::new();
        for (name, kind, bytes) in entries {
            let judged = all.judge(name.as_bytes(), *kind, *bytes);
            wanted.extend(judged.map_err(|error| error.to_string())?);
        }
        Ok(wanted)
    }

    proptest::proptest! {
        #[test]
        fn what_is_accepted_stays_below_the_folder(name in "[./a\\\\:A\u{e9}-]{0,12}") {
            let mut all = Entries::new(Path::new(""), 100);
            if let Ok(Some(path)) = all.judge(name.as_bytes(), Kind::File, 1) {
                let is_plain = |part: std::path::Component<'_>| matches!(part, std::path::Component::Normal(_));
                proptest::prop_assert!(path.components().all(is_plain) && path.components().count() > 0);
            }
        }
    }

    fn refused(entries: &[(&str, Kind, u64)]) -> String {
        judged(entries, "").unwrap_err()
    }

    #[test]
    fn names_that_leave_the_folder_are_refused() {
        for name in [
            "../a",
            "a/../../b",
            "/etc/passwd",
            "C:/a",
            "a\\..\\b",
            "a\n",
        ] {
            assert!(
                refused(&[(name, Kind::File, 1)]).contains("its entry"),
                "{name:?}"
            );
        }
        assert!(
            Entries::new(Path::new(""), 1)
                .judge(b"\xff", Kind::File, 1)
                .is_err()
        );
    }

    #[test]
    fn only_files_and_folders_are_accepted_where_they_are_wanted() {
        assert!(refused(&[("link", Kind::Other, 0)]).contains("neither"));
        let elsewhere = [("tools/link", Kind::Other, 0), ("data/a", Kind::File, 1)];
        assert_eq!(judged(&elsewhere, "data"), Ok(vec![PathBuf::from("a")]));
        // What leaves the folder is refused wherever it stands.
        assert!(judged(&[("../a", Kind::File, 1)], "data").is_err());
    }

    #[test]
    fn no_entry_takes_the_place_of_another() {
        let file = |name| (name, Kind::File, 1);
        for pair in [
            [file("a"), file("./a")],
            [file("a"), file("A")],
            [file("a"), file("a/b")],
            [file("a/b"), file("a")],
            [file("Data/a"), file("data/b")],
            [("a", Kind::Folder, 0), file("a")],
        ] {
            refused(&pair);
        }
        let folders = [("a/", Kind::Folder, 0), ("a", Kind::Folder, 0), file("a/b")];
        assert_eq!(judged(&folders, ""), Ok(vec![PathBuf::from("a/b")]));
    }

    #[test]
    fn sizes_are_added_up() {
        assert!(judged(&[("a", Kind::File, 60), ("b", Kind::File, 40)], "").is_ok());
        let told = refused(&[("a", Kind::File, 60), ("b", Kind::File, 41)]);
        assert!(told.contains("more than 100 B"), "{told}");
        refused(&[("a", Kind::File, u64::MAX), ("b", Kind::File, u64::MAX)]);
    }
}
