use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use crate::spec::ArchiveFormat;

/// Bytes that an archive may unpack to before the member is met.
const MOST_UNPACKED: u64 = 8 << 30;

/// One file of an archive.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// Its name in the archive.
    pub path: &'a str,
    /// Its size.
    pub bytes: u64,
}

/// The bytes of one file of an archive. It alone is unpacked, into memory, and no more of it than it should have: names in
/// the archive become no paths.
///
/// # Errors
/// Where the archive cannot be read, or has no such file of that size.
pub fn member(
    archive: &Path,
    format: ArchiveFormat,
    member: Member<'_>,
) -> Result<Vec<u8>, String> {
    let file = File::open(archive).map_err(|error| error.to_string())?;
    let bytes = match format {
        ArchiveFormat::Zip => in_zip(file, member),
        ArchiveFormat::Tar => in_tar(BufReader::new(file), member),
        ArchiveFormat::TarGz => in_tar(MultiGzDecoder::new(BufReader::new(file)), member),
    };
    let bytes = bytes.map_err(|why| format!("it cannot be unpacked: {why}"))?;
    let bytes = bytes.ok_or_else(|| format!("it has no file {}", member.path))?;
    if bytes.len() as u64 == member.bytes {
        Ok(bytes)
    } else {
        Err(format!("{} has not {} bytes", member.path, member.bytes))
    }
}

fn in_zip(file: File, member: Member<'_>) -> Result<Option<Vec<u8>>, String> {
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| error.to_string())?;
    let Some(index) = archive.index_for_name(member.path) else {
        return Ok(None);
    };
    let entry = archive.by_index(index).map_err(|error| error.to_string())?;
    limited(entry, member).map(Some)
}

fn in_tar(unpacked: impl Read, member: Member<'_>) -> Result<Option<Vec<u8>>, String> {
    let mut archive = tar::Archive::new(unpacked.take(MOST_UNPACKED));
    let entries = archive.entries().map_err(|error| error.to_string())?;
    for entry in entries {
        let entry = entry.map_err(|error| error.to_string())?;
        let is_file = entry.header().entry_type().is_file();
        if is_file && *entry.path_bytes() == *member.path.as_bytes() {
            return limited(entry, member).map(Some);
        }
    }
    Ok(None)
}

/// Reads one byte more than there should be at most.
fn limited(entry: impl Read, member: Member<'_>) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut entry = entry.take(member.bytes.saturating_add(1));
    entry
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::path::PathBuf;

    use super::*;

    const BYTES: &[u8] = b"weights";

    fn wanted(path: &str, bytes: u64) -> Member<'_> {
        Member { path, bytes }
    }

    /// The same files, one with a path out of the folder, as a zip and as a tar.gz.
    fn archives(folder: &Path) -> [(PathBuf, ArchiveFormat); 2] {
        let files = [("../outside", BYTES), ("net/a.ckpt", BYTES)];
        let zip = folder.join("net.whl");
        let mut archive = zip::ZipWriter::new(File::create(&zip).unwrap());
        for (name, bytes) in files {
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(name, options).unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap();

        let tar = folder.join("net.tar.gz");
        let packed = flate2::write::GzEncoder::new(
            File::create(&tar).unwrap(),
            flate2::Compression::default(),
        );
        let mut archive = tar::Builder::new(packed);
        for (name, bytes) in files {
            let mut header = tar::Header::new_gnu();
            header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
            header.set_size(bytes.len() as u64);
            header.set_cksum();
            archive.append(&header, bytes).unwrap();
        }
        archive.into_inner().unwrap().finish().unwrap();
        [(zip, ArchiveFormat::Zip), (tar, ArchiveFormat::TarGz)]
    }

    #[test]
    fn member_is_read_alone_and_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        for (archive, format) in archives(folder.path()) {
            let found = member(&archive, format, wanted("net/a.ckpt", 7));
            assert_eq!(found.as_deref(), Ok(BYTES));
        }
        assert_eq!(folder.path().read_dir().unwrap().count(), 2);
    }

    #[test]
    fn member_that_is_absent_or_of_another_size_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for (archive, format) in archives(folder.path()) {
            for wrong in [
                wanted("net/b.ckpt", 7),
                wanted("net/a.ckpt", 6),
                wanted("net/a.ckpt", 8),
            ] {
                assert!(member(&archive, format, wrong).is_err());
            }
        }
    }

    #[test]
    fn file_that_is_no_archive_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("page.html");
        std::fs::write(&file, "<html>").unwrap();
        for format in [ArchiveFormat::Zip, ArchiveFormat::TarGz] {
            assert!(member(&file, format, wanted("net/a.ckpt", 7)).is_err());
        }
    }
}
