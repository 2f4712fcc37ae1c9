//! The spec that `init` writes.

use crate::sandbox::Sandbox;

#[test]
fn starter_spec_is_valid_as_written_and_nothing_is_overwritten() {
    let sandbox = Sandbox::new();
    sandbox.run(&["init", "new.yaml"]).ended(0);
    sandbox.run(&["validate", "new.yaml"]).ended(0);
    sandbox
        .run(&["init", "new.yaml"])
        .ended(2)
        .says(&["new.yaml"]);
}

#[test]
fn schema_is_printed_as_it_is_checked_in() {
    let ran = Sandbox::new().run(&["schema"]).ended(0);
    let checked_in = std::fs::read_to_string(
        crate::sandbox::repository().join("schemas/experiment.schema.json"),
    );
    assert_eq!(ran.out, checked_in.unwrap());
}

#[test]
fn every_code_is_explained_and_no_other() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["explain", "E020"]).ended(0);
    assert!(ran.out.contains("E020"), "{}", ran.out);
    sandbox.run(&["explain", "E999"]).ended(2).says(&["E999"]);
}
