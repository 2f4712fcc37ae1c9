use insta::assert_snapshot;
use serde_json::json;

use super::{SMALL, folder, loaded_at, shown_of};

const CHILD: &str = "extends: shared/base.yaml\nname: child\nmodels:\n  net: {type: demo/net}\n  chance: {title: Chance}\n";

#[test]
fn maps_are_merged_and_other_values_replaced() {
    let child = format!("{CHILD}tasks:\n  pairing: {{views: [right]}}\n");
    let folder = folder(&[
        ("spec.yaml", child.as_bytes()),
        ("shared/base.yaml", SMALL.as_bytes()),
    ]);
    let document = loaded_at(&folder.path().join("spec.yaml"), &[])
        .unwrap()
        .document;
    assert_eq!(document["name"], "child");
    assert_eq!(
        document["models"].to_string(),
        r#"{"chance":{"type":"reference/chance","title":"Chance"},"net":{"type":"demo/net"}}"#
    );
    assert_eq!(document["tasks"]["pairing"]["views"], json!(["right"]));
    assert_eq!(document.get("extends"), None);
}

#[test]
fn an_error_is_shown_in_the_file_it_stands_in() {
    let base = SMALL
        .replace("target: match", "taget: match")
        .replace("name: small", "name: a b");
    let child = CHILD.replace("title: Chance", "titel: Chance");
    assert_snapshot!(shown_of(&[("spec.yaml", child.as_bytes()), ("shared/base.yaml", base.as_bytes())], &[]), @r"
    error[E020]: unknown key `taget` in `tasks.pairing`
     --> shared/base.yaml:8:67
      |
    8 | ...plit: official, views: [left], taget: match, metrics: [accuracy]}
      |                                   ^^^^^ did you mean `target`?
      |
      = help: it takes: `type`, `datasets`, `split`, `views`, `target`, `auxiliary`, `relevance`, `metrics`, `select`

    error[E020]: unknown key `titel` in `models.chance`
     --> spec.yaml:5:12
      |
    5 |   chance: {titel: Chance}
      |            ^^^^^ did you mean `title`?
      |
      = help: it takes: `type`, `title`, `family`, `tasks`, `inputs`, `tune`, `params`
    ");
}

