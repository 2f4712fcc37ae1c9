//! `emospec.h` is the contract in C, generated from the Rust types and checked in.

use std::fs;
use std::path::Path;

#[test]
fn header_is_that_of_the_types() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).unwrap();
    let bindings = cbindgen::Builder::new()
        .with_config(config)
        .with_src(root.join("src/dlpack.rs"))
        .with_src(root.join("src/v1.rs"))
        .generate()
        .unwrap();
    let mut text = Vec::new();
    bindings.write(&mut text);
    let file = root.join("emospec.h");
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        fs::write(&file, &text).unwrap();
    }
    assert!(
        fs::read(&file).unwrap_or_default() == text,
        "plugins/api/emospec.h is not current: run the tests with UPDATE_SCHEMAS=1"
    );
}
