use super::{SMALL, folder, loaded_at};
use crate::diagnostic::{Code, Example};

/// The codes of keys laid over a complete spec.
fn codes(keys: &str) -> Vec<Code> {
    let extends = if keys.contains("extends:") {
        ""
    } else {
        "extends: base.yaml\n"
    };
    let text = format!("{extends}{keys}");
    let folder = folder(&[
        ("spec.yaml", text.as_bytes()),
        ("base.yaml", SMALL.as_bytes()),
    ]);
    match loaded_at(&folder.path().join("spec.yaml"), &[]) {
        Ok(_) => Vec::new(),
        Err(found) => found.iter().map(|one| one.code).collect(),
    }
}

#[test]
fn the_examples_of_a_code_bring_it_about_and_put_it_right() {
    let mut tried = 0;
    for code in Code::ALL {
        if let Example::Spec { wrong, right } = code.example()
            && code.as_str() < "E040"
        {
            assert_eq!(codes(wrong), [*code], "{wrong}");
            assert_eq!(codes(right), [], "{right}");
            tried += 1;
        }
    }
    assert!(tried > 10);
}
