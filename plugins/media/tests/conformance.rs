//! The rules that results rest on, as `emospec plugin check` checks them.

emospec_sdk::conformance_tests!();
