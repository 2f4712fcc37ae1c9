//! Fetching archives: what they hold is placed in the folder of a dataset, or nothing of it is.

use std::fs;
use std::io::{Cursor, Write};

use emospec::files::Digest;
use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{EntryType, Header};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::sandbox::{Ran, Sandbox, ran};

/// An entry of an archive: its name as it stands there, and what it is.
type Entry<'a> = (&'a str, What<'a>);

#[derive(Clone, Copy)]
enum What<'a> {
    File(&'a [u8]),
    Folder,
    Link(&'a str),
}

use What::{File, Folder, Link};

fn tar_gz(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
    for (name, what) in entries {
        let mut header = Header::new_gnu();
        // Written as it is: the crate would refuse what is to be refused.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_mode(0o777);
        let (kind, bytes): (_, &[u8]) = match what {
            File(bytes) => (EntryType::Regular, bytes),
            Folder => (EntryType::Directory, &[]),
            Link(to) => {
                header.set_link_name(to).unwrap();
                (EntryType::Symlink, &[])
            }
        };
        header.set_entry_type(kind);
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        archive.append(&header, bytes).unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap()
}

fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for (name, what) in entries {
        match what {
            File(bytes) => {
                archive.start_file(*name, options).unwrap();
                archive.write_all(bytes).unwrap();
            }
            Folder => archive.add_directory(*name, options).unwrap(),
            Link(to) => archive.add_symlink(*name, *to, options).unwrap(),
        }
    }
    archive.finish().unwrap().into_inner()
}

/// A spec `one.yaml` whose dataset `pairs` has an archive that was downloaded to `got`.
fn sandbox(archive: &[u8], unpack: &str, more: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(&format!("got/all.{unpack}"), archive);
    let digest = Digest::of(archive);
    sandbox.write(
        "one.yaml",
        format!(
            "version: 1
name: one
datasets:
  pairs:
    type: files
    root: data
    source: {{url: 'https://example.invalid/all.{unpack}', sha256: {}, unpack: {unpack}{more}}}
    columns: {{left: {{role: view}}}}
    parts: {{train: [{{file: train/left.npy, columns: {{left: 0}}}}]}}
",
            digest.as_str()
        ),
    );
    sandbox
}

fn fetch(sandbox: &Sandbox, more: &[&str]) -> Ran {
    let mut command = sandbox.command(&["data", "fetch", "one.yaml", "--from", "got"]);
    ran(&command.args(more).output().unwrap())
}

/// Everything in the sandbox but the spec, the archive and the cache, hidden files too.
fn there(sandbox: &Sandbox) -> Vec<String> {
    let files = walkdir::WalkDir::new(sandbox.path())
        .sort_by_file_name()
        .into_iter();
    let files = files.flatten().filter(|entry| !entry.file_type().is_dir());
    let files = files.map(|entry| {
        let below = entry.path().strip_prefix(sandbox.path()).unwrap();
        below.display().to_string()
    });
    let is_own = |file: &String| {
        !["got/", "cache/", "one.yaml"]
            .iter()
            .any(|own| file.starts_with(own))
            && !file.starts_with("data/.fetched-")
    };
    files.filter(is_own).collect()
}

const GOOD: [Entry<'_>; 4] = [
    ("all-1.0/", Folder),
    ("all-1.0/data/train/left.npy", File(b"left")),
    ("all-1.0/data/notes.txt", File(b"notes")),
    ("all-1.0/tools/latest", Link("../data")),
];

#[test]
fn files_of_a_folder_of_an_archive_are_placed_and_known_again() {
    for (archive, unpack) in [(zip(&GOOD), "zip"), (tar_gz(&GOOD), "tar.gz")] {
        let sandbox = sandbox(&archive, unpack, ", folder: all-1.0/data");
        sandbox
            .run(&["data", "describe", "one.yaml"])
            .says(&["`emospec data fetch one.yaml pairs` downloads it"]);
        // What a process that was killed left.
        let digest = Digest::of(&archive);
        let left = format!("data/.unpacking-{}/x", &digest.as_str()[..16]);
        sandbox.write(&left, "left");
        fetch(&sandbox, &[]).ended(0);
        let placed = ["data/notes.txt", "data/train/left.npy"];
        assert_eq!(there(&sandbox), placed);
        assert_eq!(sandbox.read("data/train/left.npy"), "left");

        // The archive is not needed again while its files are there.
        fs::remove_dir_all(sandbox.path().join("got")).unwrap();
        let again = fetch(&sandbox, &[]).ended(0);
        assert!(again.out.starts_with("there"), "{}", again.out);
        sandbox.write(&format!("got/all.{unpack}"), &archive);
        fs::remove_file(sandbox.path().join("data/notes.txt")).unwrap();
        fetch(&sandbox, &[]).ended(0);
        assert_eq!(there(&sandbox), placed);

        // Nor are files replaced without being asked to.
        sandbox.write("data/notes.txt", "my notes");
        fetch(&sandbox, &[])
            .ended(2)
            .says(&["data/notes.txt is there", "--force"]);
        assert_eq!(sandbox.read("data/notes.txt"), "my notes");
        fetch(&sandbox, &["--force"]).ended(0);
        assert_eq!(sandbox.read("data/notes.txt"), "notes");
    }
}

#[test]
fn a_file_that_was_there_before_is_not_replaced_by_an_archive() {
    let sandbox = sandbox(&zip(&GOOD), "zip", ", folder: all-1.0/data, into: all");
    sandbox.write("data/all/notes.txt", "my notes");
    fetch(&sandbox, &[]).ended(2).says(&["notes.txt is there"]);
    // Nothing of it is placed, and it is not downloaded again.
    assert_eq!(there(&sandbox).len(), 2, "{:?}", there(&sandbox));
    assert!(there(&sandbox)[0].contains(".fetch-"));
}

#[test]
fn a_link_does_not_lead_what_is_unpacked_out() {
    let sandbox = sandbox(&zip(&GOOD), "zip", ", folder: all-1.0/data");
    fs::create_dir_all(sandbox.path().join("data")).unwrap();
    fs::create_dir_all(sandbox.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", sandbox.path().join("data/train")).unwrap();
    let said = ["data/train/left.npy leaves the folder of its dataset"];
    fetch(&sandbox, &[]).ended(2).says(&said);
    let left = there(&sandbox);
    assert!(
        left.iter()
            .all(|file| file == "data/train" || file.contains(".fetch-")),
        "{left:?}"
    );
}

#[test]
fn archives_that_reach_out_of_their_folder_are_refused_before_anything_is_written() {
    let good = ("train/left.npy", File(b"left"));
    let hostile: [(&str, Entry<'_>); 7] = [
        ("leaves its folder", ("../evil", File(b"evil"))),
        ("leaves its folder", ("train/../../evil", File(b"evil"))),
        ("absolute", ("/tmp/emospec-evil", File(b"evil"))),
        ("backslash", ("..\\evil", File(b"evil"))),
        ("neither a file nor a folder", ("train/link", Link("/etc"))),
        ("in capitals alone", ("train/LEFT.npy", File(b"evil"))),
        ("there twice", ("train/left.npy/evil", File(b"evil"))),
    ];
    for (why, entry) in hostile {
        let entries = [good, entry];
        let mut archives = vec![(tar_gz(&entries), "tar.gz")];
        if !entry.0.starts_with('/') {
            archives.push((zip(&entries), "zip"));
        }
        for (archive, unpack) in archives {
            let sandbox = sandbox(&archive, unpack, "");
            fetch(&sandbox, &[]).ended(2).says(&[
                "E092",
                "the archive is not unpacked",
                why,
                "one.yaml:7:",
            ]);
            assert!(there(&sandbox).is_empty(), "{:?}", there(&sandbox));
            assert!(!sandbox.path().join("evil").exists());
        }
    }
    let twice = tar_gz(&[good, good]);
    fetch(&sandbox(&twice, "tar.gz", ""), &[])
        .ended(2)
        .says(&["there twice"]);
}

#[test]
fn archives_that_unpack_to_more_than_the_limit_are_refused_before_anything_is_written() {
    let zeros = vec![0; 20 << 20];
    let entries = [("a", File(&zeros)), ("b", File(&zeros))];
    for (archive, unpack) in [(zip(&entries), "zip"), (tar_gz(&entries), "tar.gz")] {
        assert!(archive.len() < 1 << 20);
        let sandbox = sandbox(&archive, unpack, "");
        let limit = ["--limit", "30MiB"];
        fetch(&sandbox, &limit)
            .ended(2)
            .says(&["unpacks to more than 30.0 MiB", "--limit"]);
        let left = there(&sandbox);
        assert!(left.iter().all(|file| file.contains(".fetch-")), "{left:?}");
        fetch(&sandbox, &[]).ended(0);
        assert_eq!(there(&sandbox), ["data/a", "data/b"]);
    }
}

#[test]
fn damaged_archives_leave_nothing() {
    let noise: Vec<u8> = (0..250_u8).flat_map(|at| [at; 16]).rev().collect();
    let entries = [("train/left.npy", File(&noise))];
    for (archive, unpack) in [(zip(&entries), "zip"), (tar_gz(&entries), "tar.gz")] {
        let whole = archive.len();
        for damaged in [archive[..whole / 2].to_vec(), b"<html>".to_vec(), {
            let mut other = archive.clone();
            other[whole / 2] ^= 1;
            other
        }] {
            let sandbox = sandbox(&damaged, unpack, "");
            fetch(&sandbox, &[])
                .ended(2)
                .says(&["the archive is not unpacked"]);
            assert!(there(&sandbox).is_empty(), "{:?}", there(&sandbox));
        }
    }
}

#[test]
fn archives_are_of_folders_inside_the_root() {
    for more in [", into: ../elsewhere", ", folder: /data"] {
        let sandbox = sandbox(&zip(&GOOD), "zip", more);
        fetch(&sandbox, &[])
            .ended(2)
            .says(&["E067", "is no plain path", "one.yaml:7:"]);
    }
    let empty = sandbox(&zip(&GOOD), "zip", ", folder: all-2.0");
    fetch(&empty, &[])
        .ended(2)
        .says(&["it has no file below `all-2.0`"]);
}
