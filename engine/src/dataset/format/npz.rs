//! NPZ: a zip archive of NPY members, as `numpy.savez` and `numpy.savez_compressed` write it.
//!
//! Written members are stored uncompressed, with the zip epoch for a date, in the order given.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Write};
use std::path::Path;

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::error::{FormatError, listed};
use super::place::Place;
use super::{Address, Format, Stored, npy};

pub(super) fn read(
    file: File,
    path: &Path,
    wanted: &[Address],
) -> Result<Vec<Stored>, FormatError> {
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| {
        let (file, reason) = (path.to_owned(), error.to_string());
        FormatError::Damaged {
            file,
            format: Format::Npz,
            reason,
        }
    })?;
    wanted
        .iter()
        .map(|address| {
            member(
                &mut archive,
                &Place {
                    file: path,
                    address,
                },
            )
        })
        .collect()
}

fn member(
    archive: &mut ZipArchive<BufReader<File>>,
    place: &Place<'_>,
) -> Result<Stored, FormatError> {
    let name = place.key("member")?;
    let name = name.strip_suffix(".npy").unwrap_or(name);
    let mut bytes = Vec::new();
    // The size in the archive's directory may lie, so the buffer grows with what is there.
    let copied = archive
        .by_name(&format!("{name}.npy"))
        .and_then(|mut member| member.read_to_end(&mut bytes).map_err(ZipError::from));
    match copied {
        Ok(_) => npy::decode(&bytes, Format::Npz, place),
        Err(ZipError::FileNotFound) => {
            let names = archive.file_names().flatten();
            let mut names: Vec<String> = names
                .map(|name| name.trim_end_matches(".npy").to_owned())
                .collect();
            names.sort();
            Err(place.missing("member", listed(&names)))
        }
        Err(error) => Err(place.damaged(Format::Npz, &error)),
    }
}

pub(super) fn encode(columns: &[(Address, &Stored)]) -> Result<Vec<u8>, FormatError> {
    let failed = |reason: String| FormatError::Unwritten {
        format: Format::Npz,
        reason,
    };
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (address, stored) in columns {
        let Address::Key(name) = address else {
            return Err(FormatError::Unwritable {
                format: Format::Npz,
                address: address.clone(),
                reason: "address a member by its name".to_owned(),
            });
        };
        let bytes = npy::array(Format::Npz, address, stored)?;
        archive
            .start_file(format!("{name}.npy"), options)
            .map_err(|e| failed(e.to_string()))?;
        archive
            .write_all(&bytes)
            .map_err(|error| failed(error.to_string()))?;
    }
    let sink = archive
        .finish()
        .map_err(|error| failed(error.to_string()))?;
    Ok(sink.into_inner())
}
