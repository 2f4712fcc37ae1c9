use insta::assert_snapshot;

use super::{WHOLE, shown, with};

#[test]
fn a_misspelt_key_at_the_top_level() {
    assert_snapshot!(with("title: A", "titel: A"), @r"
    error[E020]: unknown key `titel` at the top level
     --> spec.yaml:3:1
      |
    3 | titel: A demonstration
      | ^^^^^ did you mean `title`?
      |
      = help: it takes: `version`, `name`, `title`, `seeds`, `datasets`, `splits`, `audit`, `features`, `tasks`, `models`, `reported`, `bibliography`, `tables`, `figures`, `studies`, `execution`, `extends`
    ");
}

#[test]
fn a_misspelt_required_key_is_one_error() {
    assert_snapshot!(with("tasks:", "tsaks:"), @r"
    error[E020]: unknown key `tsaks` at the top level
      --> spec.yaml:25:1
       |
    25 | tsaks:
       | ^^^^^ did you mean `tasks`?
       |
       = help: it takes: `version`, `name`, `title`, `seeds`, `datasets`, `splits`, `audit`, `features`, `tasks`, `models`, `reported`, `bibliography`, `tables`, `figures`, `studies`, `execution`, `extends`
    ");
}

#[test]
fn a_misspelt_key_of_a_dataset() {
    assert_snapshot!(with("    root:", "    rot:"), @r"
    error[E020]: unknown key `rot` in `datasets.pairs`
     --> spec.yaml:8:5
      |
    8 |     rot: ${env:DEMO_DIR:-data}
      |     ^^^ did you mean `root`?
      |
      = help: it takes: `type`, `title`, `obtain`, `about`, `root`, `source`, `verify`, `only`, `make`, `extract`, `labels`, `columns`, `parts`, `from`, `divide`, `pairs`, `params`
    ");
}

#[test]
fn a_misspelt_key_of_a_column() {
    assert_snapshot!(with("width: 128", "widht: 128"), @r"
    error[E020]: unknown key `widht` in `datasets.pairs.columns.right`
      --> spec.yaml:11:27
       |
    11 |       right: {role: view, widht: 128}
       |                           ^^^^^ did you mean `width`?
       |
       = help: it takes: `role`, `classes`, `width`, `from`, `pattern`
    ");
}

#[test]
fn a_misspelt_key_of_a_file() {
    assert_snapshot!(with("{file: left.h5,", "{fiel: left.h5,"), @r"
    error[E020]: unknown key `fiel` in `datasets.pairs.parts.train.0`
      --> spec.yaml:18:12
       |
    18 |         - {fiel: left.h5, columns: {left: default}}
       |            ^^^^ did you mean `file`?
       |
       = help: it takes: `file`, `format`, `header`, `columns`, `source`
    ");
}

#[test]
fn a_misspelt_key_in_one_of_several_forms() {
    assert_snapshot!(with("names_at: 3", "name_at: 3"), @r"
    error[E020]: unknown key `name_at` in `datasets.pairs.parts.train.2.columns.left_colour`
      --> spec.yaml:20:78
       |
    20 | ...ch: 2, left_colour: {at: 5, name_at: 3, names: [Red, Green]}}}
       |                                ^^^^^^^ did you mean `names_at`?
       |
       = help: it takes: `at`, `names_at`, `names`
    ");
}

#[test]
fn a_misspelt_key_of_a_metric() {
    assert_snapshot!(with("metric: accuracy", "metrik: accuracy"), @r"
    error[E020]: unknown key `metrik` in `tasks.pairing.metrics.1`
      --> spec.yaml:32:49
       |
    32 |     metrics: [accuracy, {name: colour_accuracy, metrik: accuracy, target: left_colour}]
       |                                                 ^^^^^^ did you mean `metric`?
       |
       = help: it takes: `name`, `metric`, `target`, `per_class`, `title`
    ");
}

#[test]
fn a_parameter_outside_of_params() {
    assert_snapshot!(with("{type: reference/chance}", "{type: reference/chance, batch: 3}"), @r"
    error[E020]: unknown key `batch` in `models.chance`
      --> spec.yaml:34:36
       |
    34 |   chance: {type: reference/chance, batch: 3}
       |                                    ^^^^^
       |
       = help: it takes: `type`, `title`, `family`, `tasks`, `inputs`, `tune`, `params`; a plugin's parameters go under `params`
    ");
}

#[test]
fn a_misspelt_dimension() {
    assert_snapshot!(with("{task: pairing}", "{taks: pairing}"), @r"
    error[E023]: `taks` is none of the words accepted here
      --> spec.yaml:39:13
       |
    39 |     where: {taks: pairing}
       |             ^^^^ did you mean `task`?
       |
       = help: it takes: `dataset`, `task`, `split`, `family`, `model`, `query`, `metric`, `class`, `fold`, `seed`
    ");
}

#[test]
fn a_missing_key() {
    assert_snapshot!(with("    target: match\n", ""), @r"
    error[E021]: missing key `target` in `tasks.pairing`
      --> spec.yaml:26:3
       |
    26 |   pairing:
       |   ^^^^^^^
       |
       = help: `target`: The target a model learns
    ");
}

#[test]
fn values_of_the_wrong_kind() {
    assert_snapshot!(with("views: [left, right]", "views: 3"), @r"
    error[E022]: expected a list of names, found the number 3
      --> spec.yaml:29:12
       |
    29 |     views: 3
       |            ^
    ");
    assert_snapshot!(with("seeds: 3", "seeds: {count: 3}"), @r"
    error[E022]: expected a whole number or a list of whole numbers, found a map
     --> spec.yaml:4:8
      |
    4 | seeds: {count: 3}
      |        ^^^^^^^^^^
    ");
    assert_snapshot!(with("split: official", "split: {official: true}"), @r"
    error[E022]: expected a name or a list of names, found a map
      --> spec.yaml:28:12
       |
    28 |     split: {official: true}
       |            ^^^^^^^^^^^^^^^^
    ");
    assert_snapshot!(with("width: 128", "width: '128'"), @r"
    error[E022]: expected a whole number, found text `128`
      --> spec.yaml:11:34
       |
    11 |       right: {role: view, width: '128'}
       |                                  ^^^^^
       |
       = help: write numbers without quotes, underscores and leading zeros
    ");
    assert_snapshot!(with("pairs:\n    type", "pairs: 3\n  more:\n    type"), @r"
    error[E022]: expected a map of `type`, `title`, `obtain`, `about`, `root`, `source`, `verify`, `only`, `make`, `extract`, `labels`, `columns`, `parts`, `from`, `divide`, `pairs`, `params`, found the number 3
     --> spec.yaml:6:10
      |
    6 |   pairs: 3
      |          ^
    ");
    assert_snapshot!(with("{left: default}", "{left: [default]}"), @r"
    error[E022]: expected text or a whole number or a map of `at`, `names_at`, `names`, found a list
      --> spec.yaml:18:43
       |
    18 |         - {file: left.h5, columns: {left: [default]}}
       |                                           ^^^^^^^^^
    ");
}

#[test]
fn yes_is_no_boolean() {
    assert_snapshot!(with("percent: true", "percent: yes"), @r"
    error[E022]: expected `true` or `false`, found text `yes`
      --> spec.yaml:42:37
       |
    42 |     cell: {show: mean-std, percent: yes, decimals: 2}
       |                                     ^^^
       |
       = help: booleans are `true` and `false`
    ");
}

#[test]
fn a_whole_number_with_a_fraction() {
    assert_snapshot!(with("jobs: 2", "jobs: 2.5"), @r"
    error[E022]: expected a whole number, found the number 2.5
      --> spec.yaml:43:19
       |
    43 | execution: {jobs: 2.5}
       |                   ^^^
    ");
    assert_snapshot!(with("jobs: 2", "jobs: 2.0"), @r"
    error[E022]: expected a whole number, found the number 2.0
      --> spec.yaml:43:19
       |
    43 | execution: {jobs: 2.0}
       |                   ^^^
       |
       = help: whole numbers are written without a fraction, and have limits
    ");
}

#[test]
fn a_word_that_is_no_choice() {
    assert_snapshot!(with("type: classification", "type: clasification"), @r"
    error[E023]: `clasification` is none of the words accepted here
      --> spec.yaml:27:11
       |
    27 |     type: clasification
       |           ^^^^^^^^^^^^^ did you mean `classification`?
       |
       = help: it takes: `classification`, `retrieval`, `regression`
    ");
    assert_snapshot!(with("rows: [model]", "rows: [colour]"), @r"
    error[E023]: `colour` is none of the words accepted here
      --> spec.yaml:40:12
       |
    40 |     rows: [colour]
       |            ^^^^^^
       |
       = help: it takes: `dataset`, `task`, `split`, `family`, `model`, `query`, `metric`, `class`, `fold`, `seed`
    ");
}

#[test]
fn a_name_that_is_none() {
    assert_snapshot!(with("name: demo", "name: my study"), @r"
    error[E024]: `my study` is not a name
     --> spec.yaml:2:7
      |
    2 | name: my study
      |       ^^^^^^^^
      |
      = help: A name: a letter or digit, then letters, digits, `_`, `-`, `.` and `@`, at most 64 in all.
    ");
    assert_snapshot!(with("  chance:", "  by chance:"), @r"
    error[E024]: `by chance` is not a name
      --> spec.yaml:34:3
       |
    34 |   by chance: {type: reference/chance}
       |   ^^^^^^^^^
       |
       = help: A name: a letter or digit, then letters, digits, `_`, `-`, `.` and `@`, at most 64 in all.
    ");
    assert_snapshot!(with("target: match", "target: ''"), @r#"
    error[E024]: `""` is not a name
      --> spec.yaml:30:13
       |
    30 |     target: ''
       |             ^^
       |
       = help: A name: a letter or digit, then letters, digits, `_`, `-`, `.` and `@`, at most 64 in all.
    "#);
}

#[test]
fn numbers_and_counts_out_of_range() {
    assert_snapshot!(with("width: 128", "width: 0"), @r"
    error[E025]: expected at least 1, found the number 0
      --> spec.yaml:11:34
       |
    11 |       right: {role: view, width: 0}
       |                                  ^
    ");
    assert_snapshot!(with("version: 1", "version: 2"), @r"
    error[E025]: expected at most 1, found the number 2
     --> spec.yaml:1:10
      |
    1 | version: 2
      |          ^
    ");
    assert_snapshot!(with("rows: [model]", "rows: []"), @r"
    error[E026]: expected at least one entry, found none
      --> spec.yaml:40:11
       |
    40 |     rows: []
       |           ^^
    ");
    assert_snapshot!(with("[red, green]", "[red]"), @r"
    error[E026]: expected at least 2 entries, found 1
      --> spec.yaml:13:44
       |
    13 |       left_colour: {role: target, classes: [red]}
       |                                            ^^^^^
    ");
    assert_snapshot!(with("[left, right]", "[left, left]"), @r"
    error[E027]: `left` is given twice
      --> spec.yaml:29:19
       |
    29 |     views: [left, left]
       |                   ^^^^
    ");
    assert_snapshot!(with("seeds: 3", "seeds: [1, 2, 1]"), @r"
    error[E027]: `1` is given twice
     --> spec.yaml:4:15
      |
    4 | seeds: [1, 2, 1]
      |               ^
    ");
}

#[test]
fn several_errors_are_reported_at_once_in_the_order_of_the_file() {
    let text = WHOLE
        .replace("seeds: 3", "seeds: many")
        .replace("role: id", "rol: id")
        .replace("{jobs: 2}", "{jobs: 2, jobs: 3, cores: 1}")
        .replace("decimals: 2", "decimals: 99");
    assert_snapshot!(shown(&text), @r"
    error[E022]: expected a whole number or a list of whole numbers, found text `many`
     --> spec.yaml:4:8
      |
    4 | seeds: many
      |        ^^^^

    error[E020]: unknown key `rol` in `datasets.pairs.columns.id`
      --> spec.yaml:14:12
       |
    14 |       id: {rol: id}
       |            ^^^ did you mean `role`?
       |
       = help: it takes: `role`, `classes`, `width`, `from`, `pattern`

    error[E025]: expected at most 12, found the number 99
      --> spec.yaml:42:53
       |
    42 |     cell: {show: mean-std, percent: true, decimals: 99}
       |                                                     ^^

    error[E005]: key `jobs` is given twice
      --> spec.yaml:43:22
       |
    43 | execution: {jobs: 2, jobs: 3, cores: 1}
       |                      ^^^^ first given in line 43

    error[E020]: unknown key `cores` in `execution`
      --> spec.yaml:43:31
       |
    43 | execution: {jobs: 2, jobs: 3, cores: 1}
       |                               ^^^^^
       |
       = help: it takes: `type`, `jobs`, `threads`, `timeout`, `memory`, `partition`, `account`, `qos`, `time`, `max_jobs`, `options`, `on_interrupt`
    ");
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let text = WHOLE.replace("role: id", "\"r\\e[31m\\nole\": id");
    let shown = shown(&text);
    assert!(!shown.contains('\u{1b}'), "{shown}");
    assert!(
        shown.contains("unknown key `r\\u{1b}[31m\\nole`"),
        "{shown}"
    );
}

#[test]
fn colour_is_the_callers_choice() {
    let found = super::loaded(&WHOLE.replace("seeds: 3", "seeds: many")).unwrap_err();
    assert!(found.render(true, 80).contains('\u{1b}'));
    assert!(!found.render(false, 80).contains('\u{1b}'));
}

#[test]
fn long_source_lines_are_cut_to_the_width() {
    let found =
        super::loaded(&WHOLE.replace("{role: id}", &format!("{{role: {}}}", "é".repeat(100_000))))
            .unwrap_err();
    let widest = found
        .render(false, 80)
        .lines()
        .map(|line| line.chars().count())
        .max();
    assert!(widest < Some(200), "{widest:?}");
}
