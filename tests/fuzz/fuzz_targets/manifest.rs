//! Whatever a plugin says of itself, the engine neither crashes nor hangs.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(document) = serde_json::from_slice(bytes) {
        emospec::plugin::conversation::introduce(document);
    }
});
