//! An entry of the cache: what was altered is never a hit.
#![no_main]

use emospec_fuzz::{MIB, within};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| within(16 * MIB, 64, emospec::fuzz::entry, input));
