//! The rules that results rest on, one test each.

emospec_sdk::conformance_tests!();
