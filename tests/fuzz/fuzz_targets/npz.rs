//! An NPZ file: values of the stated shape, or an error; deflate packs 1032 bytes into one.
#![no_main]

use emospec_fuzz::{MIB, within};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| within(16 * MIB, 4128, emospec::fuzz::npz, input));
