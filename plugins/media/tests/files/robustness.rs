//! Files of damaged and of random bytes: each ends in features or in a reason.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Instant;

use emospec_media::{Need, SegmentsParams, SyntheticParams};
use emospec_sdk::InputFile;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::corpus::{corpus, input, numbers, pictures_of, read, sound_of, texts};

/// Files of each kind.
const FILES: usize = 1000;
/// Names that files of random bytes go by.
const ENDINGS: [&str; 8] = ["mp4", "mkv", "webm", "avi", "mp3", "ogg", "wav", "m3u8"];
/// First bytes of containers.
const MAGIC: [&[u8]; 6] = [
    b"",
    b"\0\0\0\x20ftypisom",
    b"\x1a\x45\xdf\xa3",
    b"RIFF\xff\xff\0\0AVI LIST",
    b"OggS\0\x02",
    b"ID3\x03",
];

/// What came of files.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    /// Segments with features.
    described: usize,
    /// Segments without, for a reason.
    without: usize,
    /// Files that were rejected.
    rejected: usize,
}

/// Reads files and describes their segments.
fn outcome(files: &[InputFile], seconds: f64) -> Outcome {
    let params = SegmentsParams {
        seconds,
        needs: vec![Need::Sound],
        ..SegmentsParams::default()
    };
    let found = read(&params, files);
    let mut outcome = Outcome {
        rejected: found.rejected.len(),
        ..Outcome::default()
    };
    for rejected in &found.rejected {
        assert!(is_sentence(&rejected.reason), "{}", rejected.reason);
    }
    let (names, starts, ends) = (
        texts(&found, "file"),
        numbers(&found, "start"),
        numbers(&found, "end"),
    );
    for (place, file) in files.iter().enumerate() {
        let of_file: Vec<_> = (0..names.len())
            .filter(|row| names[*row] == file.name)
            .collect();
        let is_rejected = found.rejected.iter().any(|one| one.file == file.name);
        assert!(is_rejected == of_file.is_empty(), "{}", file.name);
        // A header that states hours names thousands of segments.
        let of_file = &of_file[..of_file.len().min(3)];
        if of_file.is_empty() {
            continue;
        }
        let pick = |values: &[f64]| of_file.iter().map(|row| values[*row]).collect::<Vec<_>>();
        let (starts, ends) = (pick(starts), pick(ends));
        // A process each: one of the two for every file would be half of the test's time.
        let views = if (place / 2).is_multiple_of(2) {
            sound_of(&file.path, &starts, &ends)
        } else {
            pictures_of(&file.path, &starts, &ends)
        };
        for view in views {
            match view {
                Ok(view) => {
                    assert!(view.iter().all(|value| value.is_finite()));
                    outcome.described += 1;
                }
                Err(reason) => {
                    assert!(is_sentence(&reason), "{reason}");
                    outcome.without += 1;
                }
            }
        }
    }
    outcome
}

fn is_sentence(reason: &str) -> bool {
    (5..250).contains(&reason.len())
        && !reason.contains(|c: char| c.is_control())
        && !reason.contains("/tmp")
}

/// Reads files on four threads.
fn outcome_of_all(files: &[InputFile], seconds: f64) -> Outcome {
    let since = Instant::now();
    let parts: Vec<Outcome> = thread::scope(|scope| {
        let workers: Vec<_> = files
            .chunks(files.len().div_ceil(4))
            .map(|part| scope.spawn(move || outcome(part, seconds)))
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("nothing panics"))
            .collect()
    });
    let sum = |of: fn(&Outcome) -> usize| parts.iter().map(of).sum();
    let outcome = Outcome {
        described: sum(|part| part.described),
        without: sum(|part| part.without),
        rejected: sum(|part| part.rejected),
    };
    println!(
        "{} files in {:.1} s: {outcome:?}",
        files.len(),
        since.elapsed().as_secs_f64()
    );
    outcome
}

/// Writes one file of each content.
fn write(folder: &Path, contents: impl Iterator<Item = (String, Vec<u8>)>) -> Vec<InputFile> {
    contents
        .map(|(name, bytes)| {
            fs::write(folder.join(&name), bytes).expect("it is written");
            input(folder, &name)
        })
        .collect()
}

fn below(rng: &mut ChaCha8Rng, count: usize) -> usize {
    usize::try_from(rng.next_u64() % count.max(1) as u64).expect("it is below a count")
}

#[test]
fn a_thousand_damaged_headers_end_in_features_or_in_reasons() {
    let params = SyntheticParams {
        files: 2,
        seconds: 0.6,
        ..SyntheticParams::default()
    };
    let Some((folder, originals)) = corpus(&params) else {
        return;
    };
    let originals: Vec<_> = originals
        .iter()
        .map(|file| fs::read(&file.path).expect("it is there"))
        .collect();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let damaged = (0..FILES).map(|place| {
        let mut bytes = originals[place % originals.len()].clone();
        for _ in 0..=below(&mut rng, 12) {
            // The index lies first.
            let at = below(&mut rng, bytes.len().min(2500));
            match below(&mut rng, 4) {
                0 => bytes[at] = 0xff,
                1 => bytes[at] ^= 1 << below(&mut rng, 8),
                2 => drop(bytes.remove(at)),
                _ => bytes[at] = u8::try_from(below(&mut rng, 256)).expect("a byte"),
            }
        }
        if below(&mut rng, 5) == 0 {
            bytes.truncate(below(&mut rng, 3000));
        }
        (format!("damaged-{place:04}.mp4"), bytes)
    });
    let files = write(folder.path(), damaged.collect::<Vec<_>>().into_iter());
    let outcome = outcome_of_all(&files, 0.5);
    // Some damage does no harm, and most does.
    assert!(
        outcome.described > 50 && outcome.rejected > 200,
        "{outcome:?}"
    );
}

#[test]
fn a_thousand_files_of_random_bytes_end_in_reasons() {
    let Some((folder, _)) = corpus(&SyntheticParams {
        files: 1,
        seconds: 0.5,
        ..SyntheticParams::default()
    }) else {
        return;
    };
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let random = (0..FILES).map(|place| {
        let mut bytes = MAGIC[place / ENDINGS.len() % MAGIC.len()].to_vec();
        let length = 1 + below(&mut rng, 20_000);
        bytes.extend((0..length).map(|_| u8::try_from(below(&mut rng, 256)).expect("a byte")));
        (
            format!("random-{place:04}.{}", ENDINGS[place % ENDINGS.len()]),
            bytes,
        )
    });
    let files = write(folder.path(), random.collect::<Vec<_>>().into_iter());
    let outcome = outcome_of_all(&files, 0.5);
    assert!(outcome.rejected + outcome.without >= FILES, "{outcome:?}");
}
