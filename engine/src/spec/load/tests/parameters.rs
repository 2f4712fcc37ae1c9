use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{SMALL, loaded};
use crate::diagnostic::Diagnostics;
use crate::spec::load::validate_params;
use crate::spec::{Params, expand_grids};

/// What is shown of a model's parameters against a plugin's schema.
fn shown(params: &str, schema: &Value) -> String {
    let text = format!("{SMALL}  net: {{type: demo/net, params: {params}}}\n");
    let loaded = loaded(&text).unwrap();
    let mut found = Diagnostics::about(loaded.source.texts().clone());
    let params: &Params = &loaded.spec.models["net"].params;
    for (_, point) in expand_grids(params).unwrap() {
        found.extend(validate_params(
            schema,
            &point,
            "/models/net/params",
            &loaded.source,
        ));
    }
    let shown = found.sorted().render(false, 100);
    let folder = shown
        .find("--> ")
        .and_then(|at| shown[at + 4..].split("spec.yaml").next());
    shown.replace(folder.unwrap_or("\0"), "")
}

fn schema() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["classes"],
        "properties": {
            "learning_rate": {"type": "number", "exclusiveMinimum": 0, "description": "Step size. Of Adam."},
            "classes": {"type": "integer", "minimum": 2, "description": "How many classes."},
            "width": {"type": "integer", "multipleOf": 64},
            "optimiser": {"oneOf": [
                {"type": "object", "additionalProperties": false, "required": ["kind"], "properties": {
                    "kind": {"const": "sgd"}, "momentum": {"type": "number"}}},
                {"type": "object", "additionalProperties": false, "required": ["kind"], "properties": {
                    "kind": {"const": "adam"}, "beta": {"type": "number", "maximum": 1}}},
            ]},
            "activation": {"enum": ["relu", "gelu"]},
        },
    })
}

#[test]
fn valid_parameters_give_nothing() {
    assert_eq!(
        shown(
            "{classes: 2, learning_rate: {grid: [1, 0.1]}, optimiser: {kind: adam, beta: 0.9}}",
            &schema()
        ),
        ""
    );
}

#[test]
fn an_unknown_parameter_names_the_nearest_and_all_accepted() {
    assert_snapshot!(shown("{classes: 2, lerning_rate: 0.1}", &schema()), @r"
    error[E030]: unknown parameter `lerning_rate` in `models.net.params`
      --> spec.yaml:11:46
       |
    11 |   net: {type: demo/net, params: {classes: 2, lerning_rate: 0.1}}
       |                                              ^^^^^^^^^^^^ did you mean `learning_rate`?
       |
       = help: it takes: `learning_rate`, `classes`, `width`, `optimiser`, `activation`
    ");
    assert_snapshot!(shown("{learning_rate: 0.1}", &schema()), @r"
    error[E021]: missing parameter `classes` in `models.net.params`
      --> spec.yaml:11:25
       |
    11 |   net: {type: demo/net, params: {learning_rate: 0.1}}
       |                         ^^^^^^
       |
       = help: `classes`: How many classes
    ");
}

#[test]
fn wrong_values_are_located() {
    assert_snapshot!(shown("{classes: two, learning_rate: 0, width: 100, activation: rel}", &schema()), @r"
    error[E022]: expected a whole number, found text `two`
      --> spec.yaml:11:43
       |
    11 |   net: {type: demo/net, params: {classes: two, learning_rate: 0, width: 100, activation: rel}}
       |                                           ^^^

    error[E025]: expected more than 0, found the number 0
      --> spec.yaml:11:63
       |
    11 |   net: {type: demo/net, params: {classes: two, learning_rate: 0, width: 100, activation: rel}}
       |                                                               ^

    error[E029]: `100` is not a multiple of 64
      --> spec.yaml:11:73
       |
    11 |   net: {type: demo/net, params: {classes: two, learning_rate: 0, width: 100, activation: rel}}
       |                                                                         ^^^

    error[E023]: `rel` is none of the words accepted here
      --> spec.yaml:11:90
       |
    11 |   net: {type: demo/net, params: {classes: two, learning_rate: 0, width: 100, activation: rel}}
       |                                                                                          ^^^ did you mean `relu`?
       |
       = help: it takes: `relu`, `gelu`
    ");
}

#[test]
fn a_wrong_value_of_a_grid_is_shown_at_the_grid() {
    assert_snapshot!(shown("{classes: 2, learning_rate: {grid: [0.1, fast]}}", &schema()), @r"
    error[E022]: expected a number, found text `fast`
      --> spec.yaml:11:61
       |
    11 |   net: {type: demo/net, params: {classes: 2, learning_rate: {grid: [0.1, fast]}}}
       |                                                             ^^^^^^^^^^^^^^^^^^^
    ");
}

#[test]
fn of_tagged_alternatives_the_one_meant_is_explained() {
    assert_snapshot!(shown("{classes: 2, optimiser: {kind: adam, betta: 0.9}}", &schema()), @r"
    error[E030]: unknown parameter `betta` in `models.net.params.optimiser`
      --> spec.yaml:11:70
       |
    11 |   net: {type: demo/net, params: {classes: 2, optimiser: {kind: adam, betta: 0.9}}}
       |                                                                      ^^^^^ did you mean `beta`?
       |
       = help: it takes: `kind`, `beta`
    ");
    assert_snapshot!(shown("{classes: 2, optimiser: {kind: adma}}", &schema()), @r"
    error[E023]: `adma` is none of the words accepted here
      --> spec.yaml:11:64
       |
    11 |   net: {type: demo/net, params: {classes: 2, optimiser: {kind: adma}}}
       |                                                                ^^^^ did you mean `adam`?
       |
       = help: it takes: `sgd`, `adam`
    ");
    assert_snapshot!(shown("{classes: 2, optimiser: adam}", &schema()), @r"
    error[E022]: expected a map of `kind`, `momentum` or a map of `kind`, `beta`, found text `adam`
      --> spec.yaml:11:57
       |
    11 |   net: {type: demo/net, params: {classes: 2, optimiser: adam}}
       |                                                         ^^^^
    ");
}

#[test]
fn a_schema_that_is_none_is_one_error() {
    assert_snapshot!(shown("{a: 1}", &json!({"type": "whole number"})), @r#"
    error[E031]: the plugin's schema for these parameters is not valid: "whole number" is not valid under any of the schemas listed in the 'anyOf' keyword
      --> spec.yaml:11:33
       |
    11 |   net: {type: demo/net, params: {a: 1}}
       |                                 ^^^^^^
    "#);
    let remote = shown(
        "{a: 1}",
        &json!({"$ref": "https://example.com/schema.json"}),
    );
    assert!(remote.starts_with("error[E031]: "), "{remote}");
}
