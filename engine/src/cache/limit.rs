use std::fs;
use std::io;

use bytesize::ByteSize;

use super::Cache;
use crate::files::write_atomic;

/// The variable that limits the cache for one command.
const VARIABLE: &str = "EMOSPEC_CACHE_LIMIT";
const FILE: &str = "limit";

impl Cache {
    /// How many bytes the cache may hold: as `EMOSPEC_CACHE_LIMIT` says, else as is kept in the cache; none: without limit.
    ///
    /// # Errors
    /// Where what is said is no size.
    pub fn limit(&self) -> Result<Option<u64>, String> {
        let said = std::env::var(VARIABLE).ok().filter(|said| !said.is_empty());
        if let Some(said) = said {
            return size(&said).map_err(|why| format!("{VARIABLE} is `{said}`: {why}"));
        }
        let path = self.root.join(FILE);
        match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{}: {error}", path.display())),
            Ok(kept) => size(kept.trim()).map_err(|why| format!("{}: {why}", path.display())),
        }
    }

    /// Keeps a limit in the cache, for everyone who uses it, or removes it.
    ///
    /// # Errors
    /// Where the cache cannot be written to.
    pub fn keep_limit(&self, limit: Option<ByteSize>) -> io::Result<()> {
        let text = limit.map_or_else(
            || "none\n".to_owned(),
            |limit| format!("{} B\n", limit.as_u64()),
        );
        write_atomic(&self.root.join(FILE), text.as_bytes())
    }
}

fn size(text: &str) -> Result<Option<u64>, String> {
    if text == "none" {
        return Ok(None);
    }
    let size = text.parse::<ByteSize>();
    size.map(|size| Some(size.as_u64()))
        .map_err(|_| format!("`{text}` is no size such as `50GiB`, nor `none`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_is_read_as_it_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().to_owned()).unwrap();
        assert_eq!(cache.limit(), Ok(None));
        cache.keep_limit(Some(ByteSize::gib(50))).unwrap();
        assert_eq!(cache.limit(), Ok(Some(50 << 30)));
        cache.keep_limit(None).unwrap();
        assert_eq!(cache.limit(), Ok(None));
        fs::write(folder.path().join(FILE), "much").unwrap();
        assert!(cache.limit().unwrap_err().contains("`much` is no size"));
    }
}
