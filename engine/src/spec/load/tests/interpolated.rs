use std::fmt::Write as _;

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{SMALL, loaded, shown};

/// What a parameter becomes, beside others to refer to.
fn filled(parameter: &str) -> Value {
    let text = format!(
        "{SMALL}  net:\n    type: a/b\n    params:\n      n: 3\n      f: 0.5\n      v: {parameter}\n"
    );
    match loaded(&text) {
        Ok(loaded) => loaded.document["models"]["net"]["params"]["v"].clone(),
        Err(found) => found.render(false, 100).into(),
    }
}

#[test]
fn a_value_that_is_one_interpolation_keeps_its_kind() {
    assert_eq!(filled("${models.net.params.n}"), json!(3));
    assert_eq!(filled("${models.net.params.f}"), json!(0.5));
    assert_eq!(filled("${env:SEEDS}"), json!(7));
    assert_eq!(filled("${env:NONE:-true}"), json!(true));
    assert_eq!(filled("${env:WORDS}"), json!("two words"));
    assert_eq!(filled("${env:EMPTY}"), json!(""));
    assert_eq!(filled("${env:EMPTY:-full}"), json!("full"));
}

#[test]
fn quotes_and_other_text_make_text() {
    assert_eq!(filled("'${models.net.params.n}'"), json!("3"));
    assert_eq!(filled("\"${env:SEEDS}\""), json!("7"));
    assert_eq!(
        filled("${name}-${models.net.params.f}-${env:SEEDS}"),
        json!("small-0.5-7")
    );
    assert_eq!(filled("x${env:NONE:-1e3}"), json!("x1e3"));
}

#[test]
fn dollars_can_be_written() {
    assert_eq!(filled("'^a$'"), json!("^a$"));
    assert_eq!(filled("$${name} $$5 $5"), json!("${name} $5 $5"));
}

#[test]
fn interpolations_may_refer_to_interpolations() {
    let text = SMALL.replace("name: small", "name: ${title}\ntitle: ${env:NONE:-chain}");
    assert_eq!(loaded(&text).unwrap().document["name"], "chain");
}

#[test]
fn what_cannot_be_filled_in_is_one_error() {
    assert_snapshot!(shown(&SMALL.replace("version: 1", "version: 1\nseeds: ${sedes}\ntitle: ${nmae}")), @r"
    error[E010]: there is no `sedes` in the spec
     --> spec.yaml:2:8
      |
    2 | seeds: ${sedes}
      |        ^^^^^^^^ did you mean `seeds`?

    error[E010]: there is no `nmae` in the spec
     --> spec.yaml:3:8
      |
    3 | title: ${nmae}
      |        ^^^^^^^ did you mean `name`?
    ");
    assert_snapshot!(shown(&SMALL.replace("version: 1", "version: 1\nseeds: ${env:NONE}\ntitle: ${models.chance}")), @r"
    error[E012]: the environment variable `NONE` is not set
     --> spec.yaml:2:8
      |
    2 | seeds: ${env:NONE}
      |        ^^^^^^^^^^^ set it, or give a default: `${env:NONE:-default}`

    error[E010]: `models.chance` is no single value
     --> spec.yaml:3:8
      |
    3 | title: ${models.chance}
      |        ^^^^^^^^^^^^^^^^
    ");
    assert_snapshot!(shown(&SMALL.replace("version: 1", "version: 1\ntitle: a ${name")), @r"
    error[E010]: `${` without a closing `}`; write `$${` for a literal `${`
     --> spec.yaml:2:8
      |
    2 | title: a ${name
      |        ^^^^^^^^
    ");
}

#[test]
fn a_circle_is_one_error() {
    assert_snapshot!(shown(&SMALL.replace("name: small", "name: ${title}\ntitle: x${name}")), @r"
    error[E011]: interpolations refer to each other in a circle
     --> spec.yaml:3:8
      |
    3 | title: x${name}
      |        ^^^^^^^^ name → title → name
    ");
    assert_snapshot!(shown(&SMALL.replace("name: small", "name: ${name}")), @r"
    error[E011]: interpolations refer to each other in a circle
     --> spec.yaml:2:7
      |
    2 | name: ${name}
      |       ^^^^^^^ name → name
    ");
}

#[test]
fn texts_that_are_large_together_are_one_error() {
    let mut params = format!("long: {}", "x".repeat(60_000));
    for copy in 0..1000 {
        write!(params, "\n      a{copy}: ${{models.net.params.long}}").unwrap();
    }
    let shown = shown(&format!(
        "{SMALL}  net:\n    type: a/b\n    params:\n      {params}\n"
    ));
    assert_eq!(shown.matches("error[").count(), 1, "{shown}");
    let message = "error[E006]: the interpolated texts grow too large together\n";
    assert!(shown.starts_with(message), "{shown}");
}

#[test]
fn text_that_doubles_itself_is_one_error() {
    let mut params = "a0: xxxxxxxxxxxxxxxx".to_owned();
    for level in 1..40 {
        let below = format!("${{models.net.params.a{}}}", level - 1);
        write!(params, "\n      a{level}: {below}{below}").unwrap();
    }
    let shown = shown(&format!(
        "{SMALL}  net:\n    type: a/b\n    params:\n      {params}\n"
    ));
    assert_eq!(shown.matches("error[").count(), 1, "{shown}");
    assert!(
        shown.starts_with("error[E006]: the interpolated text grows too large\n"),
        "{shown}"
    );
}
