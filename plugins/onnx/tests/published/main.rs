//! The networks of packages against what their original runtimes computed. The files are found as by the extractors, in
//! `EMOSPEC_WEIGHTS_DIR` or the cache's `weights`; a test whose file is not there says so and checks nothing.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test ends where something is not as it should be, and says when it is skipped"
)]

mod files;
mod i3d;
mod musicnn;
