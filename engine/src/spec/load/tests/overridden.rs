use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{WHOLE, folder, loaded_at, shown_of};

fn document(overrides: &[&str]) -> Value {
    let folder = folder(&[("spec.yaml", WHOLE.as_bytes())]);
    loaded_at(&folder.path().join("spec.yaml"), overrides)
        .unwrap()
        .document
}

fn refused(overrides: &[&str]) -> String {
    shown_of(&[("spec.yaml", WHOLE.as_bytes())], overrides)
}

#[test]
fn values_are_yaml_and_later_ones_win() {
    let document = document(&[
        "models.net.params.learning_rate=0.5",
        "models.net.params.layers=[64, {width: 32}]",
        "models.net.params.encoder.depth=2",
        "models.chance.params.seed=yes",
        "datasets.pairs.parts.train.0.file=other.h5",
        "seeds=1",
        "seeds=2",
        "title=a=b",
        "tables.pairing.mark.best=none",
    ]);
    assert_eq!(
        document["models"]["net"]["params"],
        json!({"learning_rate": 0.5, "layers": [64, {"width": 32}], "encoder": {"depth": 2}})
    );
    assert_eq!(document["models"]["chance"]["params"]["seed"], "yes");
    assert_eq!(
        document["datasets"]["pairs"]["parts"]["train"][0]["file"],
        "other.h5"
    );
    assert_eq!(
        (&document["seeds"], &document["title"]),
        (&json!(2), &json!("a=b"))
    );
    assert_eq!(document["tables"]["pairing"]["mark"]["best"], "none");
}

#[test]
fn names_with_dots_are_found() {
    let text = WHOLE.replace("  net:", "  net.v1:");
    let folder = folder(&[("spec.yaml", text.as_bytes())]);
    let loaded = loaded_at(
        &folder.path().join("spec.yaml"),
        &["models.net.v1.params.learning_rate=3"],
    )
    .unwrap();
    assert_eq!(
        loaded.document["models"]["net.v1"]["params"]["learning_rate"],
        3
    );
}

#[test]
fn an_unknown_path_names_the_nearest() {
    assert_snapshot!(refused(&["modles.net.params.learning_rate=1"]), @r"
    error[E009]: there is no `modles` in the spec
     --> --set:1:7
      |
    1 | --set modles.net.params.learning_rate=1
      |       ^^^^^^ did you mean `models`?
      |
      = help: it has: `version`, `name`, `title`, `seeds`, `datasets`, `splits`, `features`, `tasks`, `models`, `tables`, `execution`, `audit`, `reported`, `bibliography`, `figures`, `studies`
    ");
    assert_snapshot!(refused(&["models.nte.params.learning_rate=1"]), @r"
    error[E009]: there is no `nte` in `models`
     --> --set:1:14
      |
    1 | --set models.nte.params.learning_rate=1
      |              ^^^ did you mean `net`?
      |
      = help: it has: `chance`, `net`
    ");
    assert_snapshot!(refused(&["models.net.parms=1"]), @r"
    error[E020]: unknown key `parms` in `models.net`
     --> --set:1:18
      |
    1 | --set models.net.parms=1
      |                  ^^^^^ did you mean `params`?
      |
      = help: it takes: `type`, `title`, `family`, `tasks`, `inputs`, `tune`, `params`
    ");
    assert_snapshot!(refused(&["datasets.pairs.parts.train.9.file=x"]), @r"
    error[E009]: `datasets.pairs.parts.train` is a list of 3 without item `9`
     --> --set:1:34
      |
    1 | --set datasets.pairs.parts.train.9.file=x
      |                                  ^
    ");
    assert_snapshot!(refused(&["title.x=1"]), @r"
    error[E009]: `title` is a single value without `x`
     --> --set:1:13
      |
    1 | --set title.x=1
      |             ^
    ");
}

#[test]
fn a_value_the_schema_refuses_is_shown_in_the_override() {
    assert_snapshot!(refused(&["title=Fine", "execution.jobs=many", "models.net={}"]), @r"
    error[E022]: expected a whole number, found text `many`
     --> --set:2:22
      |
    2 | --set execution.jobs=many
      |                      ^^^^

    error[E021]: missing key `type` in `models.net`
     --> --set:3:7
      |
    3 | --set models.net={}
      |       ^^^^^^^^^^
      |
      = help: `type`: The model, as `PLUGIN/MODEL`
    ");
}

#[test]
fn an_override_that_is_malformed_is_shown() {
    assert_snapshot!(refused(&["seeds"]), @r"
    error[E009]: --set takes PATH=VALUE
     --> --set:1:7
      |
    1 | --set seeds
      |       ^^^^^
      |
      = help: such as `--set models.net.params.learning_rate=0.01`
    ");
    assert_snapshot!(refused(&["a..b=1"]), @r"
    error[E009]: --set takes PATH=VALUE
     --> --set:1:7
      |
    1 | --set a..b=1
      |       ^^^^^^
      |
      = help: such as `--set models.net.params.learning_rate=0.01`
    ");
    assert_snapshot!(refused(&["seeds=[1,"]), @r"
    error[E004]: this is not valid YAML: unclosed bracket '['
     --> --set:1:13
      |
    1 | --set seeds=[1,
      |             ^
      |
      = help: check indents, brackets and quotes here and in the lines before
    ");
}

#[test]
fn a_spec_cannot_be_extended_by_an_override() {
    assert_snapshot!(refused(&["extends=other.yaml"]), @r"
    error[E009]: a spec cannot be extended on the command line
     --> --set:1:7
      |
    1 | --set extends=other.yaml
      |       ^^^^^^^
    ");
}
