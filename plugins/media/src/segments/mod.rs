//! Media files, cut into segments.

mod cuts;
mod cutting;
mod need;
mod params;

pub use cuts::{Cut, Cuts};
pub use need::Need;
pub use params::SegmentsParams;

use emospec_decode::{Failure, Watch, probe};
use emospec_sdk::{
    ComponentCard, Error, FileRows, FileSource, InputFile, Outputs, Rejected, Role, Run,
    SourceColumn,
};

use crate::parallel::each;
use cutting::{CutFile, Cutting};

/// The source `segments`.
///
/// Columns: the id `segment`, `NAME@START-END` with three decimals; the text `file`; the numbers `start` and `end`, in
/// seconds; the text `folder`, the first folder of the file's name, empty where it lies in none.
#[derive(Debug, Clone, Copy)]
pub struct Segments;

impl FileSource for Segments {
    type Params = SegmentsParams;
    const CARD: ComponentCard = ComponentCard {
        name: "segments",
        summary: "Cuts media files into segments of one length, or as a list of cuts says.",
        source: "Thao, Roig and Herremans, EmoMV, Information Fusion 91 (2023), section 3.",
    };

    fn read(
        params: &SegmentsParams,
        files: &[InputFile],
        run: &Run<'_>,
    ) -> Result<FileRows, Error> {
        let cutting = Cutting::new(params)?;
        let cut_files = each(files, run, |file, stop| {
            match probe(&file.path, Watch::flagged(stop)) {
                Ok(probe) => Ok(cutting.cut(&file.name, &probe)),
                Err(Failure::File(reason)) => Ok(CutFile::refused(reason.to_string())),
                Err(failure) => Err(failure.into()),
            }
        })?;
        Ok(rows(files, cut_files))
    }
}

fn rows(files: &[InputFile], cut_files: Vec<CutFile>) -> FileRows {
    let (mut names, mut owners, mut folders) = (Vec::new(), Vec::new(), Vec::new());
    let (mut starts, mut ends, mut rejected) = (Vec::new(), Vec::new(), Vec::new());
    for (file, cut) in files.iter().zip(cut_files) {
        for span in cut.spans {
            names.push(format!("{}@{:.3}-{:.3}", file.name, span.start, span.end));
            owners.push(file.name.clone());
            starts.push(span.start);
            ends.push(span.end);
            let folder = file.name.split_once('/').map_or("", |(folder, _)| folder);
            folders.push(folder.to_owned());
        }
        rejected.extend(cut.reasons.into_iter().map(|reason| Rejected {
            file: file.name.clone(),
            reason,
        }));
    }
    let mut rows = Outputs::default();
    rows.text("segment", names);
    rows.text("file", owners);
    rows.numbers("start", starts);
    rows.numbers("end", ends);
    rows.text("folder", folders);
    FileRows {
        columns: columns(),
        rows,
        rejected,
    }
}

fn columns() -> Vec<SourceColumn> {
    [
        ("segment", Role::Id),
        ("file", Role::Text),
        ("start", Role::Target),
        ("end", Role::Target),
        ("folder", Role::Text),
    ]
    .map(|(name, role)| SourceColumn {
        name: name.to_owned(),
        role,
        classes: None,
    })
    .into()
}
