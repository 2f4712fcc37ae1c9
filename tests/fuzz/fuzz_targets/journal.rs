//! A journal: any bytes are read, and what is whole in them counts.
#![no_main]

use emospec_fuzz::{MIB, within};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| within(16 * MIB, 256, emospec::fuzz::journal, input));
