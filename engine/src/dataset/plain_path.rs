use std::path::{Component, Path, PathBuf};

/// A relative path that stays below the folder it is relative to, without its `.`; none for one that is absolute or has `..`.
pub fn plain_path(text: &str) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for component in Path::new(text).components() {
        match component {
            Component::Normal(part) => plain.push(part),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_below_the_folder_are_plain() {
        assert_eq!(plain_path("./a/./b.csv"), Some(PathBuf::from("a/b.csv")));
        assert_eq!(plain_path("."), Some(PathBuf::new()));
        for leaving in ["/a", "../a", "a/../../b", "a/.."] {
            assert_eq!(plain_path(leaving), None, "{leaving}");
        }
    }
}
