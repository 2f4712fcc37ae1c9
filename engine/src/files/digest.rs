use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// Bytes read at once while hashing: large enough that the system calls cost nothing.
const HASH_BUFFER: usize = 256 * 1024;

/// A file above this size is read on one core while another hashes.
const LARGE: u64 = 4 << 20;

/// Buffers on their way from the reader to the hasher: memory stays flat however large the file is.
const IN_FLIGHT: usize = 4;

/// A SHA-256 in lower-case hexadecimal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; Self::LENGTH]);

impl Digest {
    /// Characters of a digest.
    pub const LENGTH: usize = 64;

    /// The digest of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::finish(Sha256::new_with_prefix(bytes))
    }

    /// The digest a hasher arrived at.
    pub fn finish(hasher: Sha256) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [0; Self::LENGTH];
        for (pair, byte) in text.chunks_exact_mut(2).zip(hasher.finalize()) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        Self(text)
    }

    /// The digest of a file's bytes. A large file is read by a thread of its own, so that hashing never waits for it.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn of_file(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        if size < LARGE {
            return of_small(file, usize::try_from(size).unwrap_or(HASH_BUFFER));
        }
        of_large(file)
    }

    /// The digest as text, 64 characters.
    pub fn as_str(&self) -> &str {
        // Hexadecimal digits are text.
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The first characters, enough for people.
    pub fn short(&self) -> &str {
        &self.as_str()[..12]
    }

    /// The digest that a text is.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: [u8; Self::LENGTH] = text.as_bytes().try_into().ok()?;
        let is_digit = |digit: &u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
        digits.iter().all(is_digit).then_some(Self(digits))
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Digest({})", self.as_str())
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("it is no SHA-256"))
    }
}

fn of_small(mut file: File, size: usize) -> io::Result<Digest> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; (size + 1).min(HASH_BUFFER)];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(Digest::finish(hasher));
        }
        hasher.update(&buffer[..count]);
    }
}

fn of_large(file: File) -> io::Result<Digest> {
    let (filled, to_hash) = sync_channel::<(Vec<u8>, usize)>(IN_FLIGHT);
    let (emptied, to_fill) = sync_channel(IN_FLIGHT);
    for _ in 0..IN_FLIGHT {
        // There is room for all of them.
        let _ = emptied.send(vec![0; HASH_BUFFER]);
    }
    thread::scope(|scope| {
        let reader = scope.spawn(move || read_into(file, to_fill, &filled));
        let mut hasher = Sha256::new();
        for (buffer, count) in to_hash {
            hasher.update(&buffer[..count]);
            // Once the file ends, nobody wants it back.
            let _ = emptied.send(buffer);
        }
        match reader.join() {
            Ok(read) => read.map(|()| Digest::finish(hasher)),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn read_into(
    mut file: File,
    buffers: impl IntoIterator<Item = Vec<u8>>,
    filled: &SyncSender<(Vec<u8>, usize)>,
) -> io::Result<()> {
    for mut buffer in buffers {
        let count = file.read(&mut buffer)?;
        if count == 0 || filled.send((buffer, count)).is_err() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_is_the_published_sha256_of_abc() {
        assert_eq!(
            Digest::of(b"abc").as_str(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn file_of_any_size_has_the_digest_of_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data");
        let large = usize::try_from(LARGE).unwrap();
        for size in [
            0,
            1,
            HASH_BUFFER - 1,
            HASH_BUFFER,
            large - 1,
            large,
            large + 12_345,
        ] {
            let bytes: Vec<u8> = (0..size)
                .map(|at| u8::try_from(at % 251).unwrap())
                .collect();
            std::fs::write(&path, &bytes).unwrap();
            assert_eq!(
                Digest::of_file(&path).unwrap(),
                Digest::of(&bytes),
                "{size}"
            );
        }
        assert!(Digest::of_file(folder.path()).is_err());
    }

    #[test]
    fn digest_is_read_as_it_is_written_and_nothing_else_is() {
        let digest = Digest::of(b"abc");
        let text = serde_json::to_string(&digest).unwrap();
        assert_eq!(serde_json::from_str::<Digest>(&text).unwrap(), digest);
        for wrong in ["", "abc", &"g".repeat(64), &"A".repeat(64), &"a".repeat(65)] {
            assert_eq!(Digest::parse(wrong), None);
        }
    }
}
