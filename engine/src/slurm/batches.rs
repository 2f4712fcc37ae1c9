use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::asked::Asked;
use super::batch::{ASKED, Batch, SCRIPT, folder_error, is_collected};
use super::error::SlurmError;
use super::script::script;
use crate::cache::Cache;
use crate::files::{Digest, write_atomic, write_sealed};

/// How long the logs of failures are kept.
const KEPT: Duration = Duration::from_hours(14 * 24);
/// How long a batch that nobody collects is kept: jobs may wait for weeks.
const UNCOLLECTED: Duration = Duration::from_hours(60 * 24);

/// The batches of a cache: `CACHE/slurm`.
#[derive(Debug, Clone)]
pub(super) struct Batches<'a> {
    cache: &'a Cache,
}

impl<'a> Batches<'a> {
    pub fn of(cache: &'a Cache) -> Self {
        Self { cache }
    }

    fn root(&self) -> PathBuf {
        self.cache.root().join("slurm")
    }

    /// Writes a new batch, whole or not at all, which `engine` is to run.
    pub fn create(&self, asked: &Asked, engine: &Path) -> Result<Batch, SlurmError> {
        let root = self.root();
        let made = self.write(asked, engine, &root);
        let folder = made.map_err(|error| folder_error(&root, &error))?;
        Batch::open(&folder)
    }

    fn write(&self, asked: &Asked, engine: &Path, root: &Path) -> io::Result<PathBuf> {
        // Nodes see the cache under the same path, which must not depend on the folder of the command.
        fs::create_dir_all(root)?;
        let root = fs::canonicalize(root)?;
        let cache = fs::canonicalize(self.cache.root())?;
        let asked = serde_json::to_vec(asked)?;
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let writing = self.cache.scratch()?;
        // Two batches of the same trials have names of their own, wherever they are made.
        let unique = format!(
            "{now:?} {} {}",
            std::process::id(),
            writing.path().display()
        );
        let folder = root.join(Digest::of(&[&asked, unique.as_bytes()].concat()).short());
        write_sealed(&writing.path().join(ASKED), &asked)?;
        let script = script(engine, &cache, &folder);
        write_atomic(&writing.path().join(SCRIPT), &script)?;
        fs::rename(writing.path(), &folder)?;
        Ok(folder)
    }

    /// The batches there are, in the order of their names, but for those of which only logs are kept, and what is wrong
    /// with those that are damaged; removes what has been kept for long enough.
    ///
    /// # Errors
    /// Where it cannot be told what there is: a batch that is missed is submitted twice.
    pub fn list(&self) -> Result<(Vec<Batch>, Vec<SlurmError>), SlurmError> {
        let root = self.root();
        let folders = folders(&root).map_err(|error| folder_error(&root, &error))?;
        let mut batches = Vec::new();
        let mut damaged = Vec::new();
        for folder in &folders {
            let (batch, damage) = match Batch::read(folder) {
                Ok(batch) => (Some(batch), None),
                Err(error) if is_damage(&error) => (None, Some(folder_error(folder, &error))),
                Err(error) if is_nobodys(folder, &error) => (None, None),
                Err(error) => return Err(folder_error(folder, &error)),
            };
            let is_none = batch.is_none() && damage.is_none();
            let is_over = is_none || is_collected(folder);
            let kept = if is_over { KEPT } else { UNCOLLECTED };
            if age(folder).is_some_and(|age| age > kept) {
                let _ = fs::remove_dir_all(folder);
            } else if !is_over {
                batches.extend(batch);
                damaged.extend(damage);
            }
        }
        Ok((batches, damaged))
    }
}

/// The folders in a folder, in order; none where it is not there.
fn folders(root: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(root) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut folders = Vec::new();
    for entry in entries {
        let entry = entry?;
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => folders.push(entry.path()),
            // Another engine removed it meanwhile.
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    folders.sort();
    Ok(folders)
}

/// Whether a file was read, and does not hold what was written.
fn is_damage(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, UnexpectedEof};
    matches!(error.kind(), InvalidData | UnexpectedEof)
}

