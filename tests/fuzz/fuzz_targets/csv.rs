//! A CSV or TSV file: values of the stated shape, or an error.
#![no_main]

use emospec_fuzz::{MIB, within};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| within(16 * MIB, 256, emospec::fuzz::csv, input));
