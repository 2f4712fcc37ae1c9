use std::fmt::Write as _;
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use super::{SMALL, folder, loaded, loaded_at, shown, shown_of, with};
use crate::diagnostic::Code;

#[test]
fn duplicate_keys_are_refused_at_every_level() {
    assert_snapshot!(with("execution: {jobs: 2}", "execution: {jobs: 2, jobs: 3}\nname: again"), @r"
    error[E005]: key `jobs` is given twice
      --> spec.yaml:43:22
       |
    43 | execution: {jobs: 2, jobs: 3}
       |                      ^^^^ first given in line 43

    error[E005]: key `name` is given twice
      --> spec.yaml:44:1
       |
    44 | name: again
       | ^^^^ first given in line 2
    ");
}

#[test]
fn malformed_yaml_is_located() {
    assert_snapshot!(with("views: [left, right]", "views: [left, right"), @r"
    error[E004]: this is not valid YAML: illegal placement of ':' indicator
      --> spec.yaml:30:11
       |
    30 |     target: match
       |           ^
       |
       = help: check indents, brackets and quotes here and in the lines before
    ");
    assert_snapshot!(with("    root:", "\troot:"), @r"
    error[E004]: a tab where YAML takes only spaces
     --> spec.yaml:8:1
      |
    8 |     root: ${env:DEMO_DIR:-data}
      | ^^^^
      |
      = help: indent with spaces
    ");
    assert_snapshot!(with("title: A demonstration", "title: A: demonstration"), @r"
    error[E004]: a second `: ` in one line
     --> spec.yaml:3:9
      |
    3 | title: A: demonstration
      |         ^
      |
      = help: put text that contains `: ` in quotes, or begin a new line
    ");
    assert_snapshot!(with("title: A demonstration", "title: 'A"), @r"
    error[E004]: this is not valid YAML: invalid trailing content after single-quoted scalar
      --> spec.yaml:15:49
       |
    15 |       origin: {role: group, from: id, pattern: '^(.*)_\d+$'}
       |                                                 ^
       |
       = help: check indents, brackets and quotes here and in the lines before
    ");
    assert_snapshot!(with("title: A demonstration", "title: *nowhere"), @r"
    error[E004]: the alias refers to no anchor before it
     --> spec.yaml:3:8
      |
    3 | title: *nowhere
      |        ^
      |
      = help: write `&name` before the value that is meant, or quote text that begins with `*`
    ");
    assert_snapshot!(with("title: A demonstration", "? [a]\n: b"), @r"
    error[E004]: a key must be text
     --> spec.yaml:3:3
      |
    3 | ? [a]
      |   ^
    ");
    assert_snapshot!(with("seeds: 3", "seeds: .nan"), @r"
    error[E004]: `.nan` is no finite number
     --> spec.yaml:4:8
      |
    4 | seeds: .nan
      |        ^^^^
      |
      = help: leave the key out, or write text in quotes
    ");
    assert_snapshot!(with("seeds: 3", "---\nseeds: 3"), @r"
    error[E004]: a second document begins here
     --> spec.yaml:5:1
      |
    5 | seeds: 3
      | ^
      |
      = help: a spec is one YAML document: remove the `---` between the two
    ");
}

#[test]
fn what_is_no_map_is_refused() {
    assert_snapshot!(shown(""), @r"
    error[E007]: the spec is empty
     --> spec.yaml:1:1
      |
    1 |
      | ^
      |
      = help: begin with `version: 1` and `name: NAME`; `emospec init` writes a whole spec
    ");
    assert_snapshot!(shown("# nothing\n\n"), @r"
    error[E007]: the spec is empty
     --> spec.yaml:3:1
      |
    3 |
      | ^
      |
      = help: begin with `version: 1` and `name: NAME`; `emospec init` writes a whole spec
    ");
    assert_snapshot!(shown("- version: 1\n- name: x\n"), @r"
    error[E007]: a spec is a map of keys, and this is a list
     --> spec.yaml:1:1
      |
    1 | - version: 1
      | ^
      |
      = help: begin with `version: 1` and `name: NAME`; `emospec init` writes a whole spec
    ");
    assert_snapshot!(shown("hello\n"), @r"
    error[E007]: a spec is a map of keys, and this is a single value
     --> spec.yaml:1:1
      |
    1 | hello
      | ^^^^^
      |
      = help: begin with `version: 1` and `name: NAME`; `emospec init` writes a whole spec
    ");
}

#[test]
fn bytes_that_are_no_text_are_located() {
    let mut bytes = SMALL.as_bytes().to_vec();
    bytes.splice(20..20, *b"caf\xe9");
    assert_snapshot!(shown_of(&[("spec.yaml", &bytes)], &[]), @r"
    error[E003]: this is not UTF-8 text
     --> spec.yaml:2:13
      |
    2 | name: smacaf�ll
      |             ^
      |
      = help: save the file with the encoding UTF-8
    ");
}

#[test]
fn an_alias_bomb_is_one_error_at_once() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    let start = Instant::now();
    assert_snapshot!(shown(&bomb), @r"
    error[E006]: the document grows too large
     --> spec.yaml:5:10
      |
    5 | a4: &a4 [*a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3]
      |          ^^^
      |
      = help: a spec has at most 32 levels and 250000 values, 20000 of them repeated by aliases
    ");
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn a_merge_bomb_is_one_error_at_once() {
    let mut bomb = "a0: &a0 {x: 1, y: 2}\n".to_owned();
    for level in 1..30 {
        let below = level - 1;
        writeln!(
            bomb,
            "a{level}: &a{level} {{p: *a{below}, q: *a{below}, <<: *a{below}}}"
        )
        .unwrap();
    }
    let start = Instant::now();
    let found = loaded(&bomb).unwrap_err();
    assert_eq!(
        found.iter().map(|one| one.code).collect::<Vec<_>>(),
        [Code::TooExpanded]
    );
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn endless_nesting_is_one_error() {
    for text in [
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        "- ".repeat(100_000),
        "? ".repeat(100_000),
    ] {
        let found = loaded(&text).unwrap_err();
        assert_eq!(
            found.iter().map(|one| one.code).collect::<Vec<_>>(),
            [Code::TooExpanded],
            "{}",
            &text[..4]
        );
    }
}

#[test]
fn a_large_file_is_refused_without_reading_it() {
    let folder = folder(&[]);
    let file = folder.path().join("spec.yaml");
    std::fs::File::create(&file)
        .unwrap()
        .set_len(100 << 20)
        .unwrap();
    let start = Instant::now();
    let found = loaded_at(&file, &[]).unwrap_err();
    assert!(start.elapsed() < Duration::from_millis(100));
    let shown = found
        .render(false, 100)
        .replace(&format!("{}/", folder.path().display()), "");
    assert_eq!(
        shown,
        "error[E002]: spec.yaml is larger than the 4 MiB a spec may have\n"
    );
}

#[test]
fn what_is_no_file_is_refused() {
    assert_snapshot!(shown_of(&[], &[]), @"error[E001]: failed to read spec.yaml: No such file or directory (os error 2)");
    assert_snapshot!(shown_of(&[("spec.yaml/x", b"")], &[]), @"error[E001]: failed to read spec.yaml: it is a folder");
    let found = loaded_at("/dev/zero".as_ref(), &[]).unwrap_err();
    assert_eq!(
        found.render(false, 100),
        "error[E001]: failed to read /dev/zero: it is no plain file\n"
    );
}
