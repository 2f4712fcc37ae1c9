//! A spec: any bytes end in a spec that can be written and read again, or in errors with places.
#![no_main]

use emospec_fuzz::{MIB, within};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| within(256 * MIB, 4096, emospec::fuzz::spec, input));
