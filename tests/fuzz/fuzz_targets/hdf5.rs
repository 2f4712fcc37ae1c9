//! An HDF5 file: values of the stated shape, or an error.
#![no_main]

use emospec_fuzz::{MIB, within};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| within(16 * MIB, 64, emospec::fuzz::hdf5, input));