/// Whether a folder that cannot be read as a batch is no batch of this user.
fn is_nobodys(folder: &Path, error: &io::Error) -> bool {
    match error.kind() {
        io::ErrorKind::NotFound => true,
        // Where users share a cache, the jobs of others are theirs.
        io::ErrorKind::PermissionDenied => {
            let me = rustix::process::getuid().as_raw();
            fs::metadata(folder).is_ok_and(|folder| folder.uid() != me)
        }
        _ => false,
    }
}

/// How long ago something was put into a folder.
fn age(folder: &Path) -> Option<Duration> {
    let changed = fs::metadata(folder).ok()?.modified().ok()?;
    SystemTime::now().duration_since(changed).ok()
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;
    use crate::files::seal;
    use crate::plan::Trial;
    use crate::slurm::asked::{AskedBy, AskedTrial, BATCH_FORMAT};
    use crate::slurm::job_id::JobId;
    use crate::slurm::outcome::{ElementFailure, ElementOutcome};

    fn asked(count: usize) -> Asked {
        Asked {
            format: BATCH_FORMAT,
            engine: "0".into(),
            by: AskedBy {
                folder: "/here".into(),
                spec: "study.yaml".into(),
                overrides: vec!["seeds=2".into()],
                skip_missing: false,
                plugin_path: Vec::new(),
                force: false,
            },
            trials: (0..count).map(trial).collect(),
        }
    }

    fn trial(at: usize) -> AskedTrial {
        AskedTrial {
            digest: Digest::of(&[u8::try_from(at).unwrap()]),
            trial: Trial::example(at as u64),
        }
    }

    fn with_cache(test: impl FnOnce(&Cache)) {
        let home = tempfile::tempdir().unwrap();
        test(&Cache::open(home.path().join("it's\n%A")).unwrap());
    }

    fn names(batches: &Batches<'_>) -> Vec<String> {
        let (there, damaged) = batches.list().unwrap();
        assert_eq!(damaged, []);
        there.iter().map(Batch::job_name).collect()
    }

    fn make_older_than(age: Duration, folder: &Path) {
        let long_ago = SystemTime::now() - age - Duration::from_mins(1);
        let folder = File::open(folder).unwrap();
        folder.set_modified(long_ago).unwrap();
    }

    #[test]
    fn what_is_asked_and_left_is_read_again() {
        with_cache(|cache| {
            let batches = Batches::of(cache);
            let batch = batches
                .create(&asked(2), Path::new("/bin/emospec"))
                .unwrap();
            assert_ne!(
                batches
                    .create(&asked(2), Path::new("/bin/emospec"))
                    .unwrap()
                    .job_name(),
                batch.job_name()
            );
            let again = Batch::open(batch.folder()).unwrap();
            assert_eq!(again.asked(), &asked(2));
            assert_eq!((again.job(), again.left().len()), (None, 0));
            let job = JobId::parse("16").unwrap();
            batch.keep_job(job).unwrap();
            assert_eq!(again.job(), Some(job));
            let outcome = ElementOutcome {
                digest: Digest::of(&[1]),
                failure: Some(ElementFailure {
                    message: "net (seed 1): no".into(),
                    last_words: None,
                }),
                said: Vec::new(),
                seconds: None,
                memory: 0,
            };
            batch.leave(1, &outcome).unwrap();
            assert_eq!(again.left().into_iter().collect::<Vec<_>>(), [1]);
            assert_eq!(again.outcome(1), Some(outcome.clone()));
            // An outcome of another trial is none of this element's.
            batch.leave(0, &outcome).unwrap();
            assert_eq!(again.outcome(0), None);
            assert_eq!(fs::read_dir(cache.root().join("tmp")).unwrap().count(), 0);
        });
    }

    #[test]
    fn a_damaged_outcome_is_none() {
        with_cache(|cache| {
            let batch = Batches::of(cache)
                .create(&asked(1), Path::new("/e"))
                .unwrap();
            let outcome = ElementOutcome {
                digest: Digest::of(&[0]),
                failure: None,
                said: Vec::new(),
                seconds: None,
                memory: 0,
            };
            batch.leave(0, &outcome).unwrap();
            let path = batch.folder().join("0.json");
            let whole = fs::read(&path).unwrap();
            for length in 0..whole.len() {
                fs::write(&path, &whole[..length]).unwrap();
                assert_eq!(batch.outcome(0), None, "{length} bytes");
            }
        });
    }

    #[test]
    fn end_of_a_log_is_a_few_harmless_lines() {
        with_cache(|cache| {
            let batch = Batches::of(cache)
                .create(&asked(1), Path::new("/e"))
                .unwrap();
            assert_eq!(batch.log_end(0), None);
            let mut text = vec![b'x'; 100_000];
            text.extend_from_slice(b"\nlost\n1\n2\n3\n\n4\n5\n6\n\x1b[2J7\xff\n8");
            fs::write(batch.log(0), text).unwrap();
            let shown = ["1", "2", "3", "4", "5", "6", "\\u{1b}[2J7\u{fffd}", "8"];
            assert_eq!(batch.log_end(0).unwrap(), shown);
        });
    }

    #[test]
    fn what_was_collected_is_kept_for_its_logs_and_then_removed() {
        with_cache(|cache| {
            let batches = Batches::of(cache);
            let batch = batches.create(&asked(1), Path::new("/e")).unwrap();
            assert_eq!(names(&batches), [batch.job_name()]);
            batch.keep_as_collected().unwrap();
            assert!(names(&batches).is_empty());
            assert!(batch.folder().exists());
            make_older_than(KEPT, batch.folder());
            assert!(names(&batches).is_empty());
            assert!(!batch.folder().exists());
            // What another engine removed needs no mark.
            batch.give_up().unwrap();
            assert!(!batch.folder().exists());
        });
    }

    #[test]
    fn a_damaged_batch_is_told_and_kept_as_one_that_nobody_collected() {
        with_cache(|cache| {
            let batches = Batches::of(cache);
            let batch = batches.create(&asked(1), Path::new("/e")).unwrap();
            let path = batch.folder().join(ASKED);
            let whole = fs::read(&path).unwrap();
            let mut other = asked(1);
            other.format += 1;
            let other = serde_json::to_vec(&other).unwrap();
            for damage in [
                &b""[..],
                &whole[..whole.len() - 1],
                &seal(b"{"),
                &seal(b"{}"),
                &seal(&other),
            ] {
                fs::write(&path, damage).unwrap();
                make_older_than(KEPT, batch.folder());
                let (there, damaged) = batches.list().unwrap();
                assert_eq!((there.len(), damaged.len()), (0, 1), "{damage:?}");
                assert!(damaged[0].to_string().contains("failed to use the folder"));
            }
            // Once its end was told, only its logs matter.
            batch.keep_as_collected().unwrap();
            assert!(names(&batches).is_empty());
            fs::remove_file(batch.folder().join("collected")).unwrap();
            make_older_than(UNCOLLECTED, batch.folder());
            assert!(names(&batches).is_empty());
            assert!(!batch.folder().exists());
        });
    }

    #[test]
    fn what_cannot_be_read_is_not_taken_for_nothing() {
        with_cache(|cache| {
            let batches = Batches::of(cache);
            assert!(names(&batches).is_empty());
            fs::write(batches.root(), "").unwrap();
            assert!(batches.list().is_err());
            fs::remove_file(batches.root()).unwrap();
            let asked = batches.root().join("a").join(ASKED);
            fs::create_dir_all(asked).unwrap();
            let error = batches.list().unwrap_err();
            assert!(error.to_string().contains("slurm/a: "), "{error}");
        });
    }
}
