//! A Parquet file: values of the stated shape, or an error; its encodings repeat a value at almost no cost.
#![no_main]

use emospec_fuzz::{MIB, let_crates_panic, within};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: let_crates_panic(), |input: &[u8]| {
    within(256 * MIB, 4096, emospec::fuzz::parquet, input);
});
