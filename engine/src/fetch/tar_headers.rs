use std::io::{self, Read};

use tar::{EntryType, Header, PaxExtensions};

use super::FetchError;

/// Bytes of a long name, or of what else a tar archive says of one entry.
const MOST_EXTENSION: u64 = 1 << 20;

/// Bytes that headers and data are rounded up to.
const BLOCK: u64 = 512;

/// Reads a tar archive to its end and looks at its headers alone. What precedes an entry (a long name, sizes above 8 GiB) is
/// read into memory as a whole by the crate that unpacks, so it is looked here, with the same sizes, that it is small.
///
/// # Errors
/// Where it is damaged, has files with holes, or holds more than `limit` bytes, which unpack to more than `most`.
pub(super) fn check(archive: &mut impl Read, limit: u64, most: u64) -> Result<(), FetchError> {
    let bad = |error: io::Error| FetchError::BadArchive(error.to_string());
    let refused = |why: &str| Err(FetchError::BadArchive(why.to_owned()));
    let mut bytes: u64 = 0;
    let mut stated = None;
    while let Some(header) = next(archive).map_err(bad)? {
        let kind = header.entry_type();
        let mut size = header.entry_size().map_err(bad)?;
        if kind.is_gnu_sparse() {
            return refused("it has a file with holes");
        }
        if !is_extension(kind) {
            size = stated.take().unwrap_or(size);
        } else if size > MOST_EXTENSION {
            return refused("what it says of one entry is larger than a mebibyte");
        }
        bytes = bytes.saturating_add(size);
        if bytes > limit {
            return Err(FetchError::TooMuch(most));
        }
        let mut rest = archive.take(size);
        if kind.is_pax_local_extensions() && is_recognized(&header) {
            let mut extensions = Vec::new();
            rest.read_to_end(&mut extensions).map_err(bad)?;
            stated = size_in(&extensions);
        }
        let padded = size.div_ceil(BLOCK).saturating_mul(BLOCK);
        rest.set_limit(padded.saturating_sub(size).saturating_add(rest.limit()));
        io::copy(&mut rest, &mut io::sink()).map_err(bad)?;
        if rest.limit() > 0 {
            return refused("it ends within an entry");
        }
    }
    // What compresses it has its checksum behind the last entry.
    io::copy(archive, &mut io::sink()).map_err(bad)?;
    Ok(())
}

/// The next header; none at the end, or where a block of zeros says so.
fn next(archive: &mut impl Read) -> io::Result<Option<Header>> {
    let mut header = Header::new_old();
    let mut block = archive.take(BLOCK);
    let read = io::copy(&mut block, &mut header.as_mut_bytes().as_mut_slice())?;
    match read {
        0 => Ok(None),
        BLOCK => {
            let is_end = header.as_bytes().iter().all(|&byte| byte == 0);
            Ok((!is_end).then_some(header))
        }
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

fn is_extension(kind: EntryType) -> bool {
    kind.is_gnu_longname()
        || kind.is_gnu_longlink()
        || kind.is_pax_local_extensions()
        || kind.is_pax_global_extensions()
}

fn is_recognized(header: &Header) -> bool {
    header.as_gnu().is_some() || header.as_ustar().is_some()
}

/// The size that extensions state of the entry they precede.
fn size_in(extensions: &[u8]) -> Option<u64> {
    PaxExtensions::new(extensions)
        .map_while(Result::ok)
        .find(|extension| extension.key() == Ok("size"))?
        .value()
        .ok()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: EntryType, size: u64, data: &[u8]) -> Vec<u8> {
        let mut header = Header::new_ustar();
        header.set_path("data").unwrap();
        header.set_entry_type(kind);
        header.set_size(size);
        header.set_cksum();
        let mut bytes = header.as_bytes().to_vec();
        bytes.extend_from_slice(data);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
        bytes
    }

    fn checked(entries: &[Vec<u8>]) -> Result<(), String> {
        let bytes = entries.concat();
        check(&mut &*bytes, 1 << 30, 1 << 30).map_err(|error| error.to_string())
    }

    #[test]
    fn size_that_precedes_an_entry_counts_instead_of_its_own() {
        let size = |text| entry(EntryType::XHeader, 10, text);
        // What lies where the data would be is a header that asks for 30 GiB.
        let bomb = entry(EntryType::GNULongName, 30 << 30, b"");
        let hidden = [
            size(b"10 size=0\n"),
            entry(EntryType::Regular, 512, b""),
            bomb.clone(),
        ];
        assert!(checked(&hidden).unwrap_err().contains("mebibyte"));
        // As Python writes files of 8 GiB and more.
        let large = [
            size(b"10 size=3\n"),
            entry(EntryType::Regular, 0, b"abc"),
            entry(EntryType::Regular, 0, b""),
        ];
        assert_eq!(checked(&large), Ok(()));
        assert!(checked(&[bomb]).is_err());
    }

    #[test]
    fn archive_that_ends_within_an_entry_is_refused() {
        let whole = entry(EntryType::Regular, 600, &[1; 600]);
        assert_eq!(checked(std::slice::from_ref(&whole)), Ok(()));
        for end in [1, 511, 600, 1535] {
            assert!(checked(&[whole[..end].to_vec()]).is_err(), "{end}");
        }
        assert!(checked(&[entry(EntryType::GNUSparse, 0, b"")]).is_err());
    }
}