#[test]
fn duplicate_keys_of_both_files_are_reported_together() {
    let base = format!("{SMALL}title: a\ntitle: b\n");
    let child = format!("{CHILD}seeds: 1\nseeds: 2\n");
    assert_snapshot!(shown_of(&[("spec.yaml", child.as_bytes()), ("shared/base.yaml", base.as_bytes())], &[]), @r"
    error[E005]: key `title` is given twice
      --> shared/base.yaml:12:1
       |
    12 | title: b
       | ^^^^^ first given in line 11

    error[E005]: key `seeds` is given twice
     --> spec.yaml:7:1
      |
    7 | seeds: 2
      | ^^^^^ first given in line 6
    ");
}

#[test]
fn specs_may_extend_through_several_files_but_not_in_a_circle() {
    let files: [(&str, &[u8]); 3] = [
        ("spec.yaml", b"extends: a/b.yaml\n"),
        ("a/b.yaml", b"extends: ../c.yaml\nname: b\n"),
        ("c.yaml", SMALL.as_bytes()),
    ];
    assert_eq!(shown_of(&files, &[]), "nothing is wrong");
    assert_snapshot!(shown_of(&[files[0], files[1], ("c.yaml", b"extends: spec.yaml\n")], &[]), @r"
    error[E008]: `a/../spec.yaml` extends itself
     --> a/../c.yaml:1:10
      |
    1 | extends: spec.yaml
      |          ^^^^^^^^^
    ");
    assert_snapshot!(shown_of(&[("spec.yaml", b"name: x\nextends: ./spec.yaml\n")], &[]), @r"
    error[E008]: `./spec.yaml` extends itself
     --> spec.yaml:2:10
      |
    2 | extends: ./spec.yaml
      |          ^^^^^^^^^^^
    ");
}

#[test]
fn of_several_bases_the_later_go_before_the_earlier() {
    let files: [(&str, &[u8]); 4] = [
        ("spec.yaml", b"extends: [a.yaml, b.yaml]\nname: own\n"),
        ("a.yaml", b"extends: small.yaml\ntitle: of a\nseeds: 3\n"),
        ("b.yaml", b"title: of b\nname: b\n"),
        ("small.yaml", SMALL.as_bytes()),
    ];
    let folder = folder(&files);
    let document = loaded_at(&folder.path().join("spec.yaml"), &[])
        .unwrap()
        .document;
    assert_eq!(document["title"], "of b");
    assert_eq!(document["name"], "own");
    assert_eq!(document["seeds"], 3);
}

#[test]
fn what_two_bases_extend_lies_under_both() {
    let files: [(&str, &[u8]); 4] = [
        ("spec.yaml", b"extends: [a.yaml, b.yaml]\n"),
        ("a.yaml", b"extends: small.yaml\nseeds: 7\n"),
        ("b.yaml", b"extends: small.yaml\ntitle: of b\n"),
        ("small.yaml", SMALL.as_bytes()),
    ];
    let folder = folder(&files);
    let document = loaded_at(&folder.path().join("spec.yaml"), &[])
        .unwrap()
        .document;
    assert_eq!(
        (&document["seeds"], &document["title"]),
        (&json!(7), &json!("of b"))
    );
}

#[test]
fn a_long_chain_is_refused() {
    let names: Vec<_> = (0..20).map(|number| format!("{number}.yaml")).collect();
    let texts: Vec<_> = (1..=20)
        .map(|next| format!("extends: {next}.yaml\n"))
        .collect();
    let mut files: Vec<_> = names
        .iter()
        .zip(&texts)
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    files.push(("spec.yaml", b"extends: 0.yaml\n"));
    let shown = shown_of(&files, &[]);
    assert!(
        shown.starts_with("error[E008]: more than 16 specs extend one another\n"),
        "{shown}"
    );
}

#[test]
fn a_base_that_cannot_be_used_is_shown_where_it_is_named() {
    let extending = |value: &str| {
        shown_of(
            &[(
                "spec.yaml",
                format!("name: x\nextends: {value}\n").as_bytes(),
            )],
            &[],
        )
    };
    assert_snapshot!(extending("/etc/base.yaml"), @r"
    error[E008]: `extends` takes a path relative to this file
     --> spec.yaml:2:10
      |
    2 | extends: /etc/base.yaml
      |          ^^^^^^^^^^^^^^
      |
      = help: an absolute path would not hold on another machine
    ");
    assert_snapshot!(extending("[3]"), @r"
    error[E008]: `extends` takes the path of a spec, or a list of paths
     --> spec.yaml:2:11
      |
    2 | extends: [3]
      |           ^
      |
      = help: write `extends: base.yaml`
    ");
    assert_snapshot!(extending("none.yaml"), @r"
    error[E008]: failed to read none.yaml: No such file or directory (os error 2)
     --> spec.yaml:2:10
      |
    2 | extends: none.yaml
      |          ^^^^^^^^^
    ");
    assert_snapshot!(extending("'.'"), @r"
    error[E008]: failed to read .: it is a folder
     --> spec.yaml:2:10
      |
    2 | extends: '.'
      |          ^^^
    ");
}

#[test]
fn a_base_that_is_malformed_is_shown_itself() {
    assert_snapshot!(shown_of(&[("spec.yaml", b"extends: base.yaml\n"), ("base.yaml", b"a: [\n")], &[]), @r"
    error[E004]: this is not valid YAML: unclosed bracket '['
     --> base.yaml:1:4
      |
    1 | a: [
      |    ^
      |
      = help: check indents, brackets and quotes here and in the lines before
    ");
    assert_snapshot!(shown_of(&[("spec.yaml", b"extends: base.yaml\n"), ("base.yaml", b"- a\n")], &[]), @r"
    error[E007]: a spec is a map of keys, and this is a list
     --> base.yaml:1:1
      |
    1 | - a
      | ^
      |
      = help: begin with `version: 1` and `name: NAME`; `emospec init` writes a whole spec
    ");
}
