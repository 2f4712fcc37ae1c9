//! Whatever a worker says, the engine neither crashes nor hangs.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

static OUTPUTS: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a temporary folder"));

fuzz_target!(|bytes: &[u8]| emospec::plugin::conversation::converse(bytes.to_vec(), OUTPUTS.path()));
