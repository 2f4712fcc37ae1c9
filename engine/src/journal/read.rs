use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::{CHECK, History, Record};
use crate::files::Digest;

/// Bytes of journals that are read at most, from the newest run back.
const MOST_BYTES: u64 = 64 << 20;
/// Longest line that is a record.
const LONGEST: u64 = 16 << 20;

/// What is known from journals.
#[derive(Debug, Default)]
pub struct Reading {
    /// What the runs did.
    pub history: History,
    /// Lines that were passed over because they were damaged, as `FILE:LINE`.
    pub damaged: Vec<String>,
}

/// What the runs of an experiment did, from the journals in its folder; nothing where there are none.
///
/// # Errors
/// Where a journal cannot be read.
pub fn read(folder: &Path) -> io::Result<Reading> {
    let mut reading = Reading::default();
    let mut chosen = Vec::new();
    let mut bytes = 0;
    for number in numbers(folder)?.into_iter().rev() {
        let path = path(folder, number);
        let size = match fs::metadata(&path) {
            // Another engine removed it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            metadata => metadata?.len(),
        };
        bytes += size;
        if bytes > MOST_BYTES && !chosen.is_empty() {
            break;
        }
        chosen.push(path);
    }
    for path in chosen.into_iter().rev() {
        match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            file => reading.run(BufReader::new(file?), &path.display().to_string())?,
        }
    }
    Ok(reading)
}

impl Reading {
    /// Takes in the journal of a run that is later than those taken in so far; `name` is that of its file.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn run(&mut self, mut journal: impl BufRead, name: &str) -> io::Result<()> {
        let Self { history, damaged } = self;
        let mut run = history.begin();
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            let limited = &mut io::Read::take(&mut journal, LONGEST);
            if limited.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            match record(&line) {
                Some(record) => run.take(record),
                // A line without an end is one that a crash cut short.
                None if line.last() == Some(&b'\n') => damaged.push(format!("{name}:{number}")),
                None => {}
            }
        }
        Ok(())
    }
}

pub(super) fn record(line: &[u8]) -> Option<Record> {
    let line = line.strip_suffix(b"\n")?;
    let (check, text) = line.split_at_checked(CHECK)?;
    let text = text.strip_prefix(b" ")?;
    let digest = Digest::of(text);
    (digest.as_str().as_bytes().get(..CHECK)? == check)
        .then(|| serde_json::from_slice(text).ok())?
}

/// The numbers of the runs whose journals are there, in ascending order.
pub(super) fn numbers(folder: &Path) -> io::Result<Vec<u64>> {
    let files = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        files => files?,
    };
    let mut numbers = Vec::new();
    for file in files {
        let name = file?.file_name();
        let number = name.to_str().and_then(|name| name.strip_suffix(".jsonl"));
        numbers.extend(number.and_then(|number| number.parse::<u64>().ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

pub(super) fn path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number:06}.jsonl"))
}
