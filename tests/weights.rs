//! Fetching the weights that packages publish. Nothing here goes out to a network: a plugin of the test describes an
//! archive, which is handed over by `--from` or by a `curl` of the test's own.

use std::env;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;

use emospec::files::Digest;

use crate::sandbox::{Ran, Sandbox, ran, repository};

const BYTES: &[u8] = b"numbers";

/// A sandbox whose plugin folder `plugins` describes the weights `net` in `net.whl`.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for name in ["../escaped", "net/weights.bin"] {
        archive.start_file(name, options).unwrap();
        archive.write_all(BYTES).unwrap();
    }
    let archive = archive.finish().unwrap().into_inner();
    sandbox.write(
        "plugins/own/weights.yaml",
        format!(
            "net:
  about: A net.
  source: Nowhere.
  licence: CC0
  package: net 1.0
  archive:
    address: https://example.invalid/net.whl
    sha256: {}
    bytes: {}
    format: zip
  member: {{path: net/weights.bin, sha256: {}, bytes: {}}}
  file: net.bin
",
            Digest::of(&archive).as_str(),
            archive.len(),
            Digest::of(BYTES).as_str(),
            BYTES.len()
        ),
    );
    sandbox.write("net.whl", archive);
    sandbox
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> Ran {
    let mut command = sandbox.command(arguments);
    let own = sandbox.path().join("plugins");
    ran(&command.env("EMOSPEC_PLUGIN_PATH", own).output().unwrap())
}

#[test]
fn fetched_weights_are_placed_in_the_cache_with_their_licence() {
    let sandbox = sandbox();
    let listed = run(&sandbox, &["weights", "list"]).ended(0);
    assert!(listed.out.contains("not fetched"), "{}", listed.out);
    let fetch = ["weights", "fetch", "net", "--from", "net.whl"];
    let fetched = run(&sandbox, &fetch).ended(0);
    let placed = sandbox.path().join("cache/weights/net.bin");
    assert_eq!(fs::read(&placed).unwrap(), BYTES);
    for said in [
        &*placed.display().to_string(),
        Digest::of(BYTES).as_str(),
        "CC0",
    ] {
        assert!(fetched.out.contains(said), "{}", fetched.out);
    }
    assert!(!sandbox.path().join("escaped").exists());
    assert!(!sandbox.path().join("cache/escaped").exists());
    let listed = run(&sandbox, &["weights", "list", "--json"]).ended(0);
    let listed: serde_json::Value = serde_json::from_str(&listed.out).unwrap();
    assert_eq!(listed["weights"][0]["placed"], placed.display().to_string());

    // What is there is checked, and neither fetched nor trusted.
    let again = ["weights", "fetch", "net", "--from", "no-such-file"];
    run(&sandbox, &again).ended(0);
    fs::write(&placed, b"numbars").unwrap();
    run(&sandbox, &again)
        .ended(2)
        .says(&["E091", "no-such-file"]);
}

#[test]
fn archive_or_file_of_another_digest_is_refused() {
    let sandbox = sandbox();
    sandbox.write("other.whl", "something else");
    let fetch = |archive| ["weights", "fetch", "net", "--to", "here", "--from", archive];
    let said = ["E091", "SHA-256", "do not use it"];
    run(&sandbox, &fetch("other.whl")).ended(2).says(&said);
    let digest = Digest::of(BYTES);
    let wrong = Digest::of(b"other");
    sandbox.edit("plugins/own/weights.yaml", digest.as_str(), wrong.as_str());
    let said = ["net/weights.bin", digest.as_str(), wrong.as_str()];
    run(&sandbox, &fetch("net.whl")).ended(2).says(&said);
    assert!(!sandbox.path().join("here").exists());
}

#[test]
fn archive_is_downloaded_by_curl_from_its_address() {
    let sandbox = sandbox();
    // The last argument is the address.
    sandbox.write(
        "bin/curl",
        "#!/bin/sh\nwhile [ $# -gt 1 ]; do shift; done\n[ \"$1\" = https://example.invalid/net.whl ] || exit 3\ncat net.whl\n",
    );
    let curl = sandbox.path().join("bin/curl");
    fs::set_permissions(&curl, fs::Permissions::from_mode(0o755)).unwrap();
    let path = |folders: &str| format!("{}:{folders}", curl.parent().unwrap().display());
    let fetch = |path: String| {
        let mut command = sandbox.command(&["weights", "fetch", "net"]);
        let own = sandbox.path().join("plugins");
        command.env("EMOSPEC_PLUGIN_PATH", own).env("PATH", path);
        ran(&command.output().unwrap())
    };
    let usual = env::var("PATH").unwrap();
    fetch(path(&usual))
        .ended(0)
        .says(&["downloading https://example.invalid/net.whl"]);
    assert!(sandbox.path().join("cache/weights/net.bin").is_file());

    fs::remove_dir_all(sandbox.path().join("cache/weights")).unwrap();
    sandbox.write(
        "bin/curl",
        "#!/bin/sh\necho 'curl: (6) no such host' >&2\nexit 6\n",
    );
    fetch(path(&usual))
        .ended(2)
        .says(&["(6) no such host", "--from"]);
    fs::remove_file(&curl).unwrap();
    fetch(path(""))
        .ended(2)
        .says(&["`curl` was not found", "--from"]);
}

#[test]
fn misspelt_name_and_bad_description_are_told() {
    let sandbox = sandbox();
    run(&sandbox, &["weights", "fetch", "nett"])
        .ended(2)
        .says(&["E040", "did you mean `net`?"]);
    for (from, to, why) in [
        ("file: net.bin", "file: ../net.bin", "no plain file name"),
        ("https://", "http://", "has to begin with https://"),
        ("licence: CC0", "license: CC0", "licen"),
    ] {
        sandbox.edit("plugins/own/weights.yaml", from, to);
        run(&sandbox, &["weights", "list"])
            .ended(2)
            .says(&["E090", "weights.yaml", why]);
        sandbox.edit("plugins/own/weights.yaml", to, from);
    }
    let text = sandbox.read("plugins/own/weights.yaml");
    sandbox.write("plugins/second/weights.yaml", text);
    run(&sandbox, &["weights", "list"])
        .ended(2)
        .says(&["E090", "another plugin"]);
}

#[test]
fn weights_of_the_shipped_plugins_are_described_without_building_them() {
    let sandbox = Sandbox::new();
    let listed = sandbox.run(&["weights", "list"]).ended(0);
    assert!(!listed.err.contains("building"), "{}", listed.err);
    let described = fs::read_to_string(repository().join("plugins/onnx/weights.yaml")).unwrap();
    let names = described
        .lines()
        .filter(|line| line.ends_with(':') && line.starts_with(char::is_alphanumeric));
    for name in names {
        assert!(
            listed.out.contains(name.trim_end_matches(':')),
            "{}",
            listed.out
        );
    }
}
