//! JSON pointers (RFC 6901) name values of a document: `/tasks/pairing/views/0`.

/// The pointer of a key or index below another pointer.
pub fn join(pointer: &str, key: impl AsRef<str>) -> String {
    format!(
        "{pointer}/{}",
        key.as_ref().replace('~', "~0").replace('/', "~1")
    )
}

/// The keys and indexes of a pointer, in order.
pub fn keys(pointer: &str) -> impl Iterator<Item = String> {
    pointer
        .split('/')
        .skip(1)
        .map(|key| key.replace("~1", "/").replace("~0", "~"))
}

/// The pointer and the key of its last step; none for the whole document.
pub fn split_last(pointer: &str) -> Option<(&str, String)> {
    let (parent, key) = pointer.rsplit_once('/')?;
    Some((parent, key.replace("~1", "/").replace("~0", "~")))
}

/// A pointer as people and `--set` write it: `tasks.pairing.views.0`.
pub fn dotted(pointer: &str) -> String {
    keys(pointer).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_and_tildes_in_keys_survive() {
        let pointer = join(&join("", "a/b~1"), "0");
        assert_eq!(pointer, "/a~1b~01/0");
        assert_eq!(keys(&pointer).collect::<Vec<_>>(), ["a/b~1", "0"]);
        assert_eq!(split_last("/x/a~1b"), Some(("/x", "a/b".to_owned())));
        assert_eq!(split_last(""), None);
    }
}
