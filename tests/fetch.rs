//! Fetching data from servers that stall, cut short, lie and send something else.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use emospec::files::Digest;

use crate::sandbox::{Ran, Sandbox, ran};
use crate::web::{Asked, Web, cut, reply, serve};

/// Whether curl is there; a line that says so where it is not.
fn has_curl() -> bool {
    let there = Command::new("curl").arg("--version").output().is_ok();
    if !there {
        println!("skipped: there is no curl");
    }
    there
}

/// Bytes that do not repeat in any way that a mix-up would miss.
fn bytes(count: usize) -> Vec<u8> {
    let bytes = (0..count as u64).map(|at| (at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8);
    bytes.collect()
}

fn sha256(bytes: &[u8]) -> String {
    Digest::of(bytes).as_str().to_owned()
}

/// A spec `one.yaml` whose dataset `pairs` has the one file `data/a.npy` with this source.
fn one(source: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(
        "one.yaml",
        format!(
            "version: 1
name: one
datasets:
  pairs:
    type: files
    root: data
    columns: {{left: {{role: view}}}}
    parts:
      train:
        - file: a.npy
          columns: {{left: 0}}
          source: {{{source}}}
"
        ),
    );
    sandbox
}

/// The same, of a server that is to give these bytes.
fn one_of(web: &Web, wanted: &[u8]) -> Sandbox {
    one(&format!(
        "url: '{}', sha256: {}",
        web.url("/a.npy"),
        sha256(wanted)
    ))
}

fn command(sandbox: &Sandbox, arguments: &[&str]) -> Command {
    let mut command = sandbox.command(&["data", "fetch"]);
    command.args(arguments).env("no_proxy", "127.0.0.1");
    command
}

fn fetch(sandbox: &Sandbox, arguments: &[&str]) -> Ran {
    let mut command = command(sandbox, arguments);
    ran(&command.args(["--patience", "1"]).output().unwrap())
}

/// The files below `data`, hidden ones too.
fn there(sandbox: &Sandbox) -> Vec<String> {
    let root = sandbox.path().join("data");
    let files = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter();
    let files = files.flatten().filter(|entry| !entry.file_type().is_dir());
    let below = |path: PathBuf| path.strip_prefix(&root).unwrap().display().to_string();
    files.map(|entry| below(entry.into_path())).collect()
}

fn read(sandbox: &Sandbox, file: &str) -> Vec<u8> {
    fs::read(sandbox.path().join(file)).unwrap()
}

fn is_part(file: &str) -> bool {
    Path::new(file).extension().is_some_and(|it| it == "part")
}

/// The download that is kept, where it broke off.
fn part(sandbox: &Sandbox) -> Option<PathBuf> {
    let file = there(sandbox).into_iter().find(|file| is_part(file));
    file.map(|file| sandbox.path().join("data").join(file))
}

/// Fetches once from a server that answers so; the outcome, with the sandbox.
fn from_server(
    wanted: &[u8],
    answer: impl Fn(&Asked, &mut TcpStream) -> std::io::Result<()> + Send + Sync + 'static,
) -> (Web, Sandbox, Ran) {
    let web = Web::new(answer);
    let sandbox = one_of(&web, wanted);
    let ran = fetch(&sandbox, &["one.yaml"]);
    (web, sandbox, ran)
}

const STUDY_FILES: [&str; 6] = [
    "left_train.h5",
    "right_train.npy",
    "labels_train.csv",
    "left_val.h5",
    "right_val.npy",
    "labels_val.csv",
];

/// The study, with a server that has its files, which are not there.
fn study() -> (Web, Sandbox) {
    let sandbox = Sandbox::with_study();
    let files =
        STUDY_FILES.map(|file| (format!("/{file}"), read(&sandbox, &format!("data/{file}"))));
    let web = Web::of_files(files.to_vec());
    for (path, bytes) in files {
        let file = &path[1..];
        let (url, sha256) = (web.url(&path), sha256(&bytes));
        let source = format!(
            "{{file: {file}, source: {{url: '{url}', sha256: {sha256}, bytes: {}}}, ",
            bytes.len()
        );
        sandbox.edit("study.yaml", &format!("{{file: {file}, "), &source);
    }
    fs::remove_dir_all(sandbox.path().join("data")).unwrap();
    (web, sandbox)
}

#[test]
fn a_study_whose_data_are_fetched_runs() {
    if !has_curl() {
        return;
    }
    let (web, sandbox) = study();
    sandbox.run(&["validate", "study.yaml"]).ended(2).says(&[
        "the folder of dataset `pairs` does not exist",
        "`emospec data fetch study.yaml pairs` downloads it",
    ]);
    let looked = fetch(&sandbox, &["study.yaml", "--dry-run"]).ended(0);
    assert_eq!(looked.out.matches("to fetch").count(), 6, "{}", looked.out);
    assert!(web.asked().is_empty() && !sandbox.path().join("data").exists());

    let fetched = fetch(&sandbox, &["study.yaml"]).ended(0);
    assert_eq!(
        fetched.out.matches("fetched  ").count(),
        6,
        "{}",
        fetched.out
    );
    assert!(
        fetched.err.contains("fetching http://127.0.0.1"),
        "{}",
        fetched.err
    );
    assert_eq!(there(&sandbox).len(), 6);
    sandbox.run(&["validate", "study.yaml"]).ended(0);

    fs::remove_file(sandbox.path().join("data/left_val.h5")).unwrap();
    sandbox.run(&["validate", "study.yaml"]).ended(2).says(&[
        "the file `left_val.h5` does not exist",
        "`emospec data fetch study.yaml pairs` downloads it; `--skip-missing`",
    ]);
    let again = fetch(&sandbox, &["study.yaml", "pairs", "--json"]).ended(0);
    let again: serde_json::Value = serde_json::from_str(&again.out).unwrap();
    let states = again["files"].as_array().unwrap();
    let of = |state: &str| states.iter().filter(|file| file["state"] == state).count();
    assert_eq!((of("there"), of("fetched")), (5, 1), "{again:#}");
    assert_eq!(web.asked().len(), 7);
    fetch(&sandbox, &["study.yaml", "pair"])
        .ended(2)
        .says(&["did you mean `pairs`?"]);
}

#[test]
fn a_file_that_is_not_that_of_its_source_is_an_error_until_it_is_replaced_or_let_be() {
    if !has_curl() {
        return;
    }
    let (web, sandbox) = study();
    fetch(&sandbox, &["study.yaml"]).ended(0);
    let labels = sandbox.read("data/labels_train.csv");
    sandbox.write(
        "data/labels_train.csv",
        labels.replacen("train0", "train00", 1),
    );
    let (was, is) = (
        sha256(labels.as_bytes()),
        sha256(&read(&sandbox, "data/labels_train.csv")),
    );
    let said = [
        "E066",
        "labels_train.csv",
        &was,
        &is,
        "--force",
        "verify: false",
    ];
    sandbox
        .run(&["validate", "study.yaml"])
        .ended(2)
        .says(&said);
    let asked = web.asked().len();
    fetch(&sandbox, &["study.yaml"])
        .ended(2)
        .says(&["E092", &was, &is, "--force replaces it"]);
    assert_eq!(web.asked().len(), asked);
    sandbox.edit(
        "study.yaml",
        "    root: data\n",
        "    root: data\n    verify: false\n",
    );
    sandbox.run(&["validate", "study.yaml"]).ended(0).says(&[
        "warning[E066]: 1 of 6 files of dataset `pairs` are not those of their sources: `labels_train.csv` is the first",
    ]);
    fetch(&sandbox, &["study.yaml", "--force"]).ended(0);
    assert_eq!(sandbox.read("data/labels_train.csv"), labels);
    let ran = sandbox.run(&["validate", "study.yaml"]).ended(0);
    assert!(!ran.err.contains("E066"), "{}", ran.err);
}

#[test]
fn what_is_wrong_with_a_source_is_told_with_its_place() {
    let digest = sha256(b"");
    for (source, said) in [
        (
            format!("url: 'ftp://example.org/a', sha256: {digest}"),
            [
                "one.yaml:12:",
                "is not a web address",
                "`https://` or `http://`",
            ],
        ),
        (
            "url: 'file:///etc/passwd', sha256: abc".to_owned(),
            [
                "one.yaml:12:",
                "is not a web address",
                "64 hexadecimal digits",
            ],
        ),
        (
            format!("url: 'https://example.org/a', sha265: {digest}"),
            ["one.yaml:12:", "sha265", "did you mean `sha256`?"],
        ),
        (
            format!("url: 'https://example.org/a', sha256: {digest}, bytes: -1"),
            ["one.yaml:12:", "bytes", "E02"],
        ),
    ] {
        fetch(&one(&source), &["one.yaml"]).ended(2).says(&said);
    }
    let sandbox = one(&format!("url: 'https://example.org/a', sha256: {digest}"));
    let part = "      train:\n";
    let other = format!(
        "      val: [{{file: ./a.npy, columns: {{left: 0}}, source: {{url: 'https://example.org/b', sha256: {digest}}}}}]\n{part}"
    );
    sandbox.edit("one.yaml", part, &other);
    let said = ["E067", "the file `a.npy` has two sources", "one.yaml:"];
    fetch(&sandbox, &["one.yaml"]).ended(2).says(&said);
    let sandbox = one(&format!("url: 'https://example.org/a', sha256: {digest}"));
    sandbox.edit("one.yaml", "file: a.npy", "file: ../a.npy");
    fetch(&sandbox, &["one.yaml"])
        .ended(2)
        .says(&["E051", "leaves the folder"]);
}

#[test]
fn a_download_that_broke_off_goes_on_from_there() {
    if !has_curl() {
        return;
    }
    let file = bytes(300_000);
    let served = file.clone();
    let (web, sandbox, ran) = from_server(&file, move |asked, to| match asked.before {
        0 => cut(to, &served, 100_000),
        _ => serve(asked, to, &served),
    });
    ran.ended(0);
    assert_eq!(read(&sandbox, "data/a.npy"), file);
    assert_eq!(there(&sandbox), ["a.npy"]);
    let from: Vec<_> = web.asked().iter().map(|asked| asked.from).collect();
    assert_eq!(from, [None, Some(100_000)]);
}

#[test]
fn a_download_that_was_killed_goes_on_from_there() {
    if !has_curl() {
        return;
    }
    let file = bytes(300_000);
    let served = file.clone();
    let web = Web::new(move |asked, to| match asked.before {
        0 => {
            cut(to, &served, 100_000)?;
            sleep(Duration::from_secs(5));
            Ok(())
        }
        _ => serve(asked, to, &served),
    });
    let sandbox = one_of(&web, &file);
    let mut running = command(&sandbox, &["one.yaml"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let is_half = || part(&sandbox).is_some_and(|part| part.metadata().unwrap().len() == 100_000);
    while !is_half() {
        assert!(begun.elapsed() < Duration::from_secs(20));
        sleep(Duration::from_millis(20));
    }
    running.kill().unwrap();
    running.wait().unwrap();
    assert!(!sandbox.path().join("data/a.npy").exists());

    fetch(&sandbox, &["one.yaml"]).ended(0);
    assert_eq!(read(&sandbox, "data/a.npy"), file);
    assert_eq!(there(&sandbox), ["a.npy"]);
    assert_eq!(web.asked()[1].from, Some(100_000));
}

#[test]
fn a_whole_download_without_its_name_is_not_downloaded_again() {
    if !has_curl() {
        return;
    }
    let file = bytes(1000);
    let web = Web::new(|_, to| reply(to, "500 Internal Server Error", &[], b""));
    let sandbox = one_of(&web, &file);
    let name = format!("data/.fetch-{}.part", &sha256(&file)[..16]);
    sandbox.write(&name, &file);
    fetch(&sandbox, &["one.yaml"]).ended(0);
    assert_eq!(there(&sandbox), ["a.npy"]);
    assert!(web.asked().is_empty());
}

#[test]
fn a_server_that_sends_no_ranges_sends_the_file_afresh() {
    if !has_curl() {
        return;
    }
    let file = bytes(300_000);
    let served = file.clone();
    let (web, sandbox, ran) = from_server(&file, move |asked, to| match asked.before {
        0 => cut(to, &served, 100_000),
        _ => reply(
            to,
            "200 OK",
            &[("Content-Length", served.len().to_string())],
            &served,
        ),
    });
    ran.ended(0);
    assert_eq!(read(&sandbox, "data/a.npy"), file);
    assert_eq!(there(&sandbox), ["a.npy"]);
    assert_eq!(web.asked().last().unwrap().from, None);
}

#[test]
fn the_rest_of_another_version_is_not_kept() {
    if !has_curl() {
        return;
    }
    let file = bytes(3000);
    let web = Web::of_files(vec![("/a.npy".to_owned(), file.clone())]);
    let sandbox = one_of(&web, &file);
    let name = format!("data/.fetch-{}.part", &sha256(&file)[..16]);
    for begun in [vec![7; 1000], vec![7; 3000], vec![7; 9000]] {
        sandbox.write(&name, begun);
        fetch(&sandbox, &["one.yaml", "--force"]).ended(0);
        assert_eq!(read(&sandbox, "data/a.npy"), file);
        fs::remove_file(sandbox.path().join("data/a.npy")).unwrap();
    }
    assert!(there(&sandbox).is_empty());
}

#[test]
fn a_server_that_stands_still_is_given_up_and_what_it_sent_is_kept() {
    if !has_curl() {
        return;
    }
    let file = bytes(300_000);
    let served = file.clone();
    let begun = Instant::now();
    let (_web, sandbox, ran) = from_server(&file, move |asked, to| {
        if asked.from.is_none() {
            cut(to, &served, 100_000)?;
        }
        sleep(Duration::from_mins(1));
        Ok(())
    });
    ran.ended(2).says(&[
        "E092",
        "broke off after 100000 bytes",
        "(28)",
        "it goes on from there",
        "one.yaml:12:",
    ]);
    assert!(begun.elapsed() < Duration::from_secs(40));
    assert_eq!(there(&sandbox).len(), 1);
    assert!(part(&sandbox).is_some());
}

#[test]
fn a_server_that_cuts_every_answer_short_is_given_up() {
    if !has_curl() {
        return;
    }
    let file = bytes(3000);
    let served = file.clone();
    let (web, sandbox, ran) = from_server(&file, move |asked, to| {
        let from = asked.from.unwrap_or(0);
        if from == 0 {
            return cut(to, &served, 1000);
        }
        let headers = [
            ("Content-Range", format!("bytes {from}-2999/3000")),
            ("Content-Length", (3000 - from).to_string()),
        ];
        reply(
            to,
            "206 Partial Content",
            &headers,
            &served[from..from + 10],
        )
    });
    ran.ended(2).says(&["broke off after 1020 bytes"]);
    let from: Vec<_> = web.asked().iter().map(|asked| asked.from).collect();
    assert_eq!(from, [None, Some(1000), Some(1010)]);
    assert_eq!(there(&sandbox).len(), 1);
}

#[test]
fn a_server_that_lies_about_the_length_is_held_to_the_digest() {
    if !has_curl() {
        return;
    }
    let file = bytes(3000);
    let length = |bytes: usize| [("Content-Length", bytes.to_string())];
    // More than there is: all of it is there.
    let served = file.clone();
    let (_web, sandbox, ran) = from_server(&file, move |_, to| {
        reply(to, "200 OK", &length(9000), &served)
    });
    ran.ended(0);
    assert_eq!(read(&sandbox, "data/a.npy"), file);
    // Less than there is: it is not all.
    let served = file.clone();
    let (_web, sandbox, ran) = from_server(&file, move |_, to| {
        reply(to, "200 OK", &length(1000), &served)
    });
    let (is, wanted) = (sha256(&file[..1000]), sha256(&file));
    ran.ended(2).says(&["it has 1000 bytes", &is, &wanted]);
    assert!(there(&sandbox).is_empty());
}

#[test]
fn other_bytes_are_refused_and_nothing_of_them_is_kept() {
    if !has_curl() {
        return;
    }
    let (_web, sandbox, ran) = from_server(&bytes(1000), |asked, to| serve(asked, to, &[7; 1000]));
    ran.ended(2).says(&[
        "E092",
        "it has 1000 bytes and the SHA-256",
        &sha256(&[7; 1000]),
        &sha256(&bytes(1000)),
        "do not use it",
    ]);
    assert!(there(&sandbox).is_empty());
}

#[test]
fn a_body_without_end_is_ended_at_the_limit() {
    if !has_curl() {
        return;
    }
    let web = Web::new(|_, to| {
        reply(to, "200 OK", &[], b"")?;
        loop {
            std::io::Write::write_all(to, &[7; 8192])?;
        }
    });
    let sandbox = one_of(&web, b"");
    fetch(&sandbox, &["one.yaml", "--limit", "1MiB"])
        .ended(2)
        .says(&["larger than the limit of 1.0 MiB", "--limit"]);
    assert!(there(&sandbox).is_empty());
    sandbox.edit("one.yaml", "sha256:", "bytes: 1000, sha256:");
    fetch(&sandbox, &["one.yaml"])
        .ended(2)
        .says(&["larger than the 1000 bytes stated"]);
    assert!(there(&sandbox).is_empty());

    // One that states its size is not begun.
    let (_web, sandbox, ran) = from_server(b"", |_, to| {
        let length = ("Content-Length", (1_u64 << 40).to_string());
        reply(to, "200 OK", &[length], &[7; 4096])
    });
    ran.ended(2).says(&["larger than the limit of 20.0 GiB"]);
    assert!(there(&sandbox).is_empty());
}

#[test]
fn answers_that_are_no_file_are_refused() {
    if !has_curl() {
        return;
    }
    let file = bytes(100);
    let (web, _, ran) = from_server(&file, |_, to| reply(to, "404 Not Found", &[], b"no"));
    let url = web.url("/a.npy");
    ran.ended(2).says(&[
        "404",
        &format!("download {url} in some other way, and place it at data/a.npy"),
    ]);
    assert_eq!(web.asked().len(), 1);

    let to_itself = |_: &Asked, to: &mut TcpStream| {
        reply(to, "302 Found", &[("Location", "/a.npy".to_owned())], b"")
    };
    let (web, sandbox, ran) = from_server(&file, to_itself);
    ran.ended(2).says(&["E092", "(47)"]);
    assert!(web.asked().len() < 20 && there(&sandbox).is_empty());

    // A file of this machine, even one with the digest stated.
    let secret = Sandbox::new();
    secret.write("secret", &file);
    let location = format!("file://{}", secret.path().join("secret").display());
    let (_web, sandbox, ran) = from_server(&file, move |_, to| {
        reply(to, "302 Found", &[("Location", location.clone())], b"")
    });
    ran.ended(2).says(&["E092", "(1)"]);
    assert!(there(&sandbox).is_empty());
}

#[test]
fn a_server_that_is_busy_is_asked_again() {
    if !has_curl() {
        return;
    }
    let file = bytes(100);
    let served = file.clone();
    let (web, _, ran) = from_server(&file, move |asked, to| match asked.before {
        0 => reply(to, "503 Service Unavailable", &[], b"later"),
        _ => serve(asked, to, &served),
    });
    ran.ended(0);
    assert_eq!(web.asked().len(), 2);
}

#[test]
fn one_file_that_fails_leaves_the_others() {
    if !has_curl() {
        return;
    }
    let (_web, sandbox) = study();
    sandbox.edit("study.yaml", "/right_train.npy'", "/nowhere.npy'");
    let ran = fetch(&sandbox, &["study.yaml"])
        .ended(2)
        .says(&["404", "study.yaml:"]);
    assert_eq!(ran.err.matches("error[E092]").count(), 1, "{}", ran.err);
    assert_eq!(ran.out.matches("fetched  ").count(), 5, "{}", ran.out);
    assert!(
        ran.out.contains("failed   data/right_train.npy"),
        "{}",
        ran.out
    );
}

#[test]
fn files_downloaded_elsewhere_are_taken_once_they_are_verified() {
    let file = bytes(1000);
    let sandbox = one(&format!(
        "url: 'https://example.invalid/x/a-1.0.npy?raw=1', sha256: {}",
        sha256(&file)
    ));
    sandbox.write("got/a-1.0.npy", bytes(999));
    let from = ["one.yaml", "--from", "got"];
    fetch(&sandbox, &from).ended(2).says(&["it has 999 bytes"]);
    assert!(there(&sandbox).is_empty());
    sandbox.write("got/a-1.0.npy", &file);
    fetch(&sandbox, &from).ended(0);
    assert_eq!(there(&sandbox), ["a.npy"]);
    assert_eq!(read(&sandbox, "data/a.npy"), file);
}

#[test]
fn without_curl_it_is_said_what_to_do() {
    let sandbox = one(&format!(
        "url: 'https://example.invalid/a', sha256: {}",
        sha256(b"")
    ));
    let mut command = command(&sandbox, &["one.yaml"]);
    let ran = ran(&command.env("PATH", "").output().unwrap());
    ran.ended(2)
        .says(&["`curl` was not found: install it", "place it at data/a.npy"]);
    assert!(there(&sandbox).is_empty());
}

#[test]
fn a_link_does_not_lead_a_download_out() {
    let sandbox = one(&format!(
        "url: 'https://example.invalid/a', sha256: {}",
        sha256(b"")
    ));
    sandbox.edit("one.yaml", "file: a.npy", "file: out/deep/a.npy");
    fs::create_dir_all(sandbox.path().join("data")).unwrap();
    fs::create_dir_all(sandbox.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", sandbox.path().join("data/out")).unwrap();
    fetch(&sandbox, &["one.yaml"])
        .ended(2)
        .says(&["leaves the folder of its dataset through a link"]);
    assert!(
        fs::read_dir(sandbox.path().join("elsewhere"))
            .unwrap()
            .next()
            .is_none()
    );
}
