//! The rules that results rest on, as `emospec plugin check` checks them: those that need neither a folder of media files nor
//! rows that lie in one. `files` and `reference` hold the rest.

emospec_sdk::conformance_tests! {
    manifest "manifest",
    parameters "parameters",
    same_request "same-request",
    scratch "scratch",
    stderr_only "stderr-only",
}
